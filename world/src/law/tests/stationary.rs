//! Alternating renewal: the start is stationary.

use super::super::{Empirical, Law, Renewal};
use super::SplitMix;

const NODES: u32 = 40_000;

/// Share of `NODES` nodes that are up at `at`, when each starts in state and residual `start`.
fn share_up(renewal: &Renewal, at: f64, start: impl Fn(&mut SplitMix) -> (bool, f64)) -> f64 {
    let mut rng = SplitMix(at.to_bits());
    let up = (0..NODES).filter(|_| {
        let (mut is_up, mut until) = start(&mut rng);
        while until <= at {
            is_up = !is_up;
            until += renewal.sample_spell(is_up, &mut rng);
        }
        is_up
    });
    up.count() as f64 / f64::from(NODES)
}

fn renewals() -> Vec<Renewal> {
    let ipfs = Empirical::new(0.0, &[(0.1, 0.551), (1.0, 0.772), (8.0, 0.917), (24.0, 0.944)], 48.0).unwrap();
    vec![
        Renewal { up: Law::Weibull { shape: 0.46, scale: 3.68 }, down: Law::Gamma { shape: 0.5, scale: 2.37 } },
        Renewal { up: Law::Lognormal { mu: 1.6, sigma: 1.57 }, down: Law::Weibull { shape: 0.63, scale: 9.48 } },
        Renewal {
            up: Law::Hyperexponential { probabilities: vec![0.465, 0.31, 0.225], means: vec![7.66, 188.0, 800.0] },
            down: Law::Lognormal { mu: 1.335, sigma: 1.29 },
        },
        Renewal { up: Law::Empirical(ipfs), down: Law::Exponential { mean: 3.0 } },
        Renewal { up: Law::Constant { value: 3.0 }, down: Law::Constant { value: 1.0 } },
    ]
}

#[test]
fn the_share_up_is_the_availability_at_every_moment() {
    for renewal in renewals() {
        renewal.check().unwrap();
        let expected = renewal.availability();
        let error = libm::sqrt(expected * (1.0 - expected) / f64::from(NODES));
        let cycle = renewal.up.mean() + renewal.down.mean();
        for cycles in [0.0, 0.01, 0.1, 0.5, 1.0, 3.0, 10.0] {
            let found = share_up(&renewal, cycles * cycle, |rng| renewal.start_stationary(rng));
            let z = (found - expected) / error;
            assert!(z.abs() < 3.0, "{renewal:?}: {found} up after {cycles} cycles, {z:.2} errors off {expected}");
        }
    }
}

#[test]
fn starting_with_fresh_spells_is_seen_not_to_be_stationary() {
    let renewal = &renewals()[0];
    let expected = renewal.availability();
    let error = libm::sqrt(expected * (1.0 - expected) / f64::from(NODES));
    let fresh = |rng: &mut SplitMix| {
        let (is_up, _) = renewal.start_stationary(rng);
        (is_up, renewal.sample_spell(is_up, rng))
    };
    let z = (share_up(renewal, 1.0, fresh) - expected) / error;
    assert!(z.abs() > 3.0, "only {z:.2} standard errors off");
}
