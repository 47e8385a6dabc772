//! Copies of tasks beside the closed forms of voting and of order statistics.
//!
//! Jobs of one task each on many machines that are all alike and stay; a share f of results is wrong, and wrong ones agree.

use records::observe::Metrics;
use records::scenario::Scenario;
use scenarios::prepare;
use sim::simulate;
use world::Plan;

/// Two days of jobs of about a minute, far fewer than there are machines.
const BASE: &str = "
fidelity = 'session'
[time]
duration_s = 172800
epoch_s = 21600
[population]
workers = 400
regions = ['EU_WEST']
[[population.classes]]
name = 'machine'
gflops = 10.0
[churn]
model = 'none'
[workload]
jobs_per_hour = 400.0
[[workload.jobs]]
name = 'one'
pattern = 'pipeline'
[[workload.jobs.stages]]
name = 'compute'
kind = 'capture'
gflop = 600.0
output_mib = 0.0
";

fn plan(set: &[(&str, String)]) -> Plan {
    let stage = |key: &str| match key {
        "copies" | "agree" | "spares" | "work" => format!("workload.jobs.0.stages.0.{key}"),
        key => key.to_owned(),
    };
    let set: Vec<_> = set.iter().map(|(key, value)| (stage(key), value.clone())).collect();
    prepare(&Scenario::parse("copies.toml", BASE, &set).unwrap()).unwrap().plan
}

fn metrics(set: &[(&str, String)]) -> Metrics {
    let plan = plan(set);
    let simulated_s = plan.duration.as_secs_f64();
    let (outcome, _) = simulate(plan, None, |_| ()).unwrap();
    outcome.totals.metrics(simulated_s, &outcome.supply)
}

fn voted(copies: u32, agree: u32, spares: &str, wrong_share: f64) -> Metrics {
    metrics(&[
        ("copies", copies.to_string()),
        ("agree", agree.to_string()),
        ("spares", format!("'{spares}'")),
        ("population.wrong_share", wrong_share.to_string()),
    ])
}

fn choose(n: u32, k: u32) -> f64 {
    (0..k).map(|i| (f64::from(n) - f64::from(i)) / f64::from(i + 1)).product()
}

/// Probability that at least k of n are wrong.
fn at_least(n: u32, k: u32, f: f64) -> f64 {
    (k..=n).map(|i| choose(n, i) * f.powi(i as i32) * (1.0 - f).powi((n - i) as i32)).sum()
}

/// The found share is the expected one within three standard errors of a binomial count.
fn assert_share(name: &str, found: f64, expected: f64, jobs: f64) {
    let error = (expected * (1.0 - expected) / jobs).sqrt();
    let z = (found - expected) / error;
    println!("{name}: {found:.5} of {jobs} jobs, expected {expected:.5}, z {z:+.2}");
    assert!(z.abs() < 3.0, "{name}: {found} instead of {expected}, z {z}");
}

/// A majority of n copies that all begin is wrong with the probability that at least k = (n + 1) / 2 of n are.
#[test]
fn a_majority_of_n_errs_as_the_binomial_says() {
    for (n, f) in [(1_u32, 0.05), (3, 0.1), (5, 0.2)] {
        let k = n.div_ceil(2);
        let metrics = voted(n, k, "at-once", f);
        assert_share(
            &format!("{k} of {n} at f = {f}"),
            metrics.wrong_share.unwrap(),
            at_least(n, k, f),
            metrics.jobs_settled.unwrap(),
        );
    }
}

/// M-first voting: copies begin until m agree. It errs with f^m · Σ_{j<m} C(m − 1 + j, j) (1 − f)^j, and takes on average the copies
/// that a race to m of two outcomes does (L. F. G. Sarmenta, "Sabotage-tolerance mechanisms for volunteer computing systems", FGCS
/// 18(4), 2002, §4.2).
#[test]
fn m_first_voting_errs_as_sarmenta_says() {
    for (m, f) in [(2_u32, 0.1), (3, 0.2)] {
        let metrics = voted(2 * m - 1, m, "differ", f);
        let race = |p: f64, j: u32| choose(m - 1 + j, j) * p.powi(m as i32) * (1.0 - p).powi(j as i32);
        let errs: f64 = (0..m).map(|j| race(f, j)).sum();
        let jobs = metrics.jobs_settled.unwrap();
        assert_share(&format!("{m}-first at f = {f}"), metrics.wrong_share.unwrap(), errs, jobs);
        let copies: f64 = (0..m).map(|j| f64::from(m + j) * (race(f, j) + race(1.0 - f, j))).sum();
        let squares: f64 = (0..m).map(|j| f64::from((m + j).pow(2)) * (race(f, j) + race(1.0 - f, j))).sum();
        let error = ((squares - copies * copies) / jobs).sqrt();
        // Each copy computes for a minute: machine time per work of those that agree, m a job.
        let found = metrics.redundancy.unwrap() * f64::from(m);
        println!("{m}-first at f = {f}: {found:.4} copies a job, expected {copies:.4} ± {error:.4}");
        assert!((found - copies).abs() < 3.0 * error, "{found} copies a job instead of {copies} ± {error}");
    }
}

/// Of n copies on machines that are lost, at least k come back, or the job fails: no copy is tried again.
#[test]
fn k_of_n_succeed_as_the_binomial_says() {
    // Jobs of an hour on machines that stay for ten on average. A copy comes back if its machine stays for the hour, and is there at
    // all: one that has gone is only missed after 135 s.
    let p = (-3_600.0_f64 / 36_000.0).exp() * 36_000.0 / 36_135.0;
    for (n, k) in [(1, 1), (3, 2), (4, 4)] {
        let set = [
            ("copies", n.to_string()),
            ("agree", k.to_string()),
            ("workload.jobs.0.stages.0.gflop", "36000.0".to_owned()),
            ("workload.jobs_per_hour", "100.0".to_owned()),
            ("population.workers", "2500".to_owned()),
            ("schedule.attempts_max", "1".to_owned()),
            ("schedule.policy", "'random'".to_owned()),
            ("churn.model", "'preset'".to_owned()),
            ("churn.preset", "'microsoft99'".to_owned()),
            ("churn.law", "'exponential'".to_owned()),
            ("churn.up_mean_h", "10.0".to_owned()),
            ("churn.down_mean_h", "10.0".to_owned()),
        ];
        let metrics = metrics(&set);
        let jobs = metrics.jobs_submitted.unwrap();
        let expected: f64 = (k..=n).map(|i| choose(n, i) * p.powi(i as i32) * (1.0 - p).powi((n - i) as i32)).sum();
        assert_share(&format!("{k} of {n} come back"), metrics.success_share.unwrap(), expected, jobs);
    }
}

/// The first of n copies on machines drawn without replacement: the time of the fastest of n (order statistics of the population).
#[test]
fn the_first_of_n_comes_when_the_fastest_of_n_machines_does() {
    let mut one_s = 0.0;
    for n in [1_u32, 2, 4] {
        let set = [
            ("copies", n.to_string()),
            ("schedule.policy", "'random'".to_owned()),
            ("workload.jobs_per_hour", "100.0".to_owned()),
            ("population.workers", "2000".to_owned()),
            ("population.classes.0.gflops", "0.0".to_owned()),
        ];
        let plan = plan(&set);
        let mut speeds: Vec<f64> =
            (0..).zip(&plan.nodes).map(|(id, _)| plan.speed(id).0 as f64 / 1_000.0).filter(|s| *s > 0.0).collect();
        speeds.sort_by(f64::total_cmp);
        // The fastest is the one of rank i (from 0) with probability C(i, n − 1) / C(N, n).
        let all = choose(u32::try_from(speeds.len()).unwrap(), n);
        let with = |of: fn(f64) -> f64| -> f64 {
            (0_u32..).zip(&speeds).map(|(rank, speed)| of(600.0 / speed) * choose(rank, n - 1) / all).sum()
        };
        let (mean_s, square) = (with(|s| s), with(|s| s * s));
        let metrics = metrics(&set);
        let error_s = ((square - mean_s * mean_s) / metrics.jobs_settled.unwrap()).sqrt();
        // Input and output take half a round trip each, within the region.
        let found_s = metrics.completion_mean_s.unwrap();
        println!("first of {n}: {found_s:.3} s, expected {mean_s:.3} ± {error_s:.3} s");
        assert!((found_s - mean_s).abs() < 3.0 * error_s + 0.1, "{found_s} instead of {mean_s} ± {error_s}");
        one_s = if n == 1 { found_s } else { one_s };
        assert!(n == 1 || found_s < one_s * 0.9, "copies are quicker: {found_s} of {one_s}");
    }
}
