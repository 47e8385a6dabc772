//! What a run can go on from after a kill.
//!
//! ```text
//!   checkpoint/000000086400.checkpoint   the state at that second; the newest two are kept
//!   checkpoint/lock                      held by the process that works on the run
//! ```

mod error;
mod file;

pub use error::CheckpointError;
pub use file::{Checkpoint, CheckpointHead};

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::table::TableError;

const FOLDER: &str = "checkpoint";
const LOCK: &str = "lock";
const SUFFIX: &str = ".checkpoint";

/// Checkpoints kept: should the newest be damaged, there is one more.
const KEPT: usize = 2;

/// The checkpoints of a run; no other process can open them.
#[derive(Debug)]
pub struct Checkpoints {
    folder: PathBuf,
    lock: File,
}

impl Checkpoints {
    /// Makes the folder for the checkpoints of a new run.
    ///
    /// # Errors
    /// If it cannot be made or locked.
    pub fn create(run: &Path) -> Result<Self, CheckpointError> {
        let folder = run.join(FOLDER);
        fs::create_dir(&folder).map_err(TableError::io(&folder, "create the folder of the checkpoints"))?;
        Self::locked(run, folder)
    }

    /// The checkpoints of a run that was begun; `None` if it makes none.
    ///
    /// # Errors
    /// If another process works on the run, or the lock cannot be made.
    pub fn open(run: &Path) -> Result<Option<Self>, CheckpointError> {
        let folder = run.join(FOLDER);
        if folder.is_dir() { Self::locked(run, folder).map(Some) } else { Ok(None) }
    }

    fn locked(run: &Path, folder: PathBuf) -> Result<Self, CheckpointError> {
        let path = folder.join(LOCK);
        let opened = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
        let lock = opened.map_err(TableError::io(&path, "open the file"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder, lock }),
            Err(TryLockError::WouldBlock) => Err(CheckpointError::Busy { run: run.to_owned() }),
            Err(TryLockError::Error(cause)) => Err(TableError::io(&path, "lock the file")(cause).into()),
        }
    }

    /// Writes a checkpoint whole or not at all, then deletes all but the newest two.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(
        &self,
        head: &CheckpointHead,
        body: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), CheckpointError> {
        file::write(&self.folder, &format!("{:012}{SUFFIX}", head.at.as_secs()), head, body)?;
        let mut found = self.found()?;
        found.truncate(found.len().saturating_sub(KEPT));
        for path in found {
            fs::remove_file(&path).map_err(TableError::io(&path, "delete the file"))?;
        }
        Ok(())
    }

    /// The newest checkpoint that is whole, and what is wrong with those after it; `None` if there is none at all.
    ///
    /// # Errors
    /// If all are damaged, or the newest that is whole comes from another version of the program.
    pub fn newest(&self) -> Result<Option<(Checkpoint, Vec<String>)>, CheckpointError> {
        let mut damage = Vec::new();
        for path in self.found()?.into_iter().rev() {
            match file::open(&path) {
                Ok(checkpoint) => return Ok(Some((checkpoint, damage))),
                Err(file::Unreadable::Damaged(what)) => damage.push(format!("{}: {what}", path.display())),
                Err(file::Unreadable::Version { found, ours }) => return Err(CheckpointError::Version { path, found, ours }),
            }
        }
        if damage.is_empty() { Ok(None) } else { Err(CheckpointError::AllDamaged { damage }) }
    }

    /// Deletes all checkpoints: the run has ended.
    ///
    /// # Errors
    /// If the folder cannot be deleted.
    pub fn remove(self) -> Result<(), CheckpointError> {
        let Self { folder, lock } = self;
        drop(lock);
        fs::remove_dir_all(&folder).map_err(TableError::io(&folder, "delete the folder of the checkpoints"))?;
        Ok(())
    }

    /// The files, oldest first.
    fn found(&self) -> Result<Vec<PathBuf>, CheckpointError> {
        let failed = |cause: io::Error| TableError::io(&self.folder, "read the folder of the checkpoints")(cause);
        let mut found = Vec::<(u64, PathBuf)>::new();
        let entries = match fs::read_dir(&self.folder) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(failed)?,
        };
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name();
            let second = name.to_str().and_then(|name| name.strip_suffix(SUFFIX)?.parse::<u64>().ok());
            found.extend(second.map(|second| (second, entry.path())));
        }
        found.sort();
        Ok(found.into_iter().map(|(_, path)| path).collect())
    }
}
