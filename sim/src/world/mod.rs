//! What surrounds the protocol: population, network, churn, workload. Measured laws come in resolved, from presets.

mod churn;
mod network;
mod population;
mod workload;

pub use churn::{Spells, SpellsState};
pub use network::{Bandwidth, Delivery, Jitter, Network, NetworkPlan, parts_in_2_32};
pub use population::{ClassPlan, GpuPlan, PopulationPlan, draw_workers};
pub use workload::{Arrivals, JobKind, Workload, WorkloadPlan};
