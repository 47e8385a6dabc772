//! `[economy]`: emission, prices, burns, rewards, stakes and checks: the rules, the same at every fidelity.

mod rewards;
mod trust;

pub use rewards::{Rewards, Split};
pub use trust::{Audit, AuditPolicy, Power, Stake};

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Parameters by schedule and name; whoever runs the scenario checks them.
pub type Schedules = BTreeMap<String, BTreeMap<String, f64>>;

/// Token supply and payment. A token has 18 decimals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Economy {
    /// Emission schedule, by its name; `xpand scenarios schedules` lists them with what they take.
    pub emission: String,
    /// Emission of the first epoch (whole tokens), of a schedule that needs it and is not given its own. An assumption of the scenario.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub emission_tokens: u64,
    /// Epochs between two halvings (count), of a schedule that needs it and is not given its own. Default: one year of six-hour epochs.
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
    /// Dollars ever paid for jobs at which adoption counts as full, for schedules that hold tokens back until then (USD); 0: always full. Only
    /// `fidelity = "epoch"` reads it; deployed: 5,000,000.
    #[schemars(range(min = 0.0, max = 1e15))]
    pub adoption_volume_usd: f64,
    /// Share of each payment that goes to a treasury (0 to 1); with `burn_share` at most 1, and nodes get what is left. Only
    /// `fidelity = "epoch"` reads it.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub treasury_share: f64,
    /// Parameters of emission schedules, a table for each, such as `schedule.geometric.half_life_epochs`. Only that of `emission` is read.
    pub schedule: Schedules,
    /// Who gets what of an epoch's tokens, and when.
    pub rewards: Rewards,
    /// What a node has at risk.
    pub stake: Stake,
    /// How results are checked.
    pub audit: Audit,
    /// What the power score rests on.
    pub power: Power,
}

impl Default for Economy {
    fn default() -> Self {
        Self {
            emission: "halving".to_owned(),
            emission_tokens: 2000,
            halving_epochs: 1460,
            cap_tokens: 161_803_398,
            price_microtokens_per_tflop: 1000,
            burn_share: 0.15,
            requester_funds_tokens: 1_000_000,
            penalty_share: 0.05,
            penalty_half_life_epochs: 4,
            adoption_volume_usd: 0.0,
            treasury_share: 0.0,
            schedule: Schedules::new(),
            rewards: Rewards::default(),
            stake: Stake::default(),
            audit: Audit::default(),
            power: Power::default(),
        }
    }
}
