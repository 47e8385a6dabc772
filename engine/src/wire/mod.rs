//! What travels: messages, signed envelopes, signature schemes and the window that refuses replays.

mod digest;
mod envelope;
mod folding;
mod kind;
mod length;
mod message;
mod replay;
mod scheme;
mod unsigned;

pub use digest::Digest;
pub use envelope::{Envelope, Refusal, WIRE_VERSION, WIRE_VERSIONS};
pub use folding::Folding;
pub use kind::MessageKind;
pub use message::{
    Assignment, Capability, Checkpoint, EpochEntry, JobStatus, Message, Submission, TaskOutput, Transaction, TransactionError,
    WorkResult,
};
pub(crate) use replay::Channel;
pub use replay::ReplayWindow;
pub use scheme::{Ed25519, KeyedHash, PublicKey, Scheme, SecretKey, Signature};
pub use unsigned::Unsigned;
