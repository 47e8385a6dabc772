//! A run being recorded.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{DIGEST, SCENARIO, SUMMARY, Summary};
use crate::table::{EpochRow, JobRow, NodeRow, SupplyRow, TableError, TableWriter, TaskRow, TimelineRow, write_file};

/// Writes the folder of a run; see [`TableWriter`] for when rows reach the disk.
///
/// Dropped without [`RunWriter::finish`], as a killed process does, it leaves the parts written so far and no summary.
#[derive(Debug)]
pub struct RunWriter {
    folder: PathBuf,
    /// Table `nodes`.
    pub nodes: TableWriter<NodeRow>,
    /// Table `epochs`.
    pub epochs: TableWriter<EpochRow>,
    /// Table `supply`.
    pub supply: TableWriter<SupplyRow>,
    /// Table `jobs`.
    pub jobs: TableWriter<JobRow>,
    /// Table `tasks`.
    pub tasks: TableWriter<TaskRow>,
    /// Table `timeline`.
    pub timeline: TableWriter<TimelineRow>,
}

impl RunWriter {
    /// Makes the folder with its parents and writes the filled-in scenario.
    ///
    /// # Errors
    /// A folder that holds something already, a file in its place, or one that cannot be written.
    pub fn create(folder: &Path, scenario_toml: &str) -> Result<Self, TableError> {
        make_empty(folder)?;
        write_file(folder, SCENARIO, scenario_toml.as_bytes())?;
        Ok(Self {
            folder: folder.to_owned(),
            nodes: TableWriter::create(folder)?,
            epochs: TableWriter::create(folder)?,
            supply: TableWriter::create(folder)?,
            jobs: TableWriter::create(folder)?,
            tasks: TableWriter::create(folder)?,
            timeline: TableWriter::create(folder)?,
        })
    }

    /// The folder of the run.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes what every table has buffered. Meant for boundaries of simulated time; each call with rows costs a file per
    /// table, so call it by epoch rather than by event.
    ///
    /// # Errors
    /// If a part cannot be written.
    pub fn flush(&mut self) -> Result<(), TableError> {
        self.nodes.flush()?;
        self.epochs.flush()?;
        self.supply.flush()?;
        self.jobs.flush()?;
        self.tasks.flush()?;
        self.timeline.flush()
    }

    /// Closes every table, then writes `digest.txt` and, last, `summary.json`.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn finish(self, summary: &Summary) -> Result<(), TableError> {
        self.nodes.finish()?;
        self.epochs.finish()?;
        self.supply.finish()?;
        self.jobs.finish()?;
        self.tasks.finish()?;
        self.timeline.finish()?;
        let json = serde_json::to_string_pretty(summary)
            .map_err(|error| TableError::Summary { path: self.folder.join(SUMMARY), message: error.to_string() })?;
        write_file(&self.folder, DIGEST, format!("{}\n", summary.digest).as_bytes())?;
        write_file(&self.folder, SUMMARY, format!("{json}\n").as_bytes())
    }
}

/// Makes the folder, or takes it if it is there and empty.
fn make_empty(folder: &Path) -> Result<(), TableError> {
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(entry) => {
                let entry = entry.map_err(TableError::io(folder, "read the folder"))?;
                let found = entry.file_name().to_string_lossy().into_owned();
                Err(TableError::NotEmpty { path: folder.to_owned(), found })
            }
        },
        Err(cause) if cause.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(folder).map_err(TableError::io(folder, "create the folder of the run"))
        }
        Err(_) if folder.is_file() => Err(TableError::NotAFolder { path: folder.to_owned() }),
        Err(cause) => Err(TableError::io(folder, "create the folder of the run")(cause)),
    }
}
