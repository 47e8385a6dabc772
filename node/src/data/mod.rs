//! The data plane: blobs named by their digest, fetched from whoever has them.
//!
//! Envelopes say *what* (digests, signed); data channels carry it, unsigned, because content is checked against its name.
//!
//! ```text
//!   worker ── Ask(offset) ──▶ requester ── Piece ──▶ worker              inputs, piece by piece, asked for again if lost
//!   worker ── Offer(task) ──▶ requester ── Ask ──▶ worker ── Piece ──▶ requester ── Have ──▶ worker      outputs, checkpoints
//! ```
//!
//! A receiver only takes what it wants: a requester asks for outputs and checkpoints of its own open jobs, of at most
//! the declared size.
//! Whoever knows a digest may fetch its content: nothing here is secret.
//!
//! Nobody can make a node keep wrong bytes, or more than it asked for. Against keeping data away:
//! - Every request carries a cookie and every answer repeats it. Who can publish on data channels but not read those of others
//!   cannot answer in their place: no piece, denial or receipt of his is heard.
//! - He can still flood: the link, the inbox, the 256 requests that wait to be served, the 4096 offers that wait for their first
//!   piece. While requests come in faster than they are handled, most honest ones are lost too, and a transfer that gets no
//!   piece through for 60 s fails. Nor is it checked who asks: a forged `Ask` has a piece sent to somebody who drops it.
//! - Who has a data channel of his own can offer outputs of his own under the names of a job's tasks. By giving 16 of them he
//!   fills a task's places and its job gets no other; by sending pieces slowly he occupies the 4 fetches of a task, or all 64.
//! - Who reads the channels of others can answer in their place, and end a transfer with a few lies.
//!
//! The last three are the broker's to forbid: by rates, and by who may publish and read where.

mod assembly;
mod blobs;
mod error;
mod exchange;
mod fetch;
mod follow;
mod inner;
mod message;
mod open_jobs;

pub use blobs::{BlobError, Blobs, ballast};
pub use error::DataError;
pub use exchange::Exchange;
pub use open_jobs::OpenJobs;

/// Longest piece of a blob in one message (bytes).
const CHUNK: usize = 128 * 1_024;
