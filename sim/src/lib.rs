//! The simulated world: drives the protocol of `engine` in virtual time.
//!
//! ```text
//!   Plan ─▶ Simulation { kernel: events in order ─▶ host: a Node and its device ─▶ outputs
//!                            ▲                                                       │
//!                            └── network: delay, loss ◀── world: churn, workload ◀───┘ ─▶ observe: tables }
//! ```
//!
//! Order is `(time, sender, purpose, sequence)`; draws come from counter-based streams named by (seed, entity, purpose).
//! Same plan and seed: same digest, on every machine. No protocol rule lives here.

#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests judge results, they do not make them"))]

/// The protocol that this world drives; its types are part of the plan.
pub use engine;

mod digest;
mod error;
mod host;
pub mod kernel;
pub mod law;
mod observe;
mod plan;
mod simulation;
mod streams;
pub mod world;

pub use error::SimError;
pub use observe::Totals;
pub use plan::{Costs, NodePlan, Plan, Role};
pub use simulation::{Outcome, Progress, Simulation};
