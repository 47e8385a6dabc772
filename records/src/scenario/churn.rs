//! `[churn]`: when workers come and go.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The process that switches workers on and off.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChurnModel {
    /// Every worker is up from genesis to the end.
    None,
    /// Uptimes and downtimes are drawn from the laws of `churn.preset`.
    #[default]
    Preset,
    /// Recorded on/off intervals are replayed from `churn.trace`.
    Trace,
}

/// The family of probability laws that uptimes and downtimes are drawn from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChurnLaw {
    /// The family that fits the preset best.
    #[default]
    Best,
    /// Exponential.
    Exponential,
    /// Weibull.
    Weibull,
    /// Lognormal.
    Lognormal,
    /// Gamma.
    Gamma,
    /// A mixture of exponentials.
    Hyperexponential,
    /// The measured quantiles themselves.
    Empirical,
}

/// Availability of the workers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Churn {
    /// The process that switches workers on and off.
    pub model: ChurnModel,
    /// Measured system whose fitted laws are used under `preset`. Default: Skype superpeers of 2006, as fitted in the
    /// Failure Trace Archive.
    pub preset: String,
    /// Family of the laws. A preset that has no such fit is refused.
    pub law: ChurnLaw,
    /// Takes the law of the downtimes from this other preset. Empty: from `churn.preset`.
    pub down_preset: String,
    /// Stretches the law of the uptimes to this mean (h) and keeps its shape; 0: as it was fitted.
    #[schemars(range(min = 0.0, max = 876_000.0))]
    pub up_mean_h: f64,
    /// The same for the downtimes (h).
    #[schemars(range(min = 0.0, max = 876_000.0))]
    pub down_mean_h: f64,
    /// Parquet file with the columns node, start_s, end_s and window, used under `trace`. Relative to the scenario file
    /// that sets it, or to the working directory with `--set`; stored as an absolute path.
    #[schemars(extend("format" = "path"))]
    pub trace: String,
    /// Nodes taken from the trace (count); 0: all.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub trace_nodes_max: u32,
    /// Gap between two windows of the trace from which on all nodes count as suspended, not failed (s). Default: eight
    /// hours, the cut of the Tor relay trace.
    #[schemars(range(min = 0, max = 3_153_600_000_i64))]
    pub trace_gap_s: u64,
}

impl Default for Churn {
    fn default() -> Self {
        Self {
            model: ChurnModel::default(),
            preset: "skype06".into(),
            law: ChurnLaw::default(),
            down_preset: String::new(),
            up_mean_h: 0.0,
            down_mean_h: 0.0,
            trace: String::new(),
            trace_nodes_max: 0,
            trace_gap_s: 28_800,
        }
    }
}
