//! From many rows to the few points a figure can show.

/// Most points of a line: more than there are pixels across.
pub(super) const LINE_POINTS: usize = 1_200;
/// Most dots of a scatter plot.
pub(super) const DOTS: usize = 2_500;
/// Most stretches over which a stack of areas is averaged.
pub(super) const STRETCHES: usize = 240;
/// Most bars of a ranking.
pub(super) const BARS: usize = 200;

/// At most about `limit` points, the lowest and highest of each stretch, so that no peak is lost. First and last stay.
pub(super) fn thin(points: Vec<(f64, f64)>, limit: usize) -> Vec<(f64, f64)> {
    if points.len() <= limit {
        return points;
    }
    let stretch = (2 * points.len()).div_ceil(limit.max(4));
    let mut kept = vec![points[0]];
    for part in points[1..points.len() - 1].chunks(stretch) {
        let by_height = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
        let (low, high) = (part.iter().min_by(by_height), part.iter().max_by(by_height));
        if let (Some(&low), Some(&high)) = (low, high) {
            let (first, second) = if low.0 <= high.0 { (low, high) } else { (high, low) };
            kept.push(first);
            if first != second {
                kept.push(second);
            }
        }
    }
    kept.push(points[points.len() - 1]);
    kept
}

/// Rows of an even sample of at most `limit` out of `total`.
pub(super) fn sample(total: usize, limit: usize) -> impl Iterator<Item = usize> {
    let stride = total.div_ceil(limit.max(1)).max(1);
    (0..total).step_by(stride)
}

/// A staircase: each value holds until the next point.
pub(super) fn steps(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut stairs = Vec::with_capacity(points.len() * 2);
    for (at, &point) in points.iter().enumerate() {
        if at > 0 {
            stairs.push((point.0, points[at - 1].1));
        }
        stairs.push(point);
    }
    stairs
}

/// Empirical distribution function of ascending values as a staircase from 0 to 1.
pub(super) fn ecdf(ascending: &[f64]) -> Vec<(f64, f64)> {
    let Some(&first) = ascending.first() else {
        return Vec::new();
    };
    let n = ascending.len();
    // Evenly spaced ranks are enough: between two of them the curve rises by less than a pixel.
    let ranks = sample(n, LINE_POINTS / 2).chain([n - 1]);
    let mut points = vec![(first, 0.0)];
    points.extend(ranks.map(|rank| (ascending[rank], (rank + 1) as f64 / n as f64)));
    steps(&points)
}

/// Counts of values in `bins` equal bins between `low` and `high`, as boxes (left, right, bottom, top).
pub(super) fn histogram(values: &[f64], low: f64, high: f64, bins: usize) -> Vec<[f64; 4]> {
    let width = (high - low) / bins as f64;
    let mut counts = vec![0_u32; bins];
    for value in values {
        let bin = ((value - low) / width).floor().clamp(0.0, (bins - 1) as f64) as usize;
        counts[bin] += 1;
    }
    (0..bins)
        .filter(|&bin| counts[bin] > 0)
        .map(|bin| {
            let left = low + bin as f64 * width;
            [left, left + width, 0.0, f64::from(counts[bin])]
        })
        .collect()
}

/// Means of consecutive stretches, at most `limit` of them; the values themselves when they are few.
pub(super) fn stretch_means(values: &[f64], limit: usize) -> Vec<f64> {
    let stretch = values.len().div_ceil(limit.max(1)).max(1);
    values.chunks(stretch).map(|part| part.iter().sum::<f64>() / part.len() as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_peaks_and_ends() {
        let mut points: Vec<_> = (0..10_000).map(|at| (f64::from(at), 1.0)).collect();
        points[5_001].1 = 9.0;
        points[7_003].1 = -9.0;
        let thinned = thin(points, 100);
        assert!(thinned.len() <= 110, "{}", thinned.len());
        assert!(thinned.contains(&(5_001.0, 9.0)) && thinned.contains(&(7_003.0, -9.0)));
        assert_eq!((thinned[0].0, thinned[thinned.len() - 1].0), (0.0, 9_999.0));
        assert!(thinned.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn samples_are_even_and_bounded() {
        assert_eq!(sample(10, 3).collect::<Vec<_>>(), [0, 4, 8]);
        assert_eq!(sample(3, 10).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(sample(0, 10).count(), 0);
    }

    #[test]
    fn the_distribution_function_climbs_to_one() {
        assert_eq!(ecdf(&[1.0, 3.0]), [(1.0, 0.0), (1.0, 0.0), (1.0, 0.5), (3.0, 0.5), (3.0, 1.0), (3.0, 1.0), (3.0, 1.0)]);
        assert!(ecdf(&[]).is_empty());
        assert!(ecdf(&vec![2.0; 100_000]).len() < 3 * LINE_POINTS);
    }

    #[test]
    fn histograms_and_means() {
        let boxes = histogram(&[-1.0, 0.1, 0.2, 5.0], 0.0, 1.0, 2);
        assert_eq!(boxes, [[0.0, 0.5, 0.0, 3.0], [0.5, 1.0, 0.0, 1.0]]);
        assert_eq!(stretch_means(&[1.0, 3.0, 5.0, 7.0, 9.0], 3), [2.0, 6.0, 9.0]);
    }
}
