//! T14: Sobol' indices by the estimators that studies use.

use super::draws::{Draws, columns};
use super::row::Check;
use crate::closed::sensitivity::USUAL;
use core::f64::consts::PI;
use sensitivity::{Bootstrap, Saltelli, sobol};

/// Rows of one replication, each with its own scrambling of the sequence.
const ROWS: usize = 1_024;

pub(super) fn ishigami(draws: &Draws) -> Vec<Check> {
    let (first, total) = USUAL.indices();
    let found = draws.replicate(|stream| {
        let design = Saltelli { inputs: 3, rows: ROWS, second_order: false, seed: stream.next() };
        let at = |point, input| (2.0 * design.coordinate(point, input) - 1.0) * PI;
        let values: Vec<f64> = (0..design.points()).map(|point| USUAL.value([0, 1, 2].map(|input| at(point, input)))).collect();
        let none = Bootstrap { resamples: 0, ..Bootstrap::default() };
        let found = sobol::indices(&values, 3, false, &none);
        let index = |which: usize| {
            let found = found.as_ref().map(|found| if which < 3 { found.first[which] } else { found.total[which - 3] });
            found.map_or(f64::NAN, |interval| interval.estimate)
        };
        [0, 1, 2, 3, 4, 5].map(index)
    });
    let named = |which: usize| match which {
        0..3 => (format!("first order, x{}", which + 1), first[which]),
        _ => (format!("total, x{}", which - 2), total[which - 3]),
    };
    columns(&found, [0, 1, 2, 3, 4, 5].map(named))
}
