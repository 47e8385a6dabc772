//! What the mean over replicates says: its crossing with its interval, and the means that were seen.

use super::ladder::Ladder;
use super::mean::{Edge, Outcome, Runs};
use super::threshold::{Estimated, Method, Reach, State};
use crate::estimate::Estimate;
use std::collections::BTreeSet;

/// The means of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct Means {
    /// Where the mean crosses.
    pub state: State,
    /// Value of the key at which the outcome showed: without a value of the metric, or on the other side than both ends.
    pub at: Option<f64>,
    /// By value of the key.
    pub points: Vec<Point>,
}

/// The mean at one value of the key.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// That value (unit of the key).
    pub value: f64,
    /// Runs, with those that failed or gave the metric no value (count).
    pub runs: usize,
    /// What each run measured, by replicate; runs without a value are left out.
    pub values: Vec<f64>,
    /// What they say of the mean; `None` if none has a value.
    pub estimate: Option<Estimate>,
}

/// The means with what they say: whether the metric rises with the key, and the threshold.
pub(crate) fn together(
    ladder: &Ladder,
    runs: &Runs,
    outcome: Outcome,
    confidence: f64,
) -> (Means, Option<bool>, Option<Estimated>) {
    let point = |at: usize| {
        let all = || runs.range((at, 0)..=(at, u32::MAX));
        let values: Vec<f64> = all().filter_map(|(_, value)| *value).collect();
        let estimate = Estimate::of(&values, confidence);
        Point { value: ladder.value(at), runs: all().count(), values, estimate }
    };
    let positions: BTreeSet<usize> = runs.keys().map(|(at, _)| *at).collect();
    let points = positions.into_iter().map(point).collect();
    let at = |at: usize| Some(ladder.value(at));
    let (state, at, rising, estimate) = match outcome {
        Outcome::Flat => (State::Flat, None, None, None),
        Outcome::Twice { at: position } => (State::Twice, at(position), None, None),
        Outcome::Unknown { at: position } => (State::NoValue, at(position), None, None),
        Outcome::Crosses { rising, here, ends } => {
            let state = match here {
                Edge::Below => State::BelowFrom,
                Edge::At(_) => State::Crossed,
                Edge::Above => State::AboveTo,
            };
            (state, None, Some(rising), estimate(ladder, here, ends))
        }
    };
    (Means { state, at, points }, rising, estimate)
}

/// `None` if all of it lies beyond one end.
fn estimate(ladder: &Ladder, here: Edge, ends: Option<[Edge; 2]>) -> Option<Estimated> {
    // A crossing is known to lie between two neighbours and no better: the interval reaches to the outer ones.
    let reach = |edge: Edge, of: fn([f64; 2], &Ladder) -> f64| match edge {
        Edge::Below => Reach::BelowFrom,
        Edge::At(high) => Reach::At(of(ladder.bracket(high.saturating_sub(1), high), ladder)),
        Edge::Above => Reach::AboveTo,
    };
    let seen = matches!(here, Edge::At(_)) || ends.is_some_and(|ends| ends.iter().any(|end| *end != here));
    let interval = ends.map(|[low, high]| [reach(low, |[low, _], _| low), reach(high, |[_, high], _| high)]);
    let value = reach(here, |[low, high], ladder| ladder.middle(low, high));
    seen.then_some(Estimated { method: Method::OfMean, value, interval })
}
