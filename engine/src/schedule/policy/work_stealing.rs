//! Work stealing: who comes by for a task is a matter of luck.

use super::Policy;
use crate::id::NodeId;
use crate::schedule::Choices;

/// A worker with room, drawn by lot, which takes a task from the queue of another; which task, and whether its own worker takes it
/// first, is decided by the validator, who keeps a queue for each (`validator/stealing.rs`).
pub struct WorkStealing;

impl Policy for WorkStealing {
    fn choose(&self, choices: &Choices<'_>) -> Option<NodeId> {
        choices.draw(0).map(|candidate| candidate.node)
    }
}
