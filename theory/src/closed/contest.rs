//! Operators who choose their capacity against each other for one pool of rewards (T5, E20).

/// T5. Shares of the pool at the one equilibrium of max R·xᵢ/X − cᵢ·xᵢ, in the order of `costs` (USD per unit, each above 0):
/// (1 − cᵢ/c*)⁺ with c* = Σc/(n−1) over the n that are active.
///
/// One operator alone would take all of it at no capacity; it gets share 1. Source: Arnosti and Weinberg, "Bitcoin: a
/// natural oligopoly" (2022).
#[must_use]
pub fn shares(costs: &[f64]) -> Vec<f64> {
    if costs.len() == 1 {
        return vec![1.0];
    }
    let level = cost_level(costs);
    costs.iter().map(|cost| (1.0 - cost / level).max(0.0)).collect()
}

/// c*: the cost at and above which an operator stays out, and the reward per unit of capacity (USD); infinite for less than
/// two operators.
#[must_use]
pub fn cost_level(costs: &[f64]) -> f64 {
    let mut sorted = costs.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let (mut sum, mut level) = (0.0, f64::INFINITY);
    for (others, &cost) in sorted.iter().enumerate() {
        if cost >= level {
            break;
        }
        sum += cost;
        if others > 0 {
            level = sum / others as f64;
        }
    }
    level
}

/// Sum of squares of `shares` (Herfindahl and Hirschman), in 0..=1.
#[must_use]
pub fn concentration(shares: &[f64]) -> f64 {
    shares.iter().map(|share| share * share).sum()
}

/// Share of the pool that is spent on capacity, Σ cᵢxᵢ / R: at the equilibrium 1 − Σ shareᵢ².
#[must_use]
pub fn dissipation(shares: &[f64]) -> f64 {
    1.0 - concentration(shares)
}

/// E20. Most firms that can be active where reward grows as capacity^`scale_exponent`, above 1: α/(α − 1).
#[must_use]
pub fn firms_max(scale_exponent: f64) -> f64 {
    scale_exponent / (scale_exponent - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed::assert_printed;
    use engine::rng::Stream;
    use proptest::prelude::*;
    use world::law::Law;

    #[test]
    fn the_tables_shares() {
        let shares = shares(&[1.0, 1.05, 1.1, 1.2, 1.6]);
        for (share, printed) in shares.iter().zip([".3103", ".2759", ".2414", ".1724", ".0000"]) {
            assert_printed(*share, &format!("0{printed}"));
        }
        assert_printed(dissipation(&shares), "0.7396");
        assert_eq!(super::shares(&[3.0]), [1.0]);
        assert!((firms_max(1.25) - 5.0).abs() < 1e-12);
    }

    /// E20: lognormal costs with sigma 0.2, means over thousands of markets. The experiment's table was made from few: it has
    /// 6.5, 11.9 and 15.2 active, 30, 22 and 20 % on top, squares of .217, .138 and .114.
    #[test]
    fn few_stay_active_however_many_apply() {
        let law = Law::Lognormal { mu: 0.0, sigma: 0.2 };
        for (candidates, markets, [active, top, squares]) in
            [(10, 8_000, [6.54, 0.310, 0.218]), (100, 4_000, [11.81, 0.226, 0.140]), (1_000, 1_000, [15.83, 0.191, 0.110])]
        {
            let mut sums = [0.0; 3];
            for market in 0..markets {
                let mut draws = Stream::new(20, market, candidates);
                let costs: Vec<f64> = (0..candidates).map(|_| law.sample(&mut draws)).collect();
                let shares = shares(&costs);
                sums[0] += shares.iter().filter(|share| **share > 0.0).count() as f64;
                sums[1] += shares.iter().copied().fold(0.0, f64::max);
                sums[2] += concentration(&shares);
            }
            let [a, t, s] = sums.map(|sum| sum / markets as f64);
            assert!(
                (a - active).abs() < 0.15 && (t - top).abs() < 0.01 && (s - squares).abs() < 0.003,
                "{candidates}: {a} {t} {s}"
            );
        }
    }

    proptest! {
        #[test]
        fn shares_sum_to_one_and_nobody_would_change(costs in proptest::collection::vec(0.1..10.0_f64, 2..30)) {
            let (shares, level) = (shares(&costs), cost_level(&costs));
            prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            prop_assert!(costs.iter().zip(&shares).all(|(cost, share)| (*share > 0.0) == (*cost < level)));
        }
    }
}
