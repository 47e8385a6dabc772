//! A run by epochs being recorded.

use std::path::{Path, PathBuf};

use super::writer::{close, make_empty};
use super::{SCENARIO, Summary};
use crate::table::{MarketRow, TableError, TableWriter, write_file};

/// Writes the folder of a run by epochs: `scenario.toml`, the table `market`, and when it has ended `digest.txt` and `summary.json`.
///
/// Dropped without [`MarketWriter::finish`], as a killed process does, it leaves the parts written so far and no summary.
#[derive(Debug)]
pub struct MarketWriter {
    folder: PathBuf,
    /// Table `market`.
    pub market: TableWriter<MarketRow>,
}

impl MarketWriter {
    /// Makes the folder with its parents and writes the filled-in scenario.
    ///
    /// # Errors
    /// A folder that holds something already, a file in its place, or one that cannot be written.
    pub fn create(folder: &Path, scenario_toml: &str) -> Result<Self, TableError> {
        make_empty(folder)?;
        write_file(folder, SCENARIO, scenario_toml.as_bytes())?;
        Ok(Self { folder: folder.to_owned(), market: TableWriter::create(folder)? })
    }

    /// Closes the table, then writes `digest.txt` and, last, `summary.json`.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn finish(self, summary: &Summary) -> Result<(), TableError> {
        self.market.finish()?;
        close(&self.folder, summary)
    }
}
