//! The log of a node's life: what it began from, and every input with its time. Feeding it to the same `step` gives the same
//! outputs, byte for byte.
//!
//! ```text
//!   file:   "XPANDLOG" ┃ frame(Header) ┃ frame(Entry) ┃ frame(Entry) ┃ …       frame: length, CRC-32, borsh bytes
//! ```
//!
//! One file a life. An entry is in the file (not necessarily on the disk) before any of its outputs is carried out, so a log is
//! whole up to the step at which a process died; a machine that lost power may lose the last entries, never half of one
//! unnoticed.

mod read;
mod write;

pub use read::{Entries, open};
pub use write::LogWriter;

use borsh::{BorshDeserialize, BorshSerialize};
use engine::wire::{Digest, PublicKey};
use engine::{Input, NodeId, Output, Protocol, Record, RegionId, Roles, Time};
use std::path::PathBuf;

/// Folder of the logs in a node's folder.
pub const LOGS: &str = "log";
/// Extension of a log's name.
pub const EXTENSION: &str = "xlog";
/// First bytes of a log; the last one counts its formats.
const MAGIC: &[u8; 9] = b"XPANDLOG\x01";

/// What a life began from.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Header {
    /// Version of the program that wrote it.
    pub program: String,
    /// The network's parameters.
    pub protocol: Protocol,
    /// Who.
    pub node: NodeId,
    /// Where.
    pub region: RegionId,
    /// What it does.
    pub roles: Roles,
    /// Its public key; the secret one is needed to sign the same bytes again, and is not here.
    pub key: PublicKey,
    /// What the node was recovered from.
    pub records: Vec<Record>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Entry {
    /// When.
    pub now: Time,
    /// What it was told.
    pub input: Input,
    /// Digest of what it asked for, see [`digest`].
    pub outputs: Digest,
}

/// The digest of a step's outputs, over their encoding.
#[must_use]
pub fn digest(outputs: &[Output]) -> Digest {
    Digest::of(&encoded(outputs))
}

/// Outputs as bytes, by their number and in order.
#[must_use]
pub fn encoded(outputs: &[Output]) -> Vec<u8> {
    borsh::to_vec(outputs).expect("a Vec takes any length")
}

/// Why a log cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The file cannot be used.
    #[error("{path}: cannot {what}: {cause}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What was tried.
        what: &'static str,
        /// Why not.
        cause: std::io::Error,
    },
    /// Not a log of this format.
    #[error(
        "{path}: is not an input log of this version: it begins with {found:?}; a log is a file *.{EXTENSION} in a node's folder `{LOGS}`"
    )]
    Magic {
        /// Which file.
        path: PathBuf,
        /// Its first bytes.
        found: String,
    },
    /// More than a log can hold in one piece.
    #[error(
        "{path}: what this life begins from takes {bytes} bytes, a log holds at most 1 GiB of it: the node's history is too long"
    )]
    TooLong {
        /// Which file.
        path: PathBuf,
        /// Its length (bytes).
        bytes: u64,
    },
    /// Bytes in the middle that are no frame.
    #[error("{path}: damaged at byte {at}: {what}")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Where the frame begins.
        at: u64,
        /// What is wrong with it.
        what: &'static str,
    },
}
