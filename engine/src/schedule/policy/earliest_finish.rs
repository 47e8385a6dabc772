//! The worker that would end it soonest: work over speed, and the way of its data to it if the task asks for that.

use super::Policy;
use crate::id::NodeId;
use crate::schedule::Choices;

/// The worker that would end it soonest; of several the lowest id.
///
/// With tasks that ask to run near their data ([`TaskSpec::near_bytes`](crate::job::TaskSpec::near_bytes)) this is what HEFT
/// ([`heft`](crate::schedule::heft)) comes to online: the validator takes the tasks of a job that are ready together by upward
/// rank, and each goes where it ends first, its transfers included. It differs from the plan of the paper in what cannot be known
/// or undone online: a task is placed when those before it are verified and not before, among the workers that have room now
/// and into no gap, at the rate that the protocol assumes of all links, and fetches one thing after the other. The paper's example,
/// planned to take 80, takes 122 so, and 173 if data may lie anywhere (`engine/tests/heft_online.rs`).
pub struct EarliestFinish;

impl Policy for EarliestFinish {
    fn choose(&self, choices: &Choices<'_>) -> Option<NodeId> {
        let (mut at, first) = choices.first_from(0)?;
        let end = choices.task.time_on(first.capacity.speed());
        let mut fastest = first;
        // Slower ones may still end in the same nanosecond, and have a lower id.
        while let Some((next, candidate)) = choices.first_from(choices.after_as_fast(at))
            && choices.task.time_on(candidate.capacity.speed()) == end
        {
            at = next;
            fastest = if candidate.node < fastest.node { candidate } else { fastest };
        }
        let soonest = choices.at_data().chain([fastest]).min_by_key(|one| (choices.time_on(one), one.node));
        soonest.map(|one| one.node)
    }
}
