//! The deployable node: drives the protocol of `engine` in real time, over MQTT, with real work.
//!
//! ```text
//!   broker ─▶ transport ─ Arrival ─▶ driver: engine::Node::step ─▶ store (redb), log (replay), transport, work
//!                                       ▲                                                          │
//!             clock ────────────────────┘   data: blobs between nodes ◀── inputs, outputs ─────────┘
//! ```
//!
//! No protocol rule lives here.

pub mod bench;
pub mod broker;
pub mod clock;
pub mod data;
pub mod devnet;
pub mod driver;
pub mod identity;
pub mod log;
pub mod replay;
pub mod store;
pub mod transport;
pub mod work;
