//! `[market.entry]`: when operators come, stay and go.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a candidate expects to earn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Belief {
    /// What the last epoch paid, for ever.
    #[default]
    Static,
    /// What the last epochs paid on average, the last with the weight `belief_weight`, for ever.
    Ewma,
    /// Prices and fees of the last epoch, and tokens as the emission schedule will have them, as agentFIL's farsighted agent.
    Foresight,
}

/// When an operator gives up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExitRule {
    /// After a streak of averaged losses above `exit_tolerated_share`, as long as its patience.
    #[default]
    LossStreak,
    /// When averaged income falls below `exit_revenue_over_cost` of fixed costs: the option to wait is then worth less than the loss
    /// (Dixit 1989).
    Option,
}

/// When operators come, stay and go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Entry {
    /// Share of the candidates outside that think of entering in an epoch (0 to 1). 0: nobody ever comes.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub attention_share: f64,
    /// Epochs from the decision to the first epoch of work (count).
    #[schemars(range(min = 0, max = 10_000))]
    pub lead_epochs: u32,
    /// Epochs that a candidate looks ahead (count).
    #[schemars(range(min = 1, max = 100_000))]
    pub horizon_epochs: u32,
    /// Rate at which later money counts less (share per year of 365 days).
    #[schemars(range(min = 0.0, max = 10.0))]
    pub discount_per_year: f64,
    /// What a candidate expects to earn.
    pub belief: Belief,
    /// Weight of the last epoch in what a candidate expects (above 0): `ewma`.
    #[schemars(range(min = 0.000_001, max = 1.0))]
    pub belief_weight: f64,
    /// When an operator gives up.
    pub exit: ExitRule,
    /// Averaged losses up to this share of fixed costs do not count: `loss-streak`.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub exit_tolerated_share: f64,
    /// Income over fixed costs below which an operator goes (0 to 1): `option`. Default: at 90 % volatility and 10 % interest.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub exit_revenue_over_cost: f64,
    /// Share of those who gave up that leave in an epoch (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub exit_share: f64,
    /// Weight of the last epoch in an operator's averaged profit (above 0).
    #[schemars(range(min = 0.000_001, max = 1.0))]
    pub profit_weight: f64,
    /// Share of the operators that leave in an epoch for reasons of their own (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub turnover_share: f64,
}

impl Default for Entry {
    fn default() -> Self {
        Self {
            attention_share: 0.01,
            lead_epochs: 21,
            horizon_epochs: 1080,
            discount_per_year: 0.25,
            belief: Belief::default(),
            belief_weight: 0.1,
            exit: ExitRule::default(),
            exit_tolerated_share: 0.0,
            exit_revenue_over_cost: 0.17,
            exit_share: 0.1,
            profit_weight: 1.0 / 14.0,
            turnover_share: 0.0,
        }
    }
}
