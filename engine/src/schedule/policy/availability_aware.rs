//! Earliest finish with what losses will cost: a machine that is likely to stay beats a faster one that is about to leave.

use super::Policy;
use crate::id::NodeId;
use crate::schedule::{Candidate, Choices};

/// The fastest that are looked at …
const FASTEST: usize = 8;

/// … and as many by lot, so that age counts too where all are as fast.
const DRAWN: u64 = 8;

/// The worker with the least expected time to the end, losses of the machine included, among the 8 fastest with room and 8
/// drawn by lot. How likely a loss is follows from how long the machine has been up and from the region's
/// [`LifeTable`](crate::schedule::LifeTable).
pub struct AvailabilityAware;

impl Policy for AvailabilityAware {
    fn choose(&self, choices: &Choices<'_>) -> Option<NodeId> {
        let drawn = (0..DRAWN).filter_map(|number| choices.draw(number));
        let looked_at = choices.all().take(FASTEST).chain(drawn).chain(choices.at_data());
        looked_at.min_by_key(|one| (expected_ns(choices, one), one.node)).map(|candidate| candidate.node)
    }
}

/// Expected time to the end (ns): of work that is cut into segments of length τ by checkpoints and begins a segment anew after
/// each loss, Σ τ·(e^h − 1)/h with h losses expected a segment (J. T. Daly, FGCS 22(3), 2006, eq. 4 without restart time), and
/// the time in which a loss is not noticed. Up to h³, which keeps the order.
pub(super) fn expected_ns(choices: &Choices<'_>, candidate: &Candidate<'_>) -> u128 {
    const ONE: u128 = 1_000_000_000;
    let time = choices.time_on(candidate);
    let losses = u128::from(choices.lives.losses_expected(choices.now.since(candidate.up_since), time));
    let segments = u128::from(choices.task.pieces(time));
    let lost = losses / segments;
    let squared = lost * lost / ONE;
    let stretch = ONE + lost / 2 + squared / 6 + squared.saturating_mul(lost) / ONE / 24;
    u128::from(time.0).saturating_mul(stretch) / ONE + losses.saturating_mul(u128::from(choices.silence.0)) / ONE
}
