//! `[market.attack]`: what some operators do instead of working honestly.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
}

impl Default for Attack {
    fn default() -> Self {
        Self { strategy: "honest".to_owned(), operator_share: 0.0, strength: 1.0, start_epoch: 0, best_response: false }
    }
}
