//! Runs the program, and small things to run it on.

use arrow_array::{ArrayRef, Int64Array, RecordBatch};
use parquet::arrow::ArrowWriter;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use tempfile::TempDir;

/// Thirty workers, two hours, four settled epochs, some 200 jobs.
const SMALL: &str = r#"
extends = "quickstart"
name = "small"

[time]
duration_s = 7500
epoch_s = 1800

[population]
workers = 30

[workload]
stop_before_end_s = 1500
"#;

/// The tables of a run folder.
pub const TABLES: [&str; 6] = ["nodes", "epochs", "supply", "jobs", "tasks", "timeline"];

/// What the program said, and its exit status.
pub struct Said {
    /// Exit status; `None` if a signal ended it.
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Said {
    /// Refuses a failed run.
    #[track_caller]
    pub fn well(self) -> Self {
        assert_eq!(self.status, Some(0), "{}\n{}", self.stdout, self.stderr);
        self
    }
}

/// A folder that goes with the test, and the program run in it.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    /// An empty folder but for `small.toml`.
    pub fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        desk.write("small.toml", SMALL);
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        fs::write(self.path(name), contents).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The program in this folder, its output piped.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xpand"));
        command.args(arguments).current_dir(self.folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the program here.
    pub fn xpand(&self, arguments: &[&str]) -> Said {
        said(&mut self.command(arguments))
    }

    /// Runs `small.toml` into the folder `out`, with more arguments; without a report.
    #[track_caller]
    pub fn run_small(&self, out: &str, more: &[&str]) {
        self.xpand(&[&["run", "small.toml", "--no-report", "--out", out], more].concat()).well();
    }

    /// Writes a trace with these intervals: node, start (s), end (s), window.
    pub fn write_trace(&self, name: &str, intervals: &[[i64; 4]]) {
        self.write_columns(name, ["node", "start_s", "end_s", "window"], intervals);
    }

    /// Writes a Parquet file of these integer columns.
    pub fn write_columns<const N: usize>(&self, name: &str, columns: [&str; N], rows: &[[i64; N]]) {
        let column = |at: usize| Arc::new(rows.iter().map(|row| row[at]).collect::<Int64Array>()) as ArrayRef;
        let batch = RecordBatch::try_from_iter((0..N).map(|at| (columns[at], column(at)))).unwrap();
        let mut writer = ArrowWriter::try_new(File::create(self.path(name)).unwrap(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
    }
}

/// A search for as many workers as it takes to have twenty online, on the scenario at `small`; `more` ends its table `find`.
pub fn online(name: &str, small: &str, more: &str) -> String {
    format!(
        r#"
extends = "{small}"
name = "{name}"

[find]
key = "population.workers"
from = 10
to = 60
metric = "workers_online"
crosses = 20
{more}"#
    )
}

/// Runs a command to its end.
pub fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Names and bytes of the files of a table, by name.
pub fn table_files(run: &Path, table: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(run.join(table)).unwrap().map(|entry| entry.unwrap());
    let file = |entry: fs::DirEntry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap());
    let mut files: Vec<_> = entries.map(file).collect();
    files.sort();
    files
}
