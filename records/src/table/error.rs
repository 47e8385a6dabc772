//! What can be wrong with a run folder or a table in it.

use std::path::{Path, PathBuf};

/// Why a table could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The operating system refused.
    #[error("{}: cannot {action}: {cause}", path.display())]
    Io {
        /// File or folder.
        path: PathBuf,
        /// What was tried, as a verb and its object.
        action: &'static str,
        /// The operating system's reason.
        cause: std::io::Error,
    },
    /// The folder for a new run holds something already.
    #[error("{}: the folder is not empty (it holds {found}); choose another for the run", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
        /// Name of one thing in it.
        found: String,
    },
    /// The path for a new run is no folder.
    #[error("{}: is a file, not a folder; choose another place for the run", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// The folder lacks what every run folder has.
    #[error("{}: not a run folder: it has no {missing}", path.display())]
    NotARun {
        /// The folder.
        path: PathBuf,
        /// File or folder that was looked for.
        missing: String,
    },
    /// The file is no Parquet file, or a damaged one.
    #[error("{}: not a readable Parquet file: {message}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// The reader's words.
        message: String,
    },
    /// A Parquet file whose columns are not the table's.
    #[error("{}: not a {table} table: expected {expected}, found {found}", path.display())]
    Schema {
        /// The file.
        path: PathBuf,
        /// Name of the table.
        table: &'static str,
        /// Column expected.
        expected: String,
        /// Column found.
        found: String,
    },
    /// Rows that have no place in the table: an amount of 10³⁸ units or more.
    #[error("table {table}: {message}")]
    Row {
        /// Name of the table.
        table: &'static str,
        /// What does not fit.
        message: String,
    },
    /// A `recording.json` that is not one.
    #[error("{}: not a readable list of what the run records: {message}", path.display())]
    Recording {
        /// The file.
        path: PathBuf,
        /// The parser's words, with line and column.
        message: String,
    },
    /// A part that was written before the checkpoint that a run is to go on from.
    #[error("{}: the file is gone; the run cannot go on without it: start it again, into another folder", path.display())]
    MissingPart {
        /// The file.
        path: PathBuf,
    },
    /// A `summary.json` that is not one.
    #[error("{}: not a readable summary: {message}", path.display())]
    Summary {
        /// The file.
        path: PathBuf,
        /// The parser's words, with line and column.
        message: String,
    },
}

impl TableError {
    /// For `map_err`: an I/O error at `path` while doing `action`.
    pub(crate) fn io(path: &Path, action: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Io { path, action, cause }
    }
}
