//! Jobs of eight hours, due within a day, on campus desktops that stay for fourteen on average.

use records::observe::Metrics;
use scenarios::{prepare, shipped};
use sim::simulate;

/// What `long-jobs` comes to.
fn measured(set: &[(&str, &str)]) -> Metrics {
    let set: Vec<_> = set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let plan = prepare(&shipped::load("long-jobs", &set).unwrap()).unwrap().plan;
    let simulated_s = plan.duration.as_secs_f64();
    let (outcome, _) = simulate(plan, None, |_| ()).unwrap();
    outcome.totals.metrics(simulated_s, &outcome.supply)
}

fn finished_and_redundancy(set: &[(&str, &str)]) -> (f64, f64) {
    let metrics = measured(set);
    println!("{set:?}: {:?} of {:?} jobs, redundancy {:?}", metrics.success_share, metrics.jobs_submitted, metrics.redundancy);
    assert!(metrics.jobs_submitted.unwrap() > 3_500.0);
    (metrics.success_share.unwrap(), metrics.redundancy.unwrap())
}

#[test]
fn jobs_of_eight_hours_finish_within_a_day_at_little_cost() {
    for law in ["weibull", "exponential"] {
        for fidelity in ["session", "message"] {
            let (finished, redundancy) = finished_and_redundancy(&[("churn.law", law), ("fidelity", fidelity)]);
            assert!(finished >= 0.99 && redundancy <= 1.5, "{law}, {fidelity}: {finished} finished at {redundancy}");
            // Nothing is for nothing: half an hour is lost now and then, and a checkpoint takes time.
            assert!(redundancy > 1.01, "{law}, {fidelity}: {redundancy}");
        }
    }
}

/// The deployed placement without checkpoints, with restarts from scratch and without any.
#[test]
fn restarts_from_scratch_cost_more_and_finish_fewer() {
    for law in ["weibull", "exponential"] {
        let scratch = [("churn.law", law), ("schedule.policy", "oldest"), ("workload.jobs.0.checkpoint_every_s", "0")];
        let (ours, cost) = finished_and_redundancy(&[("churn.law", law)]);
        let (again, cost_again) = finished_and_redundancy(&[&scratch[..], &[("schedule.attempts_max", "100")]].concat());
        let (once, _) = finished_and_redundancy(&[&scratch[..], &[("schedule.attempts_max", "1")]].concat());
        assert!(ours > again && again > once + 0.05, "{law}: {ours}, {again}, {once}");
        assert!(cost_again > cost + 0.08, "{law}: {cost}, {cost_again}");
    }
}
