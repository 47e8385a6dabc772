//! Rows under many new seeds: whether what one seed cannot show is there.

use super::row::Check;
use super::{EXPERIMENTS, Experiment, Row};
use rayon::prelude::*;
use statrs::function::gamma::gamma_ur;

/// Probability of refusing at least one row when all of them are true.
const LEVEL: f64 = 0.01;

/// One number of a row over all seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct FreshCheck {
    /// Which number.
    pub what: String,
    /// From theory.
    pub theory: f64,
    /// Mean over the seeds.
    pub simulated: f64,
    /// Its standard error, from those of the seeds.
    pub standard_error: f64,
    /// z-scores, in the order of the seeds; empty where nothing is left to chance.
    pub z: Vec<f64>,
    /// Two-sided p-value of their sum over √n (Stouffer): small where there is a bias. 1 where nothing is left to chance.
    pub p_bias: f64,
    /// p-value of the sum of their squares (chi-square): small where they spread more than their errors say.
    pub p_spread: f64,
}

/// One row over all seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct FreshRow {
    /// Its number, "T1" to "T20".
    pub id: &'static str,
    /// What is claimed, in words.
    pub statement: &'static str,
    /// The numbers that it is held to.
    pub checks: Vec<FreshCheck>,
    /// The smallest p-value of the row, times how many it has (Bonferroni), in 0..=1; `None` where nothing is left to chance.
    pub p: Option<f64>,
    /// That times the rows that Holm's procedure has yet to judge, in 0..=1: held to 0.01.
    pub p_holm: Option<f64>,
    /// Whether the row agrees with theory.
    pub holds: bool,
}

/// All rows under the `seeds` seeds from `first_seed` on (at least one is run), with Holm's correction at 1 % over those that
/// leave something to chance; the others are judged as [`rows`](super::rows) does, once. The same for any number of threads.
#[must_use]
pub fn fresh(seeds: u32, first_seed: u64) -> Vec<FreshRow> {
    of_length(seeds, first_seed, |one| one.replications)
}

/// As above, with as many replications as asked for.
pub(super) fn of_length(seeds: u32, first_seed: u64, length: impl Fn(&Experiment) -> u32 + Sync) -> Vec<FreshRow> {
    let runs: Vec<(usize, u64)> = (0..u64::from(seeds.max(1)))
        .flat_map(|seed| EXPERIMENTS.iter().enumerate().map(move |(number, one)| (seed, number, one.replications)))
        .filter(|(seed, _, replications)| *replications > 0 || *seed == 0)
        .map(|(seed, number, _)| (number, first_seed.wrapping_add(seed)))
        .collect();
    let done: Vec<(usize, Row)> = runs
        .into_par_iter()
        .map(|(number, seed)| (number, EXPERIMENTS[number].row(number, seed, length(&EXPERIMENTS[number]))))
        .collect();
    let mut rows: Vec<FreshRow> = (0..EXPERIMENTS.len())
        .map(|number| combined(&done.iter().filter(|(of, _)| *of == number).map(|(_, row)| row).collect::<Vec<_>>()))
        .collect();
    holm(&mut rows);
    rows
}

/// One row from the same row under every seed.
fn combined(of: &[&Row]) -> FreshRow {
    let checks: Vec<FreshCheck> =
        of[0].checks.iter().enumerate().map(|(at, _)| over_seeds(of.iter().map(|row| &row.checks[at]))).collect();
    let sampled: Vec<&FreshCheck> = checks.iter().filter(|check| !check.z.is_empty()).collect();
    let smallest = sampled.iter().flat_map(|check| [check.p_bias, check.p_spread]).fold(1.0, least);
    let p = (!sampled.is_empty()).then(|| (smallest * 2.0 * sampled.len() as f64).min(1.0));
    let exact = of.iter().all(|row| row.checks.iter().all(|check| check.z().is_some() || check.holds()));
    FreshRow { id: of[0].id, statement: of[0].statement, checks, p, p_holm: None, holds: exact }
}

/// The lesser; what is no number counts as 0, so that it is refused.
fn least(a: f64, b: f64) -> f64 {
    if b.is_nan() { 0.0 } else { a.min(b) }
}

fn over_seeds<'a>(checks: impl Iterator<Item = &'a Check> + Clone) -> FreshCheck {
    let n = checks.clone().count() as f64;
    let z: Vec<f64> = checks.clone().filter_map(Check::z).collect();
    let error = |check: &Check| if let Some(z) = check.z() { (check.simulated - check.theory) / z } else { 0.0 };
    let variance: f64 = checks.clone().map(|check| error(check) * error(check)).sum();
    let (sum, squares) = (z.iter().sum::<f64>(), z.iter().map(|z| z * z).sum::<f64>());
    let one = checks.clone().next();
    FreshCheck {
        what: one.map(|check| check.what.clone()).unwrap_or_default(),
        theory: one.map_or(f64::NAN, |check| check.theory),
        simulated: checks.map(|check| check.simulated).sum::<f64>() / n,
        standard_error: libm::sqrt(variance) / n,
        p_bias: if z.is_empty() { 1.0 } else { two_sided(sum / libm::sqrt(z.len() as f64)) },
        p_spread: if z.is_empty() { 1.0 } else { above(squares, z.len()) },
        z,
    }
}

/// Probability that a standard normal variable is at least as far out as `z`.
fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / core::f64::consts::SQRT_2)
}

/// Probability that the sum of `n` squares of standard normal variables is above `squares`.
fn above(squares: f64, n: usize) -> f64 {
    if squares.is_nan() { f64::NAN } else { gamma_ur(n as f64 / 2.0, squares.max(f64::MIN_POSITIVE) / 2.0) }
}

/// Holm's step-down procedure (1979): the k-th smallest of m p-values counts (m − k + 1) times, and never less than the one before.
fn holm(rows: &mut [FreshRow]) {
    let mut order: Vec<(f64, usize)> = rows.iter().enumerate().filter_map(|(at, row)| row.p.map(|p| (p, at))).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut least = 0.0;
    for (rank, (p, at)) in order.iter().enumerate() {
        least = f64::max(least, (p * (order.len() - rank) as f64).min(1.0));
        rows[*at].p_holm = Some(least);
        rows[*at].holds &= least >= LEVEL;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_values_of_tables() {
        assert!((two_sided(1.959_964) - 0.05).abs() < 1e-6 && (above(31.410_433, 20) - 0.05).abs() < 1e-7);
        assert!(above(f64::NAN, 3).is_nan());
    }

    #[test]
    fn holm_refuses_step_by_step() {
        let row = |p| FreshRow { id: "", statement: "", checks: Vec::new(), p, p_holm: None, holds: true };
        // 0.002·4, 0.003·3 pass 1 %'s refusal, 0.02·2 does not; an exact row is no member of the family.
        let mut rows = [Some(0.02), Some(0.002), None, Some(0.003), Some(0.9)].map(row);
        holm(&mut rows);
        assert_eq!(rows.clone().map(|row| row.holds), [true, false, true, false, true]);
        assert!((rows[3].p_holm.unwrap() - 0.009).abs() < 1e-12 && rows[2].p_holm.is_none());
    }
}
