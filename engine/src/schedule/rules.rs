//! Who comes first, who is let in, and who is left alone for a while.

use crate::time::Span;
use borsh::{BorshDeserialize, BorshSerialize};

/// Whose tasks go first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Sharing {
    /// Those of the requester for whom the least work was placed (start-time fair queueing; P. Goyal et al., IEEE/ACM ToN 5(5),
    /// 1997); within one, in the order of arrival.
    #[default]
    Fair,
    /// In the order of arrival, whoever asks.
    Arrival,
}

/// What becomes of a job while the queue is full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum WhenFull {
    /// It is not answered: its requester asks again, after longer and longer pauses.
    #[default]
    Wait,
    /// It is refused.
    Refuse,
}

/// The queue of a region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct QueueRule {
    /// Whose tasks go first.
    pub sharing: Sharing,
    /// Tasks that wait at most when a job is admitted; 0: any number.
    pub tasks_max: u32,
    /// What becomes of others.
    pub when_full: WhenFull,
}

/// The circuit breaker of each worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct BreakerRule {
    /// After so many attempts in a row that it gave back, got wrong or did not finish in time it gets none; 0: never.
    pub failures_max: u16,
    /// For so long the first time, twice as long the next, up to 64 times.
    pub pause: Span,
}

impl BreakerRule {
    /// The `times`th pause, from 1.
    #[must_use]
    pub fn pause_after(&self, times: u16) -> Span {
        self.pause.times(1 << times.saturating_sub(1).min(6))
    }
}
