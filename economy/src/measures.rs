//! What is counted once, at the end of a run: how power and income are spread, what stays brought, what a shock did.

use crate::outcome::Outcome;
use crate::plan::{Shock, ShockKind, sunk_usd};
use crate::rows::NEVER;
use crate::run::Economy;

/// The `share` quantile of sorted values, lower of two.
pub(crate) fn quantile<T: Copy>(sorted: &[T], share: f64) -> Option<T> {
    let last = sorted.len().checked_sub(1)?;
    Some(sorted[((last as f64 * share + 0.5) as usize).min(last)])
}

/// Gini coefficient of sorted values, 0 if they sum to 0.
fn gini(sorted: &[f64]) -> f64 {
    let (n, sum) = (sorted.len() as f64, sorted.iter().sum::<f64>());
    if sum <= 0.0 {
        return 0.0;
    }
    let ranked: f64 = (1..).zip(sorted).map(|(rank, value)| f64::from(rank) * value).sum();
    2.0 * ranked / (n * sum) - (n + 1.0) / n
}

/// Fewest of sorted values that sum to more than half; `None` if they sum to 0.
fn nakamoto(sorted: &[f64]) -> Option<f64> {
    let half = sorted.iter().sum::<f64>() / 2.0;
    let mut sum = 0.0;
    let count = sorted.iter().rev().take_while(|value| {
        let more = sum <= half;
        sum += **value;
        more
    });
    (half > 0.0).then(|| count.count() as f64)
}

/// The constant rate a year at which supply grew from the first epoch of `supply` that minted to the last, burning taken off; `None` if
/// none did, or if there was no token before. A row an epoch: see [`Summary`](crate::summary::Summary).
pub(crate) fn inflation_of_emission(supply: &[[f64; 4]], epochs_per_year: f64) -> Option<f64> {
    let mints = |row: &[f64; 4]| row[1] > 0.0;
    let emitting = &supply[supply.iter().position(mints)?..=supply.iter().rposition(mints)?];
    let before = emitting[0][3] - emitting[0][2];
    let grown = emitting.iter().map(|row| row[2]).sum::<f64>() / before;
    (before > 0.0).then(|| libm::pow((1.0 + grown).max(0.0), epochs_per_year / emitting.len() as f64) - 1.0)
}

impl Economy<'_> {
    /// How power, income and stake are spread over the nodes at the end.
    pub(crate) fn spread(&self, outcome: &mut Outcome) {
        let rows = &self.rows;
        let sorted = |mut values: Vec<f64>| {
            values.sort_unstable_by(f64::total_cmp);
            values
        };
        if rows.inside == 0 {
            return;
        }
        let power = sorted(rows.who[..rows.inside].iter().map(|who| f64::from(who.power_milli)).collect());
        let income = sorted(rows.purse[..rows.inside].iter().map(|purse| purse.received_micro as f64).collect());
        let stake = sorted(rows.staked[..rows.inside].iter().map(|stake| *stake as f64).collect());
        let total: f64 = power.iter().sum();
        outcome.gini_power = Some(gini(&power));
        outcome.gini_income = Some(gini(&income));
        outcome.hhi_power = Some(power.iter().map(|power| (power / total) * (power / total)).sum());
        outcome.nakamoto_power = nakamoto(&power);
        outcome.nakamoto_stake = nakamoto(&stake);
    }

    /// What those who entered got for what they paid.
    pub(crate) fn returns(&self, outcome: &mut Outcome) {
        let (plan, rows) = (self.plan, &self.rows);
        let (mut roi, mut months, mut all) = (Vec::new(), Vec::new(), 0_u64);
        let now = (0..rows.inside).map(|place| rows.stay(place));
        for stay in self.summary.stays.iter().copied().chain(now) {
            let paid = sunk_usd(&plan.operators, &plan.operators.classes[usize::from(stay.class)]);
            if paid > 0.0 {
                roi.push(f64::from(stay.net_usd) / paid);
            }
            all += 1;
            if stay.recouped_epochs != NEVER {
                months.push(f64::from(stay.recouped_epochs) * plan.days_per_epoch() * 12.0 / 365.0);
            }
        }
        roi.sort_unstable_by(f64::total_cmp);
        months.sort_unstable_by(f64::total_cmp);
        outcome.roi_median = quantile(&roi, 0.5);
        outcome.break_even_share = (all > 0).then(|| months.len() as f64 / all as f64);
        outcome.break_even_median_months = quantile(&months, 0.5);
    }

    /// Before and after the first shock to demand, price or energy.
    pub(crate) fn shock(&self, outcome: &mut Outcome) {
        let sums = &self.summary;
        let shocks = self.plan.demand.shocks.iter().filter(|shock| shock.epoch > 0);
        let hit = |shock: &&Shock| matches!(shock.what, ShockKind::Demand | ShockKind::Price | ShockKind::Energy);
        let Some(at) = shocks.filter(hit).map(|shock| shock.epoch as usize).min() else { return };
        let mean = |from: usize, to: usize| {
            let part = sums.income_per_node.get(from..to)?;
            Some(part.iter().sum::<f64>() / part.len().max(1) as f64)
        };
        if let (Some(before), Some(after)) = (sums.nodes.get(at - 1), sums.nodes.get(at + 180)) {
            outcome.nodes_after_shock_ratio = Some(f64::from(*after) / f64::from((*before).max(1)));
        }
        if let (Some(before), Some(after)) = (mean(at.saturating_sub(30), at), mean(at + 15, at + 45)) {
            outcome.income_drop_after_shock_share = (before > 0.0).then(|| 1.0 - after / before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concentration_meets_hand_counts() {
        assert_eq!(gini(&[1.0, 1.0, 1.0, 1.0]), 0.0);
        assert!((gini(&[0.0, 0.0, 0.0, 1.0]) - 0.75).abs() < 1e-12);
        assert_eq!(nakamoto(&[1.0, 1.0, 2.0, 3.0]), Some(2.0));
        assert_eq!(nakamoto(&[1.0; 4]), Some(3.0));
        assert_eq!(nakamoto(&[0.0; 4]), None);
        assert_eq!(quantile(&[1, 2, 3], 0.5), Some(2));
    }

    #[test]
    fn inflation_of_emission_is_a_constant_rate_over_the_epochs_that_mint() {
        // Two epochs a year. 100 tokens before; 30 minted and 9 burned in the first, nothing in the second, 23 in the third, 2 burned after.
        let rows = [
            [0.0, 0.0, 0.0, 100.0],
            [9.0, 30.0, 21.0, 121.0],
            [0.0, 0.0, 0.0, 121.0],
            [0.0, 23.0, 23.0, 144.0],
            [2.0, 0.0, -2.0, 142.0],
        ];
        // From 100 to 144 in a year and a half.
        let expected = libm::pow(1.44, 2.0 / 3.0) - 1.0;
        assert!((inflation_of_emission(&rows, 2.0).unwrap() - expected).abs() < 1e-12);
        assert_eq!(inflation_of_emission(&rows[4..], 2.0), None, "nothing was minted");
        assert_eq!(inflation_of_emission(&[[0.0, 1.0, 5.0, 5.0]], 2.0), None, "no token before");
        assert_eq!(inflation_of_emission(&[], 2.0), None);
        assert_eq!(inflation_of_emission(&[[1.0, 1.0, -50.0, 50.0]; 1], 1.0), Some(-0.5), "more burned than minted");
    }
}
