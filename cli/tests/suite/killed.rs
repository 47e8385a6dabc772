//! `kill -9` at any moment: what was written opens, and is reported with a notice.
#![cfg(unix)]

use crate::program::{Desk, TABLES, table_files};
use records::table::read_batches;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

const SIGKILL: i32 = 9;

/// Closed parts of a table; 0 before the run has made its folder.
fn parts(run: &Path, table: &str) -> usize {
    let entries = fs::read_dir(run.join(table)).into_iter().flatten();
    entries.filter(|entry| entry.as_ref().is_ok_and(|entry| !entry.file_name().to_string_lossy().starts_with('.'))).count()
}

/// Starts a run of sixty days, and kills it as soon as `ready` says so of its folder.
fn run_and_kill(desk: &Desk, out: &str, ready: impl Fn(&Path) -> bool) {
    let overrides = ["--set", "time.duration_s=5184000", "--set", "time.epoch_s=7200"];
    let mut child = desk.command(&[&["run", "quickstart", "--out", out], &overrides[..]].concat()).spawn().unwrap();
    let (run, started) = (desk.path(out), Instant::now());
    while !ready(&run) {
        assert!(started.elapsed() < Duration::from_secs(60), "{out}: nothing was written for a minute");
        assert_eq!(child.try_wait().unwrap(), None, "{out}: the run ended before it was killed");
        sleep(Duration::from_micros(200));
    }
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(SIGKILL));
    for file in ["summary.json", "digest.txt"] {
        assert!(!run.join(file).exists(), "{out}: {file} was written before the end");
    }
}

/// Opens every part of every table and has the run reported; the rows found, by table.
fn open_all(desk: &Desk, out: &str) -> Vec<usize> {
    let run = desk.path(out);
    let rows = TABLES.map(|table| {
        let closed = table_files(&run, table).into_iter().map(|(name, _)| name).filter(|name| !name.starts_with('.'));
        let batches = closed.flat_map(|name| read_batches(&run.join(table).join(name)).unwrap());
        batches.map(|batch| batch.num_rows()).sum()
    });
    let said = desk.xpand(&["report", out]).well();
    assert!(said.stdout.contains("This run did not finish; figures cover what was written."), "{}", said.stdout);
    let page = fs::read_to_string(run.join("report.html")).unwrap();
    assert!(page.contains("This run did not finish; figures cover what was written."));
    rows.to_vec()
}

#[test]
fn a_run_killed_under_way_leaves_tables_that_open_and_a_report_that_says_so() {
    let desk = Desk::new();
    for epochs in [2, 5] {
        let out = format!("killed-{epochs}");
        run_and_kill(&desk, &out, |run| parts(run, "epochs") >= epochs);
        let rows = open_all(&desk, &out);
        println!(
            "killed after {epochs} epochs: {}",
            TABLES.iter().zip(&rows).map(|(t, n)| format!("{t} {n} ")).collect::<String>()
        );
        assert!(rows.iter().all(|rows| *rows > 0), "{rows:?}");
    }
}

#[test]
fn a_run_killed_at_its_start_leaves_what_it_had() {
    let desk = Desk::new();
    run_and_kill(&desk, "nodes-only", |run| parts(run, "nodes") > 0);
    let rows = open_all(&desk, "nodes-only");
    assert_eq!(rows[0], 206, "the nodes are known from the start");
}

/// Kills at moments that have nothing to do with what the run is writing.
#[test]
fn a_run_killed_while_it_writes_leaves_no_broken_part() {
    let desk = Desk::new();
    for step in 0..6_u64 {
        let (out, wait) = (format!("killed-{step}"), Duration::from_micros(step * 1_700));
        run_and_kill(&desk, &out, |run| {
            parts(run, "epochs") > step as usize && {
                sleep(wait);
                true
            }
        });
        open_all(&desk, &out);
    }
}
