//! How a token gets its price (specification §2.7). Report every headline under P0, P1 and P2.

use super::Unlock;
use records::scenario;

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

/// The market of the token: `[market.price]` with its law in one piece.
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

impl From<&scenario::Price> for Price {
    fn from(price: &scenario::Price) -> Self {
        Self {
            mode: match price.mode {
                scenario::PriceMode::Constant => PriceMode::Constant,
                scenario::PriceMode::Gbm => PriceMode::Gbm,
                scenario::PriceMode::Jumps => {
                    PriceMode::Jumps { per_year: price.jumps_per_year, mean: price.jump_mean, sigma: price.jump_sigma }
                }
                scenario::PriceMode::Trace => PriceMode::Trace(price.trace_usd.clone()),
                scenario::PriceMode::Pool => PriceMode::Pool,
                scenario::PriceMode::Traders => PriceMode::Traders,
                scenario::PriceMode::Quantity => PriceMode::Quantity { velocity_per_year: price.velocity_per_year },
            },
            initial_usd: price.initial_usd,
            drift: price.drift_per_year,
            sigma_per_year: price.sigma_per_year,
            pool_depth_usd: price.pool_depth_usd,
            pool_fee: price.pool_fee,
            fundamentalist_strength: price.fundamentalist_strength,
            chartist_strength: price.chartist_strength,
            fundamental_years: price.fundamental_years,
            fundamental_floor_usd: price.fundamental_floor_usd,
            traders_limit_share: price.traders_limit_share,
            holders_tokens: price.holders_tokens,
            unlocks: price.unlocks.clone(),
        }
    }
}
