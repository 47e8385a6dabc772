//! `[market.demand]`: what requesters would pay for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How demand grows towards its final level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DemandCurve {
    /// It is there from genesis.
    #[default]
    Constant,
    /// The Bass model, with `bass_p_per_year` and `bass_q_per_year`.
    Bass,
    /// A logistic curve with the rate `bass_q_per_year`, half of the final level at `midpoint_epoch`.
    Logistic,
    /// The factors of `trace` on the final level, epoch by epoch; the last stays.
    Trace,
}

/// What a shock changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ShockKind {
    /// Demand.
    #[default]
    Demand,
    /// The price of the token: at once, by a sale into the pool where there is one.
    Price,
    /// Fixed costs and those of energy.
    Energy,
}

/// A change at a set epoch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Shock {
    /// What changes.
    pub what: ShockKind,
    /// Epoch in which it begins (from 0).
    #[schemars(range(min = 0, max = 1_000_000))]
    pub epoch: u32,
    /// Factor on what it was.
    #[schemars(range(min = 0.000_001, max = 1000.0))]
    pub factor: f64,
    /// Epochs that it lasts (count). 0: for good.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub epochs: u32,
}

impl Default for Shock {
    fn default() -> Self {
        Self { what: ShockKind::default(), epoch: 540, factor: 0.45, epochs: 0 }
    }
}

/// What requesters would pay for. Demand of an epoch is the level times the curve, a mean-reverting noise, the price of service against that of
/// a cloud to the power of minus `price_elasticity`, and the quality of service to that of `quality_elasticity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Demand {
    /// Final level (USD per day). An assumption of the scenario.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub usd_per_day: f64,
    /// How demand grows towards it.
    pub curve: DemandCurve,
    /// Innovation, the Bass coefficient p (1 per year). Default: the mean of 213 products (Sultan, Farley, Lehmann 1990).
    #[schemars(range(min = 0.0, max = 1e3))]
    pub bass_p_per_year: f64,
    /// Imitation, the Bass coefficient q (1 per year). Default: the mean of the same products.
    #[schemars(range(min = 0.0, max = 1e3))]
    pub bass_q_per_year: f64,
    /// Epoch at which a logistic curve is at its half.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub midpoint_epoch: u32,
    /// Factors on the final level, one an epoch.
    pub trace: Vec<f64>,
    /// How much of an epoch's noise is left in the next (0 to 0.9999). Never 1: a random walk has no level.
    #[schemars(range(min = 0.0, max = 0.999_999))]
    pub noise_kept: f64,
    /// Standard deviation of what each epoch adds to the noise (of the natural logarithm of demand).
    #[schemars(range(min = 0.0, max = 2.0))]
    pub noise_sigma: f64,
    /// Elasticity of demand by the price of service.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub price_elasticity: f64,
    /// Elasticity of demand by the share of jobs done in time and right.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub quality_elasticity: f64,
    /// Price of service here over that of a cloud (ratio).
    #[schemars(range(min = 0.001, max = 1000.0))]
    pub price_to_cloud: f64,
    /// What a requester pays for a job (USD). An assumption of the scenario.
    #[schemars(range(min = 0.000_001, max = 999_999.0))]
    pub job_usd: f64,
    /// Changes at set epochs.
    pub shocks: Vec<Shock>,
}

impl Default for Demand {
    fn default() -> Self {
        Self {
            usd_per_day: 2500.0,
            curve: DemandCurve::default(),
            bass_p_per_year: 0.03,
            bass_q_per_year: 0.38,
            midpoint_epoch: 540,
            trace: Vec::new(),
            noise_kept: 0.98,
            noise_sigma: 0.05,
            price_elasticity: 1.2,
            quality_elasticity: 1.0,
            price_to_cloud: 1.0,
            job_usd: 0.05,
            shocks: Vec::new(),
        }
    }
}
