//! What can be wrong with a study.

use analysis::AnalysisError;
use scenarios::scenario::ScenarioError;
use std::path::PathBuf;
use sweep::SweepError;

/// Why a study cannot be loaded, run or reported.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// There is no such study.
    #[error("`{asked}` is neither a folder with a study.toml nor a study that comes with the program; those are: {known}")]
    Unknown {
        /// What was asked for.
        asked: String,
        /// Those that there are.
        known: String,
    },
    /// `study.toml` or an override is wrong.
    #[error(transparent)]
    File(Box<ScenarioError>),
    /// A run's file is wrong, or the run broke off.
    #[error("run `{run}`: {cause}")]
    Run {
        /// Its name.
        run: String,
        /// Why.
        cause: Box<SweepError>,
    },
    /// The sections of `study.toml` do not fit each other or its runs.
    #[error("{}: {message}", path.display())]
    Entry {
        /// The file.
        path: PathBuf,
        /// Which entry, what was found and what is allowed.
        message: String,
    },
    /// A file cannot be read or written.
    #[error("{}: {cause}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The operating system's reason.
        cause: std::io::Error,
    },
    /// A figure or the page cannot be made.
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
}

impl From<ScenarioError> for StudyError {
    fn from(error: ScenarioError) -> Self {
        Self::File(Box::new(error))
    }
}
