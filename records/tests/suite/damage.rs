//! Damaged and foreign files are refused by name and never panic.

use std::fs;
use std::path::{Path, PathBuf};

use records::run::RunFolder;
use records::table::{JobRow, NodeRow, Row, TableError, read_batches, read_table};

use crate::sample::{record, summary};

fn finished(folder: &Path) -> PathBuf {
    let path = folder.join("run");
    record(&path).and_then(|run| run.finish(&summary())).expect("a run");
    path
}

fn refusal<R: Row>(run: &Path) -> TableError {
    let batches = read_table::<R>(run).expect("a table");
    batches.into_iter().find_map(Result::err).expect("a damaged part")
}

#[test]
fn a_file_that_is_no_parquet_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = finished(folder.path());
    let part = run.join("nodes/part-00000.parquet");
    fs::write(&part, "not Parquet at all").expect("a file");
    let message = refusal::<NodeRow>(&run).to_string();
    assert!(message.starts_with(&format!("{}: not a readable Parquet file: ", part.display())), "{message}");
}

#[test]
fn other_columns_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = finished(folder.path());
    let part = run.join("jobs/part-00001.parquet");
    fs::copy(run.join("nodes/part-00000.parquet"), &part).expect("a copy");
    assert_eq!(
        refusal::<JobRow>(&run).to_string(),
        format!("{}: not a jobs table: expected column 0 requester (UInt32), found column 0 node (UInt32)", part.display())
    );
}

#[test]
fn truncated_or_altered_bytes_are_refused_or_read_but_never_panic() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = finished(folder.path());
    let whole = fs::read(run.join("nodes/part-00000.parquet")).expect("a part");
    let part = folder.path().join("damaged.parquet");
    for length in (0..whole.len()).step_by(97) {
        fs::write(&part, &whole[..length]).expect("a file");
        assert!(matches!(read_batches(&part), Err(TableError::Parquet { .. })), "cut at {length}");
    }
    let mut refused = 0;
    for position in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[position] ^= 0xff;
        fs::write(&part, &bytes).expect("a file");
        refused += usize::from(read_batches(&part).is_err());
    }
    assert!(refused > whole.len() / 2, "{refused} of {} altered files were refused", whole.len());
}

#[test]
fn missing_tables_and_foreign_folders_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let message = RunFolder::open(folder.path()).expect_err("no run").to_string();
    assert_eq!(message, format!("{}: not a run folder: it has no scenario.toml", folder.path().display()));

    let run = finished(folder.path());
    fs::remove_dir_all(run.join("jobs")).expect("a folder");
    let error = RunFolder::open(&run).expect("a run").parts::<JobRow>().expect_err("no table");
    assert!(error.to_string().starts_with(&format!("{}: cannot read the table's folder", run.join("jobs").display())));
}

#[test]
fn a_damaged_summary_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = finished(folder.path());
    fs::write(run.join("summary.json"), "{\"seed\": 1,").expect("a file");
    let message = RunFolder::open(&run).expect("a run").summary().expect_err("damaged").to_string();
    assert!(message.starts_with(&format!("{}: not a readable summary: ", run.join("summary.json").display())), "{message}");
}
