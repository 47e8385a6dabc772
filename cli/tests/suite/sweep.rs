//! `xpand sweep`: the same bytes for any number of threads, shards and kills; what fails is named and loses nothing else.

use crate::bad_input::assert_told;
use crate::program::{Desk, Said};
use std::fs;
use std::path::Path;

/// What a sweep comes to; the journal and the timing tell how it went.
pub const COMPARED: [&str; 5] = ["results.parquet", "points.parquet", "differences.parquet", "summary.json", "sweep.toml"];

/// Three points.
const GRID: &str = r#"
extends = "small.toml"
name = "grid"

[sweep]
replicates = 4

[[sweep.axes]]
key = "population.workers"
values = [20, 30, 40]
"#;

/// Points that need different numbers of replicates, and one that reaches the maximum.
const STOP: &str = r#"
extends = "small.toml"
name = "stop"

[sweep.stop]
metric = "utilisation_share"
half_width = 0.1
replicates_min = 2
replicates_max = 8
batch = 2

[[sweep.axes]]
key = "schedule.policy"
values = ["earliest-finish", "random"]

[[sweep.axes]]
key = "population.workers"
values = [10, 40]
"#;

/// A desk with both.
pub fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("grid.toml", GRID);
    desk.write("stop.toml", STOP);
    desk
}

/// Refuses two sweeps that differ in anything that is compared.
#[track_caller]
pub fn assert_same(desk: &Desk, one: &str, other: &str) {
    for file in COMPARED {
        let [a, b] = [one, other].map(|folder| fs::read(desk.path(folder).join(file)).unwrap());
        assert!(a == b, "{one} and {other} differ in {file}");
    }
}

fn sweep(desk: &Desk, arguments: &[&str]) -> Said {
    desk.xpand(&[&["sweep"], arguments].concat())
}

/// Runs recorded in a journal.
pub fn recorded(folder: &Path) -> usize {
    fs::read_to_string(folder.join("journal.txt")).map_or(0, |text| text.lines().count().saturating_sub(1))
}

#[test]
fn threads_do_not_show_in_the_results() {
    let desk = desk();
    for file in ["grid", "stop"] {
        for threads in ["1", "2", "4"] {
            let said =
                sweep(&desk, &[&format!("{file}.toml"), "--threads", threads, "--out", &format!("{file}-{threads}")]).well();
            assert!(said.stdout.contains("means with 95 % confidence intervals"), "{}", said.stdout);
        }
        for threads in ["2", "4"] {
            assert_same(&desk, &format!("{file}-1"), &format!("{file}-{threads}"));
        }
    }
}

#[test]
fn a_stop_rule_gives_each_point_what_it_needs_and_says_where_it_gave_up() {
    let desk = desk();
    let said = sweep(&desk, &["stop.toml", "--out", "out"]).well();
    let summary = desk.read("out/summary.json");
    let runs = recorded(&desk.path("out"));
    assert!((2 * 4..=8 * 4).contains(&runs), "{runs} runs");
    assert!(runs < 8 * 4 && runs > 2 * 4, "{runs} runs: the rule made no difference between points\n{}", said.stdout);
    assert!(summary.contains(&format!("\"runs\": {runs}")), "{summary}");
    assert!(summary.contains("\"stopped_at_maximum\": [\n"), "{summary}");
    assert!(said.stdout.contains("stopped at the maximum of replicates"), "{}", said.stdout);
}

#[test]
fn shards_put_together_are_the_sweep_in_one_piece() {
    let desk = desk();
    for file in ["grid", "stop"] {
        let scenario = format!("{file}.toml");
        sweep(&desk, &[&scenario, "--out", &format!("{file}-whole")]).well();
        let parts: Vec<String> = (1..=3).map(|part| format!("{file}-{part}")).collect();
        for (part, out) in (1..).zip(&parts) {
            sweep(&desk, &[&scenario, "--shard", &format!("{part}/3"), "--out", out]).well();
        }
        let merged = format!("{file}-merged");
        let merge = |parts: &[&str]| sweep(&desk, &[&["--out", &merged, "--merge"], parts].concat());
        assert_told(&merge(&[&parts[0], &parts[2]]), &["missing: shard 2/3"]);
        assert_told(&merge(&[&parts[0], &parts[0], &parts[1]]), &["shard 1/3 is there twice"]);
        merge(&[&parts[2], &parts[0], &parts[1]]).well();
        assert_same(&desk, &format!("{file}-whole"), &merged);
    }
    assert_told(
        &sweep(&desk, &["--out", "mixed", "--merge", "grid-1", "stop-2"]),
        &["are not of one sweep", "name was \"grid\", now \"stop\""],
    );
}

#[test]
fn a_run_that_fails_is_named_and_loses_no_other() {
    let desk = desk();
    // Nobody to place a task on at point 1.
    let said = sweep(&desk, &["grid.toml", "--set", "sweep.axes.0.values=[20, 0, 40]", "--out", "failing"]);
    assert_told(&said, &["4 of 12 runs failed", "point 1 replicate 0: no job was placed"]);
    let whole = sweep(&desk, &["grid.toml", "--set", "sweep.axes.0.values=[20, 40]", "--out", "good"]).well();
    let line = |text: &str, workers: &str| {
        let lines = text.split("differences").next().unwrap_or_default().lines();
        lines
            .map(|line| line.split_whitespace().skip(1).map(str::to_owned).collect::<Vec<_>>())
            .find(|words| words.first().is_some_and(|word| word == workers))
    };
    for workers in ["20", "40"] {
        assert_eq!(line(&said.stdout, workers), line(&whole.stdout, workers), "{workers} workers");
        assert!(line(&said.stdout, workers).is_some());
    }
    assert!(desk.read("failing/summary.json").contains("\"failed\": 4"));
    // It would fail in the same way again: going on runs nothing.
    let before = desk.read("failing/journal.txt");
    assert_told(&sweep(&desk, &["--resume", "failing"]), &["4 of 12 runs failed"]);
    assert_eq!(desk.read("failing/journal.txt"), before);
}

#[test]
fn a_run_that_cannot_be_written_is_named_and_tried_again() {
    let desk = desk();
    let keep = ["grid.toml", "--keep-runs", "--set", "sweep.replicates=2", "--out"];
    sweep(&desk, &[&keep[..], &["whole"]].concat()).well();
    fs::create_dir(desk.path("cut")).unwrap();
    fs::copy(desk.path("whole/sweep.toml"), desk.path("cut/sweep.toml")).unwrap();
    desk.write("cut/runs", "in the way");
    assert_told(&sweep(&desk, &[&keep[..], &["cut"]].concat()), &["6 of 6 runs failed", "point 2 replicate 0", "cut/runs"]);
    fs::remove_file(desk.path("cut/runs")).unwrap();
    sweep(&desk, &["--resume", "cut"]).well();
    assert_same(&desk, "whole", "cut");
}

#[test]
fn kept_runs_are_whole_run_folders() {
    let desk = desk();
    sweep(&desk, &["grid.toml", "--keep-runs", "--set", "sweep.replicates=2", "--out", "kept"]).well();
    sweep(&desk, &["grid.toml", "--set", "sweep.replicates=2", "--out", "tables-only"]).well();
    assert_same(&desk, "kept", "tables-only");
    assert!(!desk.path("tables-only/runs").exists());
    desk.run_small("alone", &["--set", "population.workers=40", "--seed", "2", "--set", "name=grid"]);
    let kept = "kept/runs/point-00002-replicate-00001";
    assert_eq!(desk.read(&format!("{kept}/digest.txt")), desk.read("alone/digest.txt"));
    assert_eq!(desk.read(&format!("{kept}/scenario.toml")), desk.read("alone/scenario.toml"));
    desk.xpand(&["report", kept]).well();
}

#[test]
fn a_sweep_that_changed_is_not_gone_on_with() {
    let desk = desk();
    sweep(&desk, &["grid.toml", "--out", "out"]).well();
    let again = |arguments: &[&str]| sweep(&desk, &[arguments, &["--out", "out"]].concat());
    again(&["grid.toml"]).well();
    let other = again(&["grid.toml", "--set", "sweep.replicates=5", "--set", "network.loss=0.5"]);
    assert_told(&other, &["holds another sweep", "network.loss was", "now 0.5", "sweep.replicates was 4, now 5", "--out"]);
    assert_told(&again(&["grid.toml", "--keep-runs"]), &["holds another sweep", "--keep-runs was off, now on"]);
    assert_told(&again(&["grid.toml", "--shard", "1/2"]), &["--shard was 1/1, now 1/2"]);
    fs::create_dir(desk.path("other")).unwrap();
    desk.write("other/file", "");
    assert_told(&sweep(&desk, &["grid.toml", "--out", "other"]), &["holds file, and no sweep"]);
    assert_told(&sweep(&desk, &["--resume", "other"]), &["no sweep to go on with"]);
}

#[test]
fn every_point_is_checked_before_the_first_run() {
    let desk = desk();
    let refused = |set: &str, words: &[&str]| {
        assert_told(&sweep(&desk, &["grid.toml", "--set", set, "--out", "refused"]), words);
        assert!(!desk.path("refused").exists(), "a refused sweep left a folder");
    };
    desk.write(
        "late.toml",
        "extends = \"small.toml\"\n\n[sweep]\n[[sweep.axes]]\nkey = \"time.epoch_s\"\nvalues = [1800, 1801]\n",
    );
    let said = sweep(&desk, &["late.toml", "--out", "refused"]);
    assert_told(
        &said,
        &["point 1 (time.epoch_s = 1801)", "time.epoch_s (late.toml:", "must be a multiple of heartbeat.period_s"],
    );
    refused("churn.preset=nobody", &["point 0 (population.workers = 20)", "--set churn.preset", "nobody"]);
    refused("sweep.axes.0.values=[20, -3]", &["population.workers = -3 is out of range"]);
    refused("sweep.replicats=3", &["unknown key sweep.replicats; nearest: sweep.replicates"]);
    let said = sweep(&desk, &["grid.toml", "--check"]).well();
    assert!(said.stdout.contains("point 2: population.workers = 40\ngood: 3 points"), "{}", said.stdout);
}

#[test]
fn one_run_and_many_runs_are_told_apart() {
    let desk = desk();
    assert_told(
        &desk.xpand(&["run", "grid.toml"]),
        &["grid.toml:5", "[sweep] makes this many runs, not one", "use `xpand sweep grid.toml`"],
    );
    assert_told(&desk.xpand(&["sweep", "small.toml"]), &["small.toml", "has no [sweep]", "use `xpand run small.toml`"]);
    desk.write("on-top.toml", "extends = \"grid.toml\"\n[sweep]\n");
    assert_told(&desk.xpand(&["sweep", "on-top.toml"]), &["grid.toml:5", "cannot be extended"]);
}
