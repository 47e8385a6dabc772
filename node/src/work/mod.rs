//! Work: what a job's manifest names, and how a worker carries an assignment out.
//!
//! ```text
//!   assignment ─▶ manifest (fetched) ─▶ program + input (fetched) + outputs of tasks before (fetched)
//!              ─▶ program runs on a thread of its own ─▶ output given to the requester ─▶ Input::Finished
//!                                          └─ checkpoints given to the requester ─▶ Input::Checkpointed
//! ```
//!
//! A job without a manifest only has sizes: its input is fetched and its output given as ballast of that size, its
//! computation is waited for, from checkpoint to checkpoint.

mod course;
mod execute;
mod magika;

pub use course::{Course, Task};
pub use execute::Executor;
pub use magika::{Classified, FileSample, Gathered, MagikaProgram, PROGRAM as MAGIKA, TypeRow};

use borsh::{BorshDeserialize, BorshSerialize};
use engine::wire::Digest;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Longest manifest (bytes).
pub const MANIFEST_MAX: u64 = 4 * 1_024 * 1_024;

/// What a job runs on which data; its digest is the job's [`engine::job::JobSpec::manifest`].
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Manifest {
    /// Name of the program.
    pub program: String,
    /// Input of each task, by index; [`Digest::NONE`] for one that only reads outputs of others.
    pub inputs: Vec<Digest>,
}

/// Something a worker can run. The same input gives the same output everywhere.
pub trait Program: Send + Sync {
    /// Runs one task on its input and the outputs of the tasks before it; returns its output, or why not. What it goes on from
    /// changes nothing in its output.
    ///
    /// # Errors
    /// In words, for the operator.
    fn run(&self, task: &Task<'_>) -> Result<Vec<u8>, String>;
}

/// The programs a worker has, by name.
pub type Programs = BTreeMap<String, Arc<dyn Program>>;
