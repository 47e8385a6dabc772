//! The fee band: how many nodes pay for jobs alone would hold (specification E04), and how a run came to it.
//!
//! ```text
//!   0 ──────────── low ─────────────────── high ──────────▶ nodes
//!   │ others come  │ who is in stays,      │ some leave
//!   │              │ nobody comes          │
//! ```
//!
//! Candidates count in the order of what they need, and share the jobs by capacity. At `low` the next one would not get back within
//! its horizon what machine and licences cost, at `high` it would not cover its running costs.

use crate::demand::mean_usd;
use crate::plan::{ShockKind, factor_at, sunk_usd};
use crate::run::Economy;

/// A candidate: the least share of its capacity that it must sell, and that capacity (jobs per epoch).
type Candidate = (f64, f64);

/// Candidates that pay covers: as many of those with the least need as can all sell what they need, where `wanted` jobs are shared by
/// capacity and none sells more than the share `most`.
fn covered(mut candidates: Vec<Candidate>, wanted: f64, most: f64) -> usize {
    candidates.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    // What each sells falls with every one that joins and what the next one needs rises: after the first that is not covered none is.
    let sells = candidates.iter().scan(0.0, |capacity, (_, own)| {
        *capacity += own;
        Some((wanted / *capacity).min(most))
    });
    candidates.iter().zip(sells).take_while(|((needed, _), sold)| needed <= sold).count()
}

impl Economy<'_> {
    /// The least and the most nodes of the band, with the candidates of this run, mean demand and the costs of its last epoch, all
    /// jobs in time and right. What a schedule takes of fees or adds to them does not count, nor does a stake.
    pub(crate) fn fee_band(&self) -> [f64; 2] {
        let (plan, last) = (self.plan, self.plan.epochs - 1);
        let (fee_usd, whole_usd) = (self.price.node as f64 / 1e6, self.price.whole as f64 / 1e6);
        let wanted = mean_usd(plan, last) / whole_usd;
        let costs = factor_at(&plan.demand.shocks, ShockKind::Energy, last);
        let candidate = |place: usize, is_new: bool| {
            let (who, opex_micro) = (&self.rows.who[place], self.rows.purse[place].opex_micro);
            let machine = &plan.operators.classes[usize::from(who.class)];
            let own = f64::from(who.capacity_milli) / 1_000.0 * machine.availability_share;
            let sunk = if is_new { sunk_usd(&plan.operators, machine) / self.horizon.annuity } else { 0.0 };
            let margin = fee_usd - machine.energy_usd_per_job * costs;
            let needs = f64::from(opex_micro) * 1e-6 * costs + sunk;
            (if margin > 0.0 { needs / (own * margin) } else { f64::INFINITY }, own)
        };
        [true, false].map(|is_new| {
            let candidates = (0..self.rows.len()).map(|place| candidate(place, is_new)).collect();
            covered(candidates, wanted, plan.service.utilisation_max) as f64
        })
    }
}

/// The first epoch from which on `nodes`, one count an epoch, are within `band`, its ends included; `None` if the last one is not.
pub(crate) fn time_to_band(nodes: &[u32], [low, high]: [f64; 2]) -> Option<f64> {
    let outside = nodes.iter().rposition(|nodes| !(low..=high).contains(&f64::from(*nodes)));
    let since = outside.map_or(0, |last| last + 1);
    (since < nodes.len()).then_some(since as f64)
}

/// How far the largest of `nodes`, one count an epoch, is above the count at the end (share of that); `None` if none are left.
pub(crate) fn overshoot(nodes: &[u32], end: f64) -> Option<f64> {
    let most = nodes.iter().copied().max().map_or(end, |most| f64::from(most).max(end));
    (end > 0.0).then(|| most / end - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{OperatorClass, Plan, plain_class};

    #[test]
    fn as_many_are_covered_as_can_all_sell_what_they_need() {
        // Ten jobs each; 20 wanted: one sells 1 (most 0.9), two 1 (0.9), three 2/3, four 1/2, five 0.4.
        let alike = |need: f64| vec![(need, 10.0); 5];
        assert_eq!([0.91, 0.9, 0.7, 0.6, 0.45, 0.4, 0.0].map(|need| covered(alike(need), 20.0, 0.9)), [0, 2, 2, 3, 4, 5, 5]);
        // The least needy first, in whatever order they are given; one that is large takes the jobs of those after it.
        assert_eq!(covered(vec![(0.6, 10.0), (0.1, 10.0), (f64::INFINITY, 1.0)], 20.0, 0.9), 2);
        assert_eq!(covered(vec![(0.6, 10.0), (0.1, 100.0)], 20.0, 0.9), 1);
        assert_eq!(covered(Vec::new(), 20.0, 0.9), 0);
    }

    #[test]
    fn the_band_of_machines_alike_is_what_a_hand_counts() {
        // 1,000 USD of jobs a day, 85 % to nodes; 1 USD a day to run, 1 more a day over the horizon to buy: 850 and 425 nodes.
        let mut plan = Plan { epochs: 10, ..Plan::default() };
        (plan.operators.candidates, plan.demand.usd_per_day) = (2_000, 1_000.0);
        plan.operators.classes = vec![OperatorClass { capex_usd: 1_000.0, ..plain_class("box", 1.0, 1_000.0) }];
        (plan.entry.horizon_epochs, plan.entry.discount_per_year) = (1_000, 0.0);
        assert_eq!(Economy::new(&plan).unwrap().fee_band(), [425.0, 850.0]);
        // Two cents of the fee of 4.25 go into energy.
        plan.operators.classes[0].energy_usd_per_job = 0.02;
        assert_eq!(Economy::new(&plan).unwrap().fee_band(), [225.0, 450.0]);
        plan.operators.classes[0].energy_usd_per_job = 0.05;
        assert_eq!(Economy::new(&plan).unwrap().fee_band(), [0.0, 0.0], "a job costs more than it brings");
    }

    #[test]
    fn the_time_to_the_band_is_that_from_which_on_nobody_left_it() {
        let band = [10.0, 20.0];
        assert_eq!(time_to_band(&[10, 15, 20], band), Some(0.0));
        assert_eq!(time_to_band(&[30, 15, 25, 20, 20], band), Some(3.0));
        assert_eq!(time_to_band(&[30, 15, 9], band), None, "never, though it was there once");
        assert_eq!(time_to_band(&[9, 30, 12], band), Some(2.0));
        assert_eq!(time_to_band(&[], band), None);
    }

    #[test]
    fn the_overshoot_is_over_the_end() {
        assert_eq!(overshoot(&[100, 300, 150], 120.0), Some(1.5));
        assert_eq!(overshoot(&[100, 110], 120.0), Some(0.0), "the end is the most");
        assert_eq!(overshoot(&[100, 10], 0.0), None);
    }
}
