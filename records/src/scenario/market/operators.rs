//! `[market.operators]`: who may run a node, and what it costs them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who may run a node, and what it costs them. Each candidate is of one class; its own values are drawn once, around those of its class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Operators {
    /// Operators that may ever take part (count). Each runs one node at most.
    #[schemars(range(min = 1, max = 10_000_000))]
    pub candidates: u32,
    /// Share of the candidates that take part at genesis (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub active_share: f64,
    /// Factor on `opex_usd_per_day` of every class.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub opex_scale: f64,
    /// Factor on `opex_sigma` of every class.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub opex_sigma_scale: f64,
    /// Factor on `capex_usd` of every class.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub capex_scale: f64,
    /// Share of the tokens earned in an epoch that an operator sells in it (0 to 1). An assumption of the scenario.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub sell_share: f64,
    /// Kinds of operators; each needs a name of its own.
    pub classes: Vec<OperatorClass>,
}

impl Default for Operators {
    fn default() -> Self {
        Self {
            candidates: 1000,
            active_share: 0.6,
            opex_scale: 1.0,
            opex_sigma_scale: 1.0,
            capex_scale: 1.0,
            sell_share: 0.7,
            classes: vec![OperatorClass::default()],
        }
    }
}

/// A kind of operator. Values with a sigma are drawn lognormally around their median.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OperatorClass {
    /// Name in tables.
    pub name: String,
    /// How many candidates are of this class, relative to the others.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub weight: f64,
    /// Cost of a day of running, whether there is work or not (USD per day): the median. Default: a home box of 25 W at 0.30 USD/kWh and 300 USD
    /// over four years.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub opex_usd_per_day: f64,
    /// Spread of that cost (standard deviation of its natural logarithm).
    #[schemars(range(min = 0.0, max = 5.0))]
    pub opex_sigma: f64,
    /// What the machine costs before it earns anything (USD).
    #[schemars(range(min = 0.0, max = 1e9))]
    pub capex_usd: f64,
    /// Jobs a day that one node can do (jobs per day): the median; also its power score, in units of one job a day.
    #[schemars(range(min = 0.001, max = 1e9))]
    pub capacity_jobs_per_day: f64,
    /// Spread of that capacity (standard deviation of its natural logarithm).
    #[schemars(range(min = 0.0, max = 5.0))]
    pub capacity_sigma: f64,
    /// Share of an epoch that a node is up, on average (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub availability_share: f64,
    /// Standard deviation of that share from epoch to epoch (0 to 0.5).
    #[schemars(range(min = 0.0, max = 0.5))]
    pub availability_sigma: f64,
    /// Cost of a job beyond `opex_usd_per_day` (USD per job).
    #[schemars(range(min = 0.0, max = 1e6))]
    pub energy_usd_per_job: f64,
    /// What a licence costs (USD). 0: none is needed. The deployed tiers are 500 to 9500 (Ratio1/ratio1-sc, `NDContract.sol`).
    #[schemars(range(min = 0.0, max = 1e9))]
    pub licence_usd: f64,
}

impl Default for OperatorClass {
    fn default() -> Self {
        Self {
            name: "home".to_owned(),
            weight: 1.0,
            opex_usd_per_day: 0.386,
            opex_sigma: 0.5,
            capex_usd: 300.0,
            capacity_jobs_per_day: 10.0,
            capacity_sigma: 0.5,
            availability_share: 0.95,
            availability_sigma: 0.03,
            energy_usd_per_job: 0.002,
            licence_usd: 0.0,
        }
    }
}
