//! Growth of the population: when each worker joins, by the Bass model.
//!
//! Whoever has not joined does so at a rate p + q·F, where F is the share of the final number that has (F. M. Bass, "A new product growth
//! model for consumer durables", Management Science 15(5), 1969).

use crate::churn::Spells;
use crate::faults::with_outages;
use crate::streams::{Purpose, stream};
use engine::{Span, Time};
use std::sync::Arc;

/// A Bass model; `innovation_per_s` and `at_genesis` are not both 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// Rate at which workers join of their own accord, p (1/s).
    pub innovation_per_s: f64,
    /// Rate at which they join because others have, q (1/s).
    pub imitation_per_s: f64,
    /// Share of the final number that is there at genesis, at least 0 and below 1.
    pub at_genesis: f64,
}

impl Growth {
    /// Share of the final number that has joined after `after_s`.
    #[must_use]
    pub fn share(&self, after_s: f64) -> f64 {
        let Self { innovation_per_s: p, imitation_per_s: q, at_genesis } = *self;
        let left = (1.0 - at_genesis) / (p + q * at_genesis) * libm::exp(-(p + q) * after_s);
        (1.0 - p * left) / (1.0 + q * left)
    }

    /// When the share of those that have joined comes to `share` (s): the inverse of [`share`](Self::share).
    fn after_s(&self, share: f64) -> f64 {
        let Self { innovation_per_s: p, imitation_per_s: q, at_genesis } = *self;
        libm::log((p + q * share) * (1.0 - at_genesis) / ((p + q * at_genesis) * (1.0 - share))) / (p + q)
    }

    /// When `node` joins; `None` if it is there at genesis.
    #[must_use]
    pub fn joins_at(&self, seed: u64, node: u32) -> Option<Time> {
        let share = (stream(seed, u64::from(node), Purpose::Join).next() >> 11) as f64 / (1_u64 << 53) as f64;
        // Beyond the longest run, a time is as good as any.
        let at = |after_s: f64| Time(libm::round((after_s * 1e9).clamp(1.0, 9e18)) as u64);
        (share >= self.at_genesis).then(|| at(self.after_s(share)))
    }

    /// The on/off process of `node` under `spells` until `end`, which begins when it joins: with a time up, if laws say how long.
    #[must_use]
    pub fn joined(&self, spells: &Arc<Spells>, seed: u64, node: u32, end: Time) -> Arc<Spells> {
        let Some(at) = self.joins_at(seed, node) else { return spells.clone() };
        Arc::new(match &**spells {
            _ if at >= end => Spells::Never,
            Spells::Never => Spells::Never,
            Spells::Always => Spells::Recorded(vec![(at, Time::MAX)]),
            Spells::Renewal(_) => Spells::Joins(at, spells.clone()),
            recorded @ (Spells::Recorded(_) | Spells::Joins(..)) => {
                with_outages(recorded, seed, node, end, &[(Time::ZERO, at)]).0
            }
        })
    }

    /// How long it takes until a share of the final number has joined; `None` if it has at genesis.
    #[must_use]
    pub fn time_to(&self, share: f64) -> Option<Span> {
        (share > self.at_genesis).then(|| Span(libm::round((self.after_s(share) * 1e9).clamp(0.0, 9e18)) as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::churn::SpellsState;
    use crate::law::{Law, Renewal};

    const DAY_S: f64 = 86_400.0;
    const NODES: u32 = 20_000;

    fn growths() -> [Growth; 3] {
        let per_day = |p: f64, q: f64, at_genesis| Growth { innovation_per_s: p / DAY_S, imitation_per_s: q / DAY_S, at_genesis };
        [per_day(0.03, 0.38, 0.0), per_day(0.1, 0.0, 0.2), per_day(0.0, 0.5, 0.01)]
    }

    /// The closed form of Bass, where nobody is there at genesis.
    #[test]
    fn the_share_is_that_of_the_paper() {
        let (p, q) = (0.03 / DAY_S, 0.38 / DAY_S);
        for day in 0..60 {
            let decayed = (-(p + q) * f64::from(day) * DAY_S).exp();
            let expected = (1.0 - decayed) / (1.0 + q / p * decayed);
            assert!((growths()[0].share(f64::from(day) * DAY_S) - expected).abs() < 1e-12, "day {day}");
        }
        for growth in growths() {
            assert!((growth.share(0.0) - growth.at_genesis).abs() < 1e-12);
            let half = growth.time_to(0.5).unwrap();
            assert!((growth.share(half.as_secs_f64()) - 0.5).abs() < 1e-9, "its inverse");
            assert_eq!(growth.time_to(growth.at_genesis), None);
        }
    }

    #[test]
    fn as_many_have_joined_at_each_time_as_the_closed_form_says() {
        for growth in growths() {
            let joins: Vec<f64> = (0..NODES).map(|node| growth.joins_at(7, node).map_or(0.0, |at| at.0 as f64 / 1e9)).collect();
            for day in [0.0, 1.0, 3.0, 8.0, 15.0, 40.0] {
                let share = joins.iter().filter(|at_s| **at_s <= day * DAY_S).count() as f64 / f64::from(NODES);
                let expected = growth.share(day * DAY_S);
                let error = (expected * (1.0 - expected) / f64::from(NODES)).sqrt();
                assert!((share - expected).abs() <= 3.0 * error + 1e-9, "{growth:?}, day {day}: {share}, expected {expected}");
            }
        }
    }

    #[test]
    fn whoever_has_not_joined_is_down_and_begins_with_a_time_up() {
        let law = |mean| Law::Exponential { mean };
        let renewal = Arc::new(Spells::Renewal(Renewal { up: law(5_000.0), down: law(5_000.0) }));
        let recorded = Arc::new(Spells::Recorded(vec![(Time::ZERO, Time(10)), (Time(20), Time::MAX)]));
        let end = Time(u64::MAX / 2);
        let growth = growths()[0];
        for node in 0..200 {
            let at = growth.joins_at(1, node).unwrap();
            for (spells, up_then) in [(Spells::Always.into(), true), (renewal.clone(), true), (recorded.clone(), true)] {
                let joined = growth.joined(&spells, 1, node, end);
                let (state, up, change) = SpellsState::start(&joined, 1, node);
                assert_eq!((up, change), (!up_then, Some(at)), "{spells:?}");
                // As drivers do: the state is made anew at each change.
                let mut again = SpellsState::at_place(&joined, 1, node, state.place());
                let goes = again.end_of_spell(&joined, at, true);
                assert_eq!(goes.is_none_or(|goes| goes == Time::MAX), !matches!(*spells, Spells::Renewal(_)));
                assert!(goes.is_none_or(|goes| goes > at));
            }
            assert!(matches!(*growth.joined(&renewal, 1, node, Time(1)), Spells::Never), "it joins after the run");
        }
        let there = Growth { at_genesis: 0.999_999, ..growth };
        assert!(Arc::ptr_eq(&there.joined(&renewal, 1, 0, end), &renewal));
    }
}
