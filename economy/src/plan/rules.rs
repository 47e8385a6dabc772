//! Emission, split, vesting, burn: which of the engine's rules, and with what numbers.

use engine::Amount;
use engine::poai::schedule::{Constant, Emission};

/// What an operator's share of T_E is proportional to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Split {
    /// Power × availability (the paper).
    Proportional,
    /// √power × availability.
    Root,
    /// Availability alone, the same for every machine (Ratio1, per licence).
    Flat,
    /// Power of those up for at least this share of the epoch, in full; nothing below (T18).
    Threshold {
        /// θ, share of the epoch.
        uptime_share: f64,
    },
    /// Jobs done and paid (Render).
    Jobs,
}

/// The rules of the token.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// T_E of each epoch.
    pub emission: Emission,
    /// Most tokens ever minted.
    pub emission_cap: Amount,
    /// Dollars paid for jobs, ever, at which adoption is full, for schedules that it gates; 0: always full. Ratio1: 5,000,000.
    pub adoption_volume_usd: f64,
    /// Who gets it.
    pub split: Split,
    /// Share of a reward that vests.
    pub vesting_share: f64,
    /// Mean epochs until it is free; 0: nothing vests. What is held back shrinks by 1/this in every epoch.
    pub vesting_epochs: u32,
    /// Share of what customers pay that buys tokens to burn.
    pub burn_share: f64,
    /// Share of what customers pay that the node gets. What is left over goes to the treasury.
    pub node_share: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            emission: Constant { per_epoch: Amount::tokens(2_000), epochs: 1_080 }.into(),
            emission_cap: Amount::tokens(161_803_398),
            adoption_volume_usd: 0.0,
            split: Split::Proportional,
            vesting_share: 0.75,
            vesting_epochs: 0,
            burn_share: 0.15,
            node_share: 0.85,
        }
    }
}
