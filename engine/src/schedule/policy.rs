//! How to choose among workers that could run a task.

use crate::id::TaskId;
use crate::job::TaskSpec;
use crate::rng::mix;
use crate::schedule::Candidate;
use borsh::{BorshDeserialize, BorshSerialize};

/// Ranks candidates: the lowest score gets the task, equal scores go to the lowest node id.
pub trait Policy {
    /// Score of giving `task` to `candidate`; lower is better.
    fn score(&self, id: TaskId, task: &TaskSpec, candidate: &Candidate<'_>) -> u64;
}

/// The worker that would compute it soonest: work over speed.
pub struct EarliestFinish;

/// The worker with the smallest share of its slots taken.
pub struct LeastLoaded;

/// A uniformly random worker, by a hash of task and node: the same for the same scenario and seed.
pub struct RandomChoice;

impl Policy for EarliestFinish {
    fn score(&self, _: TaskId, task: &TaskSpec, candidate: &Candidate<'_>) -> u64 {
        task.work.at(candidate.capacity.speed()).0
    }
}

impl Policy for LeastLoaded {
    fn score(&self, _: TaskId, _: &TaskSpec, candidate: &Candidate<'_>) -> u64 {
        let (taken, slots) = (candidate.capacity.slots_reserved(), candidate.capacity.total().slots);
        u64::from(taken) * 1_000_000 / u64::from(slots.max(1))
    }
}

impl Policy for RandomChoice {
    fn score(&self, id: TaskId, _: &TaskSpec, candidate: &Candidate<'_>) -> u64 {
        let job = u64::from(id.job.requester.0) << 32 | u64::from(id.job.number);
        mix(mix(mix(job) ^ (u64::from(id.task) << 16 | u64::from(id.attempt))) ^ u64::from(candidate.node.0))
    }
}

/// The policies by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum PolicyKind {
    /// [`EarliestFinish`].
    #[default]
    EarliestFinish,
    /// [`LeastLoaded`].
    LeastLoaded,
    /// [`RandomChoice`].
    Random,
}

impl PolicyKind {
    /// The policy of this name.
    #[must_use]
    pub fn policy(self) -> &'static dyn Policy {
        match self {
            Self::EarliestFinish => &EarliestFinish,
            Self::LeastLoaded => &LeastLoaded,
            Self::Random => &RandomChoice,
        }
    }
}
