//! Owners who use their machines: tasks take as long as the theory says, at both fidelities; the network notices by itself.

use super::column::Columns;
use records::run::RunFolder;
use records::scenario::Scenario;
use records::table::TaskRow;
use scenarios::{Loaded, prepare};
use world::engine::{Span, Time};

/// Five days of jobs of one task, of a hundred minutes on a machine that nobody uses.
const BASE: &str = "
fidelity = 'session'
[time]
duration_s = 432000
epoch_s = 21600
[population]
workers = 200
regions = ['EU_WEST']
[[population.classes]]
name = 'machine'
gflops = 10.0
[churn]
model = 'none'
[schedule]
policy = 'random'
timeout_factor = 100.0
[owners]
model = 'diurnal'
throttle = 0.5
active_mean_s = 900.0
share_by_hour = [0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4]
[workload]
jobs_per_hour = 40.0
stop_before_end_s = 86400
[[workload.jobs]]
name = 'one'
pattern = 'pipeline'
[[workload.jobs.stages]]
name = 'compute'
kind = 'capture'
gflop = 60000.0
input_mib = 0.0
output_mib = 0.0
checkpoint_mib = 0.0
";

fn loaded(set: &[(&str, &str)]) -> Loaded {
    let set: Vec<_> = set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Scenario::parse("owners.toml", BASE, &set).unwrap()
}

/// When each attempt that was verified began and how long it took (s).
fn taken_s(set: &[(&str, &str)]) -> Vec<(f64, f64)> {
    let folder = tempfile::tempdir().unwrap();
    let finished = super::run(&loaded(set), folder.path());
    let tasks = Columns::of::<TaskRow>(&RunFolder::open(&finished.folder).unwrap());
    let is_verified = tasks.words("outcome").into_iter().map(|outcome| outcome == "verified");
    let times = tasks.integers("placed_ns").into_iter().zip(tasks.integers("ended_ns")).zip(is_verified);
    times.filter(|(_, verified)| *verified).map(|((from, until), _)| (from as f64 / 1e9, (until - from) as f64 / 1e9)).collect()
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// Work of w seconds takes w = v·E(T) + (1 − s)·(P(ends active) − P(begins active)) / (a + b), where v = idle share + s × active share
/// is the mean speed of renewal–reward, s the throttle, and a and b the rates of becoming active and idle (the martingale of the
/// two-state chain, stopped at T). It begins active with the share of time, and ends so with that of work: s × active share / v.
#[test]
fn a_task_takes_as_long_as_its_share_of_the_machine_says() {
    for (throttle, share_active) in [("0.5", 0.4), ("0", 0.4)] {
        for checkpoint_every_s in ["0", "700"] {
            let keys = [("owners.throttle", throttle), ("workload.jobs.0.stages.0.checkpoint_every_s", checkpoint_every_s)];
            let mut found = Vec::new();
            for fidelity in ["session", "message"] {
                let taken: Vec<f64> = taken_s(&[&keys[..], &[("fidelity", fidelity)]].concat()).iter().map(|(_, s)| *s).collect();
                let (mean_s, error_s) = mean_and_error(&taken);
                let s: f64 = throttle.parse().unwrap();
                let (b, v) = (1.0 / 900.0, 1.0 - share_active + s * share_active);
                let a = b * share_active / (1.0 - share_active);
                let ends_active = s * share_active / v;
                let expected_s = (6_000.0 - (1.0 - s) * (ends_active - share_active) / (a + b)) / v;
                println!("throttle {throttle}, {fidelity}: {mean_s:.1} ± {error_s:.1} s, expected {expected_s:.1}");
                assert!(taken.len() > 3_000 && (mean_s - expected_s).abs() < 3.0 * error_s + 1.0, "{mean_s} s, {expected_s} s");
                found.push(mean_s);
            }
            assert!((found[0] - found[1]).abs() < 60.0, "the fidelities agree: {found:?}");
        }
    }
}

/// The share of owners that are active follows the hours of each region, and short tasks are slow at busy hours.
#[test]
fn tasks_are_slow_when_owners_are_busy() {
    let shares: Vec<String> = (0..24).map(|hour| if (18..22).contains(&hour) { "0.8" } else { "0.05" }.to_owned()).collect();
    let shares = format!("[{}]", shares.join(", "));
    let set = [
        ("owners.share_by_hour", shares.as_str()),
        ("owners.active_mean_s", "1800"),
        ("owners.throttle", "0.25"),
        ("workload.jobs.0.stages.0.gflop", "100"),
        ("workload.jobs_per_hour", "400"),
    ];
    let taken = taken_s(&set);
    // A time zone east of the run: evening begins an hour earlier.
    let local_h = |at_s: f64| (at_s / 3_600.0 + 1.0) % 24.0;
    let at = |hours: std::ops::Range<f64>| -> Vec<f64> {
        taken.iter().filter(|(at_s, _)| hours.contains(&local_h(*at_s))).map(|(_, s)| *s).collect()
    };
    // Ten seconds of work seldom see a change: four times as long where the owner is active.
    for (hours, share) in [(19.0..22.0, 0.8), (1.0..17.0, 0.05)] {
        let (mean_s, error_s) = mean_and_error(&at(hours.clone()));
        let expected_s = 10.0 * (1.0 + 3.0 * share);
        println!("hours {hours:?}: {mean_s:.3} ± {error_s:.3} s, expected about {expected_s}");
        assert!(
            (mean_s - expected_s).abs() < 3.0 * error_s + 0.03 * expected_s,
            "{mean_s} s at {hours:?}, expected {expected_s}"
        );
    }
    let plan = prepare(&loaded(&set)).unwrap().plan;
    let worker = u32::try_from(plan.nodes.len()).unwrap() - 1;
    let evening = Time::ZERO + Span::from_secs(18 * 3_600 + 1_800);
    let active = (worker - 199..=worker).filter(|id| plan.owner(*id).unwrap().is_active(evening)).count();
    assert!((140..=178).contains(&active), "{active} of 200 at half past seven");
}

#[test]
fn only_the_classes_that_are_named_are_used_and_by_default_none_is() {
    let classes = "[{ name = 'home', gflops = 10.0 }, { name = 'rack', gflops = 10.0 }]";
    let plan = prepare(&loaded(&[("population.classes", classes), ("owners.classes", "['home']")])).unwrap().plan;
    for (id, node) in (0..).zip(&plan.nodes) {
        assert_eq!(plan.owner(id).is_some(), &*node.device.class == "home");
    }
    let calm = loaded(&[("owners.model", "none")]);
    assert!(prepare(&calm).unwrap().plan.owners.is_none());
    assert!(taken_s(&[("owners.model", "none")]).iter().all(|(_, s)| (6_000.0..6_001.0).contains(s)));
}

/// What takes much longer than expected is given to somebody else.
#[test]
fn validators_see_that_a_task_is_late() {
    let run = |factor: &str| {
        let plan = prepare(&loaded(&[("owners.throttle", "0.1"), ("schedule.timeout_factor", factor)])).unwrap().plan;
        let simulated_s = plan.duration.as_secs_f64();
        let (outcome, _) = sim::simulate(plan, None, |_| ()).unwrap();
        outcome.totals.metrics(simulated_s, &outcome.supply).retries_per_task.unwrap()
    };
    let (patient, hasty) = (run("100.0"), run("1.4"));
    assert!(patient == 0.0 && hasty > 0.3, "{patient}, {hasty}");
}
