//! When machines are up: alternating renewal, and what validators make of it.
//!
//! Each worker is an independent sample: its time up in a window that begins at genesis, where the process is stationary. A window
//! is the run's one epoch.

use crate::estimate::{Comparison, Estimate};
use crate::setup::Setup;
use world::Spells;
use world::law::{Law, Renewal};

const WORKERS: u32 = 20_000;

/// Heartbeat period (s) and longest hole that counts as up (periods): the defaults.
const PERIOD_S: f64 = 30.0;
const MISSED_MAX: i32 = 3;

/// Time up in truth and as measured, by worker (s).
fn seconds_up(spells: &Renewal, window_s: u64, seed: u64) -> (Vec<f64>, Vec<f64>) {
    let spells = Spells::Renewal(spells.clone());
    let setup =
        Setup { workers: WORKERS, spells, epoch_s: window_s, duration_s: window_s + window_s.min(3_600), ..Setup::default() };
    let plan = setup.plan(seed);
    let rule = (plan.protocol.heartbeat_period.as_secs_f64(), plan.protocol.missed_max);
    assert_eq!(rule, (PERIOD_S, MISSED_MAX as u32));
    let epochs = setup.run(seed).epochs;
    let first_worker = plan.nodes.len() - WORKERS as usize;
    // A worker that was never up has no row.
    let (mut up, mut measured) = (vec![0.0; WORKERS as usize], vec![0.0; WORKERS as usize]);
    let columns = ["epoch", "node", "up_s", "available_s"].map(|name| epochs.integers(name));
    for at in (0..columns[0].len()).filter(|at| columns[0][*at] == Some(0)) {
        let [node, up_s, available_s] = [1, 2, 3].map(|column: usize| columns[column][at].unwrap());
        let worker = node as usize - first_worker;
        (up[worker], measured[worker]) = (up_s as f64, available_s as f64);
    }
    (up, measured)
}

/// Variance of the share of `window` that a stationary process is up.
///
/// var = 2/t² ∫₀ᵗ (t − s) (A r(s) − A²) ds, where r(s) is the probability of being up at s if up at 0 (Cox, *Renewal Theory*, 1962,
/// ch. 7: indicators of an alternating renewal process). It solves r = 1 − E + b∗dE, b = a∗dD, a = 1 − U + b∗dU, with U and D
/// the distribution functions of times up and down and E that of the residual time up; here by the trapezoid rule over `steps`.
fn variance(spells: &Renewal, window: f64, steps: usize) -> f64 {
    let h = window / steps as f64;
    let at = |k: usize| h * k as f64;
    let cells = |cdf: &dyn Fn(f64) -> f64| -> Vec<f64> { (0..steps).map(|k| cdf(at(k + 1)) - cdf(at(k))).collect() };
    let (up, down) = (cells(&|x| spells.up.cdf(x)), cells(&|x| spells.down.cdf(x)));
    let mut residual = vec![0.0; steps + 1];
    // ∫ (1 − U) over a cell by its ends and its quarter points: U may rise steeply at 0.
    for k in 0..steps {
        let survival = |part: f64| 1.0 - spells.up.cdf(at(k) + part * h);
        let boole =
            (7.0 * survival(0.0) + 32.0 * survival(0.25) + 12.0 * survival(0.5) + 32.0 * survival(0.75) + 7.0 * survival(1.0))
                / 90.0;
        residual[k + 1] = residual[k] + boole * h / spells.up.mean();
    }
    let (mut a, mut b) = (vec![1.0], vec![0.0]);
    // Solves for the newest values of both, which appear on both sides by half of the first cell.
    for k in 1..=steps {
        let known = |of: &[f64], law: &[f64]| -> f64 {
            let older: f64 = (1..k).map(|cell| law[cell] * (of[k - cell] + of[k - cell - 1]) / 2.0).sum();
            older + law[0] * of[k - 1] / 2.0
        };
        let (down_known, up_known) = (known(&a, &down), 1.0 - spells.up.cdf(at(k)) + known(&b, &up));
        let (u, d) = (up[0] / 2.0, down[0] / 2.0);
        let newest_a = (up_known + u * down_known) / (1.0 - u * d);
        a.push(newest_a);
        b.push(down_known + d * newest_a);
    }
    let availability = spells.availability();
    let still_up = |k: usize| -> f64 {
        let after: f64 = (0..k).map(|cell| (residual[cell + 1] - residual[cell]) * (b[k - cell] + b[k - cell - 1]) / 2.0).sum();
        1.0 - residual[k] + after
    };
    let integrand = |k: usize| (window - at(k)) * availability * (still_up(k) - availability);
    let inner: f64 = (1..steps).map(integrand).sum();
    2.0 * h * (integrand(0) / 2.0 + inner) / (window * window)
}

/// The same for exponential laws: 2 A (1 − A) / (θ t) · (1 − (1 − e^−θt) / (θ t)), θ the sum of both rates.
fn variance_exponential(availability: f64, rate: f64, window: f64) -> f64 {
    let x = rate * window;
    2.0 * availability * (1.0 - availability) / x * (1.0 + libm::expm1(-x) / x)
}

/// Campus desktops, to means of 13.73 h up and 4.25 h down (s).
fn campus(up: Law, down: Law) -> Renewal {
    let scaled = |law: Law, mean_h: f64| law.scaled(mean_h * 3_600.0 / law.mean());
    Renewal { up: scaled(up, 13.73), down: scaled(down, 4.25) }
}

fn share_up(comparison: &mut Comparison, name: &str, spells: &Renewal, (window_h, seed): (u64, u64), theory: f64) {
    let window_s = window_h * 3_600;
    let shares: Vec<f64> = seconds_up(spells, window_s, seed).0.iter().map(|up_s| up_s / window_s as f64).collect();
    let availability = 13.73 / (13.73 + 4.25);
    let what = |quantity: &str| format!("{name} spells, {window_h} h: {quantity} of share up");
    comparison.meets(&what("mean"), availability, Estimate::of(&shares), 0.01);
    comparison.meets(&what("variance"), theory, Estimate::of_variance(&shares, availability), 0.02);
}

#[test]
fn exponential_spells_give_the_availability_and_its_variance() {
    let exponential = Law::Exponential { mean: 1.0 };
    let spells = campus(exponential.clone(), exponential);
    let (availability, rate) = (13.73 / (13.73 + 4.25), 1.0 / (13.73 * 3_600.0) + 1.0 / (4.25 * 3_600.0));
    let mut comparison = Comparison::default();
    for (window_h, seed) in [(1, 1), (24, 2), (240, 3)] {
        let theory = variance_exponential(availability, rate, window_h as f64 * 3_600.0);
        share_up(&mut comparison, "exponential", &spells, (window_h, seed), theory);
    }
    comparison.assert();
}

#[test]
fn weibull_spells_give_the_availability_and_its_variance() {
    let weibull = |shape| Law::Weibull { shape, scale: 1.0 };
    let spells = campus(weibull(0.45), weibull(0.51));
    let mut comparison = Comparison::default();
    for (window_h, seed) in [(1, 4), (24, 5), (240, 6)] {
        let window_s = window_h as f64 * 3_600.0;
        let [coarse, fine, finest] = [2_000, 4_000, 8_000].map(|steps| variance(&spells, window_s, steps));
        // Errors that shrink by the same factor each time (Aitken): the order is not known where laws rise steeply at 0.
        let shrink = (finest - fine) / (fine - coarse);
        let theory = finest + (finest - fine) * shrink / (1.0 - shrink);
        println!(
            "Weibull, {window_h} h: variance {coarse:.7}, {fine:.7}, {finest:.7} by 2,000 to 8,000 steps, limit {theory:.7}"
        );
        assert!(shrink.abs() < 0.75 && (finest / theory - 1.0).abs() < 0.003, "the reference has not converged");
        share_up(&mut comparison, "Weibull", &spells, (window_h, seed), theory);
    }
    comparison.assert();
}

/// The reference above, where the answer is known.
#[test]
fn the_integral_equation_agrees_with_the_exponential_case() {
    let spells = Renewal { up: Law::Exponential { mean: 3.0 }, down: Law::Exponential { mean: 1.0 } };
    for window in [0.5, 5.0, 50.0] {
        let (exact, found) = (variance_exponential(0.75, 4.0 / 3.0, window), variance(&spells, window, 4_000));
        assert!((found / exact - 1.0).abs() < 1e-3, "{window}: {found}, {exact}");
    }
}

/// Expected excess of the measured time over the true one in a window that begins at genesis (s), spells exponential, no heartbeat
/// lost. A machine beats when it comes up and once a period after; a slot with a beat counts whole.
///
/// - A stay that begins in the window at phase φ of a slot counts φ too much. One that ends r after its last beat counts what is
///   left of that beat's slot: period − φ − r, which may be below 0. At genesis φ = 0, else it is uniform.
/// - A downtime that leaves h slots without a beat adds them if h ≤ `missed_max`; h = −1 takes back a slot counted twice.
fn excess_s(up: f64, down: f64, window: f64) -> f64 {
    let availability = up / (up + down);
    let ends = window / (up + down);
    let whole_stay = availability * libm::exp(-window / up);
    let ends_from_genesis = availability - whole_stay;
    let last_beat = up - PERIOD_S / libm::expm1(PERIOD_S / up);
    let edges = ends * (PERIOD_S - last_beat) + (availability - whole_stay) * PERIOD_S / 2.0;
    // Mean of h over those that count, after a stay that began at phase φ; r is exponential within a period.
    let cells = 300;
    let middle = |cell: i32| PERIOD_S * (f64::from(cell) + 0.5) / f64::from(cells);
    let cdf = |x: f64| if x <= 0.0 { 0.0 } else { -libm::expm1(-x / down) };
    let weight = |r: f64| libm::exp(-r / up) * PERIOD_S / f64::from(cells) / up / -libm::expm1(-PERIOD_S / up);
    let filled = |phase: f64| -> f64 {
        let after = |r: f64| -> f64 {
            let from = |h: i32| f64::from(h + 1) * PERIOD_S - phase - r;
            (-1..=MISSED_MAX).map(|h| f64::from(h) * (cdf(from(h + 1)) - cdf(from(h)))).sum()
        };
        (0..cells).map(|cell| weight(middle(cell)) * after(middle(cell))).sum()
    };
    let at_any_phase: f64 = (0..cells).map(|cell| filled(middle(cell))).sum::<f64>() / f64::from(cells);
    edges + PERIOD_S * ((ends - ends_from_genesis) * at_any_phase + ends_from_genesis * filled(0.0))
}

#[test]
fn validators_measure_the_true_time_and_a_known_excess() {
    let mut comparison = Comparison::default();
    for (up_s, down_s, seed) in [(3_600.0, 600.0, 7), (49_428.0, 15_300.0, 8)] {
        let spells = Renewal { up: Law::Exponential { mean: up_s }, down: Law::Exponential { mean: down_s } };
        let window_s = 86_400;
        let (up, measured) = seconds_up(&spells, window_s, seed);
        let apart: Vec<f64> = up.iter().zip(&measured).map(|(up, measured)| measured - up).collect();
        let excess = excess_s(up_s, down_s, window_s as f64);
        let what = format!("up {up_s} s, down {down_s} s: measured less true (s a day)");
        comparison.meets(&what, excess, Estimate::of(&apart), 0.02);
        let theory = spells.availability() + excess / window_s as f64;
        let shares: Vec<f64> = measured.iter().map(|seconds| seconds / window_s as f64).collect();
        comparison.meets(&format!("up {up_s} s, down {down_s} s: measured availability"), theory, Estimate::of(&shares), 0.01);
    }
    comparison.assert();
}
