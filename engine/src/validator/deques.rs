//! Queues of tasks, one a worker.

use crate::id::{JobId, NodeId};
use crate::rng::Stream;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// A task that waits.
pub(super) type Waiting = (JobId, u16);

/// What was dealt to each worker and is not placed.
#[derive(Debug, Default, BorshSerialize, BorshDeserialize)]
pub(super) struct Deques {
    /// None of them empty; within each the oldest first.
    queues: Vec<(NodeId, VecDeque<Waiting>)>,
    /// Where in `queues` that of a worker is.
    place_of: BTreeMap<NodeId, u32>,
    /// To whom each was dealt.
    owner_of: BTreeMap<Waiting, NodeId>,
    /// Draws made by lot.
    draws: u64,
}

impl Deques {
    /// Tasks that wait.
    pub fn len(&self) -> u32 {
        u32::try_from(self.owner_of.len()).unwrap_or(u32::MAX)
    }

    /// Queues that hold something.
    pub fn queues(&self) -> usize {
        self.queues.len()
    }

    /// Whose queue is at place `at`, from 0.
    pub fn at(&self, at: usize) -> Option<NodeId> {
        self.queues.get(at).map(|(owner, _)| *owner)
    }

    fn queue(&self, owner: NodeId) -> Option<&VecDeque<Waiting>> {
        self.place_of.get(&owner).and_then(|at| self.queues.get(*at as usize)).map(|(_, queue)| queue)
    }

    /// What waits in a worker's queue, the oldest first.
    pub fn of(&self, owner: NodeId) -> impl Iterator<Item = Waiting> {
        self.queue(owner).into_iter().flatten().copied()
    }

    /// The one of that number in a worker's queue, from 0 for the oldest.
    pub fn get(&self, owner: NodeId, number: usize) -> Option<Waiting> {
        self.queue(owner)?.get(number).copied()
    }

    /// Deals a task to `owner`.
    pub fn push(&mut self, owner: NodeId, task: Waiting) {
        let at = *self.place_of.entry(owner).or_insert_with(|| {
            self.queues.push((owner, VecDeque::new()));
            u32::try_from(self.queues.len() - 1).unwrap_or(u32::MAX)
        });
        self.queues[at as usize].1.push_back(task);
        self.owner_of.insert(task, owner);
    }

    /// Takes a task out, wherever it is.
    pub fn remove(&mut self, task: Waiting) {
        let Some(owner) = self.owner_of.remove(&task) else { return };
        let Some(&at) = self.place_of.get(&owner) else { return };
        let queue = &mut self.queues[at as usize].1;
        queue.retain(|other| *other != task);
        if queue.is_empty() {
            self.queues.swap_remove(at as usize);
            self.place_of.remove(&owner);
            if let Some((moved, _)) = self.queues.get(at as usize) {
                self.place_of.insert(*moved, at);
            }
        }
    }

    /// A number below `bound` by lot; 0 for 0.
    pub fn draw(&mut self, seed: u64, bound: usize) -> usize {
        let mut lot = Stream::new(seed, 0, STEALING).skip_to(self.draws);
        self.draws += 1;
        usize::try_from(lot.below(bound as u64)).unwrap_or(0)
    }
}

/// What its draws are for.
const STEALING: u64 = 0x57EA;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_holds_what_was_dealt_and_not_taken_in_order(steps in prop::collection::vec((0_u32..5, 0_u16..20, any::<bool>()), 0..200)) {
            let (mut deques, mut model) = (Deques::default(), Vec::<(u32, u16)>::new());
            for (owner, task, is_dealt) in steps {
                let waiting = (JobId { requester: NodeId(9), number: 0 }, task);
                let is_there = model.iter().any(|(_, other)| *other == task);
                if is_dealt && !is_there {
                    deques.push(NodeId(owner), waiting);
                    model.push((owner, task));
                } else if !is_dealt {
                    deques.remove(waiting);
                    model.retain(|(_, other)| *other != task);
                }
                prop_assert_eq!(deques.len() as usize, model.len());
                for owner in 0..5 {
                    let of: Vec<u16> = deques.of(NodeId(owner)).map(|(_, task)| task).collect();
                    let expected: Vec<u16> = model.iter().filter(|(of, _)| *of == owner).map(|(_, task)| *task).collect();
                    prop_assert_eq!(of, expected);
                }
                prop_assert!((0..deques.queues()).all(|at| deques.at(at).is_some_and(|owner| deques.get(owner, 0).is_some())));
            }
        }
    }
}
