//! `kill -9` at any moment of a run, then `xpand resume`: the same bytes as if nothing had happened.
#![cfg(unix)]

use crate::program::{Desk, TABLES, table_files};
use records::run::{CheckpointHead, Checkpoints};
use std::fs;
use std::io::copy;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

const SIGKILL: i32 = 9;

/// Twenty days of a hundred machines on a network that loses messages; a checkpoint a day.
const LONG: &str = r#"
extends = "volatile"
name = "long"

[time]
duration_s = 1728000
epoch_s = 21600

[population]
workers = 100

[network]
loss = 0.01

[workload]
jobs_per_hour = 30.0
"#;

/// A desk with `long.toml`.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("long.toml", LONG);
    desk
}

fn begin(out: &str) -> [&str; 7] {
    ["run", "long.toml", "--checkpoint-every", "1d", "--no-report", "--out", out]
}

/// The checkpoints in a run's folder, oldest first.
fn checkpoints(run: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(run.join("checkpoint")).into_iter().flatten().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "checkpoint")).collect();
    found.sort();
    found
}

/// Starts the command, waits until the newest checkpoint is not the one that was, and `wait` more.
fn start(desk: &Desk, arguments: &[&str], run: &Path, wait: Duration) -> Child {
    let (before, started) = (checkpoints(run).pop(), Instant::now());
    let mut child = desk.command(arguments).spawn().unwrap();
    while checkpoints(run).pop() == before && child.try_wait().unwrap().is_none() {
        assert!(started.elapsed() < Duration::from_secs(60), "no checkpoint for a minute");
        sleep(Duration::from_micros(300));
    }
    sleep(wait);
    child
}

/// Kills it; whether it was still alive.
fn kill(mut child: Child) -> bool {
    child.kill().unwrap();
    child.wait().unwrap().signal() == Some(SIGKILL)
}

#[track_caller]
fn assert_same(desk: &Desk, whole: &str, cut: &str) {
    for table in TABLES {
        let [whole, cut] = [whole, cut].map(|run| table_files(&desk.path(run), table));
        assert_eq!(whole.iter().map(|(name, _)| name).collect::<Vec<_>>(), cut.iter().map(|(name, _)| name).collect::<Vec<_>>());
        assert!(whole == cut, "table {table} differs");
    }
    for file in ["digest.txt", "scenario.toml", "summary.json"] {
        let [whole, cut] = [whole, cut].map(|run| {
            let text = desk.read(&format!("{run}/{file}"));
            text.lines().filter(|line| !line.contains("\"wall_s\"")).map(str::to_owned).collect::<Vec<_>>()
        });
        assert_eq!(whole, cut, "{file}");
    }
    assert!(!desk.path(cut).join("checkpoint").exists(), "the run has ended");
}

#[test]
fn a_run_killed_again_and_again_ends_with_the_same_bytes() {
    let desk = desk();
    desk.xpand(&begin("whole")).well();
    let run = desk.path("cut");
    let mut killed = u32::from(kill(start(&desk, &begin("cut"), &run, Duration::from_millis(5))));
    for step in 0..8_u64 {
        // Moments that have nothing to do with what the run is doing.
        killed += u32::from(kill(start(&desk, &["resume", "cut", "--no-report"], &run, Duration::from_micros(step * 3_700))));
    }
    assert!(killed >= 5, "only {killed} of the kills came in time");
    let said = desk.xpand(&["resume", "cut"]).well();
    assert!(said.stderr.contains("resumed at "), "{}", said.stderr);
    assert!(said.stdout.contains("wall time") && desk.path("cut/report.html").exists(), "{}", said.stdout);
    assert_same(&desk, "whole", "cut");

    let said = desk.xpand(&["resume", "cut"]).well();
    assert!(said.stdout.contains("the run has ended") && said.stdout.contains("xpand report cut"), "{}", said.stdout);
}

/// A run killed when it had two checkpoints.
fn interrupted(desk: &Desk, out: &str) -> PathBuf {
    let run = desk.path(out);
    let mut child = start(desk, &begin(out), &run, Duration::ZERO);
    while checkpoints(&run).len() < 2 {
        assert_eq!(child.try_wait().unwrap(), None, "the run ended before it was killed");
        sleep(Duration::from_micros(300));
    }
    assert!(kill(child), "the run ended before it was killed");
    run
}

#[test]
fn a_damaged_checkpoint_is_told_and_the_one_before_it_used() {
    let desk = desk();
    desk.xpand(&begin("whole")).well();
    for (out, damage) in [("flipped", true), ("cut-off", false)] {
        let newest = checkpoints(&interrupted(&desk, out)).pop().unwrap();
        let mut bytes = fs::read(&newest).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x10;
        bytes.truncate(if damage { usize::MAX } else { middle });
        fs::write(&newest, bytes).unwrap();
        let said = desk.xpand(&["resume", out, "--no-report"]).well();
        let name = newest.file_name().unwrap().to_str().unwrap();
        assert!(said.stderr.contains(name) && said.stderr.contains("an older checkpoint is used"), "{}", said.stderr);
        assert_same(&desk, "whole", out);
    }
    let run = interrupted(&desk, "both");
    for path in checkpoints(&run) {
        fs::write(path, "no checkpoint").unwrap();
    }
    refused(&desk, "both", &["no checkpoint is whole", "start the run again from its scenario.toml"]);
}

/// `xpand resume` says all of this and changes nothing.
#[track_caller]
fn refused(desk: &Desk, out: &str, told: &[&str]) {
    let tables = || TABLES.map(|table| table_files(&desk.path(out), table));
    let before = tables();
    let said = desk.xpand(&["resume", out]);
    assert_eq!(said.status, Some(1), "{}\n{}", said.stdout, said.stderr);
    for words in told {
        assert!(said.stderr.contains(words), "{words:?} is not in: {}", said.stderr);
    }
    assert!(tables() == before, "the tables changed");
}

#[test]
fn what_would_be_another_run_is_refused() {
    let desk = desk();
    let run = interrupted(&desk, "run");
    let scenario = desk.read("run/scenario.toml");
    desk.write("run/scenario.toml", scenario.replace("seed = 1", "seed = 2"));
    refused(&desk, "run", &["scenario.toml changed since the run began"]);
    desk.write("run/scenario.toml", scenario);

    let kept = Checkpoints::open(&run).unwrap().unwrap();
    refused(&desk, "run", &["another process works on this run"]);
    let (mut newest, _) = kept.newest().unwrap().unwrap();
    let other = CheckpointHead { version: "0.0.0-older".to_owned(), ..newest.head.clone() };
    kept.write(&other, |out| copy(&mut newest.body, out).map(drop)).unwrap();
    drop(kept);
    refused(&desk, "run", &["written by xpand 0.0.0-older", &format!("this is xpand {}", CheckpointHead::VERSION)]);
}

#[test]
fn a_trace_that_changed_is_noticed() {
    let desk = desk();
    let hours = |shift: i64| (0..40).map(|node| [node, node * 60 + shift, 1_700_000, 0]).collect::<Vec<_>>();
    desk.write_trace("up.parquet", &hours(0));
    let trace = ["--set", "churn.model=trace", "--set", "churn.trace=up.parquet"];
    let run = desk.path("run");
    let child = start(&desk, &[&begin("run")[..], &trace].concat(), &run, Duration::ZERO);
    assert!(kill(child), "the run ended before it was killed");
    desk.write_trace("up.parquet", &hours(1));
    refused(&desk, "run", &["a file that the scenario names (a trace or a device) changed"]);
    desk.write_trace("up.parquet", &hours(0));
    desk.xpand(&["resume", "run"]).well();
}

#[test]
fn a_run_without_checkpoints_says_how_to_start_again() {
    let desk = desk();
    let child = desk.command(&["run", "long.toml", "--out", "run"]).spawn().unwrap();
    while !desk.path("run/timeline").exists() {
        sleep(Duration::from_micros(300));
    }
    assert!(kill(child), "the run ended before it was killed");
    refused(&desk, "run", &["run without --checkpoint-every", "start it again: xpand run run/scenario.toml --checkpoint-every"]);
    let said = desk.xpand(&["resume", "nowhere"]);
    assert_eq!(said.status, Some(1));
    assert!(said.stderr.contains("nowhere: not a run folder"), "{}", said.stderr);
    for wrong in ["1", "1w", "0d", "-1d"] {
        let said = desk.xpand(&["run", "long.toml", "--checkpoint-every", wrong]);
        assert_eq!(said.status, Some(2), "{wrong}: {}", said.stderr);
    }
}
