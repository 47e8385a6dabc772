//! Why data did not come or go.

use super::exchange::{PATIENCE, TRIES};
use engine::NodeId;
use engine::wire::Digest;

/// Why data did not come or go.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// The other side does not answer.
    #[error("{node} did not answer for {} s about {digest}", (PATIENCE * TRIES).as_secs())]
    Silent {
        /// Who.
        node: NodeId,
        /// About what.
        digest: Digest,
    },
    /// It says that it does not have it.
    #[error("{node} does not have {digest}")]
    Missing {
        /// Who.
        node: NodeId,
        /// What.
        digest: Digest,
    },
    /// It does not want it.
    #[error("{node} does not want {digest}")]
    Unwanted {
        /// Who.
        node: NodeId,
        /// What.
        digest: Digest,
    },
    /// What came under this name is something else, again and again: the sender or the network alters it.
    #[error("what comes from {node} as {digest} is something else, {TRIES} times in a row")]
    Wrong {
        /// Who was asked.
        node: NodeId,
        /// For what.
        digest: Digest,
    },
    /// More than was declared.
    #[error("{digest} has {length} bytes, at most {max} were declared")]
    TooLong {
        /// What.
        digest: Digest,
        /// Its length (bytes).
        length: u64,
        /// The most allowed (bytes).
        max: u64,
    },
    /// The disk refused.
    #[error("{0}")]
    Disk(String),
}
