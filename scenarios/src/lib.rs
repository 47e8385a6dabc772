//! Scenarios people run, the measured tables they stand on, and the way from a scenario to a run.
//!
//! ```text
//!   scenario file ─ load ─▶ Loaded ─ prepare ─▶ sim::Plan ─ run ─▶ run folder
//!                                      ▲
//!                     preset (data/) ──┘── trace (the user's Parquet)
//! ```

mod error;
pub mod prepare;
pub mod preset;
mod run;
pub mod shipped;
pub mod trace;

pub use error::{PrepareError, Problem, RunError};
pub use prepare::prepare;
pub use records::scenario::{self, Loaded, Scenario};
pub use run::{Finished, run};
pub use sim::Progress;
