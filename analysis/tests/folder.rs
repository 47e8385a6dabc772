//! Run folders whole, cut short and damaged.

#[allow(dead_code)]
mod fixture;

use std::fs;
use std::path::Path;

use analysis::measure::SupplyVerdict;
use analysis::{AnalysisError, Measures, Run, Table, terminal_summary, write_report};
use fixture::{Fixture, amounts, write_part};
use polars::prelude::*;
use tempfile::tempdir;

fn small() -> Fixture {
    Fixture { workers: 20, epochs: 3, jobs: 60, ..Fixture::default() }
}

fn supply_part(dir: &Path) -> DataFrame {
    ParquetReader::new(fs::File::open(dir.join("supply/part-00000.parquet")).unwrap()).finish().unwrap()
}

fn error(dir: &Path) -> String {
    Run::open(dir).unwrap_err().to_string()
}

#[test]
fn all_closed_parts_are_read_in_name_order_and_other_files_ignored() {
    let dir = tempdir().unwrap();
    small().write(dir.path());
    fs::write(dir.path().join("epochs/part-00003.parquet.tmp"), "half written").unwrap();
    fs::write(dir.path().join("epochs/notes.txt"), "mine").unwrap();
    let run = Run::open(dir.path()).unwrap();
    assert_eq!(run.epochs.rows, 3 * 20);
    assert!(run.epochs.loads.keys().copied().eq(0..3));
    assert_eq!(run.nodes.workers().count(), 20);
    assert_eq!((run.name().as_str(), run.seed(), run.span_s()), ("quickstart", Some(1), 64_800.0));
    assert_eq!(run.empty, []);
    assert_eq!(Measures::of(&run).supply, SupplyVerdict::Holds { epochs: 3 });
}

#[test]
fn a_killed_run_reports_what_was_written() {
    let dir = tempdir().unwrap();
    small().write(dir.path());
    for file in ["summary.json", "digest.txt"] {
        fs::remove_file(dir.path().join(file)).unwrap();
    }
    for table in ["supply", "jobs", "tasks"] {
        fs::remove_dir_all(dir.path().join(table)).unwrap();
    }
    let run = Run::open(dir.path()).unwrap();
    assert_eq!(run.empty, [Table::Supply, Table::Jobs, Table::Tasks]);
    assert_eq!((run.name().as_str(), run.seed()), ("quickstart", Some(1)));
    assert!(Measures::of(&run).jobs_submitted() > 0, "the timeline still counts the jobs");
    let told = terminal_summary(&run);
    assert!(told.contains("This run did not finish; figures cover what was written."), "{told}");
    assert!(told.contains("No rows in: supply, jobs, tasks."), "{told}");
    let page = fs::read_to_string(write_report(&[run], &dir.path().join("report")).unwrap()).unwrap();
    assert!(page.contains("This run did not finish; figures cover what was written."));
}

#[test]
fn a_run_killed_before_its_first_part_still_opens_and_reports() {
    let dir = tempdir().unwrap();
    fs::write(dir.path().join("scenario.toml"), "name = \"early\"\n").unwrap();
    let run = Run::open(dir.path()).unwrap();
    assert_eq!(run.empty, Table::ALL);
    write_report(&[run], dir.path()).unwrap();
}

#[test]
fn what_is_no_run_folder_is_refused_with_its_path() {
    let dir = tempdir().unwrap();
    let file = dir.path().join("some.txt");
    fs::write(&file, "text").unwrap();
    for (path, why) in
        [(dir.path().join("absent"), "does not exist"), (file, "is a file"), (dir.path().to_owned(), "no scenario.toml")]
    {
        let told = error(&path);
        assert!(told.contains(why) && told.contains(&path.display().to_string()), "{told}");
        assert!(told.contains("xpand run --out"), "it says what to do: {told}");
    }
}

#[test]
fn broken_texts_are_named_with_their_line() {
    let dir = tempdir().unwrap();
    small().write(dir.path());
    fs::write(dir.path().join("summary.json"), "{ \"seed\": 1,").unwrap();
    let told = error(dir.path());
    assert!(told.contains("summary.json") && told.contains("line 1"), "{told}");
    fs::write(dir.path().join("scenario.toml"), "seed = 1\nworkers =\n").unwrap();
    let told = error(dir.path());
    assert!(told.contains("scenario.toml") && told.contains("line 2"), "{told}");
}

#[test]
fn damaged_parquet_is_an_error_that_names_the_part_never_a_panic() {
    let dir = tempdir().unwrap();
    small().write(dir.path());
    let part = dir.path().join("epochs/part-00001.parquet");
    let whole = fs::read(&part).unwrap();
    let refused = |bytes: &[u8]| {
        fs::write(&part, bytes).unwrap();
        match Run::open(dir.path()) {
            Ok(_) => false,
            Err(AnalysisError::Parquet { path, .. } | AnalysisError::Column { path, .. }) => path == part,
            Err(other) => panic!("another error: {other}"),
        }
    };
    assert!(refused(b""), "empty file");
    assert!(refused(b"no parquet at all, but long enough to hold a footer"), "text");
    for share in [1, 3, 7, 9] {
        assert!(refused(&whole[..whole.len() * share / 10]), "cut at {share}0 %");
    }
    let mut refusals = 0;
    for at in (0..whole.len()).step_by(11) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x55;
        refusals += u32::from(refused(&flipped));
    }
    assert!(refusals > 20, "flipped bytes in pages and footer show: {refusals}");
    fs::write(&part, &whole).unwrap();
    Run::open(dir.path()).unwrap();
}

#[test]
fn a_column_of_another_type_or_missing_is_named() {
    let dir = tempdir().unwrap();
    small().write(dir.path());
    let supply = supply_part(dir.path());
    let without: Vec<Column> = supply.columns().iter().filter(|column| column.name() != "minted").cloned().collect();
    write_part(dir.path(), "supply", 0, DataFrame::new(3, without.clone()).unwrap());
    let told = error(dir.path());
    assert!(told.contains("`minted` is missing") && told.contains("supply/part-00000.parquet"), "{told}");
    let mut other = without;
    other.push(Column::new("minted".into(), vec![1.0; 3]));
    write_part(dir.path(), "supply", 0, DataFrame::new(3, other).unwrap());
    let told = error(dir.path());
    assert!(told.contains("`minted` is f64, expected decimal[38,18]"), "{told}");
}

#[test]
fn one_unit_of_10_to_the_minus_18_missing_from_the_balances_is_found() {
    let dir = tempdir().unwrap();
    small().write(dir.path());
    let supply = supply_part(dir.path());
    let mut balances: Vec<i128> = supply.column("balances").unwrap().decimal().unwrap().physical().iter().flatten().collect();
    balances[1] -= 1;
    let columns = supply.columns().iter().map(|column| match column.name().as_str() {
        "balances" => amounts("balances", &balances),
        _ => column.clone(),
    });
    write_part(dir.path(), "supply", 0, DataFrame::new(3, columns.collect()).unwrap());
    let run = Run::open(dir.path()).unwrap();
    assert_eq!(Measures::of(&run).supply, SupplyVerdict::Violated { epoch: 1, residual: 1, epochs: 1 });
    let told = terminal_summary(&run);
    assert!(told.contains("VIOLATED in 1 epoch, first in epoch 1: residual 0.000000000000000001 tokens"), "{told}");
}
