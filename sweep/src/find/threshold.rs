//! A threshold with its interval, and what it was made from.

use super::each::Replicate;
use super::means::{Means, Point};
use super::rule::Stopped;
use toml::Value;

/// Where a replicate, or the mean, crosses, as the tables call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Between the ends, in the direction of most.
    Crossed,
    /// Below `from`: the metric has crossed there already.
    BelowFrom,
    /// Above `to`: the metric has not crossed there yet.
    AboveTo,
    /// Between the ends, against the direction of most.
    OtherWay,
    /// At least twice: both ends are on one side of the bound, and a value between is on the other.
    Twice,
    /// Nowhere, and the metric does not move in any direction.
    Flat,
    /// Not known: a run failed or has no value of the metric.
    NoValue,
}

impl State {
    /// All of them, in the order of tables.
    pub const ALL: [Self; 7] =
        [Self::Crossed, Self::BelowFrom, Self::AboveTo, Self::OtherWay, Self::Twice, Self::Flat, Self::NoValue];

    /// The word in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Crossed => "crossed",
            Self::BelowFrom => "below-from",
            Self::AboveTo => "above-to",
            Self::OtherWay => "other-way",
            Self::Twice => "twice",
            Self::Flat => "flat",
            Self::NoValue => "no-value",
        }
    }
}

/// A place on the line of values, of which only the part between the ends was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reach {
    /// Somewhere below `from`.
    BelowFrom,
    /// Here (unit of the key).
    At(f64),
    /// Somewhere above `to`.
    AboveTo,
}

/// How a threshold is estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Where the mean of the metric crosses, with all values at which its interval holds the bound.
    OfMean,
    /// Mean of the crossings, on a log scale of their logarithms, with Student's interval: when all replicates cross between the ends.
    Mean,
    /// Their median, with the interval of order statistics: when some cross beyond an end.
    Median,
}

impl Method {
    /// The word in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OfMean => "of-mean",
            Self::Mean => "mean",
            Self::Median => "median",
        }
    }
}

/// A threshold as estimated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimated {
    /// How.
    pub method: Method,
    /// The threshold.
    pub value: Reach,
    /// Ends of its confidence interval; `None` with too few replicates for one.
    pub interval: Option<[Reach; 2]>,
}

impl Estimated {
    /// Half the width of the interval as a share of the threshold; `None` where a part of either was not seen, and of a threshold of 0.
    #[must_use]
    pub fn relative_half_width(&self) -> Option<f64> {
        match (self.value, self.interval?) {
            (Reach::At(value), [Reach::At(low), Reach::At(high)]) => match (high - low) / 2.0 {
                0.0 => Some(0.0),
                half => (value != 0.0).then(|| half / value.abs()),
            },
            _ => None,
        }
    }
}

/// What crosses, and what was seen of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// Each replicate on its own, by number.
    Each(Vec<Replicate>),
    /// The mean of all.
    Mean(Means),
}

/// A threshold, at one value of the second key.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// Value of the second key.
    pub along: Option<Value>,
    /// Whether the metric rises with the key; `None` if it does not move.
    pub rising: Option<bool>,
    /// What it is made from.
    pub seen: Seen,
    /// `None` if nothing crosses, or all that does crosses in doubtful ways.
    pub estimate: Option<Estimated>,
    /// Replicates (count).
    pub replicates: u32,
    /// Why there are no more of them.
    pub stopped: Stopped,
}

impl Threshold {
    /// Replicates in this state, or 1 if the mean is (count).
    #[must_use]
    pub fn count(&self, state: State) -> usize {
        match &self.seen {
            Seen::Each(replicates) => replicates.iter().filter(|replicate| replicate.state == state).count(),
            Seen::Mean(means) => usize::from(means.state == state),
        }
    }

    /// Runs (count).
    #[must_use]
    pub fn runs(&self) -> usize {
        match &self.seen {
            Seen::Each(replicates) => replicates.iter().map(|replicate| replicate.runs).sum(),
            Seen::Mean(means) => means.points.iter().map(|point| point.runs).sum(),
        }
    }

    /// Where each replicate crosses (unit of the key), of those that cross between the ends; none if the mean is what crosses.
    #[must_use]
    pub fn crossings(&self) -> Vec<f64> {
        match &self.seen {
            Seen::Each(replicates) => replicates.iter().filter_map(|replicate| replicate.crossing).collect(),
            Seen::Mean(_) => Vec::new(),
        }
    }

    /// Every run that gave the metric: value of the key and of the metric.
    #[must_use]
    pub fn measured(&self) -> Vec<(f64, f64)> {
        match &self.seen {
            Seen::Each(replicates) => replicates.iter().flat_map(|replicate| replicate.measured.iter().copied()).collect(),
            Seen::Mean(means) => {
                let of = |point: &Point| point.values.iter().map(|metric| (point.value, *metric)).collect::<Vec<_>>();
                means.points.iter().flat_map(of).collect()
            }
        }
    }

    /// Half the width of the interval as a share of the threshold, where both were seen.
    #[must_use]
    pub fn relative_half_width(&self) -> Option<f64> {
        self.estimate.and_then(|estimate| estimate.relative_half_width())
    }
}
