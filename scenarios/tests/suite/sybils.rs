//! Waves of workers that lie: what they take is lost or wrong, and only in their time; copies that vote and circuit breakers help.

use super::column::Columns;
use records::observe::{Metrics, Totals};
use records::run::RunFolder;
use records::scenario::Scenario;
use records::table::{JobRow, NodeRow, TaskRow, TimelineRow};
use scenarios::prepare;
use sim::simulate;
use std::collections::BTreeSet;

/// Twelve hours of jobs of one task of about a minute, on machines that are all alike and stay.
const BASE: &str = "
fidelity = 'session'
[time]
duration_s = 43200
epoch_s = 3600
[population]
workers = 200
regions = ['EU_WEST', 'E_ASIA']
[[population.classes]]
name = 'machine'
gflops = 10.0
[[population.classes]]
name = 'claimed'
weight = 0.0
gflops = 20.0
[churn]
model = 'none'
[schedule]
policy = 'random'
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

/// From the third hour to the ninth.
const AT_S: i64 = 10_800;

fn wave(keys: &str) -> (&'static str, String) {
    ("faults.sybil_wave", format!("[{{ at_s = {AT_S}, length_s = 21600, over_s = 60, {keys} }}]"))
}

fn loaded(set: &[(&str, String)]) -> scenarios::Loaded {
    let set: Vec<_> = set.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    Scenario::parse("sybils.toml", BASE, &set).unwrap()
}

fn outcome(set: &[(&str, String)]) -> (Totals, Metrics) {
    let plan = prepare(&loaded(set)).unwrap().plan;
    let simulated_s = plan.duration.as_secs_f64();
    let (outcome, _) = simulate(plan, None, |_| ()).unwrap();
    let metrics = outcome.totals.metrics(simulated_s, &outcome.supply);
    (outcome.totals, metrics)
}

fn seeded(seed: u64, set: &[(&'static str, String)]) -> Metrics {
    outcome(&[&[("seed", seed.to_string())], set].concat()).1
}

#[test]
fn jobs_come_out_wrong_in_the_share_that_liars_took_and_in_no_other_time() {
    for fidelity in ["message", "session"] {
        let set = [("fidelity", format!("'{fidelity}'")), wave("share = 0.25, regions = ['EU_WEST']")];
        let folder = tempfile::tempdir().unwrap();
        let finished = super::run(&loaded(&set), folder.path());
        let run = RunFolder::open(&finished.folder).unwrap();
        let (nodes, tasks, jobs) = (Columns::of::<NodeRow>(&run), Columns::of::<TaskRow>(&run), Columns::of::<JobRow>(&run));
        let of_role = |role: &str| nodes.words("role").iter().filter(|found| *found == role).count();
        assert_eq!((of_role("worker"), of_role("sybil"), finished.summary.workers), (200, 50, 200));
        assert_eq!(finished.summary.faults["sybils-joined"], 50);
        let liars: BTreeSet<i64> = nodes
            .integers("node")
            .into_iter()
            .zip(nodes.words("role"))
            .filter(|(_, role)| role == "sybil")
            .map(|(id, _)| id)
            .collect();
        let regions = nodes.words("region");
        assert!(liars.iter().all(|id| regions[usize::try_from(*id).unwrap()] == "EU_WEST"));

        // Of their tasks, those that they gave back.
        let taken: Vec<(i64, bool)> = tasks
            .integers("placed_ns")
            .into_iter()
            .zip(tasks.integers("node"))
            .zip(tasks.words("outcome"))
            .filter(|(_, outcome)| outcome == "verified")
            .map(|((placed_ns, node), _)| (placed_ns / 1_000_000_000, liars.contains(&node)))
            .collect();
        let by_liars = taken.iter().filter(|(_, lies)| *lies).count();
        assert!(taken.iter().all(|(placed_s, lies)| !lies || (AT_S..AT_S + 21_600).contains(placed_s)));
        // One region has 50 liars beside about 100 honest workers, and half of the jobs: a third of these is theirs.
        let within = |at_s: i64| (AT_S + 120..AT_S + 21_500).contains(&at_s);
        let [mut all, mut theirs] = [0.0_f64; 2];
        for (_, lies) in taken.iter().filter(|(placed_s, _)| within(*placed_s)) {
            (all, theirs) = (all + 1.0, theirs + f64::from(u8::from(*lies)));
        }
        let honest_there =
            regions.iter().zip(nodes.words("role")).filter(|(region, role)| *region == "EU_WEST" && role == "worker").count();
        let expected = 0.5 * 50.0 / (50.0 + honest_there as f64);
        let error = (expected * (1.0 - expected) / all).sqrt();
        println!("{fidelity}: liars took {theirs} of {all} tasks, expected {expected:.4} ± {error:.4}");
        assert!((theirs / all - expected).abs() < 3.0 * error, "{fidelity}: {theirs} of {all}, expected {expected}");

        let wrong: i64 = jobs.integers("outputs_wrong").into_iter().sum();
        let state_of = |wanted: &str| jobs.words("state").iter().filter(|state| *state == wanted).count();
        assert_eq!(usize::try_from(wrong).unwrap(), by_liars, "{fidelity}: a job is wrong if a liar computed its task");
        assert!(state_of("settled") > 3_500, "{fidelity}");
    }
}

#[test]
fn before_it_comes_a_wave_changes_nothing() {
    for fidelity in ["message", "session"] {
        let jobs_until_then = |wave: &[(&'static str, String)]| {
            let folder = tempfile::tempdir().unwrap();
            let finished = super::run(&loaded(&[&[("fidelity", format!("'{fidelity}'"))], wave].concat()), folder.path());
            let run = RunFolder::open(&finished.folder).unwrap();
            let (tasks, timeline) = (Columns::of::<TaskRow>(&run), Columns::of::<TimelineRow>(&run));
            let before = |ns: &i64| *ns < AT_S * 1_000_000_000;
            let mut placed: Vec<(i64, i64)> =
                tasks.integers("placed_ns").into_iter().zip(tasks.integers("node")).filter(|(at, _)| before(at)).collect();
            placed.sort_unstable();
            let seen: Vec<(i64, i64)> = timeline
                .integers("time_ns")
                .into_iter()
                .zip(timeline.integers("messages"))
                .filter(|(at, _)| before(at))
                .collect();
            let online = timeline.integers("online").into_iter().max().unwrap();
            (placed, seen, online)
        };
        let (calm, struck) = (jobs_until_then(&[]), jobs_until_then(&[wave("nodes = 300")]));
        assert!(calm.0.len() > 1_000 && calm.0 == struck.0 && calm.1 == struck.1, "{fidelity}");
        assert_eq!((calm.2, struck.2), (200, 500), "{fidelity}: the timeline has them");
    }
}

/// On each of several seeds: two of three agree in fewer wrong results than one gives, and breakers stop what those cost that give
/// nothing back.
#[test]
fn copies_that_vote_and_breakers_help_against_a_wave() {
    for seed in 1..=4 {
        let vote = |copies: &str, agree: &str| {
            let copies = ("workload.jobs.0.stages.0.copies", copies.to_owned());
            let agree = ("workload.jobs.0.stages.0.agree", agree.to_owned());
            seeded(seed, &[copies, agree, wave("share = 0.15, behaviour = 'wrong-at-once'")])
        };
        let (one, two_of_three) = (vote("1", "1").wrong_share.unwrap(), vote("3", "2").wrong_share.unwrap());
        println!("seed {seed}: {one:.4} wrong, {two_of_three:.4} if two of three agree");
        assert!(one > 0.04 && two_of_three < one * 0.7, "seed {seed}: {one}, {two_of_three}");

        let silent = |failures: &str| {
            let breaker = ("schedule.breaker_failures", failures.to_owned());
            seeded(seed, &[breaker, ("schedule.breaker_pause_s", "3600".to_owned()), wave("share = 0.5, behaviour = 'silent'")])
        };
        let (without, with) = (silent("0"), silent("2"));
        let (left, kept) = (without.retries_per_task.unwrap(), with.retries_per_task.unwrap());
        println!("seed {seed}: {left:.4} retries a task, {kept:.4} with breakers");
        assert!(left > 0.15 && kept < left * 0.8, "seed {seed}: {left}, {kept}");
        assert_eq!(without.wrong_share, Some(0.0), "who gives nothing gives nothing wrong");
        assert!(with.completion_mean_s < without.completion_mean_s, "seed {seed}");
    }
}

/// A machine that only they claim is drawn for nobody else, and is not counted as the network's own.
#[test]
fn what_they_claim_is_theirs_alone() {
    let (totals, with) = outcome(&[wave("nodes = 100, class = 'claimed'")]);
    let (_, without) = outcome(&[]);
    assert_eq!(totals.faults["sybils-joined"], 100);
    assert_eq!((with.availability_true_share, without.availability_true_share), (Some(1.0), Some(1.0)));
    assert!(with.workers_online.unwrap() > without.workers_online.unwrap() + 45.0, "the timeline counts whoever is up");
    assert!(with.kwh_per_job_full.unwrap() < without.kwh_per_job_full.unwrap() * 1.05, "their power is not the network's");
    assert!(with.utilisation_share.unwrap() < without.utilisation_share.unwrap(), "they take work from the others");
    let plan = prepare(&loaded(&[wave("nodes = 100, class = 'claimed'")])).unwrap().plan;
    let claims = plan.nodes.iter().filter(|node| &*node.device.class == "claimed" && node.compute_gflops == 20.0).count();
    assert_eq!(claims, 100);
    assert_eq!(plan.honest_workers(), 200);
}
