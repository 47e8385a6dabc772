//! Scenarios people run, the measured tables they stand on, and the way from a scenario to a plan.
//!
//! ```text
//!   scenario file ─ load ─▶ Loaded ─ ready ─▶ world::Plan, economy::Plan or theory::Mechanism, for a driver
//!                                      ▲
//!                     preset (data/) ──┘── trace, arrivals (the user's files)
//! ```

pub mod arrivals;
pub mod breakeven;
mod error;
pub mod prepare;
pub mod preset;
pub mod shipped;
pub mod studies;
pub mod trace;

pub use economy;
pub use error::{PrepareError, Problem};
pub use prepare::{Ready, prepare, ready};
pub use records::scenario::{self, Loaded, Scenario};
pub use theory;
