//! The cheapest machine that ends in time: energy times its price, losses of the machine included.

use super::Policy;
use super::availability_aware::expected_ns;
use crate::id::NodeId;
use crate::schedule::{Candidate, Choices};
use crate::time::Span;
use alloc::vec::Vec;

/// The fastest that are looked at …
const FASTEST: usize = 8;

/// … and so many by lot: cheap machines are not the fastest.
const DRAWN: u64 = 24;

/// Without a due time a task may take so many times the least expected time among those that are looked at.
const SLOWER: u128 = 2;

/// The worker that the task costs least, among the 8 fastest with room and 24 drawn by lot that end in time. Its cost is the
/// expected time to the end, as [`AvailabilityAware`](super::AvailabilityAware) expects it, at what an hour of a slot costs the
/// operator. In time is within [`Choices::within`] for a job that is due, else within twice the least expected time; if nobody
/// is, the one with the least. Whose cost is not told comes after all that told it, by expected time.
pub struct CostAware;

/// A candidate, weighed.
struct Weighed {
    expected_ns: u128,
    /// In 10⁻⁶ USD/h · ns.
    cost: u128,
    node: NodeId,
}

impl Policy for CostAware {
    fn choose(&self, choices: &Choices<'_>) -> Option<NodeId> {
        let weigh = |one: Candidate<'_>| {
            let (expected_ns, node) = (expected_ns(choices, &one), one.node);
            let price = one.capacity.slot_micro_usd_per_hour();
            let cost = price.map_or(u128::MAX, |price| expected_ns.saturating_mul(price.into()));
            Weighed { expected_ns, cost, node }
        };
        let drawn = (0..DRAWN).filter_map(|number| choices.draw(number));
        let looked_at: Vec<Weighed> = choices.all().take(FASTEST).chain(drawn).chain(choices.at_data()).map(weigh).collect();
        let least = looked_at.iter().map(|one| one.expected_ns).min()?;
        let in_time = if choices.within < Span::MAX { choices.within.0.into() } else { least.saturating_mul(SLOWER) };
        let limit = least.max(in_time);
        let suitable = looked_at.iter().filter(|one| one.expected_ns <= limit);
        suitable.min_by_key(|one| (one.cost, one.expected_ns, one.node)).map(|one| one.node)
    }
}
