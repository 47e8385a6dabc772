//! A table being written.

use std::fs;
use std::path::{Path, PathBuf};

use borsh::{BorshDeserialize, BorshSerialize};

use super::error::TableError;
use super::part::{numbered_parts, part_name, parts_after, write_part};
use super::row::Row;

/// Rows in a part file at most (count): some MB of rows, and three times as much while they are encoded.
pub const ROWS_PER_PART: usize = 32_768;

/// Room for rows that is kept after they are written (count).
const ROWS_KEPT: usize = 4_096;

/// How far a table was written when nothing was buffered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Mark {
    /// Closed parts (count).
    pub parts: u32,
    /// Rows in them (count).
    pub rows: u64,
    /// Rows in a part at most (count).
    pub rows_per_part: u64,
}

/// Buffers rows and writes them as closed part files.
///
/// A part ends after [`ROWS_PER_PART`] rows or at [`TableWriter::flush`], never by the clock, so the same rows and
/// flushes give the same files. What is buffered when the process dies is lost; every part written before is readable.
#[derive(Debug)]
pub struct TableWriter<R> {
    folder: PathBuf,
    rows: Vec<R>,
    rows_per_part: usize,
    parts: u32,
    written: u64,
}

impl<R: Row> TableWriter<R> {
    /// Makes the table's folder in the folder of a run.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn create(run: &Path) -> Result<Self, TableError> {
        Self::with_rows_per_part(run, ROWS_PER_PART)
    }

    /// As [`TableWriter::create`], with parts of at most `rows_per_part` rows (at least 1).
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn with_rows_per_part(run: &Path, rows_per_part: usize) -> Result<Self, TableError> {
        let folder = run.join(R::TABLE);
        fs::create_dir(&folder).map_err(TableError::io(&folder, "create the table's folder"))?;
        Ok(Self { folder, rows: Vec::new(), rows_per_part: rows_per_part.max(1), parts: 0, written: 0 })
    }

    /// The table as it was at `mark`, for [`TableWriter::go_back`].
    ///
    /// # Errors
    /// If a part from before the mark is gone, or the folder cannot be read.
    pub(crate) fn resume(run: &Path, mark: Mark) -> Result<Self, TableError> {
        let folder = run.join(R::TABLE);
        let found = numbered_parts(&folder)?;
        let mut numbers = found.iter().map(|(number, _)| *number);
        if let Some(missing) = (0..mark.parts).find(|wanted| numbers.next() != Some(*wanted)) {
            return Err(TableError::MissingPart { path: folder.join(part_name(missing)) });
        }
        let rows_per_part = usize::try_from(mark.rows_per_part).unwrap_or(usize::MAX).max(1);
        Ok(Self { folder, rows: Vec::new(), rows_per_part, parts: mark.parts, written: mark.rows })
    }

    /// Deletes the parts after those that were written: the same rows come again.
    ///
    /// # Errors
    /// If one cannot be deleted.
    pub(crate) fn go_back(&self) -> Result<(), TableError> {
        let goes = |path: PathBuf| fs::remove_file(&path).map_err(TableError::io(&path, "delete the file"));
        parts_after(&self.folder, self.parts)?.into_iter().try_for_each(goes)
    }

    /// How far the table is written; rows that are buffered do not count.
    pub(crate) fn mark(&self) -> Mark {
        Mark { parts: self.parts, rows: self.written, rows_per_part: self.rows_per_part as u64 }
    }

    /// Adds a row; the row that fills a part writes it.
    ///
    /// # Errors
    /// If the part cannot be written.
    pub fn push(&mut self, row: R) -> Result<(), TableError> {
        self.rows.push(row);
        if self.rows.len() >= self.rows_per_part { self.flush() } else { Ok(()) }
    }

    /// Writes the buffered rows as a part; with none, nothing happens. Meant for boundaries of simulated time.
    ///
    /// # Errors
    /// If the part cannot be written; the rows stay buffered.
    pub fn flush(&mut self) -> Result<(), TableError> {
        if self.rows.is_empty() { Ok(()) } else { self.write() }
    }

    /// Writes what is buffered and closes the table. A table without rows gets one part without rows, so that its
    /// columns are known.
    ///
    /// # Errors
    /// If the part cannot be written.
    pub fn finish(mut self) -> Result<(), TableError> {
        if self.parts == 0 { self.write() } else { self.flush() }
    }

    /// Rows written and buffered (count).
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.written + self.rows.len() as u64
    }

    fn write(&mut self) -> Result<(), TableError> {
        write_part(&self.folder, &part_name(self.parts), &self.rows)?;
        self.parts += 1;
        self.written += self.rows.len() as u64;
        self.rows.clear();
        // What one boundary filled may never be needed again.
        self.rows.shrink_to(ROWS_KEPT);
        Ok(())
    }
}
