//! Parameters: what is refused, and that nothing accepted draws nonsense.

use proptest::prelude::*;

use super::super::{Empirical, Law, LawError, Renewal};
use super::SplitMix;

fn any_law() -> impl Strategy<Value = Law> {
    let size = || (-12.0..12.0_f64).prop_map(libm::exp);
    prop_oneof![
        size().prop_map(|value| Law::Constant { value }),
        size().prop_map(|mean| Law::Exponential { mean }),
        (0.05..20.0_f64, size()).prop_map(|(shape, scale)| Law::Weibull { shape, scale }),
        (-20.0..20.0_f64, 0.0..8.0_f64).prop_map(|(mu, sigma)| Law::Lognormal { mu, sigma }),
        (0.001..200.0_f64, size()).prop_map(|(shape, scale)| Law::Gamma { shape, scale }),
        prop::collection::vec((0.0..1.0_f64, size()), 1..5).prop_map(|phases| {
            let total: f64 = phases.iter().map(|(p, _)| p + 0.01).sum();
            Law::Hyperexponential {
                probabilities: phases.iter().map(|(p, _)| (p + 0.01) / total).collect(),
                means: phases.iter().map(|&(_, mean)| mean).collect(),
            }
        }),
        prop::collection::vec((0.0..1.0_f64, 0.0..5.0_f64), 1..9).prop_map(|steps| {
            let total: f64 = steps.iter().map(|(share, _)| share).sum::<f64>() + 0.1;
            let (mut value, mut share) = (0.0, 0.0);
            let points: Vec<_> = steps
                .iter()
                .map(|(more_share, more)| {
                    value += more;
                    share += more_share / total;
                    (value, share)
                })
                .collect();
            Law::Empirical(Empirical::new(0.0, &points, value + 1.0).unwrap())
        }),
    ]
}

proptest! {
    #[test]
    fn every_accepted_law_draws_finite_values_of_at_least_0(law in any_law(), seed: u64) {
        prop_assert_eq!(law.check(), Ok(()));
        let mut rng = SplitMix(seed);
        for _ in 0..64 {
            let (spell, residual) = (law.sample(&mut rng), law.sample_residual(&mut rng));
            prop_assert!(spell.is_finite() && spell >= 0.0, "spell {}", spell);
            prop_assert!(residual.is_finite() && residual >= 0.0, "residual {}", residual);
        }
        prop_assert!(law.mean_residual() >= law.mean() / 2.0 * (1.0 - 1e-12));
    }

    #[test]
    fn quantiles_never_fall(law in any_law(), p in 0.0..1.0_f64, q in 0.0..1.0_f64) {
        let (low, high) = (p.min(q), p.max(q));
        prop_assert!(law.quantile(low) <= law.quantile(high) * (1.0 + 1e-12));
    }

    #[test]
    fn any_parameters_are_checked_without_a_panic(a: f64, b: f64) {
        for law in [
            Law::Constant { value: a },
            Law::Weibull { shape: a, scale: b },
            Law::Lognormal { mu: a, sigma: b },
            Law::Gamma { shape: a, scale: b },
            Law::Hyperexponential { probabilities: vec![a, 1.0 - a], means: vec![b, 1.0] },
        ] {
            if law.check().is_ok() {
                prop_assert!(law.mean() > 0.0 && law.mean_residual().is_finite());
            }
        }
    }
}

#[test]
fn a_refusal_names_the_parameter_what_was_found_and_what_is_allowed() {
    let message = |law: Law| law.check().unwrap_err().to_string();
    assert_eq!(
        message(Law::Weibull { shape: -0.5, scale: 1.0 }),
        "weibull law: shape is -0.5, allowed is a finite number above 0"
    );
    assert_eq!(
        message(Law::Hyperexponential { probabilities: vec![0.5, 0.4], means: vec![1.0, 2.0] }),
        "hyperexponential law: sum of probabilities is 0.9, allowed is 1 within 0.0001"
    );
    assert_eq!(
        message(Law::Hyperexponential { probabilities: vec![1.0], means: vec![] }),
        "hyperexponential law: 1 probabilities and 0 means, allowed is one mean for each probability, at least one"
    );
    assert!(matches!(Law::Lognormal { mu: 0.0, sigma: 30.0 }.check(), Err(LawError::Moments { .. })));
    assert!(matches!(Law::Exponential { mean: f64::NAN }.check(), Err(LawError::Parameter { .. })));
    let renewal = Renewal { up: Law::Constant { value: 1.0 }, down: Law::Constant { value: 0.0 } };
    assert_eq!(renewal.check().unwrap_err().to_string(), "constant law: value is 0, allowed is a finite number above 0");
}

#[test]
fn an_empirical_law_names_the_point_that_breaks_the_order() {
    let message = |low, points: &[(f64, f64)], high| Empirical::new(low, points, high).unwrap_err().to_string();
    assert_eq!(
        message(0.0, &[(1.0, 0.5), (2.0, 0.4)], 3.0),
        "empirical law: point 2 (2, 0.4): the share is below the one before it"
    );
    assert_eq!(message(0.0, &[(1.0, 0.5)], 0.5), "empirical law: point 2 (0.5, 1): the value is below the one before it");
    assert_eq!(message(-1.0, &[], 1.0), "empirical law: point 0 (-1, 0): the value must be finite and at least 0");
    assert_eq!(message(0.0, &[(1.0, 1.5)], 2.0), "empirical law: point 1 (1, 1.5): the share must lie in 0..=1");
    assert_eq!(message(0.0, &[], 0.0), "empirical law: point 1 (0, 1): all draws would be 0");
}

#[test]
fn mass_beyond_the_measured_points_lies_where_the_ends_say() {
    let spread = Law::Empirical(Empirical::new(0.0, &[(1.0, 0.2), (2.0, 0.8)], 6.0).unwrap());
    assert!((spread.mean() - (0.2 * 0.5 + 0.6 * 1.5 + 0.2 * 4.0)).abs() < 1e-12);
    let heaped = Law::Empirical(Empirical::new(1.0, &[(1.0, 0.2), (2.0, 0.8)], 2.0).unwrap());
    assert_eq!((heaped.quantile(0.1), heaped.quantile(0.9)), (1.0, 2.0));
    assert_eq!((heaped.cdf(0.999), heaped.cdf(1.0), heaped.cdf(2.0)), (0.0, 0.2, 1.0));
}
