//! `[market.entry]`: when operators come, stay and go.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a candidate expects to earn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Belief {
    /// What the last epoch paid, for ever.
    Static,
    /// What the last epochs paid on average, for ever.
    #[default]
    Ewma,
    /// What the emission schedule will pay at today's price and number of nodes, as the agentFIL model's farsighted agent.
    Foresight,
}

/// When an operator gives up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExitRule {
    /// After a streak of epochs with an average loss, of a length of its own.
    #[default]
    Patience,
    /// When income falls below the share of running costs at which an option to wait is worth nothing (Dixit 1989), for the volatility of
    /// `market.price`.
    Option,
}

/// When operators come, stay and go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Entry {
    /// Share of the candidates outside that look at the network in an epoch (0 to 1). 0: nobody ever comes.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub attention_share: f64,
    /// Epochs from the decision to the first epoch of work (count).
    #[schemars(range(min = 0, max = 1000))]
    pub lead_epochs: u32,
    /// Epochs that a candidate looks ahead (count).
    #[schemars(range(min = 1, max = 100_000))]
    pub horizon_epochs: u32,
    /// Rate at which later money counts less (share per year of 365 days).
    #[schemars(range(min = 0.0, max = 10.0))]
    pub discount_per_year: f64,
    /// What a candidate expects to earn.
    pub belief: Belief,
    /// Span of the averages of income and profit (epochs): each epoch has the weight 2 / (span + 1).
    #[schemars(range(min = 1, max = 10_000))]
    pub belief_epochs: u32,
    /// When an operator gives up.
    pub exit: ExitRule,
    /// Shortest streak of losses after which an operator may go (epochs). Each operator's own is drawn evenly up to the longest.
    #[schemars(range(min = 0, max = 10_000))]
    pub patience_epochs_min: u32,
    /// Longest such streak (epochs). At least `patience_epochs_min`.
    #[schemars(range(min = 0, max = 10_000))]
    pub patience_epochs_max: u32,
    /// Share of those whose patience is over that go in an epoch (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub exit_share: f64,
    /// Nodes below which the network counts as dead (count).
    #[schemars(range(min = 0, max = 10_000_000))]
    pub survival_nodes: u32,
}

impl Default for Entry {
    fn default() -> Self {
        Self {
            attention_share: 0.01,
            lead_epochs: 21,
            horizon_epochs: 1080,
            discount_per_year: 0.25,
            belief: Belief::default(),
            belief_epochs: 30,
            exit: ExitRule::default(),
            patience_epochs_min: 14,
            patience_epochs_max: 90,
            exit_share: 0.1,
            survival_nodes: 50,
        }
    }
}
