//! How evenly something is spread: Lorenz curve, Gini coefficient, Jain's index.

/// Lorenz curve of non-negative values: (share of holders, share held) from (0, 0) to (1, 1), the poorest first.
///
/// Empty when the values sum to nothing.
pub fn lorenz(values: &[f64]) -> Vec<(f64, f64)> {
    let mut ascending = values.to_vec();
    ascending.sort_by(f64::total_cmp);
    let total: f64 = ascending.iter().sum();
    if total <= 0.0 {
        return Vec::new();
    }
    let mut held = 0.0;
    let mut curve = vec![(0.0, 0.0)];
    for (rank, value) in ascending.iter().enumerate() {
        held += value;
        curve.push(((rank + 1) as f64 / ascending.len() as f64, held / total));
    }
    curve
}

/// Gini coefficient of non-negative values: 0 when all hold the same, 1 − 1/n when one of n holds everything.
///
/// G = Σᵢ (2i − n − 1) xᵢ / (n Σ x) over ascending x, i from 1. `None` when the values sum to nothing.
pub fn gini(values: &[f64]) -> Option<f64> {
    let mut ascending = values.to_vec();
    ascending.sort_by(f64::total_cmp);
    let total: f64 = ascending.iter().sum();
    let n = ascending.len() as f64;
    let weighted: f64 = ascending.iter().enumerate().map(|(at, value)| (2.0 * (at + 1) as f64 - n - 1.0) * value).sum();
    (total > 0.0).then(|| weighted / (n * total))
}

/// Jain's fairness index (Σx)² / (n Σx²): 1 when all values are equal, 1/n when one of n has everything. `None` when all are zero.
pub fn jain(values: &[f64]) -> Option<f64> {
    let sum: f64 = values.iter().sum();
    let squares: f64 = values.iter().map(|value| value * value).sum();
    (squares > 0.0).then(|| sum * sum / (values.len() as f64 * squares))
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
    fn lorenz_accumulates_from_the_poorest() {
        assert_eq!(lorenz(&[3.0, 1.0]), [(0.0, 0.0), (0.5, 0.25), (1.0, 1.0)]);
        assert!(lorenz(&[0.0]).is_empty());
    }

    #[test]
    fn gini_is_twice_the_area_between_the_diagonal_and_the_lorenz_curve() {
        let values = [5.0, 0.5, 2.0, 9.0, 1.0];
        let area: f64 = lorenz(&values).windows(2).map(|pair| (pair[1].0 - pair[0].0) * (pair[0].1 + pair[1].1) / 2.0).sum();
        assert!((gini(&values).unwrap() - (1.0 - 2.0 * area)).abs() < 1e-12);
    }

    #[test]
    fn jain_of_equal_one_holder_and_nothing() {
        assert_eq!(jain(&[2.0, 2.0]), Some(1.0));
        assert_eq!(jain(&[0.0, 5.0]), Some(0.5));
        assert_eq!(jain(&[0.0]), None);
    }
}
