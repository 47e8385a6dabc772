//! Random worlds in which things go wrong, and what must hold in each of them all the same.
//!
//! ```text
//!   seed ─▶ draw: a scenario ─▶ sim, watched ─▶ Seen ─▶ Checker ─▶ Violation ─┐
//!                                   │                                        ├─▶ Ended, in order of seeds ─▶ Tally
//!                                   └─▶ nodes at the end: books, chain ──────┘
//! ```
//!
//! In the first part of a world jobs come and faults strike; then only churn and the network's own losses go on, and every job must
//! be over by a bound that follows from the scenario.
//!
//! *Invariant:* what a seed comes to depends on the seed and the version alone: on no thread, and on no other seed.

mod checker;
mod draw;
mod fleet;
mod job_book;
mod run;
mod tally;
mod violation;

pub use checker::Checker;
pub use draw::{Drawn, draw};
pub use fleet::{FleetError, Options, fleet};
pub use run::{Ended, run, run_drawn};
pub use tally::{KINDS, Kind, Tally};
pub use violation::Violation;
