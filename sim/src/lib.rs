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

mod digest;
mod error;
mod host;
pub mod kernel;
mod network;
mod run;
mod simulation;
mod transport;

pub use error::{RunError, SimError};
pub use network::{Delivery, Network};
pub use run::{Finished, run};
pub use simulation::{Outcome, Progress, Simulation};
pub use transport::{SimTransport, Traffic};
