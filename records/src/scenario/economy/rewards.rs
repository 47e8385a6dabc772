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
    /// By the square root of that.
    SquareRoot,
    /// By availability alone.
    Flat,
    /// Equally among the nodes that were up for `threshold_share` of the epoch.
    Threshold,
    /// By availability and licences, whatever the power: as deployed.
    PerLicence,
    /// As proportional, power counted only as far as `economy.stake.tokens_per_power` is staked for it.
    StakeCapped,
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
    /// Part of each reward that is paid out over `vesting_epochs` (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub vested_share: f64,
    /// Epochs over which it is paid out (count).
    #[schemars(range(min = 1, max = 10_000))]
    pub vesting_epochs: u32,
}

impl Default for Rewards {
    fn default() -> Self {
        Self { split: Split::default(), threshold_share: 0.5, vested_share: 0.0, vesting_epochs: 180 }
    }
}
