//! Emission, split, vesting, burn: which of the engine's rules, and with what numbers.

use engine::Amount;
use engine::poai::Emission;

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
            emission: Emission { first: Amount::tokens(2_000), halving_epochs: 0, cap: Amount::tokens(2_000 * 1_080) },
            split: Split::Proportional,
            vesting_share: 0.75,
            vesting_epochs: 0,
            burn_share: 0.15,
            node_share: 0.85,
        }
    }
}
