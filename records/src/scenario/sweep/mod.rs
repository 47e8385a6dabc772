//! `[sweep]`: one scenario file, many runs.
//!
//! ```text
//!   file with [sweep] ─┬─ the rest, and what it extends ─▶ base ─┐
//!                      └─ [sweep] ─ check ─▶ axes, list ─────────┴─▶ SweepFile::at(point) ─▶ Loaded
//! ```
//!
//! Which points a design has is not decided here: see the crate `sweep`.

mod check;
mod file;

pub use file::SweepFile;
pub(super) use file::sweep_node;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the points of a sweep are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Design {
    /// Every combination of the values of all axes; the last axis changes fastest.
    #[default]
    Grid,
    /// The points of `sweep.points`, in their order.
    List,
    /// `sweep.samples` points between `min` and `max` of each axis: each axis is cut into as many equal parts as there are
    /// points, and each part is used once (McKay, Beckman and Conover 1979).
    LatinHypercube,
    /// `sweep.trajectories` walks over a grid of `sweep.levels` levels between `min` and `max` of each axis, which move every axis once:
    /// which keys matter at all (Morris 1991). So many runs: trajectories × (axes + 1).
    Morris,
    /// `sweep.samples` rows of a scrambled Sobol' sequence between `min` and `max` of each axis: which share of a metric's variance
    /// each key explains (Saltelli 2002). So many runs: samples × (2 × axes + 2), or × (axes + 2) without `second_order`.
    Sobol,
}

impl Design {
    /// Its word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::List => "list",
            Self::LatinHypercube => "latin-hypercube",
            Self::Morris => "morris",
            Self::Sobol => "sobol",
        }
    }

    /// Whether its axes are ranges, with `min`, `max` and `scale`.
    #[must_use]
    pub const fn takes_ranges(self) -> bool {
        matches!(self, Self::LatinHypercube | Self::Morris | Self::Sobol)
    }

    /// Whether it is made to tell what each key contributes, by indices instead of by points.
    #[must_use]
    pub const fn tells_sensitivity(self) -> bool {
        matches!(self, Self::Morris | Self::Sobol)
    }
}

/// How a range of values is cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// Into parts of equal length.
    #[default]
    Linear,
    /// Into parts of equal ratio; its least value must be above 0.
    Log,
}

/// Many runs of one scenario: which values change, and how often each point is repeated. Only `xpand sweep` reads it. Replicate
/// r of every point has the seed `seed` + r: points are compared on common random numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sweep {
    /// How the points are chosen.
    pub design: Design,
    /// Runs of each point (count). Not together with `[sweep.stop]`, which decides it.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replicates: u32,
    /// Points of a Latin hypercube, or rows of the design `sobol`, there a power of two up to 65536, such as 1024 (count). Only these
    /// two read it.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub samples: u32,
    /// Walks of the design `morris` (count). Only it reads it.
    #[schemars(range(min = 2, max = 100_000))]
    pub trajectories: u32,
    /// Levels of each axis in the design `morris` (count), an even number. Only it reads it.
    #[schemars(range(min = 2, max = 1000))]
    pub levels: u32,
    /// Whether the design `sobol` looks at pairs of keys too, at twice the runs. Only it reads it.
    pub second_order: bool,
    /// The metrics whose sensitivity is told; all of them if empty. Only `morris` and `sobol` read it.
    pub sensitivity_metrics: Vec<String>,
    /// Seed of the draws of a design and of the resamples of its intervals; the seeds of the runs are those of the scenario. Only
    /// `latin-hypercube`, `morris` and `sobol` read it.
    #[schemars(range(min = 0, max = 9_223_372_036_854_775_807_i64))]
    pub seed: u64,
    /// Number of the point, from 0, that all others are compared with, pair by pair of runs of equal seed. Only `grid`, `list` and
    /// `latin-hypercube` read it.
    #[schemars(range(min = 0, max = 999_999))]
    pub base: u32,
    /// Confidence of the intervals in tables (share). They are Student's, for the mean over replicates.
    #[schemars(range(min = 0.5, max = 0.9999))]
    pub confidence: f64,
    /// When to stop adding replicates to a point, instead of a fixed number of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Stop")]
    pub stop: Option<Stop>,
    /// Keys of the scenario that change. All designs but `list` read them. A grid without any repeats the scenario as it is.
    pub axes: Vec<Axis>,
    /// Points, each a table of keys of the scenario with their values, such as `{ churn.preset = "overnet03" }`; keys that it
    /// leaves out keep their value. Only `list` reads them.
    #[schemars(with = "Vec<serde_json::Value>")]
    pub points: Vec<toml::Table>,
}

/// A key that changes from point to point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// Dotted key of the scenario, such as `schedule.policy` or `workload.jobs.0.tasks`. Not `seed`, which replicates set.
    pub key: String,
    /// Its values in a grid, no two alike.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<serde_json::Value>")]
    pub values: Vec<toml::Value>,
    /// Its least value in a Latin hypercube, `morris` or `sobol` (unit of the key).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", range(min = -1e18, max = 1e18))]
    pub min: Option<f64>,
    /// Its greatest value in a Latin hypercube, `morris` or `sobol` (unit of the key). Above `min`; an integer can take both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", range(min = -1e18, max = 1e18))]
    pub max: Option<f64>,
    /// How a Latin hypercube, `morris` or `sobol` cuts it.
    #[serde(default)]
    pub scale: Scale,
}

/// The rule that ends the replicates of a point. It is asked after `replicates_min` replicates and then after each `batch` more, only
/// when all of them have ended, so that the answer does not depend on threads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// The metric whose mean must be known well enough; the metrics are listed below.
    pub metric: String,
    /// Half-width of the confidence interval of that mean at which a point has enough replicates, as a share of the mean.
    #[serde(default = "half_width")]
    #[schemars(range(min = 1e-6, max = 10.0))]
    pub half_width: f64,
    /// Confidence of that interval (share).
    #[serde(default = "confidence")]
    #[schemars(range(min = 0.5, max = 0.9999))]
    pub confidence: f64,
    /// Replicates of every point (count).
    #[serde(default = "replicates_min")]
    #[schemars(range(min = 2, max = 1_000_000))]
    pub replicates_min: u32,
    /// Replicates at which a point ends in any case (count). At least `replicates_min`.
    #[serde(default = "replicates_max")]
    #[schemars(range(min = 2, max = 1_000_000))]
    pub replicates_max: u32,
    /// Replicates added to a point that has not enough (count).
    #[serde(default = "batch")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub batch: u32,
}

fn half_width() -> f64 {
    0.02
}

fn confidence() -> f64 {
    0.95
}

fn replicates_min() -> u32 {
    5
}

fn replicates_max() -> u32 {
    100
}

fn batch() -> u32 {
    5
}

impl Default for Sweep {
    fn default() -> Self {
        Self {
            design: Design::default(),
            replicates: 10,
            samples: 20,
            trajectories: 20,
            levels: 4,
            second_order: true,
            sensitivity_metrics: Vec::new(),
            seed: 1,
            base: 0,
            confidence: confidence(),
            stop: None,
            axes: Vec::new(),
            points: Vec::new(),
        }
    }
}

impl Sweep {
    /// Replicates of a point at most (count).
    #[must_use]
    pub fn replicates_max(&self) -> u32 {
        self.stop.as_ref().map_or(self.replicates, |stop| stop.replicates_max)
    }
}

/// A file as far as its `[sweep]` goes; gives the schema dotted keys that start with `sweep`.
#[derive(Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub(super) struct Section {
    pub(super) sweep: Sweep,
}
