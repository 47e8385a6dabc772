//! How likely a job is to end on the machine that it began on.
//!
//! A job is placed at a moment that knows nothing of the machine's age, by the policy `random`, so that the time that the machine
//! still stays has the law of a residual life. For that no machine may be left out because it is busy (a busy one has stayed
//! longer): each has more slots than there are jobs. A machine that is gone and not yet missed is given jobs too; only those that
//! were accepted at once are counted, so that the machine was up. Jobs on one machine share its fate: standard errors are from
//! seeds, which are independent.

use crate::estimate::{Comparison, Estimate};
use crate::setup::{Setup, seconds, task};
use world::law::{Law, Renewal};
use world::{Fidelity, Spells};

const HOURS: [f64; 4] = [1.0, 4.0, 8.0, 16.0];

const UP_H: f64 = 13.73;
const DOWN_H: f64 = 4.25;

/// Probability that a residual life is longer than `hours`: ∫ S from there on, over the mean (Cox, *Renewal Theory*, 1962, ch. 5), by
/// Simpson's rule in the fourth root, in which S is smooth.
fn residual_survival(survival: impl Fn(f64) -> f64, mean: f64, hours: f64) -> f64 {
    let (steps, end) = (2_000, hours.powf(0.25));
    let integrand = |k: i32| {
        let root = end * f64::from(k) / f64::from(steps);
        4.0 * root.powi(3) * survival(root.powi(4))
    };
    let inner: f64 = (1..steps).map(|k| integrand(k) * if k % 2 == 1 { 4.0 } else { 2.0 }).sum();
    1.0 - (integrand(0) + inner + integrand(steps)) * end / f64::from(steps) / 3.0 / mean
}

/// Share of jobs of each length that end as long after their start as they take, by seed.
fn uncut(fidelity: Fidelity, spells: &Renewal, seeds: impl Iterator<Item = u64>) -> [Vec<f64>; 4] {
    let setup = Setup {
        fidelity,
        workers: 500,
        slots: 10_000,
        spells: Spells::Renewal(Renewal { up: spells.up.scaled(3_600.0), down: spells.down.scaled(3_600.0) }),
        gap_s: 240.0,
        jobs: HOURS.map(|hours| task(Law::Constant { value: hours * 3_600.0 })).to_vec(),
        epoch_s: 86_400,
        until_s: 5 * 86_400,
        duration_s: 6 * 86_400,
        attempts_max: 1,
        ..Setup::default()
    };
    let mut shares: [Vec<f64>; 4] = Default::default();
    for seed in seeds {
        let tasks = setup.run(seed).tasks;
        let (work, outcome) = (tasks.numbers("work_gflop"), tasks.words("outcome"));
        let [placed, started, ended] = ["placed_ns", "started_ns", "ended_ns"].map(|name| tasks.integers(name));
        for (hours, shares) in HOURS.iter().zip(&mut shares) {
            let at_once = |at: &usize| started[*at].is_some_and(|started| started - placed[*at].unwrap() < 1_000);
            let ran = (0..work.len()).filter(|at| work[*at] == hours * 3_600.0).filter(at_once);
            let (mut jobs, mut whole) = (0.0, 0.0);
            for at in ran {
                let took_s = ended[at].map(|ended| seconds(ended - started[at].unwrap()));
                jobs += 1.0;
                // A machine that is back before it is missed begins anew: it ends, but later.
                whole += f64::from(outcome[at] == "verified" && took_s.is_some_and(|took_s| took_s < hours * 3_600.0 + 0.001));
            }
            shares.push(whole / jobs);
        }
    }
    shares
}

fn compare(fidelity: Fidelity, name: &str, spells: &Renewal, seeds: std::ops::Range<u64>, survival: impl Fn(f64) -> f64) {
    let mut comparison = Comparison::default();
    let level = if fidelity == Fidelity::Session { "session" } else { "message" };
    for (hours, shares) in HOURS.iter().zip(uncut(fidelity, spells, seeds)) {
        let theory = residual_survival(&survival, UP_H, *hours);
        comparison.meets(&format!("{name}, {level}: {hours} h not cut"), theory, Estimate::of(&shares), 0.02);
    }
    comparison.assert();
}

fn exponential() -> Renewal {
    Renewal { up: Law::Exponential { mean: UP_H }, down: Law::Exponential { mean: DOWN_H } }
}

fn weibull() -> Renewal {
    let law = |shape: f64, mean: f64| Law::Weibull { shape, scale: mean / libm::tgamma(1.0 + 1.0 / shape) };
    Renewal { up: law(0.45, UP_H), down: law(0.51, DOWN_H) }
}

fn weibull_survival(hours: f64) -> f64 {
    (-(hours * libm::tgamma(1.0 + 1.0 / 0.45) / UP_H).powf(0.45)).exp()
}

#[test]
fn exponential_times_up_leave_e_to_the_minus_length_over_mean() {
    let survival = |hours: f64| (-hours / UP_H).exp();
    for hours in HOURS {
        let (exact, found) = (survival(hours), residual_survival(survival, UP_H, hours));
        assert!((exact - found).abs() < 1e-9, "{hours}: {exact}, {found}");
    }
    compare(Fidelity::Session, "exponential", &exponential(), 1..25, survival);
}

#[test]
fn weibull_times_up_leave_the_residual_life() {
    compare(Fidelity::Session, "Weibull", &weibull(), 101..125, weibull_survival);
}

#[test]
fn messages_cut_as_many_jobs() {
    compare(Fidelity::Message, "Weibull", &weibull(), 201..225, weibull_survival);
}
