//! Proof of AI: power score, emission, and the split of an epoch's tokens (paper §3.1).

mod power;
pub mod schedule;
mod split;

pub use power::{PowerRule, PowerScore};
pub use schedule::{Emission, EpochFacts, Schedule};
pub use split::split;
