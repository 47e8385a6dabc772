//! How a token gets its price (specification §2.7). Report every headline under P0, P1 and P2.

/// The law of the price.
#[derive(Clone, Debug, PartialEq)]
pub enum PriceMode {
    /// P0: stays as it is.
    Constant,
    /// P0: geometric Brownian motion.
    Gbm,
    /// P0: Brownian motion with jumps (Merton 1976).
    Jumps {
        /// Jumps per year.
        per_year: f64,
        /// Mean of the logarithm of a jump.
        mean: f64,
        /// Its standard deviation.
        sigma: f64,
    },
    /// P0: prices (USD), one an epoch; the last holds on.
    Trace(Vec<f64>),
    /// P1: a constant-product pool.
    Pool,
    /// P2: the pool, with traders beside it.
    Traders,
    /// P3: volume = price × circulating × velocity, at once.
    Quantity {
        /// Times that a token changes hands in a year.
        velocity_per_year: f64,
    },
}

/// Tokens of the genesis that come to the market at a set time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unlock {
    /// Epoch.
    pub epoch: u32,
    /// Tokens.
    pub tokens: f64,
    /// Share of them that is sold at once.
    pub sold_share: f64,
}

/// The market of the token.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// Its law.
    pub mode: PriceMode,
    /// Price at the start (USD).
    pub initial_usd: f64,
    /// Drift of the outside price per year.
    pub drift: f64,
    /// Volatility of the outside price (per square root of a year).
    pub sigma_per_year: f64,
    /// Dollars on each side of the pool at the start.
    pub pool_depth_usd: f64,
    /// Fee of the pool (share of what comes in). Uniswap V2: 0.003.
    pub pool_fee: f64,
    /// κ_f: dollars that fundamentalists trade per unit of ln(p_f/p), over the dollars in the pool.
    pub fundamentalist_strength: f64,
    /// κ_c: dollars that chartists trade per unit of momentum, over the dollars in the pool.
    pub chartist_strength: f64,
    /// H: years of burnable volume that a token stands for with fundamentalists.
    pub fundamental_years: f64,
    /// Least price that fundamentalists see (USD).
    pub fundamental_floor_usd: f64,
    /// Share by which trade may move the pool's price in an epoch, at most.
    pub traders_limit_share: f64,
    /// Tokens in other hands at the start, besides the pool.
    pub holders_tokens: f64,
    /// Tokens locked at genesis that come free.
    pub unlocks: Vec<Unlock>,
}

impl Default for Price {
    fn default() -> Self {
        Self {
            mode: PriceMode::Traders,
            initial_usd: 0.5,
            drift: 0.0,
            sigma_per_year: 1.0,
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
