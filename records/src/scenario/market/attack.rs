//! `[market.attack]`: what some operators do instead of working honestly.

use super::Surroundings;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How operators change between honesty and the strategy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Learning {
    /// They do not.
    #[default]
    None,
    /// Each meets one other an epoch and takes over what pays better, with the chance `learning_rate` times the gap (USD per epoch):
    /// the replicator dynamic.
    Imitate,
    /// The share `learning_rate` of them moves in an epoch to what pays most now.
    Respond,
}

/// What some operators do instead of working honestly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Attack {
    /// Name of the strategy; `honest` for none. `xpand scenarios strategies` lists them.
    pub strategy: String,
    /// Share of the candidates that follow it (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub operator_share: f64,
    /// How far they go, in the strategy's own measure: the factor by which capacity is overstated, nodes on a machine, …
    #[schemars(range(min = 0.0, max = 1e6))]
    pub strength: f64,
    /// Epoch in which it begins (from 0).
    #[schemars(range(min = 0, max = 1_000_000))]
    pub start_epoch: u32,
    /// Whether they do so only while it pays more than honest work does.
    pub best_response: bool,
    /// How operators change between honesty and the strategy; `operator_share` is then where they start.
    pub learning: Learning,
    /// How fast: chance per USD of the gap (`imitate`), or share of operators per epoch (`respond`, at most 1).
    #[schemars(range(min = 0.0, max = 1e6))]
    pub learning_rate: f64,
    /// What the strategy meets besides audits and stakes.
    pub surroundings: Surroundings,
}

impl Default for Attack {
    fn default() -> Self {
        Self {
            strategy: "honest".to_owned(),
            operator_share: 0.0,
            strength: 1.0,
            start_epoch: 0,
            best_response: false,
            learning: Learning::None,
            learning_rate: 0.1,
            surroundings: Surroundings::default(),
        }
    }
}
