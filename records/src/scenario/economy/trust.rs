//! `[economy.stake]`, `[economy.audit]` and `[economy.power]`: what is at risk, and how results and claims are checked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a node has at risk. Only `fidelity = "epoch"` reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Stake {
    /// Tokens to stake for a job a day of power (tokens).
    #[schemars(range(min = 0.0, max = 1e9))]
    pub tokens_per_power: f64,
    /// Share of the reward an operator keeps, neither vesting nor sold, that goes to its stake until that is full (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub fill_share: f64,
    /// Epochs until a stake that is taken out is free (count).
    #[schemars(range(min = 0, max = 10_000))]
    pub unbonding_epochs: u32,
}

impl Default for Stake {
    fn default() -> Self {
        Self { tokens_per_power: 0.0, fill_share: 0.3, unbonding_epochs: 21 }
    }
}

/// How results are checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AuditPolicy {
    /// Not at all, as deployed.
    #[default]
    None,
    /// A share of the jobs is computed again by somebody trusted.
    Audit,
    /// Verifiers must answer questions that only those who check can answer (Felten).
    Attention,
    /// Wrong results are planted, and finding one is a prize (TrueBit).
    ForcedErrors,
    /// A validator drawn at random computes a share of the jobs again.
    Sampling,
    /// Each job is computed `copies` times, and the majority counts.
    Quorum,
}

/// How results are checked. Only `fidelity = "epoch"` reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Audit {
    /// How results are checked.
    pub policy: AuditPolicy,
    /// Share of the jobs that are checked (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub audit_share: f64,
    /// Chance that a check finds a wrong result (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub sensitivity: f64,
    /// Chance that a check calls a right result wrong (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub false_positive: f64,
    /// Copies of each job: `quorum` (count).
    #[schemars(range(min = 1, max = 64))]
    pub copies: u32,
    /// Share of its stake that is taken from whoever is found out (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub slash_share: f64,
    /// What a check costs, over what the job costs (ratio).
    #[schemars(range(min = 0.0, max = 100.0))]
    pub cost_share: f64,
    /// Share of the verifiers that do check (0 to 1): `sampling`. Below 1 where checking does not pay.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub diligence_share: f64,
}

impl Default for Audit {
    fn default() -> Self {
        Self {
            policy: AuditPolicy::default(),
            audit_share: 0.05,
            sensitivity: 0.95,
            false_positive: 1e-4,
            copies: 1,
            slash_share: 0.5,
            cost_share: 1.0,
            diligence_share: 0.2,
        }
    }
}

/// What the power score rests on. Only `fidelity = "epoch"` reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Power {
    /// Whether it is measured by timed challenges at random times; otherwise operators declare it.
    pub benchmarked: bool,
    /// Chance that a node is measured anew in an epoch (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub benchmark_share: f64,
    /// Relative standard deviation of a measurement.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub benchmark_sigma: f64,
    /// Weight of the last epoch in a node's quality (above 0).
    #[schemars(range(min = 0.000_001, max = 1.0))]
    pub quality_weight: f64,
    /// Share of its power that a node loses when it is found out (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub penalty_share: f64,
    /// Epochs after which half of a penalty is forgiven; 0: never.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub penalty_half_life_epochs: f64,
}

impl Default for Power {
    fn default() -> Self {
        Self {
            benchmarked: true,
            benchmark_share: 1.0 / 30.0,
            benchmark_sigma: 0.05,
            quality_weight: 0.05,
            penalty_share: 0.5,
            penalty_half_life_epochs: 30.0,
        }
    }
}
