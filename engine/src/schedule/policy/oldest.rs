//! Greedy top-N as the deployed network places: by a score that saturates after some hours up.

use super::Policy;
use crate::id::NodeId;
use crate::schedule::{Candidate, Choices};
use crate::time::Span;

/// The deployed score reaches its most after this time up; all older ones are alike.
const SATURATED: Span = Span::from_secs(3 * 3_600);

/// The worker that has been up longest, up to three hours; of those the lowest id. The deployed network sorts by a score that
/// saturates after two to three hours up, "so it hardly orders a settled network", and does not look at speed (Deeploy
/// placement, `deeploy_target_nodes_mixin.py`).
pub struct Oldest;

impl Policy for Oldest {
    fn choose(&self, choices: &Choices<'_>) -> Option<NodeId> {
        let youth = |candidate: &Candidate<'_>| SATURATED.0.saturating_sub(choices.now.since(candidate.up_since).0);
        choices.all().min_by_key(|candidate| (youth(candidate), candidate.node)).map(|candidate| candidate.node)
    }
}
