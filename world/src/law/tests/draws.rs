//! Draws against moments and distribution functions.

use super::super::{Law, normal_quantile};
use super::{SplitMix, laws};

/// Distance between the mean of `draws` and `expected`, in standard errors from the law's own `variance`.
fn standard_errors(draws: &[f64], expected: f64, variance: f64) -> f64 {
    let n = draws.len() as f64;
    (draws.iter().sum::<f64>() / n - expected) / libm::sqrt(variance / n)
}

/// Largest gap between the draws' distribution function and `cdf`, times √n; above 1.95 once in a thousand.
fn kolmogorov(draws: &mut [f64], cdf: impl Fn(f64) -> f64) -> f64 {
    draws.sort_by(f64::total_cmp);
    let n = draws.len() as f64;
    let gap = |(i, x): (usize, &f64)| {
        let f = cdf(*x);
        (f - i as f64 / n).abs().max((f - (i + 1) as f64 / n).abs())
    };
    draws.iter().enumerate().map(gap).fold(0.0, f64::max) * libm::sqrt(n)
}

#[test]
fn means_and_second_moments_are_those_of_the_law() {
    for (seed, law) in laws().into_iter().enumerate() {
        let mut rng = SplitMix(seed as u64);
        let draws: Vec<f64> = (0..1_000_000).map(|_| law.sample(&mut rng)).collect();
        let squares: Vec<f64> = draws.iter().map(|x| x * x).collect();
        let (m1, m2, m4) = (law.mean(), law.second_moment(), law.moment(4));
        let z1 = standard_errors(&draws, m1, m2 - m1 * m1);
        let z2 = standard_errors(&squares, m2, m4 - m2 * m2);
        assert!(z1.abs() < 3.0 && z2.abs() < 3.0, "{law:?}: mean {z1:.2} and second moment {z2:.2} standard errors off");
        let off = standard_errors(&draws, 1.02 * m1, m2 - m1 * m1);
        assert!(off.abs() > 3.0, "{law:?}: too few draws to see a mean 2 % off ({off:.2} standard errors)");
    }
}

#[test]
fn residuals_have_the_mean_and_the_distribution_of_the_equilibrium() {
    for (seed, law) in laws().into_iter().enumerate() {
        let mut rng = SplitMix(100 + seed as u64);
        let draws: Vec<f64> = (0..400_000).map(|_| law.sample_residual(&mut rng)).collect();
        let mean = law.mean_residual();
        let variance = law.moment(3) / (3.0 * law.mean()) - mean * mean;
        let z = standard_errors(&draws, mean, variance);
        assert!(z.abs() < 3.0, "{law:?}: residual mean {z:.2} standard errors off");
        // Equilibrium distribution: the integral of 1 - F from 0 to x, over the mean, by the midpoint rule in √y.
        for at in [0.05, 0.5, 2.0] {
            let (x, steps) = (at * mean, 20_000);
            let survival = |k: usize| {
                let root = (k as f64 + 0.5) / steps as f64;
                2.0 * root * (1.0 - law.cdf(x * root * root))
            };
            let expected = x * (0..steps).map(survival).sum::<f64>() / steps as f64 / law.mean();
            let below = draws.iter().map(|&r| f64::from(u8::from(r <= x))).collect::<Vec<_>>();
            let z = standard_errors(&below, expected, expected * (1.0 - expected));
            assert!(z.abs() < 3.0, "{law:?}: P(residual <= {x:.3}) is {z:.2} standard errors off {expected:.4}");
        }
    }
}

#[test]
fn draws_follow_the_distribution_function_and_a_neighbouring_law_does_not() {
    for (seed, law) in laws().into_iter().enumerate() {
        let mut rng = SplitMix(200 + seed as u64);
        let mut draws: Vec<f64> = (0..100_000).map(|_| law.sample(&mut rng)).collect();
        let gap = kolmogorov(&mut draws, |x| law.cdf(x));
        assert!(gap < 1.95, "{law:?}: Kolmogorov distance {gap:.2}");
        let other = law.scaled(1.05);
        let gap = kolmogorov(&mut draws, |x| other.cdf(x));
        assert!(gap > 1.95, "{law:?}: a scale 5 % off goes unseen ({gap:.2})");
    }
}

#[test]
fn quantiles_invert_the_distribution_function() {
    for law in laws() {
        for p in [1e-9, 0.001, 0.1, 0.25, 0.5, 0.551, 0.9, 0.999, 1.0 - 1e-9] {
            let back = law.cdf(law.quantile(p));
            assert!((back - p).abs() < 1e-12, "{law:?}: cdf(quantile({p})) = {back}");
        }
    }
}

#[test]
fn the_inverse_normal_gives_the_published_values_of_as_241() {
    // The three test values printed with the algorithm, one for each of its branches, and the 97.5 % point.
    for (p, expected) in [
        (0.25, -0.674_489_750_196_081_7),
        (0.001, -3.090_232_306_167_813_5),
        (1e-20, -9.262_340_089_798_408),
        (0.975, 1.959_963_984_540_054),
    ] {
        let found = normal_quantile(p);
        assert!((found / expected - 1.0).abs() < 1e-14, "normal_quantile({p}) = {found}, published {expected}");
    }
    assert_eq!(normal_quantile(0.5), 0.0);
    assert_eq!((normal_quantile(0.0), normal_quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
}

#[test]
fn a_change_of_unit_changes_draws_and_moments_alike() {
    for law in laws() {
        let seconds = law.scaled(3600.0);
        assert!((seconds.mean() / law.mean() / 3600.0 - 1.0).abs() < 1e-12, "{law:?}");
        let (x, y) = (law.sample(&mut SplitMix(7)), seconds.sample(&mut SplitMix(7)));
        assert!((y / x / 3600.0 - 1.0).abs() < 1e-12, "{law:?}: {x} h and {y} s");
    }
    let constant = Law::Constant { value: 2.0 };
    assert_eq!(constant.scaled(3.0).sample(&mut SplitMix(1)), 6.0);
    assert_eq!((constant.mean(), constant.mean_residual(), constant.quantile(0.3)), (2.0, 1.0, 2.0));
}
