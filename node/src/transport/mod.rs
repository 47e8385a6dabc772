//! Real transports: what carries a node's envelopes, and the data plane beside them.
//!
//! ```text
//!   driver ── Transport::send, subscribe ──▶ Connection ── broker or hub ──▶ the other nodes' Connections
//!      ▲                                        │
//!      └───────── mpsc of Arrival ◀─────────────┘        DataSender ── chunks ──▶ a node's data channel
//! ```
//!
//! Every transport keeps the promise of [`engine::Transport`]: at least once, unordered, possibly lost; the protocol repeats
//! itself. `send` and `subscribe` never block; a receiver that reads slowly holds back its own link and nobody else's.
//! Dropping a connection closes it.

mod loopback;
mod meter;
mod mqtt;
mod topic;

pub use loopback::{LoopbackHub, LoopbackTransport};
pub use meter::Counters;
pub use mqtt::{BrokerUrl, ConnectError, MqttTransport, UrlError, wait_listening};
pub use topic::{data_name, topic_name};

use engine::{Envelope, NodeId};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Longest encoded envelope that is sent (bytes). A job with as many tasks and edges as indices allow takes 2.4 MiB.
pub const ENVELOPE_BYTES_MAX: usize = 8 << 20;

/// Longest chunk of the data plane (bytes).
pub const CHUNK_BYTES_MAX: usize = 256 << 10;

/// Envelopes that wait for the link at most; further ones are dropped and counted.
const OUTBOX_ENVELOPES_MAX: usize = 16_384;

/// Chunks that wait for the link at most (16 MiB); a sender waits for room.
const OUTBOX_CHUNKS_MAX: usize = 64;

/// What comes out of a connection, in order, into the bounded channel given when it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// An envelope to a subscribed topic; not yet verified.
    Envelope(Box<Envelope>),
    /// Something on a protocol topic that is no envelope.
    Malformed {
        /// Its size (bytes).
        bytes: usize,
    },
    /// A chunk on this node's data channel; its meaning is the data plane's.
    Data(Vec<u8>),
    /// The link is up and all subscriptions made so far hold.
    Up,
    /// The link is down; the transport is trying to get it back.
    Down,
}

/// One node's open connection.
pub trait Connection: engine::Transport + Send {
    /// Sends to the data channels of other nodes; may be kept and used from any thread.
    fn data(&self) -> Arc<dyn DataSender>;

    /// What passed so far.
    fn counters(&self) -> Counters;
}

impl engine::Transport for Box<dyn Connection> {
    fn send(&mut self, now: engine::Time, envelope: Envelope) {
        (**self).send(now, envelope);
    }

    fn subscribe(&mut self, topic: engine::Topic) {
        (**self).subscribe(topic);
    }
}

impl Connection for Box<dyn Connection> {
    fn data(&self) -> Arc<dyn DataSender> {
        (**self).data()
    }

    fn counters(&self) -> Counters {
        (**self).counters()
    }
}

/// The data plane's sending half.
pub trait DataSender: Send + Sync {
    /// Hands over a chunk of at most [`CHUNK_BYTES_MAX`] for delivery to `to` as [`Arrival::Data`].
    ///
    /// Delivered at least once, in order as long as the link holds; may be lost when it breaks.
    ///
    /// # Errors
    /// [`SendError::Full`] when too many chunks wait already; the others are final.
    fn try_send(&self, to: NodeId, chunk: Vec<u8>) -> Result<(), SendError>;

    /// As [`try_send`](Self::try_send), but waits for room instead of failing with [`SendError::Full`].
    fn send(&self, to: NodeId, chunk: Vec<u8>) -> Pin<Box<dyn Future<Output = Result<(), SendError>> + Send + '_>>;
}

/// Why a chunk was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Longer than a chunk may be.
    #[error("a chunk of {0} bytes is longer than the {CHUNK_BYTES_MAX} allowed: split it")]
    TooLong(usize),
    /// No room now.
    #[error("too many chunks wait for the link: try again later, or wait with `send`")]
    Full,
    /// The connection was closed.
    #[error("the connection is closed")]
    Closed,
}

/// Refuses a chunk that is too long.
fn check_chunk(chunk: &[u8]) -> Result<(), SendError> {
    if chunk.len() > CHUNK_BYTES_MAX { Err(SendError::TooLong(chunk.len())) } else { Ok(()) }
}
