//! A run being read.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;

use super::{DIGEST, RECORDING, Recording, SCENARIO, SUMMARY, Summary};
use crate::table::{Row, TableError, part_files, read_table};

/// The folder of a run, ended or killed.
#[derive(Clone, Debug)]
pub struct RunFolder {
    folder: PathBuf,
}

impl RunFolder {
    /// Takes `folder` as that of a run if it holds a scenario.
    ///
    /// # Errors
    /// If it does not.
    pub fn open(folder: &Path) -> Result<Self, TableError> {
        if folder.join(SCENARIO).is_file() {
            return Ok(Self { folder: folder.to_owned() });
        }
        Err(TableError::NotARun { path: folder.to_owned(), missing: SCENARIO.to_owned() })
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// The filled-in scenario as TOML.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn scenario_toml(&self) -> Result<String, TableError> {
        let path = self.folder.join(SCENARIO);
        fs::read_to_string(&path).map_err(TableError::io(&path, "read the file"))
    }

    /// The summary; `None` if the run was killed.
    ///
    /// # Errors
    /// If the file is there and cannot be read.
    pub fn summary(&self) -> Result<Option<Summary>, TableError> {
        let Some(text) = self.text(SUMMARY)? else { return Ok(None) };
        let path = self.folder.join(SUMMARY);
        let failed = |error: serde_json::Error| TableError::Summary { path, message: error.to_string() };
        serde_json::from_str(&text).map(Some).map_err(failed)
    }

    /// What the run was asked to record beyond the tables that every run has.
    ///
    /// # Errors
    /// If the file is there and cannot be read.
    pub fn recording(&self) -> Result<Recording, TableError> {
        let Some(text) = self.text(RECORDING)? else { return Ok(Recording::default()) };
        let path = self.folder.join(RECORDING);
        let failed = |error: serde_json::Error| TableError::Recording { path, message: error.to_string() };
        serde_json::from_str(&text).map_err(failed)
    }

    /// The digest, hexadecimal; `None` if the run was killed.
    ///
    /// # Errors
    /// If the file is there and cannot be read.
    pub fn digest(&self) -> Result<Option<String>, TableError> {
        Ok(self.text(DIGEST)?.map(|line| line.trim_end().to_owned()))
    }

    /// Closed part files of a table, in order.
    ///
    /// # Errors
    /// If the table's folder cannot be read.
    pub fn parts<R: Row>(&self) -> Result<Vec<PathBuf>, TableError> {
        part_files(&self.folder.join(R::TABLE))
    }

    /// The batches of a table, in order.
    ///
    /// # Errors
    /// As [`read_table`].
    pub fn batches<R: Row>(&self) -> Result<impl Iterator<Item = Result<RecordBatch, TableError>>, TableError> {
        read_table::<R>(&self.folder)
    }

    fn text(&self, name: &str) -> Result<Option<String>, TableError> {
        let path = self.folder.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(TableError::io(&path, "read the file")(cause)),
        }
    }
}
