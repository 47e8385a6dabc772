//! Proof of AI: power score, emission, and the split of an epoch's tokens (paper §3.1).

mod power;
pub mod schedule;
mod shares;
mod split;
mod vesting;
mod weight;

pub use power::{PowerRule, PowerScore};
pub use schedule::{Emission, EpochFacts, Schedule};
pub use shares::Shares;
pub use split::split;
pub use vesting::{Locked, VestingRule};
pub use weight::{Claim, SplitRule};
