//! Numbers that other networks published, and the arithmetic behind them (T13).

/// Token price (USD) at which a network that mints `tokens_per_day` pays `ratio` USD for each USD its customers pay. Helium's
/// HIP-149 clamps the ratio to 0.5 … 3 at 13,870 tokens a day and 91,000 GB a day at 0.10 USD.
#[must_use]
pub fn price_at_payout_ratio_usd(ratio: f64, paid_usd_per_day: f64, tokens_per_day: f64) -> f64 {
    ratio * paid_usd_per_day / tokens_per_day
}

/// Yield a year of those who stake, when `inflation_per_year` goes to them alone (Livepeer: 25.6 % at 44 % staked).
#[must_use]
pub fn staking_yield(inflation_per_year: f64, staked_share: f64) -> f64 {
    inflation_per_year / staked_share
}

/// All that a schedule ever gives out that gives `first` in its first period and half of it in each next one (Helium's
/// HIP-20: 120 M in the first two years).
#[must_use]
pub fn halving_total(first: f64) -> f64 {
    2.0 * first
}

/// First payment of `payments` that sum to `total` and fall by `fall` (0..1) each time (io.net: 300 M over 240 months, 1.02 %).
#[must_use]
pub fn first_of_falling(total: f64, fall: f64, payments: f64) -> f64 {
    total * fall / -libm::expm1(payments * libm::log1p(-fall))
}

/// The sum of the deployed network's release curve 1/(1 + e^(−5(x − 630)/900)) over its 900 epochs, as its contract has it
/// (`MNDContract`): what an epoch's weight is divided by.
pub const MASTER_NODE_CURVE_SUM: f64 = 300.505_239_501_691;

/// The same sum by Euler and Maclaurin's formula to second order: integral, half of both ends, and slopes over 12.
#[must_use]
pub fn master_node_curve_sum() -> f64 {
    let curve = |x: f64| super::growth::logistic(5.0 / 900.0, 630.0, x);
    let slope = |x: f64| 5.0 / 900.0 * curve(x) * (1.0 - curve(x));
    super::growth::logistic_area(5.0 / 900.0, 630.0, 0.0, 900.0)
        + (curve(0.0) - curve(900.0)) / 2.0
        + (slope(900.0) - slope(0.0)) / 12.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed::assert_printed;

    #[test]
    fn the_published_numbers() {
        assert_printed(price_at_payout_ratio_usd(0.5, 9_100.0, 13_870.0), "0.328");
        assert_printed(price_at_payout_ratio_usd(3.0, 9_100.0, 13_870.0), "1.968");
        assert_printed(100.0 * staking_yield(0.256, 0.44), "58.2");
        assert_printed(halving_total(120.0), "240");
        assert_printed(first_of_falling(300.0, 0.0102, 240.0), "3.346");
        assert_printed(500.0 * 0.08 / 12.0, "3.333");
        assert_printed(master_node_curve_sum(), "300.505");
        assert!((master_node_curve_sum() - MASTER_NODE_CURVE_SUM).abs() < 1e-8, "{}", master_node_curve_sum());
    }
}
