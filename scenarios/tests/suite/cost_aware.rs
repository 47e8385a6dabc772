//! What it saves to place by cost, and that it loses nothing.

use records::observe::Metrics;
use records::scenario::Scenario;
use scenarios::prepare;
use sim::simulate;

/// Thrifty machines beside hungry ones of a third more speed, which leave and come back alike.
const BASE: &str = "
fidelity = 'session'
[time]
duration_s = 345600
[population]
workers = 60
regions = ['EU_WEST']
[[population.classes]]
name = 'thrifty'
gflops = 15.0
idle_w = 10.0
busy_w = 40.0
[[population.classes]]
name = 'hungry'
gflops = 20.0
idle_w = 60.0
busy_w = 200.0
[workload]
jobs_per_hour = 12.0
[[workload.jobs]]
name = 'parts'
tasks = 4
gflop = 18000.0
";

fn metrics(policy: &str, seed: u32) -> Metrics {
    let set = [("schedule.policy".to_owned(), format!("'{policy}'")), ("seed".to_owned(), seed.to_string())];
    let plan = prepare(&Scenario::parse("cost_aware.toml", BASE, &set).unwrap()).unwrap().plan;
    let simulated_s = plan.duration.as_secs_f64();
    let (outcome, _) = simulate(plan, None, |_| ()).unwrap();
    outcome.totals.metrics(simulated_s, &outcome.supply)
}

#[test]
fn a_job_costs_less_and_is_done_as_surely() {
    for seed in 1..=5 {
        let [by_time, by_cost] = ["availability-aware", "cost-aware"].map(|policy| metrics(policy, seed));
        let usd = |metrics: &Metrics| metrics.usd_per_job_marginal.unwrap();
        let share = |metrics: &Metrics| metrics.success_share.unwrap();
        println!(
            "seed {seed}: {:.6} and {:.6} USD a job, {:.4} and {:.4} settled",
            usd(&by_time),
            usd(&by_cost),
            share(&by_time),
            share(&by_cost)
        );
        assert!(usd(&by_cost) < 0.75 * usd(&by_time));
        assert!(share(&by_cost) >= share(&by_time) - 0.005);
    }
}
