//! Members ranked by speed, with what each has free, so that the fastest that has room is found in a few steps.

use super::free::{Free, FreeTree};
use crate::id::NodeId;
use crate::job::TaskSpec;
use crate::units::MilliGflops;
use alloc::vec::Vec;
use core::cmp::Reverse;

/// A member in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rank {
    /// Speed of one slot.
    pub speed: MilliGflops,
    /// Who.
    pub node: NodeId,
    /// Where its books are.
    pub row: u32,
}

/// The members of a region, fastest first, of equal ones the lowest id first.
///
/// Members that enter wait unranked until somebody asks, so that a region that fills up is set in order once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// In order up to the size of the tree, then those who wait.
    ranks: Vec<Rank>,
    ranked: usize,
    free: FreeTree,
    /// Where each row is.
    place_of: Vec<Place>,
}

/// Where a row is in a [`Roster`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(u32);

impl Place {
    const ABSENT: Self = Self(u32::MAX);
}

impl Roster {
    /// Makes room for so many members.
    pub fn reserve(&mut self, members: usize) {
        self.ranks.reserve_exact(members);
        self.place_of.reserve_exact(members);
        self.free.reserve(members);
    }

    /// Members, those who wait included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ranks.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranks.is_empty()
    }

    /// Takes a member in, which is not; `row` is what its books are found by.
    pub fn enter(&mut self, speed: MilliGflops, node: NodeId, row: u32, free: Free) {
        if self.place_of.len() <= row as usize {
            grow(&mut self.place_of, row as usize + 1);
            self.place_of.resize(row as usize + 1, Place::ABSENT);
        }
        let all = self.ranks.len() + 1;
        self.place_of[row as usize] = Place(u32::try_from(all - 1).unwrap_or(u32::MAX));
        grow(&mut self.ranks, all);
        self.ranks.push(Rank { speed, node, row });
        self.free.append(free);
    }

    /// Where it is noted at which place a row is: for drivers that ask for memory before it is needed.
    #[must_use]
    pub fn place_at(&self, row: u32) -> Option<&Place> {
        self.place_of.get(row as usize)
    }

    /// Lets the member in row `row` go.
    pub fn leave(&mut self, row: u32) {
        if self.place_of.get(row as usize).is_none_or(|place| *place == Place::ABSENT) {
            return;
        }
        self.ranks.retain(|rank| rank.row != row);
        self.rank_anew();
        self.place_of[row as usize] = Place::ABSENT;
    }

    /// What the member in row `row` has free now.
    pub fn set_free(&mut self, row: u32, free: Free) {
        let Some(&Place(at)) = self.place_of.get(row as usize).filter(|place| **place != Place::ABSENT) else { return };
        if (at as usize) < self.ranked {
            self.free.set(at as usize, free);
        } else {
            self.free.set_waiting(at as usize, free);
        }
    }

    /// Gives those who wait their ranks.
    pub fn rank_all(&mut self) {
        if self.ranked < self.ranks.len() {
            // Stable, because that is quick where most are in order already.
            self.ranks.sort_by_key(|rank| (Reverse(rank.speed), rank.node));
            self.rank_anew();
        }
    }

    /// Notes where everybody is now.
    fn rank_anew(&mut self) {
        let free = self.ranks.iter().map(|rank| self.free.at(self.place_of[rank.row as usize].0 as usize)).collect();
        self.free = FreeTree::over(free);
        self.ranked = self.ranks.len();
        for (at, rank) in (0_u32..).zip(&self.ranks) {
            self.place_of[rank.row as usize] = Place(at);
        }
    }

    /// Who is at rank `at`, from 0 for the fastest.
    #[must_use]
    pub fn at(&self, at: usize) -> Option<&Rank> {
        self.ranks.get(at)
    }

    /// The first rank from `from` on whose member has room for `task`, of those ranked by the last [`rank_all`](Self::rank_all).
    #[must_use]
    pub fn first_from(&self, from: usize, task: &TaskSpec) -> Option<usize> {
        self.free.first_from(from, |free| free.takes(task)).filter(|at| *at < self.ranked)
    }

    /// Whether the member in row `row` has room for `task`.
    #[must_use]
    pub fn has_room(&self, row: u32, task: &TaskSpec) -> bool {
        let place = self.place_of.get(row as usize).filter(|place| **place != Place::ABSENT);
        place.is_some_and(|place| self.free.at(place.0 as usize).takes(task))
    }

    /// Whether any of those ranked has room for anything.
    #[must_use]
    pub fn anybody_free(&self) -> bool {
        self.with_room().next().is_some()
    }

    /// Those ranked that have room for anything.
    pub fn with_room(&self) -> impl Iterator<Item = NodeId> {
        let mut from = 0;
        core::iter::from_fn(move || {
            let at = self.free.first_from(from, Free::takes_any).filter(|at| *at < self.ranked)?;
            from = at + 1;
            self.ranks.get(at).map(|rank| rank.node)
        })
    }

    /// The first rank of a member that is slower than `speed`.
    #[must_use]
    pub fn slower_than(&self, speed: MilliGflops, from: usize) -> usize {
        from + self.ranks[from..].partition_point(|rank| rank.speed >= speed)
    }
}

/// Makes room for `len` entries in all, and for not twice as many as there are.
fn grow<T>(column: &mut Vec<T>, len: usize) {
    if len > column.capacity() {
        column.reserve_exact(len + len / 16 - column.len());
    }
}
