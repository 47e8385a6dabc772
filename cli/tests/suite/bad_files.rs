//! Traces, run folders and places to write that are not what they should be.

use crate::bad_input::{assert_refused, assert_told};
use crate::program::{Desk, table_files};
use std::fs;

const REPLAY: [&str; 5] = ["small.toml", "--set", "churn.model=trace", "--set", "churn.trace=trace.parquet"];

#[test]
fn a_replay_without_a_trace_says_how_to_name_one() {
    let desk = Desk::new();
    let arguments = ["small.toml", "--set", "churn.model=trace"];
    assert_refused(&desk, &arguments, &["churn.trace", "no file is named", "--set churn.trace=FILE.parquet"]);
    assert_refused(&desk, &REPLAY, &["churn.trace", "trace.parquet", "cannot open the file"]);
}

#[test]
fn a_trace_with_overlapping_intervals_is_refused_by_node_and_times() {
    let desk = Desk::new();
    desk.write_trace("trace.parquet", &[[4, 0, 900, 0], [9, 100, 300, 0], [9, 250, 400, 0]]);
    assert_refused(&desk, &REPLAY, &["trace.parquet", "node 9", "250 s", "100 s", "300 s", "must not overlap"]);
    desk.write_trace("trace.parquet", &[[4, 500, 500, 0]]);
    assert_refused(&desk, &REPLAY, &["trace.parquet", "node 4", "must end after it starts"]);
    desk.write_trace("trace.parquet", &[[4, 0, 500, 0], [5, 400, 900, 1]]);
    assert_refused(&desk, &REPLAY, &["trace.parquet", "windows 0 and 1 overlap"]);
    desk.write_trace("trace.parquet", &[[4, i64::MIN, i64::MAX, 0]]);
    assert_refused(&desk, &REPLAY, &["trace.parquet", "node 4", "allowed is -1000000000000 to 1000000000000"]);
    desk.write_trace("trace.parquet", &[]);
    assert_refused(&desk, &REPLAY, &["trace.parquet", "has no intervals"]);
}

#[test]
fn a_trace_that_lacks_a_column_is_told_which() {
    let desk = Desk::new();
    desk.write_columns("trace.parquet", ["node", "start_s", "end"], &[[1, 0, 5]]);
    assert_refused(&desk, &REPLAY, &["trace.parquet", "column end_s is absent", "node, start_s, end_s and window"]);
    desk.run_small("run", &[]);
    fs::copy(desk.path("run/epochs/part-00000.parquet"), desk.path("trace.parquet")).unwrap();
    assert_refused(&desk, &REPLAY, &["trace.parquet", "column start_s is absent"]);
}

#[test]
fn a_trace_that_is_damaged_is_refused_and_no_reader_panics_aloud() {
    let desk = Desk::new();
    desk.write("trace.parquet", b"PAR1 and what looks like noise \x00\x17\xffPAR1");
    assert_refused(&desk, &REPLAY, &["trace.parquet", "not a readable Parquet file"]);
    let intervals: Vec<[i64; 4]> = (0..200).map(|node| [node, node * 7 % 100, 200 + node, 0]).collect();
    desk.write_trace("trace.parquet", &intervals);
    let whole = fs::read(desk.path("trace.parquet")).unwrap();
    desk.write("trace.parquet", &whole[..whole.len() / 2]);
    assert_refused(&desk, &REPLAY, &["trace.parquet", "not a readable Parquet file"]);

    // One process checks them all: every third byte of the file is altered in turn.
    let names: Vec<String> = (0..whole.len())
        .step_by(3)
        .map(|position| {
            let mut bytes = whole.clone();
            bytes[position] ^= 0xff;
            desk.write(&format!("{position}.parquet"), &bytes);
            let name = format!("{position}.toml");
            desk.write(&name, format!("[churn]\nmodel = \"trace\"\ntrace = \"{position}.parquet\"\n"));
            name
        })
        .collect();
    let mut arguments = vec!["scenarios", "check"];
    arguments.extend(names.iter().map(String::as_str));
    let said = desk.xpand(&arguments);
    assert_told(&said, &["scenarios cannot be run"]);
    let refused = said.stdout.lines().filter(|line| !line.contains(": good, ")).count();
    println!("{refused} of {} altered traces were refused", names.len());
    assert!(said.stdout.lines().count() == names.len() && refused > names.len() / 3, "{}", said.stdout);
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let desk = Desk::new();
    desk.write("taken", "a file");
    let run = |out: &str| desk.xpand(&["run", "small.toml", "--out", out]);
    assert_told(&run("taken"), &["taken", "is a file, not a folder", "choose another place"]);
    assert_told(&run("taken/below"), &["taken/below", "cannot create the folder of the run"]);
    assert_eq!(desk.read("taken"), "a file");
    if cfg!(target_os = "linux") {
        assert_told(&run("/proc/xpand"), &["/proc/xpand", "cannot create the folder of the run"]);
    }
    desk.run_small("full", &[]);
    assert_told(&run("full"), &["full", "the folder is not empty", "choose another"]);
    let said = desk.xpand(&["report", "full", "--out", "taken"]);
    assert_told(&said, &["taken", "cannot be written"]);
}

#[test]
fn a_report_of_what_is_no_run_is_refused() {
    let desk = Desk::new();
    fs::create_dir(desk.path("empty")).unwrap();
    for (path, why) in [("absent", "it does not exist"), ("small.toml", "it is a file"), ("empty", "it has no scenario.toml")] {
        assert_told(&desk.xpand(&["report", path]), &[path, "not a run folder", why, "xpand run --out DIR"]);
    }
    desk.run_small("run", &[]);
    assert_told(&desk.xpand(&["report", "run", "absent"]), &["absent", "not a run folder"]);
}

#[test]
fn a_damaged_table_is_named_by_its_part() {
    let desk = Desk::new();
    desk.run_small("run", &[]);
    let whole = fs::read(desk.path("run/nodes/part-00000.parquet")).unwrap();
    let report = |bytes: &[u8]| {
        desk.write("run/nodes/part-00000.parquet", bytes);
        desk.xpand(&["report", "run", "--out", "report"])
    };
    let words = ["run/nodes/part-00000.parquet", "damaged or no Parquet file", "run the scenario again"];
    assert_told(&report(b"not Parquet at all"), &words);
    assert_told(&report(&whole[..whole.len() / 2]), &words);
    assert_told(&report(&whole[4..]), &words);
    let mut refused = 0;
    for position in (0..whole.len()).step_by(97) {
        let mut bytes = whole.clone();
        bytes[position] ^= 0xff;
        let said = report(&bytes);
        if said.status == Some(0) {
            assert!(!said.stderr.contains("panicked"), "byte {position}: {}", said.stderr);
        } else {
            assert_told(&said, &["run/nodes/part-00000.parquet"]);
            refused += 1;
        }
    }
    println!("{refused} of {} altered tables were refused", whole.len().div_ceil(97));
    assert!(refused > 5);
}

#[test]
fn a_damaged_summary_or_scenario_of_a_run_is_named() {
    let desk = Desk::new();
    desk.run_small("run", &[]);
    let summary = desk.read("run/summary.json");
    desk.write("run/summary.json", &summary[..summary.len() / 2]);
    assert_told(&desk.xpand(&["report", "run"]), &["run/summary.json", "does not parse"]);
    desk.write("run/summary.json", summary);
    desk.write("run/scenario.toml", "name = ");
    assert_told(&desk.xpand(&["report", "run"]), &["run/scenario.toml", "does not parse"]);
    assert!(!table_files(&desk.path("run"), "jobs").is_empty(), "nothing was taken away");
}
