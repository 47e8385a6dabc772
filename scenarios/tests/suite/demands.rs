//! What tasks ask of where they run: near their data, or on machines that are trusted.

use records::observe::Metrics;
use records::scenario::Scenario;
use scenarios::prepare;
use sim::simulate;

/// A chain of two stages that hands a lot of data on; few of many machines are busy, and some are trusted.
const BASE: &str = "
fidelity = 'session'
[time]
duration_s = 172800
[population]
workers = 40
regions = ['EU_WEST']
[[population.classes]]
name = 'open'
gflops = 20.0
[[population.classes]]
name = 'trusted'
gflops = 10.0
weight = 0.5
trusted = true
[churn]
model = 'none'
[schedule]
policy = 'earliest-finish'
[workload]
jobs_per_hour = 6.0
[[workload.jobs]]
name = 'chain'
pattern = 'pipeline'
[[workload.jobs.stages]]
name = 'first'
kind = 'capture'
tasks = 3
gflop = 2000.0
output_mib = 2000.0
[[workload.jobs.stages]]
name = 'second'
after = ['first']
spread = 'each'
tasks = 3
gflop = 2000.0
output_mib = 0.0
";

fn metrics(set: &[(&str, &str)]) -> Metrics {
    let set: Vec<_> = set.iter().map(|(key, value)| (format!("workload.jobs.0.{key}"), (*value).to_owned())).collect();
    let plan = prepare(&Scenario::parse("demands.toml", BASE, &set).unwrap()).unwrap().plan;
    let simulated_s = plan.duration.as_secs_f64();
    let (outcome, _) = simulate(plan, None, |_| ()).unwrap();
    outcome.totals.metrics(simulated_s, &outcome.supply)
}

#[test]
fn a_task_near_its_data_fetches_nothing() {
    let [any, near] = ["'any'", "'near'"].map(|locality| metrics(&[("locality", locality)]));
    let mean_s = |metrics: &Metrics| metrics.completion_mean_s.unwrap();
    println!("mean completion {:.0} s anywhere, {:.0} s near the data", mean_s(&any), mean_s(&near));
    assert_eq!((any.success_share, near.success_share), (Some(1.0), Some(1.0)));
    // Computing takes 2 × 100 s, and 2,000 MiB go up and, anywhere, come down again.
    assert!(mean_s(&near) < 0.9 * mean_s(&any));
}

#[test]
fn private_tasks_run_on_trusted_machines_alone() {
    let [open, private] = ["'open'", "'trusted'"].map(|privacy| metrics(&[("privacy", privacy), ("stages.0.output_mib", "1.0")]));
    let mean_s = |metrics: &Metrics| metrics.completion_mean_s.unwrap();
    println!("mean completion {:.0} s on any, {:.0} s on trusted machines", mean_s(&open), mean_s(&private));
    assert_eq!((open.success_share, private.success_share), (Some(1.0), Some(1.0)));
    // Each of two stages takes 100 s more on trusted machines, which are half as fast.
    let longer_s = mean_s(&private) - mean_s(&open);
    assert!((150.0..250.0).contains(&longer_s), "{longer_s}");
}
