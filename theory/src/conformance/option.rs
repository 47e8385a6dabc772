//! T11: the operator's own problem of when to leave for good, solved on a grid.

use super::draws::Draws;
use super::row::Check;
use crate::closed::entry::exit_ratio;

/// Volatility and rate a year, no drift; cost and rate as a perpetuity.
const SIGMA: f64 = 0.9;
const RATE: f64 = 0.1;
/// The grid in ln(revenue/cost): from where leaving is certain to where the option is worth a millionth.
const LOW: f64 = -5.0;
const HIGH: f64 = 65.0;
const NODES: usize = 14_001;
const STEP: f64 = (HIGH - LOW) / (NODES as f64 - 1.0);

/// Value of the option to leave, in years of cost, at each node: the least that is at least what leaving is worth and that pays
/// no more than the rate by waiting. By policy iteration: who stays is chosen anew until nobody changes his mind
/// (Howard 1960; for options Bokanowski, Maroso, Zidani 2009).
fn option_value() -> Vec<f64> {
    // Leaving saves cost for ever (1/r) and gives up revenue for ever (e^x/r); what is left is worth it or not.
    let leaving: Vec<f64> = (0..NODES).map(|i| (1.0 - libm::exp(LOW + i as f64 * STEP)) / RATE).collect();
    let (diffusion, drift) = (SIGMA * SIGMA / 2.0 / (STEP * STEP), -SIGMA * SIGMA / 2.0 / (2.0 * STEP));
    let (down, up, middle) = (diffusion - drift, diffusion + drift, -2.0 * diffusion - RATE);
    let mut stays: Vec<bool> = leaving.iter().map(|worth| *worth <= 0.0).collect();
    loop {
        let value = solve(&stays, &leaving, [down, middle, up]);
        let now: Vec<bool> = (0..NODES)
            .map(|i| match (i.checked_sub(1).map(|before| value[before]), value.get(i + 1)) {
                (Some(before), Some(after)) => {
                    let waiting = down * before + middle * value[i] + up * after;
                    // Staying is kept unless leaving is worth more, leaving unless waiting gains.
                    if stays[i] { value[i] >= leaving[i] } else { waiting > 1e-9 }
                }
                (None, _) => false,
                (_, None) => true,
            })
            .collect();
        if now == stays {
            return value;
        }
        stays = now;
    }
}

/// Values where those who leave have what leaving is worth, and the others the discounted mean of their neighbours (Thomas).
fn solve(stays: &[bool], leaving: &[f64], [down, middle, up]: [f64; 3]) -> Vec<f64> {
    let (mut factor, mut value) = (vec![0.0; NODES], vec![0.0; NODES]);
    for i in 0..NODES {
        if i == 0 || i == NODES - 1 || !stays[i] {
            // The option is worth nothing at the far end.
            value[i] = if i == NODES - 1 { 0.0 } else { leaving[i] };
        } else {
            let pivot = middle - down * factor[i - 1];
            factor[i] = up / pivot;
            value[i] = -down * value[i - 1] / pivot;
        }
    }
    for i in (0..NODES - 1).rev() {
        value[i] -= factor[i] * value[i + 1];
    }
    value
}

/// Where staying begins: beyond the last node that leaves, the gain over leaving rises with the square of the distance, so that
/// its root is a straight line to the boundary.
fn boundary() -> f64 {
    let value = option_value();
    let root_gain = |i: usize| {
        let gain = value[i] - (1.0 - libm::exp(LOW + i as f64 * STEP)) / RATE;
        libm::sqrt(gain.max(0.0))
    };
    let first = (0..NODES).find(|i| root_gain(*i) > 1e-6).unwrap_or(NODES - 1);
    let (near, far) = (first + 10, first + 20);
    let slope = (root_gain(far) - root_gain(near)) / 10.0;
    libm::exp(LOW + STEP * (near as f64 - root_gain(near) / slope))
}

/// Tolerance: two in a thousand, what the grid's step of half a hundredth costs.
pub(super) fn exit(_: &Draws) -> Vec<Check> {
    let theory = exit_ratio(SIGMA, RATE, 0.0);
    vec![Check::within("revenue over cost, σ 0.9, r 0.1", theory, boundary(), 0.002 * theory)]
}
