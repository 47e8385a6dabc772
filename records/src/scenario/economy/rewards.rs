//! `[economy.rewards]`: who gets what of an epoch's tokens, and when.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the tokens of an epoch are shared out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Split {
    /// By power times availability: the paper's rule.
    #[default]
    Proportional,
    /// By the square root of power, times availability.
    SquareRoot,
    /// The same for every node that was up at all.
    Flat,
    /// By power among the nodes that were up for `threshold_share` of the epoch, and nothing to the others.
    Threshold,
    /// By licences and availability, whatever the power: as deployed.
    PerLicence,
    /// As `proportional`, power counted as far as `stake.tokens_per_power` is staked for it.
    StakeCapped,
    /// By what was paid for jobs done.
    Jobs,
}

/// Who gets what of an epoch's tokens, and when. Runs by messages and by sessions know `proportional` without vesting alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Rewards {
    /// How the tokens of an epoch are shared out.
    pub split: Split,
    /// Share of an epoch that a node must be up: `threshold`.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub threshold_share: f64,
    /// Part of each reward that vests (0 to 1). Default: Filecoin's.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub vesting_share: f64,
    /// Epochs over which it comes free (count): what is held back shrinks by 2/(this + 1) in each epoch, which holds back as much of steady rewards as
    /// equal parts would. 0: nothing vests.
    #[schemars(range(min = 0, max = 10_000))]
    pub vesting_epochs: u32,
}

impl Default for Rewards {
    fn default() -> Self {
        Self { split: Split::default(), threshold_share: 0.5, vesting_share: 0.75, vesting_epochs: 0 }
    }
}
