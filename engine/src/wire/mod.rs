//! What travels: messages, signed envelopes, signature schemes and the window that refuses replays.

mod envelope;
mod message;
mod replay;
mod scheme;

pub use envelope::{Envelope, Refusal, WIRE_VERSION, WIRE_VERSIONS};
pub use message::{
    Assignment, Capability, EpochEntry, JobStatus, Message, Submission, Transaction, TransactionError, WorkResult,
};
pub use replay::ReplayWindow;
pub use scheme::{Ed25519, KeyedHash, PublicKey, Scheme, SecretKey, Signature};
