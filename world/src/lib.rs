//! The world as described: who takes part, when machines are up, which jobs come, and what the network is like.
//!
//! ```text
//!   population ─┐
//!   churn ──────┤
//!   workload ───┼─▶ Plan ─▶ a driver: the simulator, or real nodes
//!   network ────┤
//!   faults ─────┘
//! ```
//!
//! Nothing here drives anything. Draws come from counter-based streams named by (seed, entity, purpose), so that whoever
//! realises a plan meets the same machines and the same jobs. Measured laws come in resolved, from presets.

#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests judge results, they do not make them"))]

/// The protocol that worlds drive; its types are part of the plan.
pub use engine;

mod arrivals;
mod churn;
mod conduct;
mod faults;
mod growth;
pub mod law;
mod network;
mod overhead;
mod owners;
mod plan;
mod population;
mod record;
mod result;
pub mod streams;
mod workload;

pub use arrivals::{Arrivals, Bursts, RecordedJobs};
pub use churn::{Spells, SpellsState};
pub use conduct::{Conduct, SybilWave};
pub use faults::{Disturbance, FaultPlan, Leave, Outage, Restart, Trouble, with_outages};
pub use growth::Growth;
pub use network::{Bandwidth, Jitter, NetworkPlan, parts_in_2_32};
pub use overhead::{Broadcast, Overhead};
pub use owners::{Owner, Owners};
pub use plan::{Costs, Device, Fidelity, NodePlan, Plan, Role};
pub use population::{ClassPlan, GpuPlan, PopulationPlan, SitePlan, draw_workers};
pub use workload::{Arrival, JobKind, StagePlan, Workload, WorkloadPlan};
