//! How many replicates a point gets.
//!
//! The answer is a function of the point's own rows, asked only of complete rounds: it is the same for any number of threads, after
//! a resume, and in a shard.

use crate::estimate::Estimate;
use crate::mark::Mark;
use records::observe::Metric;
use records::scenario::{Stop, Sweep};
use std::fmt;

/// Why a point has no more replicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// It has the number that the sweep asks for.
    Fixed,
    /// The interval of the metric is narrow enough.
    Target,
    /// It has the greatest number allowed, and the interval is still too wide.
    Maximum,
    /// None of the first round gave the metric a value, so that more would not either.
    NoValue,
}

impl Stopped {
    /// The word in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Target => "target",
            Self::Maximum => "maximum",
            Self::NoValue => "no-value",
        }
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is to be done about a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// All replicates below this number must have ended first.
    Needs(usize),
    /// Nothing: it has this many replicates.
    Ended(usize, Stopped),
}

/// The rule of a sweep.
#[derive(Clone, Debug)]
pub(crate) enum Rule {
    /// This many replicates.
    Fixed(usize),
    /// Rounds, until a metric (by its place among those of the study) is known well enough.
    Rounds(Stop, usize),
}

impl Rule {
    /// Of a sweep whose runs measure `metrics`.
    pub(crate) fn of(sweep: &Sweep, metrics: &[Metric]) -> Self {
        match &sweep.stop {
            None => Self::Fixed(sweep.replicates as usize),
            Some(stop) => {
                let metric = metrics.iter().position(|metric| metric.name == stop.metric).unwrap_or(0);
                Self::Rounds(stop.clone(), metric)
            }
        }
    }

    /// Place of the metric that it asks for.
    pub(crate) fn metric(&self) -> Option<usize> {
        match self {
            Self::Fixed(_) => None,
            Self::Rounds(_, metric) => Some(*metric),
        }
    }

    /// What is to be done about a point with these runs, by replicate.
    pub(crate) fn verdict(&self, runs: &[Option<Mark>]) -> Verdict {
        let complete = runs.iter().take_while(|run| run.is_some()).count();
        match self {
            Self::Fixed(replicates) if complete >= *replicates => Verdict::Ended(*replicates, Stopped::Fixed),
            Self::Fixed(replicates) => Verdict::Needs(*replicates),
            Self::Rounds(stop, _) => {
                let max = stop.replicates_max as usize;
                let mut round = stop.replicates_min as usize;
                while complete >= round {
                    if let Some(stopped) = after(stop, &runs[..round]) {
                        return Verdict::Ended(round, stopped);
                    }
                    round = (round + stop.batch as usize).min(max);
                }
                Verdict::Needs(round)
            }
        }
    }
}

/// Whether a point ends after these rounds.
fn after(stop: &Stop, runs: &[Option<Mark>]) -> Option<Stopped> {
    let values: Vec<f64> = runs.iter().flatten().filter_map(Mark::value).collect();
    let Some(estimate) = Estimate::of(&values, stop.confidence) else { return Some(Stopped::NoValue) };
    match estimate.relative_half_width() {
        Some(width) if width <= stop.half_width => Some(Stopped::Target),
        _ => (runs.len() >= stop.replicates_max as usize).then_some(Stopped::Maximum),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mark::CameTo;
    use records::observe::METRICS;

    fn rule(replicates_min: u32, replicates_max: u32, batch: u32) -> Rule {
        let metric = METRICS[0].name.to_owned();
        Rule::Rounds(Stop { metric, half_width: 0.1, confidence: 0.95, replicates_min, replicates_max, batch }, 0)
    }

    fn rows(values: &[Option<f64>]) -> Vec<Option<Mark>> {
        let mark = |value: &Option<f64>| Mark { line: 0, came_to: value.map_or(CameTo::Nothing, CameTo::Value) };
        values.iter().map(|value| Some(mark(value))).collect()
    }

    #[test]
    fn a_fixed_number_is_that_number() {
        let two = rows(&[Some(1.0), Some(2.0)]);
        assert_eq!(Rule::Fixed(3).verdict(&two), Verdict::Needs(3));
        assert_eq!(Rule::Fixed(2).verdict(&two), Verdict::Ended(2, Stopped::Fixed));
    }

    #[test]
    fn rounds_are_added_until_the_interval_is_narrow() {
        let rule = rule(2, 9, 3);
        let wide = [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0].map(Some);
        assert_eq!(rule.verdict(&[]), Verdict::Needs(2));
        assert_eq!(rule.verdict(&rows(&wide[..2])), Verdict::Needs(5));
        assert_eq!(rule.verdict(&rows(&wide[..5])), Verdict::Needs(8));
        assert_eq!(rule.verdict(&rows(&wide[..8])), Verdict::Needs(9), "the last round is cut to the maximum");
        assert_eq!(rule.verdict(&rows(&wide)), Verdict::Ended(9, Stopped::Maximum));
        assert_eq!(rule.verdict(&rows(&[10.0, 10.1].map(Some))), Verdict::Ended(2, Stopped::Target));
    }

    #[test]
    fn a_round_that_is_not_complete_decides_nothing() {
        let rule = rule(2, 9, 3);
        let mut narrow = rows(&[10.0, 10.1, 10.0].map(Some));
        narrow[0] = None;
        assert_eq!(rule.verdict(&narrow), Verdict::Needs(2));
    }

    #[test]
    fn a_later_row_does_not_change_an_earlier_decision() {
        let all = rows(&[10.0, 10.1, 99.0, 1.0, 50.0].map(Some));
        assert_eq!(rule(2, 9, 3).verdict(&all), Verdict::Ended(2, Stopped::Target));
    }

    #[test]
    fn a_point_whose_first_round_has_no_value_ends() {
        assert_eq!(rule(2, 9, 3).verdict(&rows(&[None, None])), Verdict::Ended(2, Stopped::NoValue));
        assert_eq!(rule(2, 9, 3).verdict(&rows(&[None, Some(1.0)])), Verdict::Needs(5), "one value is not enough to end");
    }
}
