//! How evenly something is spread: Lorenz curve, Gini coefficient, Jain's index.

pub use records::statistics::{gini, jain};

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
