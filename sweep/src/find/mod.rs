//! Threshold search: the value of a key at which a metric crosses a bound, replicate by replicate.
//!
//! ```text
//!   file ─▶ Study: ladder of values ─▶ chains, one a replicate ─ one run a thread ─▶ Row ─▶ journal (synced) ─┐
//!                                        ▲                                                                 │ resume
//!                                        └── bisect: which values a replicate still needs ◀────────────────┴─▶ Found
//! ```
//!
//! Under common random numbers the metric of one seed is nearly a monotone function of the key, so each replicate is bisected on its
//! own; the spread of their crossings gives the interval. Threads, folder, journal and runs are those of sweeps.
//!
//! *Invariant:* everything but the journal is a function of the search file and the version of the program: not of threads, kills or
//! resumes.

mod bisect;
mod chains;
mod evidence;
mod found;
mod ladder;
mod study;
mod summary;
mod tables;
mod terminal;
#[cfg(test)]
mod tests;
mod threshold;

pub use found::{Found, find};
pub use study::Study;
pub use threshold::{Estimated, Method, Reach, Replicate, State, Threshold};
