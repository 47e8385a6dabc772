//! What can stop a run.

use engine::config::ConfigError;
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
    /// The ledger's invariants are broken: a defect.
    #[error("the ledger's books do not balance at the end: {0}")]
    Ledger(#[from] engine::ledger::Violation),
}
