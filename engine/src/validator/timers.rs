//! What a validator does at a time of its own choosing.

use crate::id::{JobId, NodeId, TaskId};
use crate::time::Time;
use alloc::collections::BinaryHeap;
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};
use core::cmp::Reverse;

/// What for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub(super) enum Timer {
    /// Is this member still heard?
    Silence(NodeId),
    /// This life of a member has been silent for too long.
    Ended(NodeId, u64),
    /// Has this attempt run out of time?
    Attempt(TaskId),
    /// Does this copy still run, so that one more is needed?
    Late(TaskId),
    /// Has this task waited too long for a node?
    Unplaced(JobId, u16),
    /// Is the pause of this worker over?
    Breaker(NodeId),
    /// Should this job be done by now?
    Due(JobId),
    /// Report this epoch.
    Report,
    /// Send unanswered transactions again.
    Resend,
    /// Compare what is known with other validators.
    Gossip,
}

/// All timers. The first time is kept apart: it is asked for after every step.
#[derive(BorshSerialize, BorshDeserialize)]
pub(super) struct Timers {
    first: Time,
    #[borsh(serialize_with = "write_heap", deserialize_with = "read_heap")]
    set: BinaryHeap<Reverse<(Time, Timer)>>,
}

/// In order, each once: what is written does not depend on how the heap came to be.
fn write_heap<W: borsh::io::Write>(heap: &BinaryHeap<Reverse<(Time, Timer)>>, out: &mut W) -> borsh::io::Result<()> {
    let mut all: Vec<(Time, Timer)> = heap.iter().map(|Reverse(set)| *set).collect();
    all.sort_unstable();
    all.dedup();
    all.serialize(out)
}

fn read_heap<R: borsh::io::Read>(from: &mut R) -> borsh::io::Result<BinaryHeap<Reverse<(Time, Timer)>>> {
    let all = Vec::<(Time, Timer)>::deserialize_reader(from)?;
    Ok(all.into_iter().map(Reverse).collect())
}

impl Timers {
    pub fn new() -> Self {
        Self { first: Time::MAX, set: BinaryHeap::new() }
    }

    pub fn set(&mut self, at: Time, timer: Timer) {
        self.first = self.first.min(at);
        self.set.push(Reverse((at, timer)));
    }

    /// The first one, if its time has come. One that was set twice for one time comes once.
    pub fn pop(&mut self, now: Time) -> Option<Timer> {
        if self.first > now {
            return None;
        }
        let popped = self.set.pop()?;
        while self.set.peek() == Some(&popped) {
            self.set.pop();
        }
        self.first = self.set.peek().map_or(Time::MAX, |Reverse((at, _))| *at);
        Some(popped.0.1)
    }

    /// When the first one is due; [`Time::MAX`] if there is none.
    pub fn next(&self) -> Time {
        self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_come_in_order_and_each_once() {
        let mut timers = Timers::new();
        for (at, timer) in [(7, Timer::Report), (5, Timer::Resend), (7, Timer::Silence(NodeId(1))), (7, Timer::Report)] {
            timers.set(Time(at), timer);
        }
        assert_eq!((timers.next(), timers.pop(Time(4))), (Time(5), None));
        let popped: Vec<Timer> = core::iter::from_fn(|| timers.pop(Time(9))).collect();
        assert_eq!(popped, [Timer::Resend, Timer::Silence(NodeId(1)), Timer::Report]);
        assert_eq!(timers.next(), Time::MAX);
    }
}
