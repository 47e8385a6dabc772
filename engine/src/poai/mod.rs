//! Proof of AI: power score, emission, and the split of an epoch's tokens (paper §3.1).

mod emission;
mod power;
mod split;

pub use emission::Emission;
pub use power::{PowerRule, PowerScore};
pub use split::split;
