//! Bootstrap: how far an estimate would have moved had other rows been drawn.
//!
//! Resample r draws as many rows as there are, with replacement, by a stream of its own: it is the same whoever computes it.

use engine::rng::Stream;
use rayon::prelude::*;

/// Purpose of the draws, one stream a resample.
const RESAMPLE: u64 = u64::from_le_bytes(*b"bootstra");
/// Resamples computed together, so that a row is read once for all of them (count).
const TOGETHER: usize = 8;

/// How intervals are made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bootstrap {
    /// Resamples (count); 0 gives no intervals.
    pub resamples: u32,
    /// Share of the resamples that an interval holds (0 to 1).
    pub confidence: f64,
    /// Seed of the draws.
    pub seed: u64,
}

impl Default for Bootstrap {
    /// 1,000 resamples, 95 %.
    fn default() -> Self {
        Self { resamples: 1000, confidence: 0.95, seed: 1 }
    }
}

/// An estimate with the interval of its resamples (Efron's percentile interval).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// From the rows as they are.
    pub estimate: f64,
    /// Lower end; NaN without resamples.
    pub low: f64,
    /// Upper end; NaN without resamples.
    pub high: f64,
}

/// Rows of numbers of one length, one behind the other.
pub(crate) struct Rows {
    pub width: usize,
    pub values: Vec<f64>,
}

impl Rows {
    fn row(&self, at: usize) -> &[f64] {
        &self.values[at * self.width..(at + 1) * self.width]
    }

    pub fn count(&self) -> usize {
        self.values.len() / self.width
    }

    /// Means of the columns.
    pub fn means(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.width];
        (0..self.count()).for_each(|at| add(&mut sums, self.row(at), 1.0));
        sums.iter_mut().for_each(|sum| *sum /= self.count() as f64);
        sums
    }
}

fn add(sums: &mut [f64], row: &[f64], times: f64) {
    sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += times * value);
}

impl Bootstrap {
    /// What `statistics` makes of the means of the columns of `rows`, with the interval over resamples of the rows.
    ///
    /// `statistics` gives the same number of numbers each time; one that is no number in some resample is left out of its interval.
    pub(crate) fn of_means(&self, rows: &Rows, statistics: impl Fn(&[f64]) -> Vec<f64> + Sync) -> Vec<Interval> {
        let estimates = statistics(&rows.means());
        let n = rows.count();
        let groups = (self.resamples as usize).div_ceil(TOGETHER);
        let group = |group: usize| {
            let members = group * TOGETHER..((group + 1) * TOGETHER).min(self.resamples as usize);
            let drawn: Vec<Vec<u16>> = members.map(|resample| self.draw(resample as u64, n)).collect();
            let mut sums = vec![vec![0.0; rows.width]; drawn.len()];
            for at in 0..n {
                let row = rows.row(at);
                for (sums, drawn) in sums.iter_mut().zip(&drawn).filter(|(_, drawn)| drawn[at] > 0) {
                    add(sums, row, f64::from(drawn[at]));
                }
            }
            let of = |mut sums: Vec<f64>| {
                sums.iter_mut().for_each(|sum| *sum /= n as f64);
                statistics(&sums)
            };
            sums.into_iter().map(of).collect::<Vec<_>>()
        };
        let resampled: Vec<Vec<f64>> = (0..groups).into_par_iter().flat_map_iter(group).collect();
        let interval = |(at, estimate): (usize, f64)| {
            let mut values: Vec<f64> = resampled.iter().map(|one| one[at]).filter(|value| value.is_finite()).collect();
            values.sort_by(f64::total_cmp);
            let tail = (1.0 - self.confidence) / 2.0;
            Interval { estimate, low: quantile(&values, tail), high: quantile(&values, 1.0 - tail) }
        };
        estimates.into_iter().enumerate().map(interval).collect()
    }

    /// How often each of `n` rows is drawn.
    fn draw(&self, resample: u64, n: usize) -> Vec<u16> {
        let mut stream = Stream::new(self.seed, resample, RESAMPLE);
        let mut drawn = vec![0_u16; n];
        for _ in 0..n {
            let at = stream.below(n as u64) as usize;
            drawn[at] = drawn[at].saturating_add(1);
        }
        drawn
    }
}

/// Quantile of ascending values, linear between neighbours (type 7 of Hyndman and Fan 1996); NaN of none.
fn quantile(values: &[f64], share: f64) -> f64 {
    let Some(last) = values.len().checked_sub(1) else { return f64::NAN };
    let place = share * last as f64;
    let low = (libm::floor(place) as usize).min(last);
    let high = (low + 1).min(last);
    values[low] + (place - low as f64) * (values[high] - values[low])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_column(values: Vec<f64>) -> Rows {
        Rows { width: 1, values }
    }

    #[test]
    fn quantiles_are_linear_between_neighbours() {
        let values = [1.0, 2.0, 4.0];
        assert_eq!([0.0, 0.25, 0.5, 0.75, 1.0].map(|share| quantile(&values, share)), [1.0, 1.5, 2.0, 3.0, 4.0]);
        assert!(quantile(&[], 0.5).is_nan());
    }

    /// The bootstrap law of a mean has the variance σ²/n: of 400 values 0 and 1 in equal parts, sd 0.025.
    #[test]
    fn the_interval_of_a_mean_is_that_of_its_law() {
        let rows = one_column((0..400).map(|at| f64::from(at % 2)).collect());
        let found = Bootstrap { resamples: 4000, ..Bootstrap::default() }.of_means(&rows, <[f64]>::to_vec)[0];
        assert_eq!(found.estimate, 0.5);
        assert!((found.low - (0.5 - 1.96 * 0.025)).abs() < 0.0035, "{found:?}");
        assert!((found.high - (0.5 + 1.96 * 0.025)).abs() < 0.0035, "{found:?}");
    }

    #[test]
    fn resamples_are_the_same_for_any_number_of_threads() {
        let rows = one_column((0..100).map(|at| libm::sin(f64::from(at))).collect());
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| Bootstrap::default().of_means(&rows, <[f64]>::to_vec))
        };
        assert_eq!(on(1), on(3));
        let other = Bootstrap { seed: 2, ..Bootstrap::default() }.of_means(&rows, <[f64]>::to_vec);
        assert_ne!(on(1)[0].low, other[0].low);
    }

    #[test]
    fn without_resamples_there_is_no_interval() {
        let found = Bootstrap { resamples: 0, ..Bootstrap::default() }.of_means(&one_column(vec![1.0, 3.0]), <[f64]>::to_vec)[0];
        assert!(found.estimate == 2.0 && found.low.is_nan() && found.high.is_nan());
    }
}
