//! T4, T5: who enters, and how much capacity those put up who are in.

use super::draws::{Draws, Estimate, normal};
use super::row::Check;
use crate::closed::contest;
use crate::closed::entry::Candidates;

/// What the table's numbers are for.
const TABLE: Candidates = Candidates { candidates: 5_000.0, cost_median_usd: 1.0, cost_sigma: 0.6 };
const POOL_USD: f64 = 800.0;
/// The market is simulated this many times larger: theory is its limit, and what is missing falls faster than its noise.
const LARGER: usize = 40;

/// Candidates look at the pool one after the other, again and again: who is out enters if an equal share would pay its cost,
/// who is in leaves if it does not. At rest nobody moves.
fn at_rest(costs: &[f64], pool_usd: f64) -> f64 {
    let (mut inside, mut active) = (vec![false; costs.len()], 0.0);
    loop {
        let mut moved = false;
        for (is_in, cost) in inside.iter_mut().zip(costs) {
            let wants = if *is_in { cost * active <= pool_usd } else { cost * (active + 1.0) < pool_usd };
            if wants != *is_in {
                active += if wants { 1.0 } else { -1.0 };
                *is_in = wants;
                moved = true;
            }
        }
        if !moved {
            return active;
        }
    }
}

pub(super) fn free_entry(draws: &Draws) -> Vec<Check> {
    let larger = LARGER as f64;
    let active = draws.replicate(|stream| {
        let candidates = TABLE.candidates as usize * LARGER;
        let costs: Vec<f64> = (0..candidates).map(|_| libm::exp(TABLE.cost_sigma * normal(stream))).collect();
        at_rest(&costs, POOL_USD * larger)
    });
    let mean = Estimate::mean(active.into_iter());
    vec![mean.times(1.0 / larger).against("active operators of 5,000", TABLE.active(POOL_USD))]
}

/// Best responses in turn, until none changes by more than rounding.
pub(super) fn capacity(_: &Draws) -> Vec<Check> {
    const COSTS: [f64; 5] = [1.0, 1.05, 1.1, 1.2, 1.6];
    const POOL: f64 = 100.0;
    let mut capacity = [1.0; COSTS.len()];
    for _ in 0..10_000 {
        for i in 0..COSTS.len() {
            let others: f64 = capacity.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, x)| x).sum();
            capacity[i] = (libm::sqrt(POOL * others / COSTS[i]) - others).max(0.0);
        }
    }
    let all: f64 = capacity.iter().sum();
    let theory = contest::shares(&COSTS);
    let mut checks: Vec<Check> = theory
        .iter()
        .zip(capacity)
        .zip(COSTS)
        .map(|((share, x), cost)| Check::within(format!("share at cost {cost}"), *share, x / all, 1e-9))
        .collect();
    let spent = capacity.iter().zip(COSTS).map(|(x, cost)| x * cost).sum::<f64>() / POOL;
    checks.push(Check::within("share of the pool spent", contest::dissipation(&theory), spent, 1e-9));
    checks
}
