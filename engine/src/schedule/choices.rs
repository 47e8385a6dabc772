//! What a policy may look at: the members that have room for one task.

use super::{Capacity, LifeTable, Rank, Roster};
use crate::id::{NodeId, TaskId};
use crate::job::{Privacy, TaskSpec};
use crate::rng::mix;
use crate::time::{Span, Time};
use crate::units::transfer_span;

/// A member that has room.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Who.
    pub node: NodeId,
    /// Its books.
    pub capacity: &'a Capacity,
    /// Since when it has been up without a break.
    pub up_since: Time,
    /// It may see private data.
    pub trusted: bool,
}

/// A member that has some of what a task reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near {
    /// Who.
    pub node: NodeId,
    /// Where its books are.
    pub row: u32,
    /// How much (bytes).
    pub bytes: u64,
}

/// Where the members' books are.
pub trait Books {
    /// Those in a row.
    fn candidate(&self, row: u32) -> Option<Candidate<'_>>;
}

/// The members that a task may go to, by rank: the fastest first, of equal ones the lowest id first.
pub struct Choices<'a> {
    /// Which attempt.
    pub id: TaskId,
    /// What it takes.
    pub task: &'a TaskSpec,
    /// Now.
    pub now: Time,
    /// After this time a lost machine is noticed.
    pub silence: Span,
    /// Time that the task may take for its job to be done when it is due; [`Span::MAX`] if it may take any.
    pub within: Span,
    /// How long the region's machines have stayed up.
    pub lives: &'a LifeTable,
    /// Who has some of what the task reads, if it asks to run there.
    pub near: &'a [Near],
    /// Rate at which the rest is fetched (bit/s).
    pub rate_bps: u64,
    /// Members, all ranked.
    pub roster: &'a Roster,
    /// Who may not have it.
    pub excluded: &'a dyn Fn(NodeId) -> bool,
    /// Their books.
    pub books: &'a dyn Books,
}

impl<'a> Choices<'a> {
    /// The first at or after rank `from`, and its rank.
    #[must_use]
    pub fn first_from(&self, mut from: usize) -> Option<(usize, Candidate<'a>)> {
        while let Some(at) = self.roster.first_from(from, self.task) {
            let found = self.roster.at(at).and_then(|rank| self.admitted(rank.node, rank.row));
            if let Some(found) = found {
                return Some((at, found));
            }
            from = at + 1;
        }
        None
    }

    /// A member, if it may have the task.
    fn admitted(&self, node: NodeId, row: u32) -> Option<Candidate<'a>> {
        let found = self.books.candidate(row).filter(|_| !(self.excluded)(node))?;
        (found.trusted || self.task.privacy == Privacy::Open).then_some(found)
    }

    /// Those that have some of what the task reads, and room for it.
    pub fn at_data(&self) -> impl Iterator<Item = Candidate<'a>> + '_ {
        self.near
            .iter()
            .filter(|near| self.roster.has_room(near.row, self.task))
            .filter_map(|near| self.admitted(near.node, near.row))
    }

    /// Time that the task takes on a machine: its computation, and to fetch its input if the task asks where that is.
    #[must_use]
    pub fn time_on(&self, one: &Candidate<'_>) -> Span {
        let computing = self.task.time_on(one.capacity.speed());
        if self.task.near_bytes == 0 {
            return computing;
        }
        let here = self.near.iter().find(|near| near.node == one.node).map_or(0, |near| near.bytes);
        computing + transfer_span(self.task.input_bytes.saturating_sub(here), self.rate_bps)
    }

    /// All, the fastest first.
    pub fn all(&self) -> impl Iterator<Item = Candidate<'a>> + '_ {
        let mut from = 0;
        core::iter::from_fn(move || {
            let (at, found) = self.first_from(from)?;
            from = at + 1;
            Some(found)
        })
    }

    /// One by lot, the `number`th draw for this attempt.
    #[must_use]
    pub fn draw(&self, number: u64) -> Option<Candidate<'a>> {
        self.after(self.rank_drawn(number))
    }

    /// A rank that is uniformly random, the `number`th draw for this attempt.
    #[must_use]
    pub fn rank_drawn(&self, number: u64) -> usize {
        let ranks = self.roster.len() as u64;
        let rank = (u128::from(mix(self.lot() ^ mix(number + 1))) * u128::from(ranks)) >> 64;
        usize::try_from(rank).unwrap_or(0)
    }

    /// The first at or after rank `from`, or else the first of all.
    #[must_use]
    pub fn after(&self, from: usize) -> Option<Candidate<'a>> {
        self.first_from(from).or_else(|| self.first_from(0)).map(|(_, found)| found)
    }

    /// A random word of this attempt: the same for the same scenario and seed.
    #[must_use]
    pub fn lot(&self) -> u64 {
        let job = u64::from(self.id.job.requester.0) << 32 | u64::from(self.id.job.number);
        mix(mix(job) ^ (u64::from(self.id.task) << 16 | u64::from(self.id.attempt)))
    }

    /// The rank of whoever follows all that are as fast as the one at rank `at`.
    #[must_use]
    pub fn after_as_fast(&self, at: usize) -> usize {
        self.roster.at(at).map_or(at, |&Rank { speed, .. }| self.roster.slower_than(speed, at))
    }
}
