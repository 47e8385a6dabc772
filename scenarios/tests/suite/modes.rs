//! The two ways heartbeats can travel measure the same: as messages, and handed over in stretches.

use crate::column::Columns;
use records::run::RunFolder;
use records::table::EpochRow;
use scenarios::shipped;
use sim::Finished;
use std::collections::BTreeMap;

/// `volatile` for a day and a quarter of an hour with hourly epochs, in a network that loses nothing.
fn ran(mode: &str, more: &[(&str, &str)]) -> (tempfile::TempDir, Finished) {
    let mut set = vec![
        ("heartbeat.mode", mode),
        ("network.loss", "0"),
        ("network.duplicate", "0"),
        ("time.duration_s", "87300"),
        ("time.epoch_s", "3600"),
    ];
    set.extend(more);
    let set: Vec<_> = set.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let folder = tempfile::tempdir().unwrap();
    let finished = crate::run(&shipped::load("volatile", &set).unwrap(), folder.path());
    (folder, finished)
}

/// Seconds available by epoch and node.
fn available_s(finished: &Finished) -> BTreeMap<(i64, i64), i64> {
    let epochs = Columns::of::<EpochRow>(&RunFolder::open(&finished.folder).unwrap());
    let [epoch, node, available] = ["epoch", "node", "available_s"].map(|name| epochs.integers(name));
    epoch.into_iter().zip(node).zip(available).collect()
}

#[test]
fn availability_is_the_same_within_two_beats_a_spell() {
    let quiet = [("workload.arrivals", "none")];
    let (_a, messages) = ran("messages", &quiet);
    let (_b, runs) = ran("runs", &quiet);
    let (by_message, by_run) = (available_s(&messages), available_s(&runs));
    assert!(by_message.len() > 500, "{}", by_message.len());
    let (mut total, mut difference) = (0, 0);
    for key in by_message.keys().chain(by_run.keys()) {
        let [a, b] = [&by_message, &by_run].map(|table| table.get(key).copied().unwrap_or(0));
        // Overnet's shortest spells are a few beats long; a handful of them fit into an hour.
        assert!((a - b).abs() <= 300, "{key:?}: {a} s by messages, {b} s by stretches");
        total += a;
        difference += (a - b).abs();
    }
    println!("{total} s in all, {difference} s apart");
    assert!(difference * 100 < total, "{difference} of {total}");
    let [traffic, silence] = [&messages, &runs].map(|finished| finished.summary.messages);
    assert!(silence * 10 < traffic, "{silence} messages by stretches, {traffic} by messages");
}

#[test]
fn jobs_fare_alike() {
    let slow = [("heartbeat.period_s", "600"), ("time.settle_grace_s", "3000"), ("time.epoch_s", "21600")];
    let share = |mode| {
        let (_folder, finished) = ran(mode, &slow);
        let jobs = &finished.summary.jobs;
        jobs["settled"] as f64 / jobs.values().sum::<u64>() as f64
    };
    let (messages, runs) = (share("messages"), share("runs"));
    println!("settled: {messages:.3} by messages, {runs:.3} by stretches");
    assert!((messages - runs).abs() < 0.03, "{messages} and {runs}");
}
