//! The economy by epochs: operators, demand, price and attacks around the engine's rules.
//!
//! ```text
//!   Plan ─▶ run ─▶ for each epoch: demand, dispatch ─▶ work ─▶ found out, slashed ─▶ emission, split
//!                     ▲                (sweep 1)                                          │
//!                     └── enter ◀── earn, sell, leave (sweep 2) ◀── market ◀──────────────┘
//!           Outcome, EpochRow
//! ```
//!
//! The order is that of the specification (§2.4) and never changes. Draws are keyed by epoch, row and purpose, so that a policy
//! that draws more shifts no other draw.

pub mod attack;
mod band;
pub mod benchmark;
mod books;
mod conduct;
mod demand;
mod entry;
pub mod fluid;
mod market;
mod measures;
pub mod outcome;
pub mod plan;
mod random;
mod record;
mod rows;
mod run;
pub mod service;
mod summary;
mod sweep;

pub use engine;

pub use books::{Account, Books, Dollars, Overdrawn, Tokens};
pub use conduct::Acts;
pub use outcome::{EpochRow, METRICS, Metric, Outcome};
pub use plan::{Plan, PlanError};
pub use record::{Ended, RecordError, run_recorded, run_told};
pub use run::{RunError, run};

#[cfg(test)]
mod tests;
