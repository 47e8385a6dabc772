//! What can stop a run, and what can be wrong with one that has ended.

use engine::config::ConfigError;
use records::run::CheckpointError;
use records::table::TableError;

/// Why a run cannot start or go on.
#[derive(Debug, thiserror::Error)]
pub enum SimError {
    /// The protocol's parameters contradict each other.
    #[error("the protocol cannot run like this: {0}")]
    Config(#[from] ConfigError),
    /// The run's folder cannot be written.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A node does not come back from its own records: a defect.
    #[error("node {node} does not come back from its records: {error}")]
    Recover {
        /// Which node.
        node: u32,
        /// Why.
        error: engine::RecoverError,
    },
    /// Asked of a run that it cannot do.
    #[error("{0} need single messages, which fidelity `session` does not have: leave them away, or use --set fidelity=message")]
    MessageOnly(&'static str),
    /// Bytes that are no saved simulation of this plan.
    #[error("the saved simulation does not read: {0}")]
    Load(#[from] borsh::io::Error),
    /// The ledger's invariants are broken: a defect.
    #[error("the ledger's books do not balance at the end: {0}")]
    Ledger(#[from] engine::ledger::Violation),
}

/// Why a run into a folder did not end well. What was written before is readable.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The run folder cannot be written.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The simulation stopped.
    #[error(transparent)]
    Sim(#[from] SimError),
    /// A checkpoint cannot be written, or the run cannot go on from one.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// Jobs should have come, and no task of any was ever placed. The run folder is complete.
    #[error("no job was placed: {submitted} were submitted, and {why}; the run is in {folder}")]
    NothingPlaced {
        /// How many were submitted.
        submitted: u64,
        /// Why, in words.
        why: String,
        /// Where the records are.
        folder: String,
    },
}
