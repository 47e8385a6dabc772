//! Earliest finish with what losses will cost: a machine that is likely to stay beats a faster one that is about to leave.

use super::Policy;
use crate::id::NodeId;
use crate::schedule::lives::LOSS_BITS;
use crate::schedule::{Candidate, Choices};
use crate::units::MilliGflops;

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
        let mut best = None;
        for candidate in choices.all().take(FASTEST) {
            if cannot_beat(best, choices, candidate.capacity.speed()) {
                break;
            }
            look_at(&mut best, choices, &candidate);
        }
        for rank in (0..DRAWN).map(|number| choices.rank_drawn(number)) {
            // Whoever comes after that rank is no faster.
            let fastest = choices.roster.at(rank).map_or(MilliGflops(0), |rank| rank.speed);
            if !cannot_beat(best, choices, fastest)
                && let Some(candidate) = choices.after(rank)
            {
                look_at(&mut best, choices, &candidate);
            }
        }
        choices.at_data().for_each(|candidate| look_at(&mut best, choices, &candidate));
        best.map(|(_, node)| node)
    }
}

fn look_at(best: &mut Option<(u128, NodeId)>, choices: &Choices<'_>, candidate: &Candidate<'_>) {
    let this = (expected_ns(choices, candidate), candidate.node);
    *best = Some(best.map_or(this, |best| best.min(this)));
}

/// Whether a machine of this speed takes longer than the best one is expected to, were it never lost.
fn cannot_beat(best: Option<(u128, NodeId)>, choices: &Choices<'_>, speed: MilliGflops) -> bool {
    best.is_some_and(|(best, _)| u128::from(choices.task.time_on(speed).0) > best)
}

/// Expected time to the end (ns): of work that is cut into segments of length τ by checkpoints and begins a segment anew after
/// each loss, Σ τ·(e^h − 1)/h with h losses expected a segment (J. T. Daly, FGCS 22(3), 2006, eq. 4 without restart time), and
/// the time in which a loss is not noticed. Up to h³, which keeps the order.
pub(super) fn expected_ns(choices: &Choices<'_>, candidate: &Candidate<'_>) -> u128 {
    let time = choices.time_on(candidate);
    let losses = choices.lives.losses_expected(choices.now.since(candidate.up_since), time);
    let lost = u128::from(match choices.task.pieces(time) {
        1 => losses,
        segments => losses / segments,
    });
    let squared = (lost * lost) >> LOSS_BITS;
    let cubed = squared.saturating_mul(lost) >> LOSS_BITS;
    let stretch = (1 << LOSS_BITS) + lost / 2 + squared / 6 + cubed / 24;
    let unnoticed = (u128::from(losses) * u128::from(choices.silence.0)) >> LOSS_BITS;
    (u128::from(time.0).saturating_mul(stretch) >> LOSS_BITS) + unnoticed
}
