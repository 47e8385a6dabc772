//! `[market.price]`: what a token is worth.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the price of a token comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PriceMode {
    /// P0: it stays as it is.
    Constant,
    /// P0: geometric Brownian motion.
    Gbm,
    /// P0: geometric Brownian motion with jumps (Merton 1976).
    Jumps,
    /// P0: the USD of `trace_usd`, epoch by epoch; its last value stays.
    Trace,
    /// P1: a constant-product pool into which operators sell and from which fees are bought back.
    Pool,
    /// P2: the same with traders who hold it near what burning is worth, and others who follow its movement.
    #[default]
    Traders,
    /// P3: the quantity equation: what is paid a year over the tokens in circulation times their velocity.
    Quantity,
}

/// Tokens that come on the market at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Unlock {
    /// Epoch (from 0).
    #[schemars(range(min = 0, max = 1_000_000))]
    pub epoch: u32,
    /// Tokens sold by holders (whole tokens).
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub tokens: u64,
}

/// What a token is worth. How prices form is the least certain part of any result: see it under several modes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Price {
    /// Where the price comes from.
    pub mode: PriceMode,
    /// Price at genesis (USD per token). An assumption of the scenario.
    #[schemars(range(min = 0.000_001, max = 1e6))]
    pub initial_usd: f64,
    /// Drift (1 per year). Only `gbm` and `jumps` read it.
    #[schemars(range(min = -10.0, max = 10.0))]
    pub drift_per_year: f64,
    /// Volatility (standard deviation of the natural logarithm over a year). `gbm`, `jumps` and the option rule of exit read it.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub sigma_per_year: f64,
    /// Jumps a year. Only `jumps` reads it.
    #[schemars(range(min = 0.0, max = 365.0))]
    pub jumps_per_year: f64,
    /// Standard deviation of a jump (of the natural logarithm). Only `jumps` reads it.
    #[schemars(range(min = 0.0, max = 3.0))]
    pub jump_sigma: f64,
    /// Prices (USD per token, one an epoch). Only `trace` reads it.
    pub trace_usd: Vec<f64>,
    /// What the pool holds on each side at genesis (USD).
    #[schemars(range(min = 1.0, max = 1e12))]
    pub pool_depth_usd: f64,
    /// Fee of the pool (share). Default: Uniswap V2, as deployed.
    #[schemars(range(min = 0.0, max = 0.5))]
    pub pool_fee_share: f64,
    /// Part of its distance from what burning is worth that fundamentalists take out of the price in an epoch (share).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub fundamentalists: f64,
    /// What a token is worth to fundamentalists where nothing is burned (USD).
    #[schemars(range(min = 0.0, max = 1e6))]
    pub fundamental_floor_usd: f64,
    /// Years of burning that a token is worth to fundamentalists (years).
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub fundamental_years: f64,
    /// Part of the price's last movement that chartists add again (share).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub chartists: f64,
    /// How often a token changes hands for work in a year (1 per year). Only `quantity` reads it.
    #[schemars(range(min = 0.01, max = 1e4))]
    pub velocity_per_year: f64,
    /// Tokens that come on the market at once.
    pub unlocks: Vec<Unlock>,
}

impl Default for Price {
    fn default() -> Self {
        Self {
            mode: PriceMode::default(),
            initial_usd: 0.5,
            drift_per_year: 0.0,
            sigma_per_year: 1.0,
            jumps_per_year: 2.0,
            jump_sigma: 0.3,
            trace_usd: Vec::new(),
            pool_depth_usd: 2_000_000.0,
            pool_fee_share: 0.003,
            fundamentalists: 0.02,
            fundamental_floor_usd: 0.05,
            fundamental_years: 10.0,
            chartists: 0.1,
            velocity_per_year: 10.0,
            unlocks: Vec::new(),
        }
    }
}
