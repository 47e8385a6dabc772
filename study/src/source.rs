//! Where a study comes from: a folder, or the program itself.

use crate::error::StudyError;
use scenarios::studies;
use std::fs;
use std::path::{Path, PathBuf};

/// What to change in a study.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Fewer replicates and smaller worlds, as each run's `quick` says: to see that all works, not to believe it.
    pub quick: bool,
    /// Keys that some runs need, such as `churn.trace`, with their values.
    pub with: Vec<(String, String)>,
    /// Parts to answer, by name; all if there are none.
    pub only: Vec<String>,
}

/// A folder with `study.toml` and the files of its runs.
#[derive(Clone, Debug)]
pub struct Source {
    /// The folder.
    pub folder: PathBuf,
    /// Its name.
    pub name: String,
}

impl Source {
    /// The folder `asked`, or the shipped study of this name, whose files are then written to `files` first.
    ///
    /// # Errors
    /// Neither is there, or the files cannot be written.
    pub fn find(asked: &str, files: &Path) -> Result<Self, StudyError> {
        let folder = Path::new(asked);
        if folder.join("study.toml").is_file() {
            let name = folder.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
            return Ok(Self { folder: folder.to_owned(), name: name.unwrap_or_else(|| "study".to_owned()) });
        }
        let Some(shipped) = studies::ALL.iter().find(|study| study.name == asked) else {
            let known = studies::ALL.iter().map(|study| study.name).collect::<Vec<_>>().join(", ");
            return Err(StudyError::Unknown { asked: asked.to_owned(), known });
        };
        fs::create_dir_all(files).map_err(|cause| StudyError::Io { path: files.to_owned(), cause })?;
        for (name, text) in shipped.files {
            let path = files.join(name);
            fs::write(&path, text).map_err(|cause| StudyError::Io { path, cause })?;
        }
        Ok(Self { folder: files.to_owned(), name: shipped.name.to_owned() })
    }
}
