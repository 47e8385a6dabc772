//! Plain statistics of a run, one definition for whoever measures: the observer of a run and the readers of its tables.

/// Gini coefficient of non-negative values: 0 when all hold the same, 1 − 1/n when one of n holds everything.
///
/// G = Σᵢ (2i − n − 1) xᵢ / (n Σ x) over ascending x, i from 1. `None` when the values sum to nothing.
#[must_use]
pub fn gini(values: &[f64]) -> Option<f64> {
    let mut ascending = values.to_vec();
    ascending.sort_by(f64::total_cmp);
    let total: f64 = ascending.iter().sum();
    let n = ascending.len() as f64;
    let weighted: f64 = ascending.iter().enumerate().map(|(at, value)| (2.0 * (at + 1) as f64 - n - 1.0) * value).sum();
    (total > 0.0).then(|| weighted / (n * total))
}

/// Jain's fairness index (Σx)² / (n Σx²): 1 when all values are equal, 1/n when one of n has everything. `None` when all are zero.
#[must_use]
pub fn jain(values: &[f64]) -> Option<f64> {
    let sum: f64 = values.iter().sum();
    let squares: f64 = values.iter().map(|value| value * value).sum();
    (squares > 0.0).then(|| sum * sum / (values.len() as f64 * squares))
}

/// Quantile `q` (0 to 1) of ascending values by linear interpolation between ranks (type 7 of Hyndman and Fan 1996).
#[must_use]
pub fn quantile(ascending: &[f64], q: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let rank = q.clamp(0.0, 1.0) * last as f64;
    let below = rank.floor() as usize;
    let above = (below + 1).min(last);
    Some(ascending[below] + (rank - below as f64) * (ascending[above] - ascending[below]))
}

/// Length of an epoch (s) as its settlements tell it, each the number of the epoch and its time (ns since genesis), in order: the
/// median gap between neighbours, or the first one's time. `None` without a settlement.
#[must_use]
pub fn epoch_s(settlements: impl IntoIterator<Item = (u32, u64)>) -> Option<f64> {
    let settlements: Vec<(u32, u64)> = settlements.into_iter().collect();
    let neighbours = settlements.windows(2).filter(|pair| pair[1].0 == pair[0].0.saturating_add(1));
    let mut gaps_ns: Vec<u64> = neighbours.map(|pair| pair[1].1.saturating_sub(pair[0].1)).collect();
    gaps_ns.sort_unstable();
    let length_ns = match gaps_ns.get(gaps_ns.len() / 2) {
        Some(&gap_ns) => gap_ns,
        None => settlements.first().map(|&(epoch, time_ns)| time_ns / (u64::from(epoch) + 1))?,
    };
    (length_ns > 0).then_some(length_ns as f64 / 1e9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gini_of_equal_one_holder_and_a_ramp() {
        assert_eq!(gini(&[3.0, 3.0, 3.0]), Some(0.0));
        assert_eq!(gini(&[0.0, 0.0, 8.0, 0.0]), Some(0.75));
        assert_eq!(gini(&[4.0, 1.0, 3.0, 2.0]), Some(0.25)); // (−3·1 − 1·2 + 1·3 + 3·4) / (4 · 10)
        assert_eq!(gini(&[]), None);
        assert_eq!(gini(&[0.0, 0.0]), None);
    }

    #[test]
    fn jain_of_equal_one_holder_and_nothing() {
        assert_eq!(jain(&[2.0, 2.0]), Some(1.0));
        assert_eq!(jain(&[0.0, 5.0]), Some(0.5));
        assert_eq!(jain(&[0.0]), None);
    }

    #[test]
    fn quantiles_interpolate_and_the_empty_sample_has_none() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[7.0], 0.95), Some(7.0));
        assert_eq!(quantile(&[0.0, 10.0], 0.25), Some(2.5));
        assert_eq!(quantile(&[0.0, 10.0], 1.0), Some(10.0));
    }

    #[test]
    fn an_epoch_is_as_long_as_the_median_gap_or_as_the_first_settlement_says() {
        let second = 1_000_000_000;
        assert_eq!(epoch_s([(0, 11 * second), (1, 20 * second), (2, 31 * second)]), Some(11.0));
        assert_eq!(epoch_s([(0, 11 * second), (2, 31 * second)]), Some(11.0), "no neighbours");
        assert_eq!(epoch_s([(1, 20 * second)]), Some(10.0));
        assert_eq!(epoch_s([]), None);
    }
}
