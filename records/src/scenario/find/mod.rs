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

/// The value of a key at which a metric crosses a bound, by bisection. Only `xpand find` reads it. Replicate r has the seed `seed` + r at
/// every value: each is bisected on its own, on common random numbers, and their crossings give the threshold with its interval.
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
    /// range for other numbers, 0.02 on a log scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", range(min = 1e-18, max = 1e18))]
    pub tolerance: Option<f64>,
    /// Replicates, each bisected on its own (count). For a 95 % interval of a median at least 6.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replicates: u32,
    /// Confidence of the intervals (share).
    #[schemars(range(min = 0.5, max = 0.9999))]
    pub confidence: f64,
    /// A second key: the threshold is searched for at each of its values, which gives a frontier.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Along")]
    pub along: Option<Along>,
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
            replicates: 20,
            confidence: 0.95,
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
