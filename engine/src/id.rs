//! Identifiers: dense integers inside one network; keys are bound to them at registration.

use crate::rng::mix;
use borsh::{BorshDeserialize, BorshSerialize};
use core::fmt;

/// A participant, dense from 0 within one network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct NodeId(pub u32);

/// A region served by one validator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct RegionId(pub u16);

/// A job: its requester and that requester's running number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct JobId {
    /// Who submitted and pays.
    pub requester: NodeId,
    /// Running number of that requester, from 0.
    pub number: u32,
}

/// One attempt at one task of a job: what a worker runs and reports on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct TaskId {
    /// The job.
    pub job: JobId,
    /// Index of the task in the job's graph.
    pub task: u16,
    /// Attempt, from 0; a retry elsewhere has a new one.
    pub attempt: u16,
}

impl TaskId {
    /// 64 bits that stand for this attempt in sums over sets of attempts.
    #[must_use]
    pub const fn digest(&self) -> u64 {
        let job = (self.job.requester.0 as u64) << 32 | self.job.number as u64;
        mix(mix(job) ^ ((self.task as u64) << 16 | self.attempt as u64))
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "n{}", self.0)
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.requester, self.number)
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}.{}", self.job, self.task, self.attempt)
    }
}
