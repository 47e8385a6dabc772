//! What replicates bisected on their own say together: the threshold with its interval.

use super::bisect::{Measured, Outcome};
use super::ladder::Ladder;
use super::threshold::{Estimated, Method, Reach, State};
use crate::estimate::{Estimate, median_ranks};

/// One replicate of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct Replicate {
    /// Its number, from 0.
    pub number: u32,
    /// Where it crosses.
    pub state: State,
    /// The values between which it crosses (unit of the key), least first: of neighbouring integers the same one twice. `None`
    /// unless it crossed.
    pub bracket: Option<[f64; 2]>,
    /// Middle of the bracket on the scale of the search (unit of the key).
    pub crossing: Option<f64>,
    /// What was measured: value of the key and of the metric, by value; runs without a metric are left out.
    pub measured: Vec<(f64, f64)>,
    /// Runs (count).
    pub runs: usize,
    /// Value of the key at which the outcome showed: of a run without a value, or of one on the other side than both ends.
    pub at: Option<f64>,
}

/// The replicates of a search, by number, with what they say together: whether the metric rises with the key, and the threshold.
pub(crate) type Together = (Vec<Replicate>, Option<bool>, Option<Estimated>);

/// From the outcome of each replicate and what it measured, by number.
pub(crate) fn together(ladder: &Ladder, ended: &[(Outcome, Measured)], confidence: f64) -> Together {
    let rising = direction(ladder, ended);
    let numbered = (0_u32..).zip(ended);
    let replicates: Vec<Replicate> =
        numbered.map(|(number, (outcome, measured))| replicate(number, *outcome, measured, ladder, rising)).collect();
    let estimate = estimate(ladder, &replicates, confidence);
    (replicates, rising, estimate)
}

/// Whether the metric rises: as most that cross do, or else as the sum of what it changes by from end to end.
fn direction(ladder: &Ladder, ended: &[(Outcome, Measured)]) -> Option<bool> {
    let votes: i64 = ended
        .iter()
        .map(|(outcome, _)| match outcome {
            Outcome::Crossed { rising, .. } => {
                if *rising {
                    1
                } else {
                    -1
                }
            }
            _ => 0,
        })
        .sum();
    let change = |measured: &Measured| Some((*measured.get(&ladder.last())?)? - (*measured.get(&0)?)?);
    let drift: f64 = ended.iter().filter_map(|(_, measured)| change(measured)).sum();
    match (votes, drift) {
        (0, 0.0) => None,
        (0, drift) => Some(drift > 0.0),
        (votes, _) => Some(votes > 0),
    }
}

fn replicate(number: u32, outcome: Outcome, measured: &Measured, ladder: &Ladder, rising: Option<bool>) -> Replicate {
    let (state, bracket, at) = match outcome {
        Outcome::Crossed { rising: own, .. } if Some(own) != rising => (State::OtherWay, None, None),
        Outcome::Crossed { low, high, .. } => (State::Crossed, Some(ladder.bracket(low, high)), None),
        // Above the bound at the end where it is greater: it has crossed before.
        Outcome::Outside { above } => match rising {
            None => (State::Flat, None, None),
            Some(rising) if above == rising => (State::BelowFrom, None, None),
            Some(_) => (State::AboveTo, None, None),
        },
        Outcome::Twice { at, .. } => (State::Twice, None, Some(ladder.value(at))),
        Outcome::Unknown { at } => (State::NoValue, None, Some(ladder.value(at))),
    };
    let crossing = bracket.map(|[low, high]| ladder.middle(low, high));
    let seen = measured.iter().filter_map(|(position, value)| Some((ladder.value(*position), (*value)?))).collect();
    Replicate { number, state, bracket, crossing, measured: seen, runs: measured.len(), at }
}

/// The mean if all cross between the ends, otherwise the median; replicates that cross in doubtful ways are left out.
fn estimate(ladder: &Ladder, replicates: &[Replicate], confidence: f64) -> Option<Estimated> {
    let crossed: Vec<[f64; 2]> = replicates.iter().filter_map(|replicate| replicate.bracket).collect();
    let count = |state: State| replicates.iter().filter(|replicate| replicate.state == state).count();
    let (below, above) = (count(State::BelowFrom), count(State::AboveTo));
    if crossed.is_empty() {
        return None;
    }
    if below + above > 0 {
        let beyond = |n: usize, value: f64| std::iter::repeat_n([value; 2], n);
        let all = beyond(below, f64::NEG_INFINITY).chain(crossed).chain(beyond(above, f64::INFINITY)).collect();
        return Some(median(ladder, all, confidence));
    }
    let forth: Vec<[f64; 2]> = crossed.iter().map(|bracket| bracket.map(|value| ladder.forth(value))).collect();
    let middles: Vec<f64> = forth.iter().map(|[low, high]| (low + high) / 2.0).collect();
    let Estimate { mean, half_width, .. } = Estimate::of(&middles, confidence)?;
    // A crossing is known to lie within its bracket and no better: half of one is added at either side.
    let slack = forth.iter().map(|[low, high]| (high - low) / 2.0).sum::<f64>() / forth.len() as f64;
    let end = |value: f64| Reach::At(ladder.back(value));
    let interval = half_width.map(|half| [end(mean - half - slack), end(mean + half + slack)]);
    Some(Estimated { method: Method::Mean, value: end(mean), interval })
}

/// Median of brackets, those beyond an end at infinity.
fn median(ladder: &Ladder, mut brackets: Vec<[f64; 2]>, confidence: f64) -> Estimated {
    brackets.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let reach = |value: f64| match value {
        f64::NEG_INFINITY => Reach::BelowFrom,
        f64::INFINITY => Reach::AboveTo,
        value => Reach::At(value),
    };
    let n = brackets.len();
    let [low, high] = [(n - 1) / 2, n / 2].map(|at| ladder.middle(brackets[at][0], brackets[at][1]));
    // Any value between the two in the middle is a median: where one of them was not seen, the other is taken.
    let value = match (low.is_finite(), high.is_finite()) {
        (true, true) => ladder.middle(low, high),
        (true, false) => low,
        _ => high,
    };
    let interval = median_ranks(n, confidence).map(|(low, high)| [reach(brackets[low - 1][0]), reach(brackets[high - 1][1])]);
    Estimated { method: Method::Median, value: reach(value), interval }
}
