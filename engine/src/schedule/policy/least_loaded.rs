//! The worker with the smallest share of its slots taken.

use super::Policy;
use crate::id::NodeId;
use crate::schedule::{Candidate, Choices};

/// The worker with the smallest share of its slots taken; of several the lowest id.
pub struct LeastLoaded;

impl Policy for LeastLoaded {
    fn choose(&self, choices: &Choices<'_>) -> Option<NodeId> {
        choices.all().map(|candidate| (load_ppm(&candidate), candidate.node)).min().map(|(_, node)| node)
    }
}

/// Share of its slots that is taken (10⁻⁶).
pub(super) fn load_ppm(candidate: &Candidate<'_>) -> u64 {
    let (taken, slots) = (candidate.capacity.slots_reserved(), candidate.capacity.total().slots);
    u64::from(taken) * 1_000_000 / u64::from(slots.max(1))
}
