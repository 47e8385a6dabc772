//! What can go wrong between a run folder and its report: each message names the path and says what to do.

use std::path::PathBuf;

/// An error of reading run folders or of writing a report.
#[derive(Debug, thiserror::Error)]
pub enum AnalysisError {
    /// The path is not a folder that a run wrote.
    #[error("{}: not a run folder ({why}); give the folder that `xpand run --out DIR` wrote: it holds scenario.toml and the tables", path.display())]
    NotARun {
        /// The path given.
        path: PathBuf,
        /// What is missing.
        why: String,
    },
    /// A file of the run folder exists but cannot be read.
    #[error("{}: cannot be read ({cause}); check that it exists and that you may read it", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's answer.
        cause: std::io::Error,
    },
    /// A part file is not Parquet, or is damaged.
    #[error("{}: damaged or no Parquet file ({cause}); move it out of the folder to report on the rest, or run the scenario again", path.display())]
    Parquet {
        /// The part file.
        path: PathBuf,
        /// What the reader found.
        cause: String,
    },
    /// A part file lacks a column, or holds it in another type.
    #[error("{}: column `{column}` is {found}, expected {expected}; the folder was written by another version: run the scenario again with this one", path.display())]
    Column {
        /// The part file.
        path: PathBuf,
        /// The column's name.
        column: String,
        /// Its type in the file, or that it is missing.
        found: String,
        /// The type this version reads.
        expected: String,
    },
    /// `scenario.toml` or `summary.json` does not parse.
    #[error("{}: does not parse ({cause}); mend the file or run the scenario again", path.display())]
    Text {
        /// The file.
        path: PathBuf,
        /// Line and reason.
        cause: String,
    },
    /// A report was asked of no run at all.
    #[error("no run given; give at least one run folder")]
    NoRun,
    /// A figure could not be drawn.
    #[error("figure `{name}` could not be drawn: {cause}")]
    Figure {
        /// The figure's file stem.
        name: String,
        /// The drawing library's answer.
        cause: String,
    },
    /// The report's page could not be filled in.
    #[error("report.html could not be filled in: {0}")]
    Template(#[from] askama::Error),
    /// A file of the report cannot be written.
    #[error("{}: cannot be written ({cause}); choose another folder or free some space", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        cause: std::io::Error,
    },
}
