//! `[economy]`: emission, prices, burns and penalties.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the tokens of an epoch follow from its number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Emission {
    /// The same in every epoch.
    Constant,
    /// Half as much after every `economy.halving_epochs`.
    #[default]
    Halving,
}

/// Token supply and payment. A token has 18 decimals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Economy {
    /// How the tokens of an epoch follow from its number.
    pub emission: Emission,
    /// Emission of the first epoch (whole tokens). An assumption of the scenario.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub emission_tokens: u64,
    /// Epochs between two halvings (count). Default: one year of six-hour epochs.
    #[schemars(range(min = 1, max = 4_294_967_295_i64))]
    pub halving_epochs: u32,
    /// No more than this is ever minted (whole tokens). Default: the cap of the deployed R1 token (Ratio1/ratio1-sc,
    /// `Controller.sol`).
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub cap_tokens: u64,
    /// Price of computation (10⁻⁶ token per TFLOP). An assumption of the scenario.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub price_microtokens_per_tflop: u64,
    /// Share of each payment that is burned (0 to 1). Default: 0.15, as deployed (Ratio1/ratio1-sc).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub burn_share: f64,
    /// Funds of each requester at genesis (whole tokens). An assumption of the scenario.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub requester_funds_tokens: u64,
    /// Share of its benchmark that a node's power score loses with each failed task (0 to 1). An assumption of the
    /// scenario.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub penalty_share: f64,
    /// Time after which half of a penalty is forgotten (epochs). An assumption of the scenario.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub penalty_half_life_epochs: u32,
}

impl Default for Economy {
    fn default() -> Self {
        Self {
            emission: Emission::default(),
            emission_tokens: 2000,
            halving_epochs: 1460,
            cap_tokens: 161_803_398,
            price_microtokens_per_tflop: 1000,
            burn_share: 0.15,
            requester_funds_tokens: 1_000_000,
            penalty_share: 0.05,
            penalty_half_life_epochs: 4,
        }
    }
}
