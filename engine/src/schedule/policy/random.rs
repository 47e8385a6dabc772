//! Any worker, all alike.

use super::Policy;
use crate::id::NodeId;
use crate::rng::mix;
use crate::schedule::Choices;

/// A uniformly random worker, by a hash of task and node: the same for the same scenario and seed.
pub struct RandomChoice;

impl Policy for RandomChoice {
    fn choose(&self, choices: &Choices<'_>) -> Option<NodeId> {
        let lot = choices.lot();
        choices.all().map(|candidate| candidate.node).min_by_key(|node| (mix(lot ^ u64::from(node.0)), *node))
    }
}
