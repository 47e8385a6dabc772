//! Variance-based indices: which share of an output's variance an input explains, alone (first order), with one other (second order),
//! and with all others (total).
//!
//! ```text
//!   a row of the Sobol' sequence in 2·D dimensions = A | B
//!   its block of points:   A, AB_1 … AB_D, [BA_1 … BA_D], B        AB_j: A with coordinate j of B; BA_j the other way round
//! ```
//!
//! N rows make N·(D + 2) points, N·(2·D + 2) with second order (Saltelli 2002, theorem 2). The estimators are those recommended by
//! Saltelli et al. 2010, table 2: (b) for first order, Jansen's (f) for total; second order as Saltelli 2002, eq. 12.

use crate::bootstrap::{Bootstrap, Interval, Rows};

/// The points of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saltelli {
    /// Inputs, D (1 to 128).
    pub inputs: usize,
    /// Rows, N (1 to 65,536). A power of two keeps the sequence balanced.
    pub rows: usize,
    /// Whether pairs of inputs are looked at too, at the price of D points more a row.
    pub second_order: bool,
    /// Seed of the scrambling.
    pub seed: u64,
}

impl Saltelli {
    /// Most inputs: the sequence has 256 dimensions.
    pub const INPUTS_MAX: usize = 128;
    /// Most rows: the sequence has 2¹⁶ points.
    pub const ROWS_MAX: usize = 1 << 16;

    /// Points (count).
    #[must_use]
    pub const fn points(&self) -> usize {
        self.rows * block(self.inputs, self.second_order)
    }

    /// Coordinate `input` of `point`, in [0, 1): of Owen's scrambling of the Sobol' sequence of Joe and Kuo 2008, as Burley 2020.
    ///
    /// # Panics
    /// More inputs than [`INPUTS_MAX`](Self::INPUTS_MAX), or a point or input that there is not.
    #[must_use]
    pub fn coordinate(&self, point: usize, input: usize) -> f64 {
        assert!(point < self.points() && input < self.inputs, "there is no input {input} of point {point}");
        let block = block(self.inputs, self.second_order);
        let (row, place, d) = (point / block, point % block, self.inputs);
        let from_b = match place {
            0 => false,
            _ if place == block - 1 => true,
            _ if place <= d => place - 1 == input,
            _ => place - 1 - d != input,
        };
        let dimension = if from_b { input + d } else { input };
        // Both halves of the seed count; equal halves must not cancel.
        let seed = (self.seed as u32) ^ ((self.seed >> 32) as u32).wrapping_mul(0x9E37_79B9);
        f64::from(sobol_burley::sample(row as u32, dimension as u32, seed))
    }
}

/// Points of a row.
const fn block(inputs: usize, second_order: bool) -> usize {
    if second_order { 2 * inputs + 2 } else { inputs + 2 }
}

/// What a study says of each input.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// Share of the variance that an input explains alone, by input.
    pub first: Vec<Interval>,
    /// Share that an input explains with all others, by input.
    pub total: Vec<Interval>,
    /// Share that two inputs explain together beyond what each explains alone, by pair (i < j), in order; empty without second order.
    pub second: Vec<(usize, usize, Interval)>,
    /// Rows that were used: those all of whose values are finite (count).
    pub rows: usize,
}

/// Indices from the `values` at the points of [`Saltelli`] with so many `inputs`, in their order. A row with a value that is not finite
/// is left out whole.
///
/// `None` if the number of values is no multiple of a row's, if fewer than two rows are whole, or if the values do not vary.
#[must_use]
pub fn indices(values: &[f64], inputs: usize, second_order: bool, bootstrap: &Bootstrap) -> Option<Indices> {
    let block = block(inputs, second_order);
    if inputs == 0 || values.is_empty() || !values.len().is_multiple_of(block) {
        return None;
    }
    let whole: Vec<&[f64]> = values.chunks_exact(block).filter(|row| row.iter().all(|value| value.is_finite())).collect();
    let n = whole.len();
    let ends = || whole.iter().flat_map(|row| [row[0], row[block - 1]]);
    let least = ends().fold(f64::INFINITY, f64::min);
    if n < 2 || ends().all(|value| value == least) {
        return None;
    }
    // The indices do not change if all values are shifted; their errors are least about the mean.
    let all = whole.iter().flat_map(|row| row.iter());
    let mean = all.map(|value| value - least).sum::<f64>() / (n * block) as f64 + least;
    let products = products(&whole, mean, inputs, second_order);
    let found = bootstrap.of_means(&products, |means| from_means(means, inputs, second_order));
    let pairs = (0..inputs).flat_map(|i| (i + 1..inputs).map(move |j| (i, j)));
    let second = pairs.zip(&found[2 * inputs..]).map(|((i, j), interval)| (i, j, *interval)).collect();
    Some(Indices { first: found[..inputs].to_vec(), total: found[inputs..2 * inputs].to_vec(), second, rows: n })
}

/// What the estimators need the means of: sum and sum of squares of A and B, then by input B·(AB − A) and (A − AB)², then by pair
/// BA_i·AB_j − A·B.
fn products(rows: &[&[f64]], mean: f64, inputs: usize, second_order: bool) -> Rows {
    let pairs = if second_order { inputs * (inputs - 1) / 2 } else { 0 };
    let width = 2 + 2 * inputs + pairs;
    let mut values = Vec::with_capacity(width * rows.len());
    for row in rows {
        let centred = |at: usize| row[at] - mean;
        let (a, b) = (centred(0), centred(row.len() - 1));
        values.extend([a + b, a * a + b * b]);
        values.extend((1..=inputs).map(|at| b * (centred(at) - a)));
        values.extend((1..=inputs).map(|at| (a - centred(at)) * (a - centred(at))));
        if second_order {
            let pair = |i: usize| (i + 1..inputs).map(move |j| centred(1 + inputs + i) * centred(1 + j) - a * b);
            values.extend((0..inputs).flat_map(pair));
        }
    }
    Rows { width, values }
}

fn from_means(means: &[f64], inputs: usize, second_order: bool) -> Vec<f64> {
    let mean = means[0] / 2.0;
    let variance = means[1] / 2.0 - mean * mean;
    let (first, rest) = means[2..].split_at(inputs);
    let (total, pairs) = rest.split_at(inputs);
    let share = |part: f64| part / variance;
    let mut found: Vec<f64> = first.iter().map(|part| share(*part)).collect();
    found.extend(total.iter().map(|part| share(*part / 2.0)));
    if second_order {
        let order = (0..inputs).flat_map(|i| (i + 1..inputs).map(move |j| (i, j)));
        let second = order.zip(pairs).map(|((i, j), part)| share(*part) - found[i] - found[j]).collect::<Vec<_>>();
        found.extend(second);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_points_is_that_of_saltelli() {
        let design = Saltelli { inputs: 20, rows: 1024, second_order: true, seed: 1 };
        assert_eq!(design.points(), 43_008);
        assert_eq!(Saltelli { second_order: false, ..design }.points(), 22_528);
    }

    #[test]
    fn points_of_a_row_differ_where_they_should() {
        let design = Saltelli { inputs: 3, rows: 8, second_order: true, seed: 5 };
        for row in 0..8 {
            let point = |place: usize| [0, 1, 2].map(|input| design.coordinate(row * 8 + place, input));
            let (a, b) = (point(0), point(7));
            for j in 0..3 {
                let (mut ab, mut ba) = (a, b);
                (ab[j], ba[j]) = (b[j], a[j]);
                assert_eq!((point(1 + j), point(4 + j)), (ab, ba));
            }
        }
    }

    /// 2^m points of the sequence: one in each of 2^m equal parts of each coordinate.
    #[test]
    fn each_coordinate_is_in_each_part_once() {
        let design = Saltelli { inputs: 20, rows: 256, second_order: false, seed: 77 };
        let block = block(20, false);
        for place in [0, block - 1] {
            for input in 0..20 {
                let mut parts: Vec<usize> =
                    (0..256).map(|row| (design.coordinate(row * block + place, input) * 256.0) as usize).collect();
                parts.sort_unstable();
                assert!(parts.into_iter().eq(0..256), "input {input} at {place}");
            }
        }
    }

    #[test]
    fn another_seed_scrambles_otherwise() {
        let design = Saltelli { inputs: 2, rows: 4, second_order: false, seed: 1 };
        let at = |seed: u64| Saltelli { seed, ..design }.coordinate(0, 0);
        assert_ne!(at(1), at(2));
        assert_ne!(at(1), at(1 + (1 << 32)));
    }

    #[test]
    fn what_cannot_be_told_is_none() {
        let bootstrap = Bootstrap::default();
        assert_eq!(indices(&[1.0; 9], 2, false, &bootstrap), None, "no multiple of 4");
        assert_eq!(indices(&[1.0; 8], 2, false, &bootstrap), None, "nothing varies");
        assert_eq!(indices(&[1.0, 2.0, 3.0, 4.0], 2, false, &bootstrap), None, "one row");
        assert_eq!(indices(&[], 2, false, &bootstrap), None);
    }

    #[test]
    fn a_row_with_a_hole_is_left_out_whole() {
        let whole = [1.0, 2.0, 3.0, 4.0, 2.0, 5.0, 1.0, 0.0];
        let mut holed = whole.to_vec();
        holed.extend([9.0, f64::NAN, 9.0, 9.0]);
        let bootstrap = Bootstrap::default();
        assert_eq!(indices(&holed, 2, false, &bootstrap), indices(&whole, 2, false, &bootstrap));
        assert_eq!(indices(&holed, 2, false, &bootstrap).unwrap().rows, 2);
    }
}
