//! The simulated world: drives the protocol of `engine` in virtual time.
//!
//! ```text
//!   world::Plan ─▶ Simulation { kernel: events in order ─▶ host: a Node and its device ─▶ outputs
//!                                   ▲                                                       │
//!                                   └─ network: delay, loss ◀─ spells, arrivals ◀───────────┘ ─▶ records::observe }
//! ```
//!
//! Order is `(time, sender, purpose, sequence)`; draws come from the streams of `world`.
//! Same plan and seed: same digest, on every machine. No protocol rule lives here.

#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests judge results, they do not make them"))]

mod beats;
mod digest;
mod error;
mod fate;
mod host;
mod job;
mod leg;
mod network;
mod port;
mod resume;
mod run;
mod session;
mod simulation;
mod trace;
mod transport;
mod trouble;

pub use engine::Span;
pub use error::{RunError, SimError};
pub use network::{Delivery, Network};
pub use port::{Port, Ports};
pub use records::run::Recording;
pub use resume::{Interrupted, run_with_checkpoints};
pub use run::{Finished, run, run_recorded, run_until, simulate};
pub use session::Session;
pub use simulation::{Happened, Outcome, Progress, Seen, Simulation};
pub use transport::{Sent, SimTransport, Traffic};
