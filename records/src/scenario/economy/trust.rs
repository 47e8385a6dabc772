//! `[economy.stake]` and `[economy.audit]`: what is at risk, and how results and claims are checked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a node has at risk. Only `fidelity = "epoch"` reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Stake {
    /// Tokens staked for a unit of claimed power, one job a day (tokens).
    #[schemars(range(min = 0.0, max = 1e9))]
    pub tokens_per_power: f64,
    /// Epochs until a stake that is given back may be spent (count).
    #[schemars(range(min = 0, max = 10_000))]
    pub unbonding_epochs: u32,
    /// Days of reward that a proven fault costs, as far as they are staked (days). Default: Filecoin's fault fee.
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub slash_days: f64,
}

impl Default for Stake {
    fn default() -> Self {
        Self { tokens_per_power: 0.0, unbonding_epochs: 14, slash_days: 3.51 }
    }
}

/// How results are checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AuditPolicy {
    /// Not at all, as deployed.
    #[default]
    None,
    /// A share of the jobs is computed again.
    Audit,
    /// Whoever checks must answer questions that only a checker can answer (Felten).
    Attention,
    /// Errors are planted, and finding one is a prize (TrueBit).
    ForcedErrors,
    /// A share of the jobs is computed again by one drawn at random, and paid for.
    Sampling,
    /// Each job is computed `copies` times, and the majority counts.
    Quorum,
}

/// How a node's power is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PowerRule {
    /// It says so.
    Declared,
    /// It is measured by timed challenges at random times.
    #[default]
    Measured,
}

/// How results and claims are checked. Only `fidelity = "epoch"` reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Audit {
    /// How results are checked.
    pub policy: AuditPolicy,
    /// Share of the jobs that are checked (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share: f64,
    /// Chance that a check finds a wrong result (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub sensitivity: f64,
    /// Chance that a check calls a right result wrong (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub false_positive: f64,
    /// Copies of each job: `quorum` (count).
    #[schemars(range(min = 1, max = 99))]
    pub copies: u32,
    /// Part of a slash that goes to whoever found the fault; the rest is burned (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub bounty_share: f64,
    /// Epochs after which half of a penalty on the power score is forgiven (count).
    #[schemars(range(min = 1, max = 100_000))]
    pub penalty_half_life_epochs: u32,
    /// How a node's power is known.
    pub power: PowerRule,
    /// Chance that a node's power is measured in an epoch (0 to 1): `measured`.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub measure_share: f64,
    /// Standard deviation of a measurement (of the natural logarithm of power): `measured`.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub measure_sigma: f64,
}

impl Default for Audit {
    fn default() -> Self {
        Self {
            policy: AuditPolicy::default(),
            share: 0.02,
            sensitivity: 0.95,
            false_positive: 0.0,
            copies: 3,
            bounty_share: 0.5,
            penalty_half_life_epochs: 30,
            power: PowerRule::default(),
            measure_share: 0.05,
            measure_sigma: 0.05,
        }
    }
}
