//! `[time]`: how long the run is and how it is cut.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Lengths of the run, of an epoch and of the steps between samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Time {
    /// Simulated time from genesis to the end of the run (s). At most 100 years of 365 days. Default: two days.
    #[schemars(range(min = 1, max = 3_153_600_000_i64))]
    pub duration_s: u64,
    /// Length of an epoch, the unit of availability, reward and settlement (s). A multiple of `heartbeat.period_s`.
    /// Default: six hours; the deployed network uses 86400.
    #[schemars(range(min = 10, max = 3_153_600_000_i64))]
    pub epoch_s: u64,
    /// How long after an epoch's end validators wait for late heartbeats before they report (s). Less than `epoch_s`,
    /// and at least `heartbeat.period_s` × (`heartbeat.missed_max` + 1.5), so that a beat that still counts can arrive.
    #[schemars(range(min = 1, max = 3_153_600_000_i64))]
    pub settle_grace_s: u64,
    /// Simulated time between two rows of the `timeline` table (s).
    #[schemars(range(min = 1, max = 3_153_600_000_i64))]
    pub sample_s: u64,
}

impl Default for Time {
    fn default() -> Self {
        Self { duration_s: 172_800, epoch_s: 21_600, settle_grace_s: 150, sample_s: 300 }
    }
}
