//! How many operators a pool feeds, and when one of them leaves for good (T4, T11, E03, E04).

/// Operators who differ in cost: `candidates` of them, each with a cost drawn from a lognormal law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidates {
    /// How many could take part.
    pub candidates: f64,
    /// Median cost (USD a day), above 0.
    pub cost_median_usd: f64,
    /// Standard deviation of the logarithm of the cost, above 0.
    pub cost_sigma: f64,
}

impl Candidates {
    /// Share of the candidates whose cost is at most `cost_usd` (USD a day), in 0..=1.
    #[must_use]
    pub fn share_below(&self, cost_usd: f64) -> f64 {
        let z = libm::log(cost_usd / self.cost_median_usd) / self.cost_sigma;
        0.5 * libm::erfc(-z / core::f64::consts::SQRT_2)
    }

    /// T4. The marginal cost c* (USD a day) at which free entry into a pool of `pool_usd` (above 0, USD a day, equal shares)
    /// stops: M·F(c*)·c* = R. Bisection to neighbouring numbers; the left side only rises.
    #[must_use]
    pub fn marginal_cost_usd(&self, pool_usd: f64) -> f64 {
        // Below `low` the candidates could not spend the pool, were they all that cheap; above `high` even its tenth would.
        let (mut low, mut high) = (pool_usd / self.candidates, pool_usd / self.candidates);
        while self.share_below(high) * high * self.candidates < pool_usd {
            high *= 2.0;
        }
        loop {
            let middle = low + (high - low) / 2.0;
            if middle <= low || middle >= high {
                return high;
            }
            if self.share_below(middle) * middle * self.candidates < pool_usd {
                low = middle;
            } else {
                high = middle;
            }
        }
    }

    /// T4. N* = M·F(c*): how many take part.
    #[must_use]
    pub fn active(&self, pool_usd: f64) -> f64 {
        pool_usd / self.marginal_cost_usd(pool_usd)
    }

    /// E04. The band `(N_entry, N_exit)` in which a network that lives on `fees_usd` a day to its nodes rests, whatever came
    /// before: who is out pays `entry_usd_per_day` more than a running node's cost (capital and licence, by the day), who is in
    /// has sunk it. Below the first somebody enters, above the second somebody leaves.
    #[must_use]
    pub fn rest_band(&self, fees_usd: f64, entry_usd_per_day: f64) -> (f64, f64) {
        let exit = self.active(fees_usd);
        let (mut low, mut high) = (0.0, exit);
        // N·(cost of the N-th + entry) only rises with the cost: bisect on the marginal cost.
        let (mut cheap, mut dear) = (0.0, self.marginal_cost_usd(fees_usd));
        for _ in 0..200 {
            let middle = cheap + (dear - cheap) / 2.0;
            let active = self.candidates * self.share_below(middle);
            if active * (middle + entry_usd_per_day) < fees_usd {
                (cheap, low) = (middle, active);
            } else {
                (dear, high) = (middle, active);
            }
        }
        (low + (high - low) / 2.0, exit)
    }
}

/// T11. Revenue over running cost at which an operator who can never come back leaves: β₂/(β₂ − 1)·(r − μ)/r, in 0..=1.
///
/// Revenue is a geometric Brownian motion of drift `drift_per_year` below the discount rate `rate_per_year`, and volatility
/// `sigma_per_year`. Source: Dixit, "Entry and exit decisions under uncertainty", J. Political Economy 97 (1989); β₂ is the
/// negative root of ½σ²β(β − 1) + μβ − r = 0.
#[must_use]
pub fn exit_ratio(sigma_per_year: f64, rate_per_year: f64, drift_per_year: f64) -> f64 {
    let variance = sigma_per_year * sigma_per_year;
    let middle = 0.5 - drift_per_year / variance;
    let root = middle - libm::sqrt(middle * middle + 2.0 * rate_per_year / variance);
    root / (root - 1.0) * (rate_per_year - drift_per_year) / rate_per_year
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed::{assert_printed, break_even};
    use proptest::prelude::*;

    #[test]
    fn free_entry_of_the_table() {
        let of = Candidates { candidates: 5_000.0, cost_median_usd: 1.0, cost_sigma: 0.6 };
        assert_printed(of.active(800.0), "1215.1");
    }

    /// E03: all licences of the deployed network and 0.85 of 20,000 USD a day.
    #[test]
    fn dilution_of_the_experiment() {
        let of = Candidates { candidates: 50_000.0, cost_median_usd: 1.0, cost_sigma: 0.6 };
        let tokens = break_even::LICENCES * break_even::LICENCE_TOKENS_PER_DAY;
        for (price, active) in [(0.05, "22180"), (0.1, "24269"), (0.25, "29518"), (0.5, "35888"), (1.0, "43338"), (2.0, "48564")]
        {
            assert_printed(of.active(tokens * price + break_even::NODE_SHARE * 20_000.0), active);
        }
    }

    #[test]
    fn an_operator_leaves_at_a_sixth_of_its_cost() {
        assert_printed(exit_ratio(0.9, 0.1, 0.0), "0.17007");
        assert!((exit_ratio(1e-3, 0.1, 0.0) - 1.0).abs() < 0.01, "without risk there is nothing to wait for");
    }

    proptest! {
        #[test]
        fn entry_leaves_nobody_who_would_gain(
            candidates in 10.0..1e6_f64, median in 0.01..100.0_f64, sigma in 0.1..2.0_f64, richness in 0.01..100.0_f64,
            entry_usd in 0.0..10.0_f64,
        ) {
            let of = Candidates { candidates, cost_median_usd: median, cost_sigma: sigma };
            let pool = candidates * median * richness;
            let cost = of.marginal_cost_usd(pool);
            prop_assert!((candidates * of.share_below(cost) * cost / pool - 1.0).abs() < 1e-9);
            let (low, high) = of.rest_band(pool, entry_usd);
            prop_assert!(low <= high * (1.0 + 1e-9) && high <= candidates * (1.0 + 1e-9));
            prop_assert!(entry_usd > 0.0 || (low / high - 1.0).abs() < 1e-6);
        }
    }
}
