//! Emission, split, vesting, burn: which of the engine's rules, and with what numbers.

use engine::Amount;
use engine::poai::SplitRule;
use engine::poai::schedule::{Constant, Emission};

/// What an operator's share of T_E is proportional to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Split {
    /// A rule of the engine; power in thousandths of jobs an epoch, stake per such a unit.
    Rule(SplitRule),
    /// Jobs done and paid (Render).
    Jobs,
}

impl Split {
    /// Power × availability (the paper).
    pub const PROPORTIONAL: Self = Self::Rule(SplitRule::Proportional);
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
    /// Epochs over which that comes free; 0: nothing vests. What is held back shrinks by 2/(this + 1) in every epoch, so that of
    /// steady rewards as much is held back, and for as long on average, as if each came free in equal parts.
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
            split: Split::PROPORTIONAL,
            vesting_share: 0.75,
            vesting_epochs: 0,
            burn_share: 0.15,
            node_share: 0.85,
        }
    }
}
