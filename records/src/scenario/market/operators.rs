//! `[market.operators]`: who may run a node, and what it costs them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who may run a node, and what it costs them. Each candidate is of one class; its own values are drawn once, around those of its class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Operators {
    /// Operators that may ever take part (count). Each runs one machine at most.
    #[schemars(range(min = 1, max = 16_000_000))]
    pub candidates: u32,
    /// Share of the candidates that take part at genesis (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub active_share: f64,
    /// Nodes below which the network counts as dead at the end (count).
    #[schemars(range(min = 0, max = 16_000_000))]
    pub survival_nodes: u32,
    /// Factor on `opex_usd_per_day` of every class.
    #[schemars(range(min = 0.000_001, max = 1e6))]
    pub opex_scale: f64,
    /// Added to `opex_sigma` of every class.
    #[schemars(range(min = 0.0, max = 5.0))]
    pub opex_sigma_added: f64,
    /// Factor on `capex_usd` of every class.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub capex_scale: f64,
    /// Shortest streak of losses that an operator bears (epochs). Each operator's own is drawn evenly up to the longest.
    #[schemars(range(min = 0, max = 59_999))]
    pub patience_epochs_min: u32,
    /// Longest such streak (epochs). At least `patience_epochs_min`.
    #[schemars(range(min = 0, max = 59_999))]
    pub patience_epochs_max: u32,
    /// Share of the tokens that come free to an operator that it sells in the same epoch (0 to 1). An assumption of the scenario.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub sell_share: f64,
    /// Kinds of operators, 1 to 16; each needs a name of its own.
    pub classes: Vec<OperatorClass>,
}

impl Default for Operators {
    fn default() -> Self {
        let home = OperatorClass::default();
        let rented = OperatorClass {
            name: "vps".to_owned(),
            weight: 0.3,
            opex_usd_per_day: 0.67,
            opex_sigma: 0.3,
            capex_usd: 0.0,
            availability_share: 0.98,
            availability_sigma: 0.03,
            energy_usd_per_job: 0.0,
            ..home.clone()
        };
        let gaming = OperatorClass {
            name: "gaming-gpu".to_owned(),
            weight: 0.09,
            opex_usd_per_day: 0.3168,
            capex_usd: 1899.0,
            capacity_jobs_per_day: 200.0,
            energy_usd_per_job: 0.01,
            ..home.clone()
        };
        let datacentre = OperatorClass {
            name: "datacentre-gpu".to_owned(),
            weight: 0.01,
            opex_usd_per_day: 60.0,
            capex_usd: 0.0,
            capacity_jobs_per_day: 2000.0,
            availability_share: 0.995,
            availability_sigma: 0.01,
            energy_usd_per_job: 0.0,
            ..home.clone()
        };
        Self {
            candidates: 5000,
            active_share: 0.12,
            survival_nodes: 50,
            opex_scale: 1.0,
            opex_sigma_added: 0.0,
            capex_scale: 1.0,
            patience_epochs_min: 14,
            patience_epochs_max: 90,
            sell_share: 0.7,
            classes: vec![home, rented, gaming, datacentre],
        }
    }
}

/// A kind of operator. Values with a sigma are drawn lognormally around their median. The default is a home box; weights and jobs a day of the
/// defaults are assumptions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OperatorClass {
    /// Name in tables.
    pub name: String,
    /// How many candidates are of this class, relative to the others.
    #[schemars(range(min = 0.000_001, max = 1e9))]
    pub weight: f64,
    /// Cost of a day of running, whether there is work or not (USD per day): the median. Default: 25 W at 0.30 USD/kWh and 300 USD over four
    /// years.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub opex_usd_per_day: f64,
    /// Spread of that cost (standard deviation of its natural logarithm).
    #[schemars(range(min = 0.0, max = 5.0))]
    pub opex_sigma: f64,
    /// What the machine costs before it earns anything (USD).
    #[schemars(range(min = 0.0, max = 1e9))]
    pub capex_usd: f64,
    /// Jobs that a machine can do (jobs per day): the median; also its power score.
    #[schemars(range(min = 0.001, max = 1e5))]
    pub capacity_jobs_per_day: f64,
    /// Spread of that capacity (standard deviation of its natural logarithm).
    #[schemars(range(min = 0.0, max = 5.0))]
    pub capacity_sigma: f64,
    /// Jobs that a machine does at once (count).
    #[schemars(range(min = 0.001, max = 1e4))]
    pub servers: f64,
    /// Share of an epoch that a machine is up, on average (above 0, at most 1).
    #[schemars(range(min = 0.000_001, max = 1.0))]
    pub availability_share: f64,
    /// Standard deviation of that share from epoch to epoch; at most 0.9·√(mean·(1 − mean)).
    #[schemars(range(min = 0.0, max = 0.5))]
    pub availability_sigma: f64,
    /// Energy and wear of a job (USD per job).
    #[schemars(range(min = 0.0, max = 1e6))]
    pub energy_usd_per_job: f64,
    /// What a licence costs (USD). Default: the first tier as deployed (Ratio1/ratio1-sc, `NDContract.sol`).
    #[schemars(range(min = 0.0, max = 1e9))]
    pub licence_usd: f64,
    /// Licences that an operator needs (count).
    #[schemars(range(min = 0, max = 1000))]
    pub licences: u32,
}

impl Default for OperatorClass {
    fn default() -> Self {
        Self {
            name: "home-box".to_owned(),
            weight: 0.6,
            opex_usd_per_day: 0.386,
            opex_sigma: 0.5,
            capex_usd: 300.0,
            capacity_jobs_per_day: 24.0,
            capacity_sigma: 0.3,
            servers: 1.0,
            availability_share: 0.95,
            availability_sigma: 0.08,
            energy_usd_per_job: 0.002,
            licence_usd: 500.0,
            licences: 1,
        }
    }
}
