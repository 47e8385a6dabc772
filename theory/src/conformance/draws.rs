//! Replications on streams of their own, and the errors of their means.

use super::row::{Check, Judged};
use engine::rng::Stream;
use rayon::prelude::*;
use world::law::normal_quantile;

/// Purpose of all draws here; the row is part of the entity.
const CONFORMANCE: u64 = u64::from_le_bytes(*b"conforms");

/// Where a row's randomness comes from.
pub(super) struct Draws {
    pub(super) seed: u64,
    /// Number of the row, below 2³².
    pub(super) row: u64,
    /// Independent replications.
    pub(super) replications: u32,
}

impl Draws {
    /// What each replication gives, in their order, on as many threads as there are.
    pub(super) fn replicate<T: Send>(&self, one: impl Fn(&mut Stream) -> T + Sync) -> Vec<T> {
        (0..self.replications).into_par_iter().map(|replication| one(&mut self.stream(replication))).collect()
    }

    /// The stream of one replication.
    pub(super) fn stream(&self, replication: u32) -> Stream {
        Stream::new(self.seed, self.row << 32 | u64::from(replication), CONFORMANCE)
    }
}

/// A value with its standard error.
#[derive(Clone, Copy)]
pub(super) struct Estimate {
    pub(super) value: f64,
    pub(super) standard_error: f64,
}

impl Estimate {
    /// The mean of independent values.
    pub(super) fn mean(values: impl Iterator<Item = f64> + Clone) -> Self {
        let n = values.clone().count() as f64;
        let value = values.clone().sum::<f64>() / n;
        let squares: f64 = values.map(|one| (one - value) * (one - value)).sum();
        Self { value, standard_error: libm::sqrt(squares / (n - 1.0) / n) }
    }

    /// Mean of the first over mean of the second of independent pairs, its error by the delta method.
    pub(super) fn ratio(pairs: &[[f64; 2]]) -> Self {
        let below = pairs.iter().map(|pair| pair[1]).sum::<f64>() / pairs.len() as f64;
        let value = pairs.iter().map(|pair| pair[0]).sum::<f64>() / pairs.len() as f64 / below;
        let rest = Self::mean(pairs.iter().map(|pair| (pair[0] - value * pair[1]) / below));
        Self { value, standard_error: rest.standard_error }
    }

    /// Where a straight line through values of mean `self` at `from` and of mean `other` at `to` crosses zero. The error takes
    /// the slope as known: it is second order where the root is between both.
    pub(super) fn root(pairs: &[[f64; 2]], from: f64, to: f64) -> Self {
        let mean = |at: usize| pairs.iter().map(|pair| pair[at]).sum::<f64>() / pairs.len() as f64;
        let slope = (mean(1) - mean(0)) / (to - from);
        let at = (from - mean(0) / slope - from) / (to - from);
        let value = from + at * (to - from);
        // At the root itself the line's value is this mixture of both ends.
        let there = Self::mean(pairs.iter().map(|pair| pair[0] + at * (pair[1] - pair[0])));
        Self { value, standard_error: there.standard_error / slope.abs() }
    }

    pub(super) fn against(self, what: impl Into<String>, theory: f64) -> Check {
        let judged = Judged::Sampled { standard_error: self.standard_error };
        Check { what: what.into(), theory, simulated: self.value, judged }
    }

    /// This estimate in another unit.
    pub(super) fn times(self, factor: f64) -> Self {
        Self { value: self.value * factor, standard_error: self.standard_error * factor.abs() }
    }
}

/// A check for each column of `values`: its mean against what theory says.
pub(super) fn columns<const K: usize>(values: &[[f64; K]], theory: [(String, f64); K]) -> Vec<Check> {
    (0..K).zip(theory).map(|(k, (what, theory))| Estimate::mean(values.iter().map(|row| row[k])).against(what, theory)).collect()
}

/// Uniform in the open interval (0, 1).
pub(super) fn uniform(stream: &mut Stream) -> f64 {
    ((stream.next() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
}

/// Whether an event of this probability happens.
pub(super) fn happens(stream: &mut Stream, probability: f64) -> bool {
    uniform(stream) < probability
}

/// Exponential of mean 1.
pub(super) fn exponential(stream: &mut Stream) -> f64 {
    -libm::log(uniform(stream))
}

/// Standard normal, one draw each.
pub(super) fn normal(stream: &mut Stream) -> f64 {
    normal_quantile(uniform(stream))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_by_hand() {
        let mean = Estimate::mean([1.0, 2.0, 3.0, 6.0].into_iter());
        assert_eq!(mean.value, 3.0);
        assert!((mean.standard_error - (14.0_f64 / 3.0 / 4.0).sqrt()).abs() < 1e-15);
        let ratio = Estimate::ratio(&[[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]);
        assert_eq!((ratio.value, ratio.standard_error), (0.5, 0.0));
        // Means 3 at 1 and −1 at 2: zero at 1.75, slope −4; the mixtures there are −1, 0 and 1, of standard error √(1/3).
        let root = Estimate::root(&[[2.0, -2.0], [3.0, -1.0], [4.0, 0.0]], 1.0, 2.0);
        assert!((root.value - 1.75).abs() < 1e-15 && (root.standard_error - (1.0_f64 / 3.0).sqrt() / 4.0).abs() < 1e-15);
    }
}
