//! T6, T19: random walks that meet a barrier, or are copied late.

use super::draws::{Draws, columns, normal};
use super::row::Check;
use crate::closed::oracle;
use crate::closed::passage::Passage;
use engine::rng::Stream;
use std::sync::OnceLock;

const TABLE: Passage = Passage { start_usd: 1.0, barrier_usd: 0.4, drift_per_year: 0.0, sigma_per_year: 0.9, horizon_years: 3.0 };
const LOOKS: usize = 3 * 365;
const DAY_YEARS: f64 = 1.0 / 365.0;
/// Paths of one replication.
const PATHS: u32 = 400;

/// Whether one path of daily prices is ever at or below the barrier.
fn falls(stream: &mut Stream) -> bool {
    let step = TABLE.sigma_per_year * libm::sqrt(DAY_YEARS);
    let drift = (TABLE.drift_per_year - TABLE.sigma_per_year * TABLE.sigma_per_year / 2.0) * DAY_YEARS;
    let depth = libm::log(TABLE.barrier_usd / TABLE.start_usd);
    let mut place = 0.0;
    (0..LOOKS).any(|_| {
        place += drift + step * normal(stream);
        place <= depth
    })
}

/// Paths are held against the exact value for daily looks. The table's formula is an approximation of it: its own error,
/// of smaller order than √Δt (Broadie, Glasserman, Kou 1997), is allowed a tenth of the whole correction.
pub(super) fn passage(draws: &Draws) -> Vec<Check> {
    static EXACT: OnceLock<f64> = OnceLock::new();
    let exact = *EXACT.get_or_init(|| TABLE.watched_every_step(LOOKS));
    let corrected = TABLE.watched_corrected(DAY_YEARS);
    let shares = draws.replicate(|stream| [(0..PATHS).filter(|_| falls(stream)).count() as f64 / f64::from(PATHS)]);
    let mut checks = columns(&shares, [("paths, against the exact value".into(), exact)]);
    let allowed = (TABLE.watched_always() - corrected).abs() / 10.0;
    checks.push(Check::within("exact value, against the formula", corrected, exact, allowed));
    checks
}

/// Walks of each delay, in one replication.
const WALKS: u32 = 2_000;

pub(super) fn stale_copy(draws: &Draws) -> Vec<Check> {
    const DELAYS: [u32; 3] = [1, 4, 16];
    const SIGMA: f64 = 0.5;
    let errors = draws.replicate(|stream| {
        DELAYS.map(|delay| {
            let mut walked = || (0..delay).fold(0.0, |place, _| place + SIGMA * normal(stream));
            (0..WALKS).map(|_| walked().abs()).sum::<f64>() / f64::from(WALKS)
        })
    });
    let theory = DELAYS.map(|delay| (format!("{delay} epochs, σ {SIGMA}"), oracle::stale_error(SIGMA, f64::from(delay))));
    columns(&errors, theory)
}
