//! What was seen of one job.

use crate::violation::Violation;
use std::collections::{BTreeMap, BTreeSet};
use world::engine::job::JobState;
use world::engine::node::{JobClosed, TaskOutcome};
use world::engine::wire::JobStatus;
use world::engine::{Amount, JobId, NodeId, TaskId, Time};

/// A job, from its submission to its end.
#[derive(Clone, Debug)]
pub(crate) struct JobBook {
    job: JobId,
    submitted: Time,
    state: Option<JobState>,
    /// Attempts under way.
    under_way: BTreeMap<TaskId, NodeId>,
    /// Attempts that were ever placed.
    placed: BTreeSet<TaskId>,
    /// Tasks of which an attempt was verified.
    verified: BTreeSet<u16>,
    closed: Option<(Time, JobState)>,
    told: Option<Time>,
    referred: Option<Time>,
}

impl JobBook {
    pub fn new(job: JobId, submitted: Time) -> Self {
        Self {
            job,
            submitted,
            state: None,
            under_way: BTreeMap::new(),
            placed: BTreeSet::new(),
            verified: BTreeSet::new(),
            closed: None,
            told: None,
            referred: None,
        }
    }

    /// Whether its validator closed it and its requester knows.
    pub fn is_over(&self) -> bool {
        self.closed.is_some() && self.told.is_some()
    }

    /// How it ended.
    pub fn end(&self) -> Option<JobState> {
        self.closed.map(|(_, state)| state)
    }

    pub fn lost(&self, now: Time) -> Violation {
        Violation::Lost { job: self.job, submitted: self.submitted, state: self.state, now }
    }

    pub fn on_state(&mut self, at: Time, to: JobState) -> Result<(), Violation> {
        let from = self.state.replace(to);
        let fits = from.map_or(to == JobState::Submitted, |from| from.can_become(to));
        if fits { Ok(()) } else { Err(Violation::LifeCycle { job: self.job, from, to, at }) }
    }

    /// One validator sends it to another: once, and before any has taken it in.
    pub fn on_referred(&mut self, at: Time) -> Result<(), Violation> {
        let (job, state) = (self.job, self.state);
        match self.referred.replace(at) {
            None if state.is_none() => Ok(()),
            first_at => Err(Violation::ReferredLate { job, first_at, state, at }),
        }
    }

    pub fn on_placed(&mut self, at: Time, task: TaskId, node: NodeId) -> Result<(), Violation> {
        self.under_way.insert(task, node);
        if self.placed.insert(task) { Ok(()) } else { Err(Violation::PlacedTwice { task, node, at }) }
    }

    pub fn on_ended(&mut self, at: Time, task: TaskId, node: NodeId, outcome: TaskOutcome) -> Result<(), Violation> {
        if self.under_way.remove(&task) != Some(node) {
            return Err(Violation::NotUnderWay { task, node, at });
        }
        let again = outcome == TaskOutcome::Verified && !self.verified.insert(task.task);
        if again { Err(Violation::VerifiedTwice { task, node, at }) } else { Ok(()) }
    }

    pub fn on_closed(&mut self, at: Time, closed: &JobClosed) -> Result<(), Violation> {
        let job = self.job;
        if let Some((first_at, first)) = self.closed {
            return Err(Violation::ClosedTwice { job, first, first_at, again: closed.state, again_at: at });
        }
        self.closed = Some((at, closed.state));
        if let Some((&task, _)) = self.under_way.first_key_value() {
            return Err(Violation::ClosedEarly { job, task, at });
        }
        let paid: Amount = closed.payouts.iter().map(|(_, amount)| *amount).sum();
        let spent = [paid, closed.burned, closed.refunded].into_iter().sum();
        let escrowed = closed.escrowed;
        if spent == escrowed { Ok(()) } else { Err(Violation::Unbalanced { job, escrowed, spent }) }
    }

    pub fn on_told(&mut self, at: Time, status: &JobStatus) -> Result<(), Violation> {
        if let Some(first_at) = self.told.replace(at) {
            return Err(Violation::ToldTwice { job: self.job, first_at, again_at: at });
        }
        let (closed, told) = (self.end(), status.state);
        if closed == Some(told) { Ok(()) } else { Err(Violation::ToldOtherwise { job: self.job, closed, told }) }
    }
}
