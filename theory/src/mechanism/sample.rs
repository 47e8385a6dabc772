//! Means over rounds of chance, and the point where a rule tips over.

use economy::attack::games::Estimate;
use engine::rng::Stream;

/// A mean with its standard error.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub(super) mean: f64,
    pub(super) standard_error: f64,
}

impl From<Estimate> for Sample {
    fn from(Estimate { mean, standard_error, .. }: Estimate) -> Self {
        Self { mean, standard_error }
    }
}

/// Plays `rounds` rounds, each on its own stream of `seed`: more rounds leave the first ones as they were.
pub(super) fn rounds(seed: u64, purpose: &[u8; 8], rounds: u32, mut round: impl FnMut(&mut Stream) -> f64) -> Sample {
    let purpose = u64::from_le_bytes(*purpose);
    mean((0..rounds).map(|i| round(&mut Stream::new(seed, u64::from(i), purpose))))
}

/// The mean of independent values.
pub(super) fn mean(values: impl Iterator<Item = f64>) -> Sample {
    // Welford: stable for means far from 0.
    let (mut count, mut mean, mut squares) = (0.0, 0.0, 0.0);
    for value in values {
        count += 1.0;
        let gap = value - mean;
        mean += gap / count;
        squares += gap * (value - mean);
    }
    let mean = if count > 0.0 { mean } else { f64::NAN };
    Sample { mean, standard_error: libm::sqrt(squares / f64::max(count - 1.0, 1.0) / f64::max(count, 1.0)) }
}

/// 1 for yes.
pub(super) fn indicator(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

/// The least number in `low..=high` at which `holds`, which it does from some point on: bisection to neighbouring numbers. `low`
/// where it always holds, infinite where it never does.
pub(super) fn least(mut low: f64, mut high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    if holds(low) {
        return low;
    }
    if !holds(high) {
        return f64::INFINITY;
    }
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return high;
        }
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
}

/// The least whole number up to `high` at which `holds`, as [`least`]; `None` where it never does.
pub(super) fn least_whole(high: u128, holds: impl Fn(u128) -> bool) -> Option<u128> {
    let (mut below, mut above) = (0, high);
    if !holds(high) {
        return None;
    }
    while below < above {
        let middle = below + (above - below) / 2;
        if holds(middle) {
            above = middle;
        } else {
            below = middle + 1;
        }
    }
    Some(above)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tipping_points_and_means_by_hand() {
        assert!((least(0.0, 10.0, |x| x * x >= 2.0) - core::f64::consts::SQRT_2).abs() < 1e-15);
        assert_eq!((least(1.0, 2.0, |_| true), least(1.0, 2.0, |_| false)), (1.0, f64::INFINITY));
        assert_eq!([7, 0, 41].map(|from| least_whole(40, |x| x >= from)), [Some(7), Some(0), None]);
        let Sample { mean, standard_error } = mean([1.0, 2.0, 3.0, 6.0].into_iter());
        assert!(mean == 3.0 && (standard_error - (14.0_f64 / 3.0 / 4.0).sqrt()).abs() < 1e-15);
    }
}
