//! Exact probabilities of drawing: binomial and hypergeometric, by products, so that every platform agrees to the last bit.

/// Chance of exactly `hits` among `draws` independent ones of chance `share`.
#[must_use]
pub fn binomial(draws: u32, share: f64, hits: u32) -> f64 {
    if hits > draws {
        return 0.0;
    }
    let ways: f64 = (0..hits).map(|i| f64::from(draws - i) / f64::from(i + 1) * share).product();
    ways * libm::pow(1.0 - share, f64::from(draws - hits))
}

/// Chance of at least `least` hits among `draws` independent ones of chance `share`.
#[must_use]
pub fn binomial_tail(draws: u32, share: f64, least: u32) -> f64 {
    probability((least..=draws).map(|hits| binomial(draws, share, hits)))
}

/// Chance of exactly `hits` marked ones when `draws` are taken without replacement from `all`, of which `marked` are marked.
#[must_use]
pub fn hypergeometric(all: u32, marked: u32, draws: u32, hits: u32) -> f64 {
    if hits > marked || hits > draws || draws > all || marked > all || draws - hits > all - marked {
        return 0.0;
    }
    // C(draws, hits) · P(this order): each factor is near 1, so nothing overflows on the way.
    let misses = draws - hits;
    let marked_first: f64 =
        (0..hits).map(|i| f64::from(draws - i) / f64::from(i + 1) * f64::from(marked - i) / f64::from(all - i)).product();
    let others_last: f64 = (0..misses).map(|i| f64::from(all - marked - i) / f64::from(all - hits - i)).product();
    marked_first * others_last
}

/// Chance of at least `least` marked ones; see [`hypergeometric`].
#[must_use]
pub fn hypergeometric_tail(all: u32, marked: u32, draws: u32, least: u32) -> f64 {
    probability((least..=draws).map(|hits| hypergeometric(all, marked, draws, hits)))
}

/// Sum of the chances of cases that exclude each other: rounding must not carry it past 1.
pub(super) fn probability(cases: impl Iterator<Item = f64>) -> f64 {
    cases.sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_cases_by_hand() {
        assert!((binomial(4, 0.5, 2) - 0.375).abs() < 1e-15);
        assert!((hypergeometric(5, 2, 2, 1) - 0.6).abs() < 1e-15);
        assert!((hypergeometric_tail(7, 3, 5, 3) - 10.0 / 35.0).abs() < 1e-15);
        assert!((binomial_tail(3, 0.3, 2) - 0.216).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn each_law_sums_to_one(all in 1_u32..400, marked in 0_u32..400, draws in 0_u32..400, share in 0.0..=1.0_f64) {
            let (marked, draws) = (marked.min(all), draws.min(all));
            prop_assert!((hypergeometric_tail(all, marked, draws, 0) - 1.0).abs() < 1e-9);
            prop_assert!((binomial_tail(draws, share, 0) - 1.0).abs() < 1e-9);
        }
    }
}
