//! `[market.service]`: how fast and how well the network serves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How fast and how well the network serves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Service {
    /// Wait beyond which a job counts as late (multiple of its service time).
    #[schemars(range(min = 0.0, max = 1e6))]
    pub late_after: f64,
    /// Span of the average of quality that requesters remember (epochs).
    #[schemars(range(min = 1, max = 10_000))]
    pub memory_epochs: u32,
    /// Share of jobs that an honest node returns wrong (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub wrong_share: f64,
}

impl Default for Service {
    fn default() -> Self {
        Self { late_after: 1.0, memory_epochs: 14, wrong_share: 0.001 }
    }
}
