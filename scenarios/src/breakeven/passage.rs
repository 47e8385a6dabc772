//! A price that walks at random: how likely it falls below a barrier at some time, and at the end.
//!
//! The price is a geometric Brownian motion, looked at once a day. Closed forms: the first passage of a Brownian motion with drift
//! (reflection), and for the daily look the barrier shifted by exp(-0.5826 σ √Δt) (Broadie, Glasserman, Kou 1997).

use std::f64::consts::SQRT_2;

use super::YEAR_DAYS;

/// -ζ(1/2)/√(2π): how far a barrier moves when it is looked at only now and then.
const SHIFT: f64 = 0.5826;

/// Probability that a price of `start` is below `barrier` on some day of the next `days`.
///
/// `volatility` and `drift` are a year's (1 is 100 %); the mean of the price grows with `drift`. A `start` not above the barrier gives
/// 1, a barrier not above 0 gives 0.
#[must_use]
pub fn below_within(start: f64, barrier: f64, volatility: f64, drift: f64, days: f64) -> f64 {
    if barrier <= 0.0 {
        return 0.0;
    }
    if start <= barrier {
        return 1.0;
    }
    let (years, variance) = (days / YEAR_DAYS, volatility * volatility);
    let distance = libm::log(start / barrier) + SHIFT * volatility * (1.0 / YEAR_DAYS).sqrt();
    let (trend, spread) = ((drift - variance / 2.0) * years, volatility * years.sqrt());
    let back = libm::exp(-2.0 * (drift / variance - 0.5) * distance) * normal((trend - distance) / spread);
    (normal((-distance - trend) / spread) + back).clamp(0.0, 1.0)
}

/// Probability that a price of `start` is below `barrier` after `days`; see [`below_within`].
#[must_use]
pub fn below_at_end(start: f64, barrier: f64, volatility: f64, drift: f64, days: f64) -> f64 {
    if barrier <= 0.0 {
        return 0.0;
    }
    let years = days / YEAR_DAYS;
    let trend = (drift - volatility * volatility / 2.0) * years;
    normal((libm::log(barrier / start) - trend) / (volatility * years.sqrt()))
}

/// The price that is reached from `start` after `days` at `score` standard deviations from the median.
pub(super) fn price_at(start: f64, score: f64, volatility: f64, drift: f64, days: f64) -> f64 {
    let years = days / YEAR_DAYS;
    start * libm::exp((drift - volatility * volatility / 2.0) * years + score * volatility * years.sqrt())
}

/// The normal distribution function.
fn normal(x: f64) -> f64 {
    0.5 * libm::erfc(-x / SQRT_2)
}
