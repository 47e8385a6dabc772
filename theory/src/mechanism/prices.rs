//! Prices that fall to a barrier, and pools that are sold into (E07, E09).

use super::sample::{indicator, rounds};
use super::{Entry, Parameter, Played, Values};
use crate::closed::passage::Passage;
use crate::closed::pool::{Flows, price_kept_share};
use engine::Amount;
use engine::amm::{Market, MarketError};
use world::law::normal_quantile;

const SIGMA: Parameter = Parameter::number("sigma_per_year", "Volatility of the price (a year^½).", 0.9, [0.05, 5.0]);
const BARRIER: Parameter =
    Parameter::number("barrier_usd", "Price at and below which an operator is under water (USD).", 0.594, [1e-6, 1e6]);
const START: Parameter = Parameter::number("start_usd", "Price at the start (USD).", 1.0, [1e-6, 1e6]);
const DRIFT: Parameter = Parameter::number("drift_per_year", "Drift of the mean price (a year).", 0.0, [-5.0, 5.0]);
const YEARS: Parameter = Parameter::number("years", "Time watched (years of 365 days).", 3.0, [0.02, 10.0]);
const PATHS: Parameter = Parameter::rounds(10_000.0);

fn passage(values: &Values) -> (Passage, u32) {
    let days = libm::round(values.of(&YEARS) * 365.0);
    let passage = Passage {
        start_usd: values.of(&START),
        barrier_usd: values.of(&BARRIER),
        drift_per_year: values.of(&DRIFT),
        sigma_per_year: values.of(&SIGMA),
        horizon_years: days / 365.0,
    };
    (passage, days as u32)
}

/// Multiplications within which the recursion is carried out; beyond, the barrier is far away, and the corrected formula as good.
const WORK_MOST: f64 = 4e9;

/// Probability by the exact recursion over daily looks, or by the corrected formula where that would take too long.
fn passage_share(of: &Passage, days: u32) -> f64 {
    let looks = f64::from(days);
    let spread = of.sigma_per_year * libm::sqrt(of.horizon_years / looks);
    let drift = (of.drift_per_year - of.sigma_per_year * of.sigma_per_year / 2.0) * of.horizon_years / spread;
    // The grid reaches from the barrier to where a path may end, in steps of a tenth of a look's deviation, 161 to a look's reach.
    let reach = libm::log(of.start_usd / of.barrier_usd) / spread + drift.max(0.0) + 9.0 * libm::sqrt(looks);
    let exact = 10.0 * reach * 161.0 * looks <= WORK_MOST;
    if exact { of.watched_every_step(days as usize) } else { of.watched_corrected(1.0 / 365.0) }
}

pub(super) const FIRST_PASSAGE: Entry = Entry {
    name: "first-passage",
    about: "A token price by geometric Brownian motion, looked at daily, is at or below an operator's break-even at some time.",
    value: "share of paths that are (0 to 1)",
    parameters: &[SIGMA, BARRIER, START, DRIFT, YEARS, PATHS],
    play: |seed, values| {
        let (of, days) = passage(values);
        if of.barrier_usd >= of.start_usd {
            return Played::exact(1.0, 1.0);
        }
        let day = 1.0 / 365.0;
        let step = of.sigma_per_year * libm::sqrt(day);
        let drift = (of.drift_per_year - of.sigma_per_year * of.sigma_per_year / 2.0) * day;
        let depth = libm::log(of.barrier_usd / of.start_usd);
        let falls = rounds(seed, b"first-pa", values.count(&PATHS), |stream| {
            let mut place = 0.0;
            indicator((0..days).any(|_| {
                let uniform = ((stream.next() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64;
                place += drift + step * normal_quantile(uniform);
                place <= depth
            }))
        });
        Played::sampled(falls, passage_share(&of, days))
    },
};

const DEPTH: Parameter = Parameter::number("depth_usd", "What the pool holds on each side (USD).", 2e6, [1_000.0, 1e11]);
const PRICE: Parameter = Parameter::number("price_usd", "Price before (USD a token).", 1.0, [1e-4, 1e4]);
const DUMPED: Parameter = Parameter::number("dumped_tokens", "Tokens sold into it at once.", 2e5, [1.0, 1e12]);

/// A number of tokens or USD in the engine's units.
fn tokens(amount: f64) -> Amount {
    // In steps of 10⁻⁶: a float has no more digits to give.
    Amount((amount * 1e6) as u128 * (Amount::TOKEN.0 / 1_000_000))
}

fn micro_usd(amount: f64) -> u128 {
    (amount * 1e6) as u128
}

fn price_usd(market: &Market) -> f64 {
    market.micro_usd() as f64 / 1e6 / (market.tokens().0 as f64 / Amount::TOKEN.0 as f64)
}

pub(super) const POOL_DUMP: Entry = Entry {
    name: "pool-dump",
    about: "Unlocked tokens are sold at once into the engine's pool, which keeps a fee of 0.3 %.",
    value: "price after over price before (0 to 1)",
    parameters: &[DEPTH, PRICE, DUMPED],
    play: |_, values| {
        let (depth, price, dumped) = (values.of(&DEPTH), values.of(&PRICE), values.of(&DUMPED));
        let dump = || -> Result<f64, MarketError> {
            let mut market = Market::new(tokens(depth / price), micro_usd(depth))?;
            let before = price_usd(&market);
            market.sell(tokens(dumped))?;
            Ok(price_usd(&market) / before)
        };
        // The fee keeps back that part of what is paid out: (X/(X+ΔX))·(X/(X+0.997ΔX)).
        let (whole, counts) = (price_kept_share(depth / price, dumped), price_kept_share(depth / price, 0.997 * dumped));
        Played::exact(dump().unwrap_or(f64::NAN), libm::sqrt(whole * counts))
    },
};

const SOLD: Parameter = Parameter::number("sold_tokens", "Tokens that operators sell in an epoch.", 7_000.0, [0.1, 1e9]);
const BOUGHT: Parameter = Parameter::number("bought_usd", "What buy-back pays in, in an epoch (USD).", 3_500.0, [0.1, 1e9]);

pub(super) const POOL_HEALING: Entry = Entry {
    name: "pool-healing",
    about: "The engine's pool between the sales of operators and buy-back: how long a disturbance of its price at rest lasts.",
    value: "epochs in which a small disturbance falls by e; 0 where one epoch leaves nothing of it",
    parameters: &[DEPTH, PRICE, SOLD, BOUGHT],
    play: |_, values| {
        let (depth, price) = (values.of(&DEPTH), values.of(&PRICE));
        let (sold_tokens, bought_usd) = (values.of(&SOLD), values.of(&BOUGHT));
        let flows = Flows { product: depth * depth / price, sold_tokens, bought_usd };
        let theory = flows.relaxation_epochs_exact();
        let rest = flows.tokens_at_rest();
        // Long enough to be seen against rounding, short enough that the fee does not widen the pool by much.
        let epochs = (theory / 4.0).clamp(1.0, 20_000.0) as u32;
        // From above and from below: what is not linear cancels.
        let apart = |epochs: u32| -> Result<f64, MarketError> {
            let side = |factor: f64| -> Result<f64, MarketError> {
                let held = rest * factor;
                let mut market = Market::new(tokens(held), micro_usd(flows.product / held))?;
                for _ in 0..epochs {
                    market.sell(tokens(sold_tokens))?;
                    market.buy(micro_usd(bought_usd))?;
                }
                Ok(libm::log(price_usd(&market)))
            };
            Ok(side(0.999)? - side(1.001)?)
        };
        // What rounding leaves of it is nothing.
        let healed = apart(0).and_then(|before| Ok(f64::from(epochs) / libm::log(before / apart(epochs)?.max(0.0))));
        Played::exact(healed.unwrap_or(f64::NAN), theory)
    },
};
