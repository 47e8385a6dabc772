//! Waits in the central queue: Erlang C, Pollaczek–Khinchine.
//!
//! Jobs are single tasks; workers never leave; links of 1 ns. A job that finds an idle worker is placed at once, any other waits in
//! the validator's queue, first come first served: M/M/c, and M/G/1 with one worker. In time units of the mean service. Standard
//! errors from independent replicates, each begun empty, its first tenth left out.

use crate::estimate::{Comparison, Estimate};
use crate::setup::{Setup, seconds, task};
use world::Fidelity;
use world::law::{Empirical, Law};

/// Mean service (s); the work of a job is a whole number of its millionth parts.
const SERVICE_S: f64 = 1_000.0;

const REPLICATES: u64 = 24;

fn setup(workers: u32, utilisation: f64, service: &Law, jobs: u32) -> Setup {
    let gap_s = SERVICE_S / (utilisation * f64::from(workers));
    let until_s = (gap_s * f64::from(jobs)) as u64;
    let duration_s = until_s + 2_000 * SERVICE_S as u64;
    Setup { workers, gap_s, jobs: vec![task(service.scaled(SERVICE_S))], until_s, duration_s, ..Setup::default() }
}

/// Wait of each job, from submission to placement, in the order of submission (mean services).
fn waits(setup: &Setup, seed: u64) -> Vec<f64> {
    let jobs = setup.run(seed).jobs;
    let columns = ["number", "submitted_ns", "placed_ns", "reduced_ns"].map(|name| jobs.integers(name));
    let [number, submitted, placed, reduced] = columns;
    assert!(reduced.iter().all(Option::is_some), "the run ended before its jobs");
    let wait = |at: usize| (number[at].unwrap(), seconds(placed[at].unwrap() - submitted[at].unwrap()) / SERVICE_S);
    let mut waits: Vec<(i64, f64)> = (0..number.len()).map(wait).collect();
    waits.sort_by_key(|(number, _)| *number);
    waits.into_iter().map(|(_, wait)| wait).collect()
}

/// Mean wait and share of jobs that wait, over replicates.
fn measured(setup: &Setup, first_seed: u64) -> (Estimate, Estimate) {
    let (mut means, mut shares) = (Vec::new(), Vec::new());
    for seed in first_seed..first_seed + REPLICATES {
        let all = waits(setup, seed);
        let settled = &all[all.len() / 10..];
        let n = settled.len() as f64;
        means.push(settled.iter().sum::<f64>() / n);
        shares.push(settled.iter().filter(|wait| **wait > 0.0).count() as f64 / n);
    }
    (Estimate::of(&means), Estimate::of(&shares))
}

/// Probability that a job waits: Erlang (1917), as in Kleinrock, *Queueing Systems* I (1975), ch. 3.
fn erlang_c(servers: u32, utilisation: f64) -> f64 {
    let offered = utilisation * f64::from(servers);
    // Erlang B by its recursion in the number of servers.
    let blocked = (1..=servers).map(f64::from).fold(1.0, |blocked, c| offered * blocked / (c + offered * blocked));
    blocked / (1.0 - utilisation * (1.0 - blocked))
}

/// At utilisations 0.5, 0.8, 0.9, each with so many jobs a replicate.
fn erlang(servers: u32, jobs: [u32; 3], precision: [f64; 3]) {
    let mut comparison = Comparison::default();
    for (number, utilisation) in [0.5, 0.8, 0.9].into_iter().enumerate() {
        let waiting = erlang_c(servers, utilisation);
        let mean = waiting / (f64::from(servers) * (1.0 - utilisation));
        let first_seed = 1_000 * u64::from(servers) + 100 * number as u64;
        let setup = setup(servers, utilisation, &Law::Exponential { mean: 1.0 }, jobs[number]);
        let (wait, share) = measured(&setup, first_seed);
        let what = |quantity: &str| format!("M/M/{servers}, utilisation {utilisation}: {quantity}");
        comparison.meets(&what("mean wait"), mean, wait, precision[number]);
        comparison.meets(&what("share that waits"), waiting, share, precision[number]);
    }
    comparison.assert();
}

#[test]
fn waits_for_one_worker_are_those_of_m_m_1() {
    erlang(1, [5_000, 14_000, 35_000], [0.03; 3]);
}

#[test]
fn waits_for_five_workers_are_erlangs() {
    erlang(5, [8_000, 12_000, 30_000], [0.05, 0.05, 0.03]);
}

/// One job in 270 waits for one of twenty workers that are busy half of the time: no run of a minute tells how long to 2 %.
#[test]
fn waits_for_twenty_workers_are_erlangs() {
    erlang(20, [30_000, 15_000, 30_000], [0.15, 0.06, 0.04]);
}

/// Mean wait λ E[S²] / (2 (1 − ρ)): Pollaczek (1930), Khinchine (1932), as in Kleinrock I, ch. 5.
#[test]
fn waits_for_one_worker_follow_pollaczek_and_khinchine() {
    let utilisation = 0.7;
    let uniform = Law::Empirical(Empirical::new(0.2, &[], 1.8).unwrap());
    let sigma: f64 = 0.8;
    let laws = [
        Law::Constant { value: 1.0 },
        uniform,
        Law::Hyperexponential { probabilities: vec![0.8, 0.2], means: vec![0.5, 3.0] },
        Law::Lognormal { mu: -sigma * sigma / 2.0, sigma },
        Law::Weibull { shape: 0.7, scale: 1.0 }.scaled(1.0 / Law::Weibull { shape: 0.7, scale: 1.0 }.mean()),
    ];
    // Second moments by their own formulas, not by the law's methods.
    let gamma = libm::tgamma;
    let second_moments = [
        1.0,
        1.0 + 1.6 * 1.6 / 12.0,
        2.0 * (0.8 * 0.25 + 0.2 * 9.0),
        libm::exp(sigma * sigma),
        gamma(1.0 + 2.0 / 0.7) / gamma(1.0 + 1.0 / 0.7).powi(2),
    ];
    let mut comparison = Comparison::default();
    for (number, (law, second)) in (0..).zip(laws.iter().zip(second_moments)) {
        let mean = utilisation * second / (2.0 * (1.0 - utilisation));
        let (wait, share) = measured(&setup(1, utilisation, law, 8_000), 30_000 + 100 * number);
        comparison.meets(&format!("M/G/1, {}, utilisation {utilisation}: mean wait", law.name()), mean, wait, 0.05);
        comparison.meets(
            &format!("M/G/1, {}, utilisation {utilisation}: share that waits", law.name()),
            utilisation,
            share,
            0.01,
        );
    }
    comparison.assert();
}

/// Messages over links of 1 ns, and 50 µs from the validator to itself as the sequencer: the same waits, job by job.
#[test]
fn messages_give_the_same_waits() {
    for (workers, utilisation) in [(1, 0.8), (5, 0.9)] {
        let session = setup(workers, utilisation, &Law::Exponential { mean: 1.0 }, 5_000);
        let message = Setup { fidelity: Fidelity::Message, ..session.clone() };
        let (session, message) = (waits(&session, 1), waits(&message, 1));
        assert_eq!(session.len(), message.len());
        let apart = session.iter().zip(&message).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) * SERVICE_S;
        println!("{workers} workers: waits of {} jobs are at most {apart:.6} s apart", session.len());
        assert!(apart < 0.01, "{apart} s");
    }
}
