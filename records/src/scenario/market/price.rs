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

/// Tokens of the genesis that come to the market at a set time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Unlock {
    /// Epoch (from 0).
    #[schemars(range(min = 0, max = 1_000_000))]
    pub epoch: u32,
    /// Tokens that come free (tokens).
    #[schemars(range(min = 0.0, max = 1e12))]
    pub tokens: f64,
    /// Share of them that is sold at once (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub sold_share: f64,
}

impl Default for Unlock {
    fn default() -> Self {
        Self { epoch: 0, tokens: 0.0, sold_share: 1.0 }
    }
}

/// What a token is worth. How prices form is the least certain part of any result: see it under several modes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Price {
    /// Where the price comes from.
    pub mode: PriceMode,
    /// Price at genesis (USD per token). An assumption of the scenario.
    #[schemars(range(min = 0.000_001, max = 999_999.0))]
    pub initial_usd: f64,
    /// Drift of the price from outside (1 per year): `gbm`, `jumps`.
    #[schemars(range(min = -10.0, max = 10.0))]
    pub drift_per_year: f64,
    /// Volatility of the price from outside (standard deviation of its natural logarithm over a year): `gbm`, `jumps`.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub sigma_per_year: f64,
    /// Jumps a year: `jumps`.
    #[schemars(range(min = 0.0, max = 365.0))]
    pub jumps_per_year: f64,
    /// Mean of a jump (of the natural logarithm): `jumps`.
    #[schemars(range(min = -5.0, max = 5.0))]
    pub jump_mean: f64,
    /// Standard deviation of a jump (of the natural logarithm): `jumps`.
    #[schemars(range(min = 0.0, max = 5.0))]
    pub jump_sigma: f64,
    /// Prices (USD per token, one an epoch): `trace`.
    pub trace_usd: Vec<f64>,
    /// How often a token changes hands in a year (1 per year): `quantity`.
    #[schemars(range(min = 0.01, max = 1e4))]
    pub velocity_per_year: f64,
    /// What the pool holds on each side at genesis (USD).
    #[schemars(range(min = 1.0, max = 999_999_999_999.0))]
    pub pool_depth_usd: f64,
    /// Fee of the pool (share). Default: Uniswap V2, as deployed.
    #[schemars(range(min = 0.0, max = 0.499))]
    pub pool_fee: f64,
    /// Dollars that fundamentalists trade for each unit of the logarithm of what a token is worth to them over its price, over the dollars in the
    /// pool: `traders`.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub fundamentalist_strength: f64,
    /// Dollars that chartists trade for each unit of momentum, over the dollars in the pool: `traders`.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub chartist_strength: f64,
    /// Years of burning that a token is worth to fundamentalists (years).
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub fundamental_years: f64,
    /// Least that a token is worth to them (USD).
    #[schemars(range(min = 0.000_001, max = 1e6))]
    pub fundamental_floor_usd: f64,
    /// Share by which their trade may move the pool's price in an epoch at most (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub traders_limit_share: f64,
    /// Tokens in other hands at genesis, beside the pool (tokens).
    #[schemars(range(min = 0.0, max = 999_999_999_999.0))]
    pub holders_tokens: f64,
    /// Tokens locked at genesis that come free.
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
            jump_mean: 0.0,
            jump_sigma: 0.3,
            trace_usd: Vec::new(),
            velocity_per_year: 10.0,
            pool_depth_usd: 2_000_000.0,
            pool_fee: 0.003,
            fundamentalist_strength: 0.02,
            chartist_strength: 0.02,
            fundamental_years: 10.0,
            fundamental_floor_usd: 0.02,
            traders_limit_share: 0.02,
            holders_tokens: 10_000_000.0,
            unlocks: Vec::new(),
        }
    }
}
