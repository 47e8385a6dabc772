//! The protocol and only the protocol.
//!
//! Everything here is a plain value driven by [`Node::step`]: no clock, socket, thread, async or OS randomness. `no_std`
//! makes the compiler refuse `Instant`, `HashMap`, sockets and files. A *driver* (the simulator, the real node) owns a
//! [`Node`], feeds it [`Input`]s and carries its [`Output`]s out over a [`Transport`].
//!
//! ```text
//!   driver ── Input ──▶ Node { worker | validator | requester | sequencer } ── Outbox ──▶ driver
//!                         │            │              │
//!                     capacity   schedule, job    ledger, poai          (rules, no I/O)
//! ```
#![no_std]
#![cfg_attr(test, allow(missing_docs))]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod amm;
pub mod amount;
pub mod availability;
pub mod config;
pub mod discovery;
mod few;
mod fixed;
pub mod id;
pub mod job;
pub mod ledger;
pub mod node;
pub mod poai;
pub mod public_chain;
pub mod ratio1;
pub mod requester;
pub mod rng;
pub mod schedule;
pub mod sequencer;
pub mod signs;
mod thin;
pub mod time;
pub mod transport;
pub mod units;
pub mod validator;
pub mod wire;
pub mod worker;

pub use amount::Amount;
pub use config::{Local, Protocol, Roles, Shared};
pub use id::{JobId, NodeId, RegionId, TaskId};
pub use node::{Event, Input, LoadError, Node, Outbox, Output, Record, RecoverError};
pub use time::{Span, Time};
pub use transport::{Topic, Transport};
pub use wire::{Envelope, Message};
