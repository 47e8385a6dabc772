//! Fidelity `session` beside fidelity `message`: the same world, the same protocol, near results.

use crate::column::Columns;
use records::observe::Metrics;
use records::run::RunFolder;
use records::table::{EpochRow, JobRow, SupplyRow, TaskRow};
use scenarios::{Loaded, prepare, shipped};
use sim::simulate;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// `volatile` at a fidelity, for two days, with hourly epochs.
fn scenario(fidelity: &str, more: &[(&str, &str)]) -> Loaded {
    let mut set = vec![("fidelity", fidelity), ("time.duration_s", "172800"), ("time.epoch_s", "3600")];
    set.extend(more);
    let set: Vec<_> = set.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    shipped::load("volatile", &set).unwrap()
}

/// Runs without tables: the digest and the metrics.
fn measured(fidelity: &str, more: &[(&str, &str)]) -> (u64, Metrics) {
    let plan = prepare(&scenario(fidelity, more)).unwrap().plan;
    let simulated_s = plan.duration.as_secs_f64();
    let (outcome, _) = simulate(plan, None, |_| ()).unwrap();
    (outcome.digest, outcome.totals.metrics(simulated_s, &outcome.supply))
}

/// Measured availability (share of the epoch) by epoch and node.
fn availability(fidelity: &str, loss: &str) -> BTreeMap<(i64, i64), f64> {
    let quiet = [("workload.arrivals", "none"), ("network.loss", loss), ("population.workers", "800")];
    let folder = tempfile::tempdir().unwrap();
    let finished = crate::run(&scenario(fidelity, &quiet), folder.path());
    let epochs = Columns::of::<EpochRow>(&RunFolder::open(&finished.folder).unwrap());
    let [epoch, node, available] = ["epoch", "node", "available_s"].map(|name| epochs.integers(name));
    epoch.into_iter().zip(node).zip(available).map(|(key, seconds)| (key, seconds as f64 / 3_600.0)).collect()
}

fn mean_and_error(shares: &[f64]) -> (f64, f64) {
    let n = shares.len() as f64;
    let mean = shares.iter().sum::<f64>() / n;
    let variance = shares.iter().map(|share| (share - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

#[test]
fn availability_has_the_law_of_beats_one_by_one() {
    for loss in ["0", "0.001", "0.05"] {
        let tables = ["message", "session"].map(|fidelity| availability(fidelity, loss));
        let keys: BTreeSet<(i64, i64)> = tables.iter().flat_map(|table| table.keys().copied()).collect();
        let shares =
            [0, 1].map(|at: usize| -> Vec<f64> { keys.iter().map(|key| tables[at].get(key).copied().unwrap_or(0.0)).collect() });
        let [(message, error), (session, other_error)] = [0, 1].map(|at: usize| mean_and_error(&shares[at]));
        let apart: Vec<f64> = shares[0].iter().zip(&shares[1]).map(|(a, b)| b - a).collect();
        let (paired, paired_error) = mean_and_error(&apart);
        println!(
            "loss {loss}: mean availability {message:.5} by message, {session:.5} by session; {paired:+.5} ± {paired_error:.5} apart \
             over {} worker-epochs",
            keys.len()
        );
        assert!(keys.len() > 3_000, "{}", keys.len());
        assert!((message - session).abs() < 3.0 * error.hypot(other_error), "loss {loss}");
        // The same machines at the same times: the mean is within a tenth of a beat of 30 s an hour.
        assert!(paired.abs() < 0.1 * 30.0 / 3_600.0, "loss {loss}: {paired}");
    }
}

#[test]
fn both_fidelities_come_to_near_results() {
    let [(_, message), (_, session)] = ["message", "session"].map(|fidelity| measured(fidelity, &[]));
    let value = |metric: Option<f64>| metric.unwrap();
    let gaps = [
        ("jobs submitted", message.jobs_submitted, session.jobs_submitted, 0.0),
        ("share of jobs settled", message.success_share, session.success_share, 0.01),
        ("mean completion (s)", message.completion_mean_s, session.completion_mean_s, 0.05),
        ("median completion (s)", message.completion_p50_s, session.completion_p50_s, 0.05),
        ("availability measured", message.availability_measured_share, session.availability_measured_share, 0.01),
        ("availability in truth", message.availability_true_share, session.availability_true_share, 0.001),
        ("utilisation", message.utilisation_share, session.utilisation_share, 0.05),
        // Assignments that get lost on the way are tried again; here none does.
        ("attempts beyond the first", message.retries_per_task, session.retries_per_task, 0.25),
        ("Gini of rewards", message.reward_gini, session.reward_gini, 0.02),
        ("tokens minted", message.minted_tokens, session.minted_tokens, 0.0),
        ("tokens burned", message.burned_tokens, session.burned_tokens, 0.02),
    ];
    for (name, message, session, bound) in gaps {
        let (message, session) = (value(message), value(session));
        let gap = (session - message).abs() / message;
        println!("{name}: {message:.4} by message, {session:.4} by session, {:.2} % apart", 100.0 * gap);
        assert!(gap <= bound, "{name}: {message} and {session}");
    }
}

#[test]
fn no_job_is_lost_and_the_books_balance() {
    let folder = tempfile::tempdir().unwrap();
    let finished = crate::run(&scenario("session", &[]), folder.path());
    let records = RunFolder::open(&finished.folder).unwrap();
    crate::shipped::assert_identity(&records);
    assert_eq!(Columns::of::<SupplyRow>(&records).integers("epoch"), (0..47).collect::<Vec<_>>());

    let jobs = Columns::of::<JobRow>(&records);
    let [requesters, numbers] = ["requester", "number"].map(|name| jobs.integers(name));
    let ids: BTreeSet<(i64, i64)> = requesters.iter().copied().zip(numbers.iter().copied()).collect();
    assert_eq!(ids.len(), requesters.len(), "a job has two rows");
    let mut next = BTreeMap::new();
    for (requester, number) in ids {
        let expected = next.entry(requester).or_insert(0);
        assert_eq!(number, *expected, "a job of requester {requester} is missing");
        *expected += 1;
    }
    assert_eq!(finished.summary.jobs.values().sum::<u64>(), requesters.len() as u64);
    assert!(finished.summary.jobs["settled"] > 1_000, "{:?}", finished.summary.jobs);

    let outcomes = Columns::of::<TaskRow>(&records).words("outcome");
    for outcome in ["verified", "node-lost", "timed-out"] {
        assert!(outcomes.iter().any(|found| found == outcome), "none was {outcome}");
    }
    for fault in ["worker-crashes", "heartbeats-lost", "inputs-to-hosts-that-were-down"] {
        assert!(finished.summary.faults.get(fault).is_some_and(|count| *count > 0), "no {fault}");
    }
    assert_eq!((finished.summary.messages, finished.summary.bytes), (0, 0));
    assert!(finished.summary.limits.iter().any(|limit| limit.contains("Fidelity `session`")), "{:?}", finished.summary.limits);
}

/// Set for the process that only says which digest it got.
const CHILD: &str = "XPAND_TEST_SESSION_CHILD";

#[test]
fn same_seed_same_digest_in_any_process_and_another_seed_another() {
    let (digest, _) = measured("session", &[]);
    if std::env::var_os(CHILD).is_some() {
        println!("digest={digest:016x}");
        return;
    }
    assert_ne!(measured("session", &[("seed", "2")]).0, digest);
    let test = "session::same_seed_same_digest_in_any_process_and_another_seed_another";
    let child =
        Command::new(std::env::current_exe().unwrap()).args([test, "--exact", "--nocapture"]).env(CHILD, "1").output().unwrap();
    let said = String::from_utf8(child.stdout).unwrap();
    assert!(said.contains(&format!("digest={digest:016x}")), "{said}");
}

#[test]
fn exact_heartbeats_have_no_place_here() {
    let set = [("fidelity", "session"), ("heartbeat.exact", "true")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    let error = shipped::load("volatile", &set).unwrap_err().to_string();
    assert!(error.contains("heartbeat.exact") && error.contains("fidelity"), "{error}");
}
