//! The folder of a run: made, killed, finished, read.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use records::compare::{Chain, Tick};
use records::run::{Recording, RunFolder, RunWriter};
use records::scenario::Scenario;
use records::table::{DigestRow, EpochRow, JobRow, NodeRow, Row, SupplyRow, TaskRow, TimelineRow};

use crate::sample::{record, summary};

fn rows<R: Row>(run: &RunFolder) -> usize {
    run.batches::<R>().expect("a table").map(|batch| batch.expect("readable").num_rows()).sum()
}

/// Relative path and bytes of every file under `folder`.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else {
            found.insert(name, fs::read(&path).expect("a file"));
        }
    }
    found
}

#[test]
fn a_finished_run_has_everything() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("runs/first");
    record(&path).and_then(|run| run.finish(&summary())).expect("a run");
    let run = RunFolder::open(&path).expect("a run");
    assert_eq!(rows::<NodeRow>(&run), 20);
    assert_eq!(rows::<EpochRow>(&run), 60);
    assert_eq!(rows::<SupplyRow>(&run), 3);
    assert_eq!(rows::<JobRow>(&run), 4);
    assert_eq!(rows::<TaskRow>(&run), 3);
    assert_eq!(rows::<TimelineRow>(&run), 3);
    assert_eq!(run.parts::<NodeRow>().expect("parts").len(), 1);
    assert_eq!(run.parts::<JobRow>().expect("parts").len(), 4);
    assert_eq!(run.summary().expect("readable"), Some(summary()));
    assert_eq!(run.digest().expect("readable").as_deref(), Some("00ff"));
    assert_eq!(fs::read_to_string(path.join("digest.txt")).expect("a file"), "00ff\n");
    let stored = Scenario::parse("stored", &run.scenario_toml().expect("a file"), &[]).expect("valid");
    assert_eq!(stored.scenario, Scenario::default());
    assert!(files(&path).keys().all(|name| !name.contains(".open")), "no half-written file stays");
}

#[test]
fn a_killed_run_keeps_its_closed_parts() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("killed");
    // Forgotten rather than dropped: a killed process runs no destructor either.
    std::mem::forget(record(&path).expect("a run"));
    fs::write(path.join("jobs/.part-00003.parquet.open"), b"PAR1 half a file").expect("what a kill may leave");
    let run = RunFolder::open(&path).expect("a run");
    assert_eq!(rows::<EpochRow>(&run), 60);
    assert_eq!(rows::<JobRow>(&run), 3, "all but what was buffered");
    assert_eq!(run.summary().expect("readable"), None);
    assert_eq!(run.digest().expect("readable"), None);
}

#[test]
fn dropping_a_run_writes_nothing_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let (dropped, forgotten) = (folder.path().join("dropped"), folder.path().join("forgotten"));
    drop(record(&dropped).expect("a run"));
    std::mem::forget(record(&forgotten).expect("a run"));
    assert_eq!(files(&dropped), files(&forgotten));
}

#[test]
fn same_rows_give_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (folder.path().join("a"), folder.path().join("b"));
    for path in [&first, &second] {
        record(path).and_then(|run| run.finish(&summary())).expect("a run");
    }
    let (first, second) = (files(&first), files(&second));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    assert!(first == second);
}

#[test]
fn a_folder_in_use_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("notes.txt"), "mine").expect("a file");
    let message = RunWriter::create(folder.path(), "").expect_err("not empty").to_string();
    let path = folder.path().display();
    assert_eq!(message, format!("{path}: the folder is not empty (it holds notes.txt); choose another for the run"));

    let file = folder.path().join("notes.txt");
    let message = RunWriter::create(&file, "").expect_err("a file").to_string();
    assert_eq!(message, format!("{}: is a file, not a folder; choose another place for the run", file.display()));

    let below = file.join("run");
    let message = RunWriter::create(&below, "").expect_err("below a file").to_string();
    assert!(message.starts_with(&format!("{}: cannot create the folder of the run: ", below.display())), "{message}");
}

#[test]
fn what_was_asked_for_is_noted_and_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let (asked, plain) = (folder.path().join("asked"), folder.path().join("plain"));
    let recording = Recording { digest_every_ns: Some(5), events_ns: Some((0, u64::MAX)) };
    let mut run = record(&asked).expect("a run");
    run.record(&recording).expect("two more tables");
    let digest = DigestRow { time_ns: 5, digest: "00ff".into(), events: 3 };
    run.digests.as_mut().expect("a table").push(digest).expect("a row");
    run.flush().expect("parts");
    std::mem::forget(run);
    let run = RunFolder::open(&asked).expect("a run");
    assert_eq!(run.recording().expect("readable"), recording, "also of a killed run");
    let chain = Chain::read(&run).expect("readable");
    assert_eq!(chain.ticks, [Tick { time_ns: 5, digest: "00ff".into(), events: 3 }]);

    record(&plain).and_then(|run| run.finish(&summary())).expect("a run");
    let run = RunFolder::open(&plain).expect("a run");
    assert_eq!(run.recording().expect("readable"), Recording::default());
    assert!(!plain.join("digests").exists() && !plain.join("events").exists() && !plain.join("recording.json").exists());
    assert_eq!(Chain::read(&run).expect("readable").ticks.len(), 1, "the digest of its end");

    fs::write(plain.join("recording.json"), "{").expect("a file");
    let message = run.recording().expect_err("no JSON").to_string();
    assert!(message.contains("recording.json: not a readable list of what the run records"), "{message}");
}

#[test]
fn an_empty_folder_is_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    RunWriter::create(folder.path(), "").and_then(|run| run.finish(&summary())).expect("a run");
    let run = RunFolder::open(folder.path()).expect("a run");
    assert_eq!(rows::<JobRow>(&run), 0);
}
