//! Threshold search: the value of a key at which a metric crosses a bound, on average or replicate by replicate.
//!
//! ```text
//!   file ─▶ Study: ladder of values ─▶ chains ─ one run a thread ─▶ Row ─▶ journal (synced) ─┐
//!                                        ▲                                                │ resume
//!              ┌─ rule: which replicates ┤                                                │
//!              └─ mean, bisect: which values they still need ◀────────────────────────────┴─▶ Found
//! ```
//!
//! Under common random numbers the mean over the same replicates is one curve, which is bisected; an interval is what a test of that
//! mean does not refuse. Or each replicate is bisected on its own, and the spread of their crossings gives the interval. Threads, folder,
//! journal and runs are those of sweeps.
//!
//! *Invariant:* everything but the journal is a function of the search file and the version of the program: not of threads, kills or
//! resumes.

mod bisect;
mod chains;
mod each;
mod evidence;
mod found;
mod ladder;
mod mean;
mod means;
mod rule;
mod study;
mod summary;
mod tables;
mod terminal;
#[cfg(test)]
mod tests;
mod threshold;

pub use each::Replicate;
pub use found::{Found, find};
pub use means::{Means, Point};
pub use rule::Stopped;
pub use study::Study;
pub use threshold::{Estimated, Method, Reach, Seen, State, Threshold};
