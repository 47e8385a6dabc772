//! `[find]`: one scenario file, and the value of one of its keys at which a metric crosses a bound.
//!
//! ```text
//!   file with [find] ─┬─ the rest, and what it extends ─▶ base ─────┐
//!                     └─ [find] ─ check ─▶ Search (nothing missing) ┴─▶ FindFile::at(along, value) ─▶ Loaded
//! ```
//!
//! Which values are tried is not decided here: see the crate `sweep`.

mod check;
mod file;

pub(super) use file::find_node;
pub use file::{FindFile, Search, Second};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sweep::Scale;

/// What crosses the bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Crossing {
    /// The mean of the metric over replicates: where the bound holds on average, as a profit that is to be expected. Its interval is every
    /// value at which Student's interval of that mean holds the bound.
    #[default]
    OfMean,
    /// The metric of each replicate, bisected on its own: where a network crosses, on average over networks. Another value than that of
    /// the mean, if the metric is not straight or chance is not the same at every value.
    OfEach,
}

impl Crossing {
    /// Its word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OfMean => "of-mean",
            Self::OfEach => "of-each",
        }
    }
}

/// The value of a key at which a metric crosses a bound, by bisection. Only `xpand find` reads it. Replicate r has the seed `seed` + r at
/// every value: values are compared on common random numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Find {
    /// Dotted key of the scenario that is searched over, a number; integers are searched as integers. Required. Not `seed`, which
    /// replicates set.
    pub key: String,
    /// Least value of the key that is tried (unit of the key). Required.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", range(min = -1e18, max = 1e18))]
    pub from: Option<f64>,
    /// Greatest value of the key that is tried (unit of the key). Required; above `from`, and an integer key takes both.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", range(min = -1e18, max = 1e18))]
    pub to: Option<f64>,
    /// Whether bisection halves differences or ratios.
    pub scale: Scale,
    /// The metric that crosses the bound; the metrics are listed below. Required.
    pub metric: String,
    /// The bound (unit of the metric). Required. A metric that equals it counts as at or above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", range(min = -1e18, max = 1e18))]
    pub crosses: Option<f64>,
    /// Distance of two values between which bisection stops: a difference (unit of the key) on a linear scale, a share of the value on a
    /// log scale. Integers stop at neighbours at the latest. Default: 1 for integers on a linear scale, a hundredth of the
    /// range for other numbers, 0.02 on a log scale, and there at most half of `stop.half_width`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", range(min = 1e-18, max = 1e18))]
    pub tolerance: Option<f64>,
    /// What crosses the bound: the mean over replicates, or each replicate.
    pub crossing: Crossing,
    /// Replicates (count). Not together with `[find.stop]`, which decides it. For a 95 % interval of a median at least 6.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replicates: u32,
    /// Confidence of the intervals (share).
    #[schemars(range(min = 0.5, max = 0.9999))]
    pub confidence: f64,
    /// When to stop adding replicates to a threshold, instead of a fixed number of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "FindStop")]
    pub stop: Option<FindStop>,
    /// A second key: the threshold is searched for at each of its values, which gives a frontier.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Along")]
    pub along: Option<Along>,
}

/// The rule that ends the replicates of a threshold. It is asked after `replicates_min` replicates and then after each `batch` more, only
/// when all of their runs have ended, so that the answer does not depend on threads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FindStop {
    /// Half the width of the threshold's confidence interval at which it is known well enough, as a share of the threshold.
    #[schemars(range(min = 1e-6, max = 10.0))]
    pub half_width: f64,
    /// Replicates of every threshold (count).
    #[schemars(range(min = 2, max = 1_000_000))]
    pub replicates_min: u32,
    /// Replicates at which a threshold ends in any case (count). At least `replicates_min`.
    #[schemars(range(min = 2, max = 1_000_000))]
    pub replicates_max: u32,
    /// Replicates added to a threshold that is not known well enough (count).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub batch: u32,
}

impl Default for FindStop {
    fn default() -> Self {
        Self { half_width: 0.05, replicates_min: 10, replicates_max: 200, batch: 10 }
    }
}

/// The second key of a frontier, with `values`, or with `from`, `to` and `steps`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Along {
    /// Dotted key of the scenario. Neither `seed` nor the key that is searched over.
    pub key: String,
    /// Its values, no two alike: numbers for a curve, words for a row each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<serde_json::Value>")]
    pub values: Vec<toml::Value>,
    /// Its least value (unit of the key), instead of `values`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", range(min = -1e18, max = 1e18))]
    pub from: Option<f64>,
    /// Its greatest value (unit of the key), instead of `values`. Above `from`; an integer key takes both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", range(min = -1e18, max = 1e18))]
    pub to: Option<f64>,
    /// Number of values from `from` to `to`, both included (count); fewer if the key is an integer and some fall together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", range(min = 2, max = 1000))]
    pub steps: Option<u32>,
    /// How those values are spaced, and how the axis of the figure is.
    #[serde(default)]
    pub scale: Scale,
}

impl Default for Find {
    fn default() -> Self {
        Self {
            key: String::new(),
            from: None,
            to: None,
            scale: Scale::default(),
            metric: String::new(),
            crosses: None,
            tolerance: None,
            crossing: Crossing::default(),
            replicates: 20,
            confidence: 0.95,
            stop: None,
            along: None,
        }
    }
}

/// A file as far as its `[find]` goes; gives the schema dotted keys that start with `find`.
#[derive(Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub(super) struct Section {
    pub(super) find: Find,
}
