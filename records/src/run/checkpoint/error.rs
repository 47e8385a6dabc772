//! Why a run cannot write a checkpoint, or go on from one.

use std::path::PathBuf;

use crate::table::TableError;

/// What can be wrong with the checkpoints of a run.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// A file or folder cannot be read or written.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Another process has the run open.
    #[error("{}: another process works on this run; wait until it has ended, or end it", run.display())]
    Busy {
        /// The run's folder.
        run: PathBuf,
    },
    /// There is nothing to go on from.
    #[error(
        "{run}: cannot be resumed: {why}; start it again: xpand run {run}/scenario.toml --checkpoint-every 1d --out NEW-DIR",
        run = run.display()
    )]
    Nothing {
        /// The run's folder.
        run: PathBuf,
        /// Why there is nothing, in words.
        why: &'static str,
    },
    /// Every checkpoint is damaged.
    #[error("no checkpoint is whole ({}); start the run again from its scenario.toml, into another folder", damage.join("; "))]
    AllDamaged {
        /// What is wrong with each.
        damage: Vec<String>,
    },
    /// Another version of the program wrote it.
    #[error(
        "{}: written by xpand {found}, this is xpand {ours}: two versions may compute different runs. Resume with xpand {found}, or \
         start the run again from its scenario.toml, into another folder",
        path.display()
    )]
    Version {
        /// The checkpoint.
        path: PathBuf,
        /// The version that wrote it.
        found: String,
        /// The version that reads it.
        ours: String,
    },
    /// What the run was made from is not what it was.
    #[error(
        "{}: {what} changed since the run began: what follows would be another run. Put it back as it was, or start a new run",
        run.display()
    )]
    Changed {
        /// The run's folder.
        run: PathBuf,
        /// What changed, in words.
        what: &'static str,
    },
    /// A whole checkpoint that does not read: a defect, or of other nodes.
    #[error("{}: the checkpoint is whole and yet does not read ({message}): please report it as a defect of xpand", path.display())]
    Unreadable {
        /// The checkpoint.
        path: PathBuf,
        /// What is wrong, in words.
        message: String,
    },
}
