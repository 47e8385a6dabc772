//! Same scenario and seed: same run, whatever process, environment or folder. Other seed: another run.

use crate::program::{Desk, TABLES, said, table_files};
use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Float64Type, UInt32Type, UInt64Type};
use records::table::read_batches;
use std::collections::BTreeMap;
use std::path::Path;

/// Refuses two runs that differ in anything but the time they took.
#[track_caller]
fn assert_same(desk: &Desk, one: &str, other: &str) {
    for table in TABLES {
        let files = [one, other].map(|run| table_files(&desk.path(run), table));
        assert!(!files[0].is_empty(), "{one}: {table} has no part");
        assert!(files[0] == files[1], "{one} and {other} differ in table {table}");
    }
    for file in ["digest.txt", "scenario.toml", "summary.json"] {
        let [one, other] = [one, other].map(|run| {
            let text = desk.read(&format!("{run}/{file}"));
            text.lines().filter(|line| !line.contains("\"wall_s\"")).map(str::to_owned).collect::<Vec<_>>()
        });
        assert_eq!(one, other, "{file}");
    }
}

fn column<T: ArrowPrimitiveType>(run: &Path, table: &str, name: &str) -> Vec<T::Native> {
    let parts = table_files(run, table).into_iter().flat_map(|(part, _)| read_batches(&run.join(table).join(part)).unwrap());
    parts.flat_map(|batch| batch[name].as_primitive::<T>().values().to_vec()).collect()
}

#[test]
fn two_processes_make_one_digest_and_equal_tables() {
    let desk = Desk::new();
    desk.run_small("one", &["--seed", "5"]);
    desk.run_small("other", &["--set", "seed=5"]);
    assert_same(&desk, "one", "other");
    assert!(desk.read("one/summary.json").contains(desk.read("one/digest.txt").trim()));
    let jobs = column::<UInt32Type>(&desk.path("one"), "jobs", "number").len();
    assert!(jobs > 50, "only {jobs} jobs: the run says little");
}

#[test]
fn another_seed_makes_another_run() {
    let desk = Desk::new();
    desk.run_small("one", &[]);
    desk.run_small("other", &["--seed", "2"]);
    assert_ne!(desk.read("one/digest.txt"), desk.read("other/digest.txt"));
    for table in TABLES {
        assert_ne!(table_files(&desk.path("one"), table), table_files(&desk.path("other"), table), "{table}");
    }
}

#[test]
fn the_stored_scenario_makes_the_same_run_again() {
    let desk = Desk::new();
    desk.run_small("one", &["--seed", "9", "--set", "schedule.policy=random", "--set", "workload.jobs.0.tasks=3"]);
    desk.xpand(&["run", "one/scenario.toml", "--no-report", "--out", "again"]).well();
    assert_same(&desk, "one", "again");
}

#[test]
fn the_environment_does_not_show_in_a_run() {
    let desk = Desk::new();
    desk.run_small("one", &[]);
    let environments: [&[(&str, &str)]; 3] = [
        &[("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Pacific/Apia"), ("RAYON_NUM_THREADS", "1")],
        &[("LANG", "C"), ("TZ", "America/St_Johns"), ("RAYON_NUM_THREADS", "2"), ("POLARS_MAX_THREADS", "1")],
        &[],
    ];
    for (number, environment) in environments.into_iter().enumerate() {
        let other = format!("other-{number}");
        let mut command = desk.command(&["run", "small.toml", "--no-report", "--out", &other]);
        if environment.is_empty() {
            command.env_clear();
        }
        said(command.envs(environment.iter().copied())).well();
        assert_same(&desk, "one", &other);
    }
}

#[test]
fn a_report_changes_nothing_in_the_run() {
    let desk = Desk::new();
    desk.run_small("one", &[]);
    desk.xpand(&["run", "small.toml", "--out", "reported"]).well();
    desk.xpand(&["report", "reported"]).well();
    assert_same(&desk, "one", "reported");
}

/// Common random numbers: what a change does not concern stays as it was, so that runs can be compared pair by pair.
#[test]
fn another_policy_leaves_machines_their_hours_and_the_jobs_as_they_were() {
    let desk = Desk::new();
    desk.run_small("one", &[]);
    desk.run_small("other", &["--set", "schedule.policy=random"]);
    assert_ne!(desk.read("one/digest.txt"), desk.read("other/digest.txt"), "the policy made no difference");
    let [one, other] = ["one", "other"].map(|run| desk.path(run));
    assert!(table_files(&one, "nodes") == table_files(&other, "nodes"));

    let up = |run: &Path| {
        let (epochs, nodes) = (column::<UInt32Type>(run, "epochs", "epoch"), column::<UInt32Type>(run, "epochs", "node"));
        let up_s = column::<UInt32Type>(run, "epochs", "up_s");
        epochs.into_iter().zip(nodes).zip(up_s).filter(|(_, up_s)| *up_s > 0).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(up(&one), up(&other));

    let jobs = |run: &Path| {
        let requesters = column::<UInt32Type>(run, "jobs", "requester");
        let ids = requesters.into_iter().zip(column::<UInt32Type>(run, "jobs", "number"));
        let sizes = column::<Float64Type>(run, "jobs", "work_gflop").into_iter().map(f64::to_bits);
        ids.zip(column::<UInt64Type>(run, "jobs", "submitted_ns").into_iter().zip(sizes)).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(jobs(&one), jobs(&other));
    let nodes = |run: &Path| column::<UInt32Type>(run, "tasks", "node");
    assert_ne!(nodes(&one), nodes(&other), "the tasks ran where they ran");
}
