//! Bin packing: the worker that is left with the least.

use super::Policy;
use crate::id::NodeId;
use crate::schedule::{Candidate, Choices};

/// The worker that has the least left once it holds the task, so that large machines stay free for large tasks: GPU memory
/// counts first, it is the scarcest, then memory, then slots; of equal ones the fastest.
pub struct BestFit;

impl Policy for BestFit {
    fn choose(&self, choices: &Choices<'_>) -> Option<NodeId> {
        let left = |candidate: &Candidate<'_>| {
            let (memory_mib, gpu_memory_mib) = candidate.capacity.free_memory_mib();
            let slots = candidate.capacity.total().slots - candidate.capacity.slots_reserved();
            (gpu_memory_mib, memory_mib, slots)
        };
        // The first of equal ones is the fastest, then that of the lowest id.
        choices.all().min_by_key(left).map(|candidate| candidate.node)
    }
}
