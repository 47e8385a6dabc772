//! The worker that would compute it soonest: work over speed.

use super::Policy;
use crate::id::NodeId;
use crate::schedule::Choices;

/// The worker that would compute it soonest; of several the lowest id.
pub struct EarliestFinish;

impl Policy for EarliestFinish {
    fn choose(&self, choices: &Choices<'_>) -> Option<NodeId> {
        let (mut at, first) = choices.first_from(0)?;
        let end = choices.task.time_on(first.capacity.speed());
        let mut lowest = first.node;
        // Slower ones may still end in the same nanosecond, and have a lower id.
        while let Some((next, candidate)) = choices.first_from(choices.after_as_fast(at))
            && choices.task.time_on(candidate.capacity.speed()) == end
        {
            (at, lowest) = (next, lowest.min(candidate.node));
        }
        Some(lowest)
    }
}
