//! A run being recorded.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use borsh::{BorshDeserialize, BorshSerialize};

use super::{DIGEST, RECORDING, Recording, SCENARIO, SUMMARY, Summary};
use crate::table::{
    DigestRow, EpochRow, EventRow, JobRow, Mark, NodeRow, SupplyRow, TableError, TableWriter, TaskRow, TimelineRow, write_file,
};

/// Rows of table `events` in a part file: each is a page of text.
const EVENTS_PER_PART: usize = 20_000;

/// How far the tables of a run were written when nothing was buffered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Marks {
    nodes: Mark,
    epochs: Mark,
    supply: Mark,
    jobs: Mark,
    tasks: Mark,
    timeline: Mark,
    digests: Option<Mark>,
    events: Option<Mark>,
}

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
    /// Table `digests`, if asked for.
    pub digests: Option<TableWriter<DigestRow>>,
    /// Table `events`, if asked for.
    pub events: Option<TableWriter<EventRow>>,
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
            digests: None,
            events: None,
        })
    }

    /// Makes the tables that `recording` asks for, and notes what it asks for.
    ///
    /// # Errors
    /// If a folder or the note cannot be written.
    pub fn record(&mut self, recording: &Recording) -> Result<(), TableError> {
        if recording.digest_every_ns.is_some() {
            self.digests = Some(TableWriter::create(&self.folder)?);
        }
        if recording.events_ns.is_some() {
            self.events = Some(TableWriter::with_rows_per_part(&self.folder, EVENTS_PER_PART)?);
        }
        if *recording == Recording::default() {
            return Ok(());
        }
        let json = serde_json::to_string(recording)
            .map_err(|error| TableError::Recording { path: self.folder.join(RECORDING), message: error.to_string() })?;
        write_file(&self.folder, RECORDING, format!("{json}\n").as_bytes())
    }

    /// Goes on with the run in `folder` from where it was at `marks`: deletes what was written after them. Nothing is deleted if
    /// something from before them is gone.
    ///
    /// # Errors
    /// If a part from before the marks is gone, or the folder cannot be read or written.
    pub fn resume(folder: &Path, marks: &Marks) -> Result<Self, TableError> {
        let writer = Self {
            folder: folder.to_owned(),
            nodes: TableWriter::resume(folder, marks.nodes)?,
            epochs: TableWriter::resume(folder, marks.epochs)?,
            supply: TableWriter::resume(folder, marks.supply)?,
            jobs: TableWriter::resume(folder, marks.jobs)?,
            tasks: TableWriter::resume(folder, marks.tasks)?,
            timeline: TableWriter::resume(folder, marks.timeline)?,
            digests: marks.digests.map(|mark| TableWriter::resume(folder, mark)).transpose()?,
            events: marks.events.map(|mark| TableWriter::resume(folder, mark)).transpose()?,
        };
        writer.nodes.go_back()?;
        writer.epochs.go_back()?;
        writer.supply.go_back()?;
        writer.jobs.go_back()?;
        writer.tasks.go_back()?;
        writer.timeline.go_back()?;
        writer.digests.as_ref().map_or(Ok(()), TableWriter::go_back)?;
        writer.events.as_ref().map_or(Ok(()), TableWriter::go_back)?;
        Ok(writer)
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
        self.digests.as_mut().map_or(Ok(()), TableWriter::flush)?;
        self.events.as_mut().map_or(Ok(()), TableWriter::flush)?;
        self.timeline.flush()
    }

    /// As [`RunWriter::flush`]; says how far every table is written then.
    ///
    /// # Errors
    /// If a part cannot be written.
    pub fn mark(&mut self) -> Result<Marks, TableError> {
        self.flush()?;
        Ok(Marks {
            nodes: self.nodes.mark(),
            epochs: self.epochs.mark(),
            supply: self.supply.mark(),
            jobs: self.jobs.mark(),
            tasks: self.tasks.mark(),
            timeline: self.timeline.mark(),
            digests: self.digests.as_ref().map(TableWriter::mark),
            events: self.events.as_ref().map(TableWriter::mark),
        })
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
        self.digests.map_or(Ok(()), TableWriter::finish)?;
        self.events.map_or(Ok(()), TableWriter::finish)?;
        close(&self.folder, summary)
    }
}

/// Writes `digest.txt` and, last, `summary.json`.
pub(super) fn close(folder: &Path, summary: &Summary) -> Result<(), TableError> {
    let json = serde_json::to_string_pretty(summary)
        .map_err(|error| TableError::Summary { path: folder.join(SUMMARY), message: error.to_string() })?;
    write_file(folder, DIGEST, format!("{}\n", summary.digest).as_bytes())?;
    write_file(folder, SUMMARY, format!("{json}\n").as_bytes())
}

/// Makes the folder, or takes it if it is there and empty.
pub(super) fn make_empty(folder: &Path) -> Result<(), TableError> {
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
