//! Several comparisons at once: how probable a difference is by chance alone, and what is left of that if many were made.

use crate::estimate::Estimate;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Probability of a mean as far from 0 as this one or farther, on either side, if that of the law is 0: Student's test of one sample, and so
/// of pairs if the values are differences. `None` for fewer than two values.
pub(crate) fn p_of(estimate: &Estimate) -> Option<f64> {
    let Estimate { n, mean, sd, .. } = *estimate;
    match sd? {
        // All pairs differ by the same: certain, whichever it is.
        0.0 => Some(if mean == 0.0 { 1.0 } else { 0.0 }),
        sd => {
            let law = StudentsT::new(0.0, 1.0, n as f64 - 1.0).ok()?;
            Some((2.0 * law.cdf(-mean.abs() * libm::sqrt(n as f64) / sd)).min(1.0))
        }
    }
}

/// The probabilities of a family of comparisons, adjusted so that the chance of even one that seems to differ and does not stays below the
/// level that they are held against: the k-th least times the number of those from it on, and none less than one before it (Holm 1979, A
/// simple sequentially rejective multiple test procedure). Those that are `None` are not of the family.
pub(crate) fn adjusted(family: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut ordered: Vec<(usize, f64)> = family.iter().enumerate().filter_map(|(at, p)| Some((at, (*p)?))).collect();
    ordered.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut all = vec![None; family.len()];
    let (mut least, mut left) = (0.0_f64, ordered.len());
    for (at, p) in ordered {
        least = least.max((p * left as f64).min(1.0));
        left -= 1;
        all[at] = Some(least);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// By hand: 0.01 × 4, 0.02 × 3, 0.03 × 2 and 0.04 × 1, none less than the one before; what R's `p.adjust(c(.01, .04, .03, .02), "holm")`
    /// gives is 0.04, 0.06, 0.06, 0.06.
    #[test]
    fn a_family_by_hand() {
        let found = adjusted(&[Some(0.01), Some(0.04), None, Some(0.03), Some(0.02)]);
        let exact = [Some(0.04), Some(0.06), None, Some(0.06), Some(0.06)];
        for (found, exact) in found.into_iter().zip(exact) {
            assert_eq!(found.is_some(), exact.is_some());
            assert!((found.unwrap_or(0.0) - exact.unwrap_or(0.0)).abs() < 1e-15);
        }
        assert_eq!(adjusted(&[Some(0.7), Some(0.6)]), [Some(1.0), Some(1.0)]);
        assert!(adjusted(&[]).is_empty());
    }

    /// Student's own example (1908, Biometrika 6, "The probable error of a mean"): ten patients, hours of sleep gained by one drug more
    /// than by another; t = 4.0621 with 9 degrees of freedom, p = 0.002833.
    #[test]
    fn students_sleep() {
        let more = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];
        let p = p_of(&Estimate::of(&more, 0.95).unwrap()).unwrap();
        assert!((p - 0.002_833).abs() < 5e-7, "{p}");
        assert_eq!(p_of(&Estimate::of(&[0.5, 0.5], 0.95).unwrap()), Some(0.0));
        assert_eq!(p_of(&Estimate::of(&[0.0, 0.0], 0.95).unwrap()), Some(1.0));
        assert_eq!(p_of(&Estimate::of(&[0.5], 0.95).unwrap()), None);
    }

    proptest! {
        /// At the level of the interval, the test of one comparison and its interval say the same.
        #[test]
        fn the_test_agrees_with_the_interval(values in proptest::collection::vec(-2.0..3.0_f64, 2..30)) {
            let estimate = Estimate::of(&values, 0.95).unwrap();
            let (p, half) = (p_of(&estimate).unwrap(), estimate.half_width.unwrap());
            prop_assume!((estimate.mean.abs() - half).abs() > 1e-9);
            prop_assert_eq!(p < 0.05, estimate.mean.abs() > half);
        }

        /// Never less than it was, in the same order, and of one comparison the same.
        #[test]
        fn adjusting_keeps_the_order(family in proptest::collection::vec(0.0..1.0_f64, 1..40)) {
            let found: Vec<f64> = adjusted(&family.iter().copied().map(Some).collect::<Vec<_>>()).into_iter().flatten().collect();
            for (at, p) in family.iter().enumerate() {
                prop_assert!(found[at] >= *p && found[at] <= 1.0);
                for (other, q) in family.iter().enumerate() {
                    prop_assert!(p > q || found[at] <= found[other]);
                }
            }
            prop_assert_eq!(adjusted(&[Some(family[0])]), [Some(family[0])]);
        }
    }
}
