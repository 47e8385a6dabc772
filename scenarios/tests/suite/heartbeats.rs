//! Heartbeats evaluated lazily against heartbeats sent one by one: nothing else may differ.

use arrow_array::RecordBatch;
use proptest::prelude::*;
use records::run::{RunFolder, Summary};
use records::table::{EpochRow, JobRow, Row, SupplyRow, TaskRow, TimelineRow};
use scenarios::{prepare, shipped};
use sim::RunError;

/// A run as it is recorded, but for what may differ: events, wall time.
#[derive(Debug, PartialEq)]
struct Recorded {
    tables: Vec<Vec<RecordBatch>>,
    summary: Summary,
}

fn table<R: Row>(run: &RunFolder) -> Vec<RecordBatch> {
    let batches = run.batches::<R>().unwrap().map(|batch| {
        let mut batch = batch.unwrap();
        if let Ok(events) = batch.schema().index_of("events") {
            batch.remove_column(events);
        }
        batch
    });
    batches.collect()
}

/// Runs `name` with heartbeats of one kind; how many events that took, and what was recorded.
fn ran(name: &str, set: &[(String, String)], exact: bool) -> (u64, Recorded) {
    let mut set = set.to_vec();
    set.push(("heartbeat.exact".into(), exact.to_string()));
    let folder = tempfile::tempdir().unwrap();
    let (loaded, out) = (shipped::load(name, &set).unwrap(), folder.path().join("run"));
    match sim::run(prepare(&loaded).unwrap().plan, &loaded.scenario.to_toml(), &out, |_| {}) {
        // So be it: that run is recorded, too.
        Ok(_) | Err(RunError::NothingPlaced { .. }) => {}
        Err(error) => panic!("{error}"),
    }
    let run = RunFolder::open(&out).unwrap();
    let summary = run.summary().unwrap().unwrap();
    let tables = vec![
        table::<EpochRow>(&run),
        table::<SupplyRow>(&run),
        table::<JobRow>(&run),
        table::<TaskRow>(&run),
        table::<TimelineRow>(&run),
    ];
    let events = summary.events;
    (events, Recorded { tables, summary: Summary { events: 0, wall_s: 0.0, ..summary } })
}

fn owned<const N: usize>(set: [(&str, &str); N]) -> Vec<(String, String)> {
    set.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec()
}

#[test]
fn a_thousand_nodes_for_a_day_are_recorded_alike() {
    let set = owned([
        ("population.workers", "1000"),
        ("time.duration_s", "87300"),
        ("heartbeat.period_s", "10"),
        ("heartbeat.inventory_period_s", "300"),
        ("churn.preset", "overnet03"),
        ("network.loss", "0.02"),
        ("network.duplicate", "0.01"),
    ]);
    let (few, lazily) = ran("quickstart", &set, false);
    let (many, one_by_one) = ran("quickstart", &set, true);
    println!("{few} events lazily, {many} one by one, of {} messages", lazily.summary.messages);
    assert!(lazily == one_by_one, "{:?}\n{:?}", lazily.summary, one_by_one.summary);
    assert!(3 * few < many, "{few} and {many}");
    assert!(lazily.summary.refused["replayed"] > 0 && lazily.summary.faults["worker-crashes"] > 1_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_world_is_recorded_alike(
        seed in 0_u64..1_000_000,
        workers in 1_u32..60,
        churn in proptest::sample::select(vec!["overnet03", "nd07cpu", "skype06", "microsoft99"]),
        jitter in proptest::sample::select(vec!["planetlab", "none"]),
        loss in proptest::sample::select(vec![0.0, 0.01, 0.1, 0.4, 0.8]),
        duplicate in proptest::sample::select(vec![0.0, 0.2]),
        (period_s, missed_max) in (proptest::sample::select(vec![2_u32, 5, 10, 30, 60]), 1_u32..5),
        inventory_period_s in proptest::sample::select(vec![0_u32, 7, 60]),
        sample_s in proptest::sample::select(vec![10_u32, 300, 301]),
    ) {
        let set: Vec<(String, String)> = [
            ("seed", seed.to_string()),
            ("population.workers", workers.to_string()),
            ("churn.preset", churn.to_owned()),
            ("network.jitter", jitter.to_owned()),
            ("network.loss", loss.to_string()),
            ("network.duplicate", duplicate.to_string()),
            ("heartbeat.period_s", period_s.to_string()),
            ("heartbeat.missed_max", missed_max.to_string()),
            ("heartbeat.inventory_period_s", inventory_period_s.to_string()),
            ("time.duration_s", "9000".to_owned()),
            ("time.epoch_s", "3600".to_owned()),
            ("time.settle_grace_s", "600".to_owned()),
            ("time.sample_s", sample_s.to_string()),
            ("workload.stop_before_end_s", "1800".to_owned()),
            ("workload.jobs_per_hour", "60".to_owned()),
        ].into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let (_, lazily) = ran("scale-100k", &set, false);
        let (_, one_by_one) = ran("scale-100k", &set, true);
        prop_assert!(lazily == one_by_one, "{:?}\n{:?}", lazily.summary, one_by_one.summary);
    }
}
