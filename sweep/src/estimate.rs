//! Mean, spread and confidence interval of a sample.

use std::cell::RefCell;
use std::collections::BTreeMap;

use statrs::distribution::{Binomial, ContinuousCDF, DiscreteCDF, StudentsT};

/// What a sample of independent values says of the mean of their law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Values (count).
    pub n: u64,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, with n − 1 in the denominator; `None` for fewer than two.
    pub sd: Option<f64>,
    /// Half-width of the confidence interval of the mean: t · sd / √n, with Student's t of n − 1 degrees of freedom; `None` for
    /// fewer than two.
    pub half_width: Option<f64>,
}

impl Estimate {
    /// The estimate from `values`, with intervals of this `confidence` (share); `None` without a value.
    #[must_use]
    pub fn of(values: &[f64], confidence: f64) -> Option<Self> {
        if values.is_empty() {
            return None;
        }
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        Some(Self::from_sums(values.len(), mean, squares, confidence))
    }

    /// The estimates of `samples` samples at once, a few values at a time: `pass` gives all values, each with the number of its sample, and
    /// is called twice. To the last bit what [`Estimate::of`] makes of the same values in the same order.
    pub(crate) fn of_passes<E>(
        samples: usize,
        confidence: f64,
        mut pass: impl FnMut(&mut dyn FnMut(usize, f64)) -> Result<(), E>,
    ) -> Result<Vec<Option<Self>>, E> {
        // A sum begins at -0, as that of an iterator does: 0 would lose the sign of a sample of -0 alone.
        let mut sums = vec![(0_usize, -0.0); samples];
        pass(&mut |sample, value| {
            let (n, sum) = &mut sums[sample];
            (*n, *sum) = (*n + 1, *sum + value);
        })?;
        let means: Vec<f64> = sums.iter().map(|(n, sum)| sum / *n as f64).collect();
        let mut squares = vec![-0.0; samples];
        pass(&mut |sample, value| squares[sample] += (value - means[sample]) * (value - means[sample]))?;
        let one = |((n, _), (mean, squares)): (&(usize, f64), (&f64, &f64))| {
            (*n > 0).then(|| Self::from_sums(*n, *mean, *squares, confidence))
        };
        Ok(sums.iter().zip(means.iter().zip(&squares)).map(one).collect())
    }

    /// Of `n` values, at least one, with this mean and this sum of squares of the distances from it.
    fn from_sums(n: usize, mean: f64, squares: f64, confidence: f64) -> Self {
        let sd = (n > 1).then(|| libm::sqrt(squares / (n as f64 - 1.0)));
        let half_width = sd.and_then(|sd| Some(student_t(confidence, n - 1)? * sd / libm::sqrt(n as f64)));
        Self { n: n as u64, mean, sd, half_width }
    }

    /// Half-width as a share of the mean; `None` where that says nothing: fewer than two values, or a mean of zero that is not
    /// certain.
    #[must_use]
    pub fn relative_half_width(&self) -> Option<f64> {
        match self.half_width? {
            0.0 => Some(0.0),
            half_width => (self.mean != 0.0).then(|| half_width / self.mean.abs()),
        }
    }
}

/// The t that a variable of Student's law with this many degrees of freedom stays within, on both sides, with this `confidence`.
fn student_t(confidence: f64, freedom: usize) -> Option<f64> {
    // A search asks for the same few again and again, and each takes tens of microseconds.
    thread_local! {
        static KNOWN: RefCell<BTreeMap<(u64, usize), f64>> = const { RefCell::new(BTreeMap::new()) };
    }
    let key = (confidence.to_bits(), freedom);
    if let Some(t) = KNOWN.with_borrow(|known| known.get(&key).copied()) {
        return Some(t);
    }
    let law = StudentsT::new(0.0, 1.0, freedom as f64).ok()?;
    let t = law.inverse_cdf(0.5 + confidence / 2.0);
    KNOWN.with_borrow_mut(|known| known.insert(key, t));
    Some(t)
}

/// Ranks, from 1, of the values of an ordered sample of `n` between which the median of their law lies with this `confidence` (share),
/// whatever the law: the k-th from either end, k the greatest for which a binomial of n halves falls below it with at most half of
/// what is left to 1 (David and Nagaraja 2003, Order Statistics, 7.1). `None` if `n` is too small for any.
pub(crate) fn median_ranks(n: usize, confidence: f64) -> Option<(usize, usize)> {
    let law = Binomial::new(0.5, n as u64).ok()?;
    let tail = (1.0 - confidence) / 2.0;
    let least = law.inverse_cdf(tail); // the smallest x with P(X ≤ x) ≥ tail
    // Equal but for rounding is equal.
    let rank = if law.cdf(least) <= tail * (1.0 + 1e-9) { least + 1 } else { least } as usize;
    (rank > 0).then(|| (rank, n + 1 - rank))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Two-sided critical values as printed in the NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
    #[test]
    fn student_t_is_that_of_the_printed_tables() {
        let table = [
            (0.95, 1, 12.706),
            (0.95, 2, 4.303),
            (0.95, 4, 2.776),
            (0.95, 9, 2.262),
            (0.95, 99, 1.984),
            (0.90, 9, 1.833),
            (0.99, 4, 4.604),
            (0.99, 29, 2.756),
            (0.95, 100_000, 1.960),
        ];
        for (confidence, freedom, printed) in table {
            let t = student_t(confidence, freedom).unwrap();
            assert!((t - printed).abs() < 6e-4, "t({confidence}, {freedom}) = {t}, printed {printed}");
        }
    }

    /// With one and two degrees of freedom the quantile has a closed form.
    #[test]
    fn student_t_agrees_with_its_closed_forms() {
        for confidence in [0.5, 0.8, 0.9, 0.95, 0.99, 0.9999] {
            let p = 0.5 + confidence / 2.0;
            let one = libm::tan(core::f64::consts::PI * (p - 0.5));
            let two = (2.0 * p - 1.0) / libm::sqrt(2.0 * p * (1.0 - p));
            for (freedom, exact) in [(1, one), (2, two)] {
                let t = student_t(confidence, freedom).unwrap();
                assert!((t / exact - 1.0).abs() < 1e-9, "t({confidence}, {freedom}) = {t}, exact {exact}");
            }
        }
    }

    #[test]
    fn an_estimate_by_hand() {
        let found = Estimate::of(&[2.0, 4.0, 4.0, 6.0], 0.95).unwrap();
        assert_eq!((found.n, found.mean), (4, 4.0));
        assert!((found.sd.unwrap() - libm::sqrt(8.0 / 3.0)).abs() < 1e-15);
        assert!((found.half_width.unwrap() - 3.182_446 * found.sd.unwrap() / 2.0).abs() < 1e-6);
        assert_eq!(Estimate::of(&[], 0.95), None);
        assert_eq!(Estimate::of(&[7.0], 0.95).unwrap().half_width, None);
        assert_eq!(Estimate::of(&[0.0, 0.0], 0.95).unwrap().relative_half_width(), Some(0.0));
        assert_eq!(Estimate::of(&[-1.0, 1.0], 0.95).unwrap().relative_half_width(), None);
    }

    /// Ranks as in Conover, Practical Nonparametric Statistics (1999), table A3 for p = 1/2, worked out by hand from binomial sums: of 6
    /// the chance that all are on one side is 2/64; of 20, P(X ≤ 5) = 0.0207 and P(X ≤ 6) = 0.0577.
    #[test]
    fn the_ranks_about_a_median_are_those_of_binomial_sums() {
        assert_eq!(median_ranks(5, 0.95), None);
        assert_eq!(median_ranks(6, 0.95), Some((1, 6)));
        assert_eq!(median_ranks(20, 0.95), Some((6, 15)));
        assert_eq!(median_ranks(1, 0.95), None);
        assert_eq!(median_ranks(2, 0.5), Some((1, 2)), "P(X ≤ 0) is just the tail");
        let (low, high) = median_ranks(1000, 0.95).unwrap();
        assert_eq!((low, high), (469, 532));
    }

    proptest! {
        #[test]
        fn values_that_come_twice_give_the_same_bits_as_values_that_are_held(
            samples in proptest::collection::vec(proptest::collection::vec(-1e9..1e9_f64, 0..20), 1..4)
        ) {
            let pass = |give: &mut dyn FnMut(usize, f64)| {
                for (sample, values) in samples.iter().enumerate() {
                    values.iter().for_each(|value| give(sample, *value));
                }
                Ok::<(), ()>(())
            };
            let held: Vec<_> = samples.iter().map(|values| Estimate::of(values, 0.95)).collect();
            prop_assert_eq!(Estimate::of_passes(samples.len(), 0.95, pass).unwrap(), held);
        }
    }
}
