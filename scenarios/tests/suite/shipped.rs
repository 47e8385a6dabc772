//! The shipped scenarios do what they are for.

use crate::column::Columns;
use records::observe::Control;
use records::run::RunFolder;
use records::table::{JobRow, SupplyRow, TaskRow, TimelineRow};
use scenarios::preset::ratio1;
use scenarios::{prepare, shipped};
use sim::{Finished, Simulation};
use std::collections::BTreeMap;
use tempfile::TempDir;
use world::engine::{Span, Time};
use world::{Role, Spells};

/// Runs a shipped scenario; the folder goes with the first of the three.
fn ran(name: &str) -> (TempDir, Finished, RunFolder) {
    let folder = tempfile::tempdir().unwrap();
    let finished = crate::run(&shipped::load(name, &[]).unwrap(), folder.path());
    let records = RunFolder::open(&finished.folder).unwrap();
    (folder, finished, records)
}

/// Every row of `supply` keeps genesis + minted − burned = balances = liquid + escrow + pool, to the last digit.
pub fn assert_identity(records: &RunFolder) {
    let supply = Columns::of::<SupplyRow>(records);
    let [genesis, minted, burned] = ["genesis", "minted", "burned"].map(|name| supply.amounts(name));
    let [balances, liquid, escrow, pool] = ["balances", "liquid", "escrow", "pool"].map(|name| supply.amounts(name));
    assert!(!balances.is_empty());
    for row in 0..balances.len() {
        assert_eq!(genesis[row] + minted[row] - burned[row], balances[row], "row {row}");
        assert_eq!(liquid[row] + escrow[row] + pool[row], balances[row], "row {row}");
    }
    assert!(minted.last() > Some(&0) && burned.last() > Some(&0), "nothing was minted or burned: the identity says little");
}

#[test]
fn quickstart_settles_every_epoch_but_the_running_one_and_jobs_run_nearly_all_the_time() {
    let (_folder, finished, records) = ran("quickstart");
    let scenario = shipped::load("quickstart", &[]).unwrap().scenario;
    let (duration_s, epoch_s) = (scenario.time.duration_s, scenario.time.epoch_s);

    let supply = Columns::of::<SupplyRow>(&records);
    assert_eq!(supply.integers("epoch"), (0..i64::try_from(duration_s / epoch_s).unwrap()).collect::<Vec<_>>());
    let settled_at_ns = *supply.integers("time_ns").last().unwrap();
    assert!(settled_at_ns < i64::try_from(duration_s * 1_000_000_000).unwrap(), "the last one after the end");
    assert_identity(&records);
    assert_eq!(finished.summary.simulated_s, duration_s as f64);

    let jobs: u64 = finished.summary.jobs.values().sum();
    let settled = finished.summary.jobs["settled"];
    assert!(settled > 1_000 && settled as f64 > 0.95 * jobs as f64, "{settled} of {jobs} jobs settled");
    assert_eq!(Columns::of::<JobRow>(&records).words("state").iter().filter(|state| *state == "settled").count() as u64, settled);

    let timeline = Columns::of::<TimelineRow>(&records);
    let time_ns = timeline.integers("time_ns");
    let until_ns = i64::try_from((duration_s - scenario.workload.stop_before_end_s) * 1_000_000_000).unwrap();
    let running = timeline.integers("running");
    let sampled: Vec<i64> =
        time_ns.iter().zip(running).filter(|(at, _)| (1..until_ns).contains(*at)).map(|(_, jobs)| jobs).collect();
    let several = sampled.iter().filter(|jobs| **jobs > 1).count() as f64 / sampled.len() as f64;
    let mean = sampled.iter().sum::<i64>() as f64 / sampled.len() as f64;
    println!(
        "quickstart: {settled} of {jobs} jobs settled; more than one running in {:.1} % of samples, {mean:.1} on average",
        100.0 * several
    );
    assert!(several > 0.9, "more than one job running in only {several} of {} samples", sampled.len());
}

#[test]
fn volatile_meets_every_fault_and_tasks_are_tried_again() {
    let (_folder, finished, records) = ran("volatile");
    println!("volatile: faults {:?}, jobs {:?}", finished.summary.faults, finished.summary.jobs);
    for fault in ["worker-crashes", "messages-lost", "messages-duplicated", "inputs-to-hosts-that-were-down"] {
        assert!(finished.summary.faults.get(fault).is_some_and(|count| *count > 0), "no {fault}: {:?}", finished.summary.faults);
    }
    assert!(finished.summary.faults.values().all(|count| *count > 0), "{:?}", finished.summary.faults);
    assert!(finished.summary.refused["replayed"] > 0, "repeats were taken for news");

    let tasks = Columns::of::<TaskRow>(&records);
    let (attempts, outcomes) = (tasks.integers("attempt"), tasks.words("outcome"));
    let again = attempts.iter().zip(&outcomes).filter(|(attempt, outcome)| **attempt > 0 && *outcome == "verified").count();
    assert!(again > 20, "{again} tasks came through at a later attempt");
    assert!(outcomes.iter().any(|outcome| outcome == "node-lost") && outcomes.iter().any(|outcome| outcome == "timed-out"));
    assert!(finished.summary.jobs["settled"] > 1_000 && finished.summary.jobs["refunded"] > 0, "{:?}", finished.summary.jobs);
    assert_identity(&records);
}

#[test]
fn the_ratio1_snapshot_is_the_network_as_it_was_measured() {
    let plan = prepare(&shipped::load("ratio1-snapshot", &[]).unwrap()).unwrap().plan;
    let (validators, workers) = (plan.count(Role::Validator), plan.count(Role::Worker));
    assert_eq!(validators + workers, 92);
    let supervisors = plan.nodes.iter().filter(|node| &*node.device.class == "supervisor").count();
    assert_eq!(validators as usize + supervisors, 18);
    assert!(
        plan.nodes.iter().all(|node| &*node.device.class != "supervisor" || node.device.slots == 0),
        "supervisors take no tasks"
    );
    let gpus = plan.nodes.iter().filter(|node| node.device.gpu_memory_gib > 0.0);
    assert_eq!(gpus.clone().count(), 2);
    println!("GPUs: {:?}", gpus.map(|node| &*node.device.model).collect::<Vec<_>>());

    // Every worker has been up, when the snapshot is taken, for as long as recorded.
    let snapshot_s = ratio1().iter().map(|node| node.uptime_s).max().unwrap();
    assert_eq!(format!("{:.2}", snapshot_s as f64 / 3_600.0), "8.64");
    let mut uptimes_s: Vec<u64> = ratio1().iter().filter(|node| node.online).map(|node| node.uptime_s).collect();
    for node in plan.nodes.iter().filter(|node| node.role == Role::Worker) {
        if let Spells::Recorded(spells) = &*node.spells {
            let [(start, Time::MAX)] = spells[..] else { panic!("{spells:?}") };
            let uptime_s = snapshot_s - start.as_secs();
            let place = uptimes_s.iter().position(|recorded| *recorded == uptime_s).unwrap_or_else(|| panic!("{uptime_s} s"));
            uptimes_s.swap_remove(place);
        }
    }
    assert_eq!(uptimes_s.len(), validators as usize, "the validator's own uptime is left");

    let mut simulation = Simulation::new(plan, None).unwrap();
    let snapshot = Time::ZERO + Span::from_secs(snapshot_s);
    simulation.run_until(snapshot, |_| {}).unwrap();
    assert_eq!(simulation.online() + validators, 89);
}

#[test]
fn a_run_of_the_ratio1_snapshot_settles_its_day() {
    let (_folder, finished, records) = ran("ratio1-snapshot");
    assert_eq!(Columns::of::<SupplyRow>(&records).integers("epoch"), [0]);
    assert_eq!(Columns::of::<SupplyRow>(&records).amounts("minted"), [135 * 10_i128.pow(18)]);
    assert_identity(&records);
    assert!(finished.summary.jobs["settled"] > 50, "{:?}", finished.summary.jobs);
}

/// Control traffic of `deployed-traffic` with these keys set: in all (kB/s), and of each kind (messages/s, B a message).
fn control_traffic(overrides: &[(&str, &str)]) -> (f64, BTreeMap<String, [f64; 2]>) {
    let overrides: Vec<_> = overrides.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let plan = prepare(&shipped::load("deployed-traffic", &overrides).unwrap()).unwrap().plan;
    let seconds = plan.duration.as_secs_f64();
    let (outcome, _) = sim::simulate(plan, None, |_| {}).unwrap();
    let metrics = outcome.totals.metrics(seconds, &outcome.supply);
    let rates = |sent: &Control| [sent.messages as f64 / seconds, sent.bytes as f64 / sent.messages as f64];
    let kinds = outcome.totals.control.iter().map(|sent| (sent.kind.clone(), rates(sent))).collect();
    (metrics.control_kb_per_s.unwrap(), kinds)
}

#[test]
fn the_deployed_control_traffic_is_as_it_was_measured_and_ours_is_a_hundredth_of_it() {
    let (all, kinds) = control_traffic(&[]);
    // Its own rows add up to 492.2 kB/s; and here all 209 beat all the time, which makes 20.9 beats a second of 20.6.
    assert!((all / 483.6 - 1.0).abs() < 0.04, "{all} kB/s");
    for (kind, rate, bytes) in [
        ("heartbeat", 20.6, 14_023.0),
        ("broadcast network-map", 0.32, 585_864.0),
        ("broadcast configuration", 1.09, 10_291.0),
        ("broadcast chain-store", 0.44, 6_453.0),
        ("broadcast notifications", 1.32, 1_376.0),
    ] {
        let [found_rate, found_bytes] = kinds[kind];
        assert!((found_rate / rate - 1.0).abs() < 0.02, "{kind}: {found_rate} a second");
        assert!((found_bytes / bytes - 1.0).abs() < 0.001, "{kind}: {found_bytes} B");
    }
    let (ours, kinds) = control_traffic(&[("heartbeat.padding_bytes", "0"), ("network.broadcast", "[]")]);
    assert!(ours < all / 100.0, "{ours} kB/s");
    assert!(kinds["heartbeat"][1] < 128.0 && kinds.keys().all(|kind| !kind.starts_with("broadcast")), "{kinds:?}");

    // Beats that are events are as long as those that are not, and as many.
    let exact = control_traffic(&[("heartbeat.exact", "true")]);
    assert_eq!(exact, control_traffic(&[]));
}
