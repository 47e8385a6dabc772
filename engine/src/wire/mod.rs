//! What travels: messages, signed envelopes, signature schemes and the window that refuses replays.

mod digest;
mod envelope;
mod message;
mod replay;
mod scheme;

pub use digest::Digest;
pub use envelope::{Envelope, Refusal, WIRE_VERSION, WIRE_VERSIONS};
pub use message::{
    Assignment, Capability, EpochEntry, JobStatus, Message, Submission, TaskOutput, Transaction, TransactionError, WorkResult,
};
pub use replay::ReplayWindow;
pub use scheme::{Ed25519, KeyedHash, PublicKey, Scheme, SecretKey, Signature};
