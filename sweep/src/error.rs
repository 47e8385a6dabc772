//! What can stop a sweep or a search.

use records::scenario::ScenarioError;
use records::table::TableError;
use std::error::Error;
use std::path::{Path, PathBuf};

/// Why a sweep or a search cannot start, go on or be merged. A run that fails is no such reason: its row says so.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The file is wrong.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// A point cannot run.
    #[error("point {point} ({values}): {cause}")]
    Point {
        /// Its number, from 0.
        point: usize,
        /// Its values.
        values: String,
        /// Why.
        cause: Box<dyn Error + Send + Sync>,
    },
    /// A file of the folder cannot be read or written.
    #[error("{}: cannot {action}: {cause}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// The operating system's reason.
        cause: std::io::Error,
    },
    /// A table or the summary cannot be written.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The folder holds something else.
    #[error("{}: holds {found}, and no {word}: choose another folder with --out", path.display())]
    NotASweep {
        /// The folder.
        path: PathBuf,
        /// What was looked for: a sweep or a search.
        word: &'static str,
        /// Name of one thing in it.
        found: String,
    },
    /// The folder holds no sweep to go on with.
    #[error("{}: no sweep to go on with: it has no {missing}", path.display())]
    NoSweep {
        /// The folder.
        path: PathBuf,
        /// What was looked for.
        missing: &'static str,
    },
    /// The folder holds another sweep or search.
    #[error("{}: holds another {word}; {}; choose another folder with --out, or take the change back", path.display(), differences.join("; "))]
    Changed {
        /// The folder.
        path: PathBuf,
        /// What it holds: a sweep or a search.
        word: &'static str,
        /// What differs.
        differences: Vec<String>,
    },
    /// Another process has the folder open.
    #[error("{}: another process is at work in this folder", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The journal is not one.
    #[error("{}: not a journal of runs: {message}", path.display())]
    Journal {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// The threads cannot be started.
    #[error("cannot start {threads} threads: {message}; ask for fewer with --threads")]
    Threads {
        /// How many.
        threads: usize,
        /// The system's reason.
        message: String,
    },
    /// Folders that do not make one sweep.
    #[error("cannot merge: {0}")]
    Merge(String),
}

impl SweepError {
    /// For `map_err`: an I/O error at `path` while doing `action`.
    pub(crate) fn io(path: &Path, action: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Io { path, action, cause }
    }
}
