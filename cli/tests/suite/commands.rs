//! The commands beside `run`, and the help of all.

use crate::program::Desk;
use scenarios::{Loaded, preset, scenario::Loader, shipped};

const SHIPPED: [&str; 7] =
    ["quickstart", "volatile", "ratio1-snapshot", "pipelines", "long-jobs", "deployed-traffic", "tor-replay"];

#[test]
fn every_help_shows_how_the_command_is_typed() {
    let desk = Desk::new();
    let commands: [&[&str]; 11] = [
        &[],
        &["run"],
        &["report"],
        &["swarm"],
        &["diff"],
        &["scenarios"],
        &["scenarios", "list"],
        &["scenarios", "show"],
        &["scenarios", "check"],
        &["scenarios", "presets"],
        &["scenarios", "reference"],
    ];
    for command in commands {
        let help = desk.xpand(&[command, &["--help"]].concat()).well().stdout;
        let (_, examples) = help.split_once("Examples:").unwrap_or_else(|| panic!("{command:?} has no example:\n{help}"));
        let typed = [&["xpand"], command].concat().join(" ");
        assert!(examples.contains(&typed), "{typed} is not in its examples:\n{help}");
    }
}

#[test]
fn the_list_names_every_shipped_scenario_with_its_purpose() {
    let list = Desk::new().xpand(&["scenarios", "list"]).well().stdout;
    for name in SHIPPED {
        let line = list.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name} in {list}"));
        assert!(line.len() > name.len() + 20, "{line}");
    }
}

#[test]
fn a_scenario_that_is_shown_is_the_scenario_that_runs() {
    let desk = Desk::new();
    for name in SHIPPED {
        let shown = desk.xpand(&["scenarios", "show", name]).well().stdout;
        let read = Loader::default().parse("shown", &shown, &[]).unwrap();
        let Loaded { scenario, .. } = shipped::load(name, &[]).unwrap();
        assert_eq!(read.scenario, scenario, "{name}");
    }
    let shown = desk.xpand(&["scenarios", "show", "small.toml", "--set", "population.workers=7"]).well().stdout;
    assert!(shown.contains("workers = 7\n") && shown.contains("duration_s = 7500\n"), "{shown}");
}

#[test]
fn every_shipped_scenario_passes_the_check_but_the_replay_without_a_trace() {
    let desk = Desk::new();
    let (replay, complete) = SHIPPED.split_last().unwrap();
    let said = desk.xpand(&[&["scenarios", "check"], complete].concat()).well();
    for name in complete {
        assert!(said.stdout.contains(&format!("{name}: good, ")), "{}", said.stdout);
    }

    let said = desk.xpand(&["scenarios", "check", "quickstart", replay]);
    assert_eq!(said.status, Some(1));
    let line = said.stdout.lines().find(|line| line.starts_with("tor-replay: ")).unwrap();
    for word in ["churn.trace", "no file is named", "--set churn.trace=FILE.parquet", "node, start_s, end_s, window"] {
        assert!(line.contains(word), "no `{word}` in: {line}");
    }
    assert!(said.stdout.contains("quickstart: good"), "the others are told of too: {}", said.stdout);
    assert!(said.stderr.contains("1 of 2 scenarios cannot be run"), "{}", said.stderr);

    desk.write_trace("trace.parquet", &[[1, 0, 500, 0], [2, 100, 900, 0]]);
    let said = desk.xpand(&["scenarios", "check", replay, "--set", "churn.trace=trace.parquet"]).well();
    assert!(said.stdout.contains("tor-replay: good"), "{}", said.stdout);
}

#[test]
fn the_presets_are_listed_with_their_sources() {
    let listed = Desk::new().xpand(&["scenarios", "presets"]).well().stdout;
    assert_eq!(listed.lines().count(), preset::list().len());
    for line in listed.lines() {
        assert!(line.split_whitespace().count() > 2, "no source: {line}");
    }
    assert!(listed.contains("overnet03") && listed.contains("Failure Trace Archive"), "{listed}");
}

#[test]
fn the_reference_explains_every_key_of_a_filled_in_scenario() {
    let desk = Desk::new();
    let reference = desk.xpand(&["scenarios", "reference"]).well().stdout;
    let shown: toml::Table = desk.xpand(&["scenarios", "show", "quickstart"]).well().stdout.parse().unwrap();
    let mut keys = 0;
    for (section, value) in &shown {
        for key in value.as_table().into_iter().flat_map(toml::Table::keys) {
            assert!(reference.contains(&format!("`{section}.{key}")), "{section}.{key} is not in the reference");
            keys += 1;
        }
    }
    assert!(keys > 40, "{keys} keys");
}

#[test]
fn a_run_writes_its_report_and_two_runs_are_compared() {
    let desk = Desk::new();
    let said = desk.xpand(&["run", "small.toml"]).well();
    assert!(said.stdout.contains("runs/small-1/report.html") && desk.path("runs/small-1/report.html").is_file());
    desk.xpand(&["run", "small.toml", "--no-report"]).well();
    assert!(desk.path("runs/small-1-2/summary.json").is_file(), "a taken folder gets a number");
    assert!(!desk.path("runs/small-1-2/report.html").exists());
    let said = desk.xpand(&["report", "runs/small-1", "runs/small-1-2", "--out", "both"]).well();
    assert!(desk.path("both/report.html").is_file());
    assert!(said.stdout.contains("small-1-2"), "{}", said.stdout);
}

/// `xpand scenarios presets | head` closes the pipe early.
#[test]
fn a_reader_that_leaves_early_is_no_fault() {
    let desk = Desk::new();
    for arguments in
        [&["scenarios", "presets"][..], &["scenarios", "reference"], &["scenarios", "list"], &["scenarios", "show", "small.toml"]]
    {
        let mut child = desk.command(arguments).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && stderr.is_empty(), "{arguments:?}: {} {stderr}", output.status);
    }
}
