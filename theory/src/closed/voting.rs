//! What redundancy, spot-checks and juries let through (T8, T8b, T15).

use statrs::function::factorial::ln_binomial;

/// T8. Share of accepted results that are wrong when `saboteurs` (f, 0..1) of the workers fake each result with probability
/// `fake` (s), each result comes with a spot-check of known answer with probability `checked` (q), whoever fails one loses all
/// his results, and each worker does `results` (n): s·f(1−qs)ⁿ/((1−f) + f(1−qs)ⁿ). A spot-check is a job of its own.
/// Source: Sarmenta, "Sabotage-tolerance mechanisms for volunteer computing systems" (2002), section 3.2.
#[must_use]
pub fn spot_check_error(saboteurs: f64, fake: f64, checked: f64, results: f64) -> f64 {
    let left = saboteurs * libm::exp(results * libm::log1p(-checked * fake));
    fake * left / ((1.0 - saboteurs) + left)
}

/// T8. What no choice of `fake` exceeds: f/((1−f)·q·n·e).
#[must_use]
pub fn spot_check_bound(saboteurs: f64, checked: f64, results: f64) -> f64 {
    saboteurs / ((1.0 - saboteurs) * checked * results * core::f64::consts::E)
}

/// T8b. Probability that the first answer to get `needed` (M, at least 1) equal votes is wrong, when each vote is wrong with
/// probability `wrong` (φ) and all wrong ones agree: Σ_{j≥M} C(2M−1, j) φʲ(1−φ)^(2M−1−j).
#[must_use]
pub fn first_to_agree_wrong(needed: u64, wrong: f64) -> f64 {
    let votes = 2 * needed - 1;
    let term = |j: u64| libm::exp(ln_binomial(votes, j) + j as f64 * libm::log(wrong) + (votes - j) as f64 * libm::log1p(-wrong));
    (needed..=votes).map(term).sum()
}

/// T15. Probability that more than half of `seats` jurors (odd), drawn without replacement from `people` of whom `captured`
/// are bought, are bought ones: the tail of a hypergeometric law.
#[must_use]
pub fn jury_captured(people: u64, captured: u64, seats: u64) -> f64 {
    let ways = |of: u64, take: u64| if take > of { f64::NEG_INFINITY } else { ln_binomial(of, take) };
    let all = ways(people, seats);
    (seats / 2 + 1..=seats).map(|bought| libm::exp(ways(captured, bought) + ways(people - captured, seats - bought) - all)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed::assert_printed;
    use proptest::prelude::*;

    #[test]
    fn the_tables_numbers() {
        assert_printed(spot_check_error(0.2, 0.1, 0.1, 100.0), "0.008384");
        assert_printed(spot_check_bound(0.2, 0.1, 100.0), "0.0092");
        for (needed, printed) in [(2, "0.0280"), (3, "0.00856"), (4, "0.00273")] {
            assert_printed(first_to_agree_wrong(needed, 0.1), printed);
        }
        for (seats, printed) in [(3, "0.216"), (7, "0.125"), (21, "0.0251"), (51, "0.00103")] {
            assert_printed(jury_captured(1_000, 300, seats), printed);
        }
    }

    #[test]
    fn small_juries_by_hand() {
        // 2 of 4 bought, 3 seats: C(2,2)·C(2,1)/C(4,3) = 1/2. One seat: the share bought.
        assert!((jury_captured(4, 2, 3) - 0.5).abs() < 1e-12);
        assert!((jury_captured(10, 3, 1) - 0.3).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn no_saboteur_beats_the_bound(f in 0.01..0.9_f64, fake in 0.001..1.0_f64, checked in 0.01..0.99_f64, n in 1.0..1e4_f64) {
            prop_assert!(spot_check_error(f, fake, checked, n) <= spot_check_bound(f, checked, n) * (1.0 + 1e-9));
        }
    }
}
