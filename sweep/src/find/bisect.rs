//! One replicate: which values it still needs, or where its metric crosses the bound.
//!
//! ```text
//!   both ends ──▶ on two sides ──▶ halve until neighbours ──▶ Crossed
//!       │
//!       └───────▶ on one side ──▶ three values between ──▶ Outside, or Twice if one of them is on the other side
//! ```
//!
//! The answer is a function of what was measured, in whatever order: the same for any number of threads and after a resume.

use std::collections::{BTreeMap, BTreeSet};

/// What a run at each position measured; `None` if it failed or gave no value.
pub(crate) type Measured = BTreeMap<usize, Option<f64>>;

/// What is to be done about a replicate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Runs at these positions must end first.
    Needs(Vec<usize>),
    /// Nothing.
    Ended(Outcome),
}

/// How a replicate ended. A metric that equals the bound is above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The metric crosses between these positions; `rising` if it is above the bound at the higher one. They are neighbours.
    Crossed { low: usize, high: usize, rising: bool },
    /// The metric is on this side of the bound at both ends, and wherever it was tried between.
    Outside { above: bool },
    /// The metric is on this side of the bound at both ends, and on the other at this position.
    Twice { above: bool, at: usize },
    /// A run at this position failed or has no value of the metric.
    Unknown { at: usize },
}

/// What is to be done about a replicate of which `measured` is known, on a ladder whose greatest position is `last`.
pub(crate) fn verdict(last: usize, measured: &Measured, bound: f64) -> Verdict {
    bisected(last, measured, bound).map_or_else(|verdict| verdict, Verdict::Ended)
}

/// The outcome, or the verdict that there is none yet.
fn bisected(last: usize, measured: &Measured, bound: f64) -> Result<Outcome, Verdict> {
    // All positions of a round are asked for before any of them is looked at: which runs there are must not depend on a kill.
    let above = |positions: &[usize]| -> Result<Vec<bool>, Verdict> {
        let missing: Vec<usize> = positions.iter().copied().filter(|position| !measured.contains_key(position)).collect();
        if !missing.is_empty() {
            return Err(Verdict::Needs(missing));
        }
        let side = |at: &usize| {
            let value = measured.get(at).copied().flatten();
            value.map(|value| value >= bound).ok_or(Verdict::Ended(Outcome::Unknown { at: *at }))
        };
        positions.iter().map(side).collect()
    };
    let ends = above(&[0, last])?;
    let (first, second) = (ends[0], ends[1]);
    if first == second {
        let between: BTreeSet<usize> =
            [last / 4, last / 2, last - last / 4].into_iter().filter(|at| *at != 0 && *at != last).collect();
        let between: Vec<usize> = between.into_iter().collect();
        let sides = above(&between)?;
        let other = between.into_iter().zip(sides).find(|(_, side)| *side != first);
        return Ok(other.map_or(Outcome::Outside { above: first }, |(at, _)| Outcome::Twice { above: first, at }));
    }
    let (mut low, mut high) = (0, last);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if above(&[middle])? == [first] { low = middle } else { high = middle }
    }
    Ok(Outcome::Crossed { low, high, rising: second })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Bisects `metric` as threads would, each value once; the outcome and the positions tried.
    fn ended(last: usize, bound: f64, metric: impl Fn(usize) -> Option<f64>) -> (Outcome, Measured) {
        let mut measured = Measured::new();
        loop {
            match verdict(last, &measured, bound) {
                Verdict::Ended(outcome) => return (outcome, measured),
                Verdict::Needs(positions) => {
                    assert!(!positions.is_empty());
                    for position in positions {
                        assert!(measured.insert(position, metric(position)).is_none(), "{position} was tried twice");
                    }
                }
            }
        }
    }

    #[test]
    fn a_known_crossing_is_found_between_its_neighbours() {
        let (outcome, measured) = ended(1024, 0.3, |position| Some(position as f64 / 1000.0));
        assert_eq!(outcome, Outcome::Crossed { low: 299, high: 300, rising: true });
        assert_eq!(measured.len(), 12, "both ends and ten halvings");
        let (outcome, _) = ended(1024, 0.3, |position| Some(-(position as f64) / 1000.0 + 0.6));
        assert_eq!(outcome, Outcome::Crossed { low: 300, high: 301, rising: false }, "equal to the bound is above it");
    }

    #[test]
    fn ends_on_one_side_are_looked_between() {
        assert_eq!(ended(8, 5.0, |position| Some(position as f64 / 8.0)).0, Outcome::Outside { above: false });
        let hump = |position: usize| Some(if position == 6 { 9.0 } else { 1.0 });
        let (outcome, measured) = ended(8, 5.0, hump);
        assert_eq!(outcome, Outcome::Twice { above: false, at: 6 });
        assert_eq!(measured.keys().copied().collect::<Vec<_>>(), [0, 2, 4, 6, 8]);
        assert_eq!(ended(1, 5.0, |_| Some(7.0)).0, Outcome::Outside { above: true }, "nothing between neighbours");
    }

    #[test]
    fn a_value_that_is_not_there_ends_the_replicate() {
        assert_eq!(ended(8, 5.0, |position| (position > 0).then_some(7.0)).0, Outcome::Unknown { at: 0 });
        let only_ends = |position: usize| position.is_multiple_of(8).then_some(position as f64);
        assert_eq!(ended(8, 5.0, only_ends).0, Outcome::Unknown { at: 4 });
    }

    proptest! {
        /// Whatever monotone function: the bracket holds the crossing, or the ends are on one side.
        #[test]
        fn monotone_functions_are_bisected_to_their_crossing(
            steps in proptest::collection::vec(0.0_f64..3.0, 1..400), bound in -10.0_f64..700.0, falling in any::<bool>()
        ) {
            let mut sum = 0.0;
            let mut values = vec![0.0];
            for step in steps {
                sum += step;
                values.push(sum);
            }
            if falling {
                values.reverse();
            }
            let last = values.len() - 1;
            let (outcome, measured) = ended(last, bound, |position| Some(values[position]));
            let above: Vec<bool> = values.iter().map(|value| *value >= bound).collect();
            match outcome {
                Outcome::Crossed { low, high, rising } => {
                    prop_assert_eq!(high, low + 1);
                    prop_assert_eq!(rising, !falling);
                    prop_assert!(above[low] != above[high]);
                    prop_assert!(measured.len() <= 2 + last.next_power_of_two().ilog2() as usize);
                }
                Outcome::Outside { above: side } => prop_assert!(above.iter().all(|above| *above == side)),
                other => prop_assert!(false, "{:?} of a monotone function", other),
            }
        }

        /// What was measured may come in any order and in part: the rest is asked for, and the outcome is the same.
        #[test]
        fn a_search_cut_anywhere_goes_on_to_the_same_end(crossing in 0_usize..257, hole in 0_usize..700, kept in any::<u64>()) {
            let metric = |position: usize| (position != hole).then_some(if position >= crossing { 1.0 } else { 0.0 });
            let (outcome, whole) = ended(256, 0.5, metric);
            let mut measured: Measured = whole.iter().enumerate().filter(|(at, _)| kept >> at & 1 == 1).map(|(_, (k, v))| (*k, *v)).collect();
            let again = loop {
                match verdict(256, &measured, 0.5) {
                    Verdict::Ended(outcome) => break outcome,
                    Verdict::Needs(positions) => for position in positions {
                        prop_assert!(measured.insert(position, metric(position)).is_none());
                    },
                }
            };
            prop_assert_eq!(again, outcome);
            prop_assert_eq!(measured, whole);
        }
    }
}
