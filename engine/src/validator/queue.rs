//! Tasks that wait for a node, by requester.

use crate::id::{JobId, NodeId};
use crate::schedule::Sharing;
use crate::units::MilliGflop;
use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// A task in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Queued {
    /// Order of arrival.
    number: u64,
    pub job: JobId,
    pub task: u16,
}

/// The queue of a region.
#[derive(Debug, Default, BorshSerialize, BorshDeserialize)]
pub(super) struct Queue {
    waiting: BTreeMap<NodeId, VecDeque<Queued>>,
    /// The first of each requester, by who is next.
    heads: BTreeSet<(u64, u64, NodeId)>,
    /// Work placed for each requester (milli-GFLOP), or what others had when it last began to ask.
    served: BTreeMap<NodeId, u64>,
    /// What the requester had that was served last.
    now_served: u64,
    next_number: u64,
    len: u32,
}

impl Queue {
    /// Tasks that wait.
    pub fn len(&self) -> u32 {
        self.len
    }

    pub fn push(&mut self, job: JobId, task: u16, sharing: Sharing) {
        let queued = Queued { number: self.next_number, job, task };
        self.next_number += 1;
        if sharing == Sharing::Fair && !self.waiting.contains_key(&job.requester) {
            // Who did not ask has no claim on what others got meanwhile.
            let served = self.served.entry(job.requester).or_default();
            *served = (*served).max(self.now_served);
        }
        self.change(job.requester, sharing, |waiting| waiting.push_back(queued));
        self.len += 1;
    }

    /// Whoever is next.
    pub fn pop(&mut self, sharing: Sharing) -> Option<Queued> {
        let &(_, _, requester) = self.heads.first()?;
        let popped = self.change(requester, sharing, VecDeque::pop_front)?;
        self.len -= 1;
        Some(popped)
    }

    /// Puts back those that found no node, each where it was.
    pub fn put_back(&mut self, queued: Vec<Queued>, sharing: Sharing) {
        self.len += u32::try_from(queued.len()).unwrap_or(u32::MAX);
        for one in queued.into_iter().rev() {
            self.change(one.job.requester, sharing, |waiting| {
                let at = waiting.partition_point(|other| other.number < one.number);
                waiting.insert(at, one);
            });
        }
    }

    /// A task of `requester` was placed.
    pub fn serve(&mut self, requester: NodeId, work: MilliGflop, sharing: Sharing) {
        if sharing == Sharing::Fair {
            let served = self.served.get(&requester).copied().unwrap_or_default();
            self.now_served = self.now_served.max(served);
            let waiting = self.change(requester, sharing, core::mem::take);
            self.served.insert(requester, served.saturating_add(work.0));
            self.change(requester, sharing, |now| *now = waiting);
        }
    }

    /// Takes a task out.
    pub fn remove(&mut self, job: JobId, task: u16, sharing: Sharing) {
        let before = self.waiting.get(&job.requester).map_or(0, VecDeque::len);
        self.change(job.requester, sharing, |waiting| waiting.retain(|queued| (queued.job, queued.task) != (job, task)));
        let after = self.waiting.get(&job.requester).map_or(0, VecDeque::len);
        self.len -= u32::try_from(before - after).unwrap_or(0);
    }

    /// Changes what waits for a requester, and who is next.
    fn change<R>(&mut self, requester: NodeId, sharing: Sharing, change: impl FnOnce(&mut VecDeque<Queued>) -> R) -> R {
        let served = if sharing == Sharing::Fair { self.served.get(&requester).copied().unwrap_or_default() } else { 0 };
        let waiting = self.waiting.entry(requester).or_default();
        if let Some(first) = waiting.front() {
            self.heads.remove(&(served, first.number, requester));
        }
        let result = change(waiting);
        match waiting.front() {
            Some(first) => drop(self.heads.insert((served, first.number, requester))),
            None => drop(self.waiting.remove(&requester)),
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(requester: u32, number: u32) -> JobId {
        JobId { requester: NodeId(requester), number }
    }

    /// Requesters in the order in which they are served, if each task has this work.
    fn order(queue: &mut Queue, sharing: Sharing, work: impl Fn(u32) -> u64) -> Vec<u32> {
        core::iter::from_fn(|| {
            let queued = queue.pop(sharing)?;
            let requester = queued.job.requester;
            queue.serve(requester, MilliGflop(work(requester.0)), sharing);
            Some(requester.0)
        })
        .collect()
    }

    fn queue(sharing: Sharing) -> Queue {
        let mut queue = Queue::default();
        for (requester, task) in [(1, 0), (1, 1), (1, 2), (1, 3), (2, 0), (2, 1), (3, 0)] {
            queue.push(job(requester, 0), task, sharing);
        }
        queue
    }

    #[test]
    fn by_arrival_whoever_asked_first_has_all_of_it() {
        assert_eq!(order(&mut queue(Sharing::Arrival), Sharing::Arrival, |_| 5), [1, 1, 1, 1, 2, 2, 3]);
    }

    #[test]
    fn fair_is_turn_by_turn_and_by_work() {
        assert_eq!(order(&mut queue(Sharing::Fair), Sharing::Fair, |_| 5), [1, 2, 3, 1, 2, 1, 1]);
        assert_eq!(order(&mut queue(Sharing::Fair), Sharing::Fair, |who| if who == 2 { 10 } else { 5 }), [1, 2, 3, 1, 1, 2, 1]);
    }

    #[test]
    fn who_comes_late_has_no_claim_on_the_past() {
        let mut queue = queue(Sharing::Fair);
        order(&mut queue, Sharing::Fair, |_| 1_000);
        (0..3).for_each(|task| queue.push(job(9, 0), task, Sharing::Fair));
        (0..3).for_each(|task| queue.push(job(1, 1), task, Sharing::Fair));
        // It begins where the others stood when the last task was placed: one before them.
        assert_eq!(order(&mut queue, Sharing::Fair, |_| 1_000), [9, 9, 1, 9, 1, 1]);
    }

    #[test]
    fn what_finds_no_node_keeps_its_place() {
        let mut queue = queue(Sharing::Fair);
        let aside = [queue.pop(Sharing::Fair).unwrap(), queue.pop(Sharing::Fair).unwrap()];
        assert_eq!((queue.len(), aside.map(|queued| queued.task)), (5, [0, 1]));
        queue.put_back(aside.to_vec(), Sharing::Fair);
        queue.remove(job(2, 0), 1, Sharing::Fair);
        assert_eq!(queue.len(), 6);
        assert_eq!(order(&mut queue, Sharing::Fair, |_| 5), [1, 2, 3, 1, 1, 1]);
    }
}
