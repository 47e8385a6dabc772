//! The better of two that are drawn by lot.

use super::Policy;
use super::least_loaded::load_ppm;
use crate::id::NodeId;
use crate::schedule::Choices;

/// Of two workers drawn by lot the one with the smaller share of its slots taken, then the faster one: most of the gain of
/// looking at all (M. Mitzenmacher, IEEE TPDS 12(10), 2001).
pub struct PowerOfTwo;

impl Policy for PowerOfTwo {
    fn choose(&self, choices: &Choices<'_>) -> Option<NodeId> {
        let drawn = (0..2).filter_map(|number| choices.draw(number));
        let best = drawn.min_by_key(|one| (load_ppm(one), choices.task.time_on(one.capacity.speed()), one.node));
        best.map(|candidate| candidate.node)
    }
}
