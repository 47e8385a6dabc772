//! `[market.service]`: how fast and how well the network serves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How fast and how well the network serves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Service {
    /// Largest share of capacity that can be sold (above 0).
    #[schemars(range(min = 0.000_001, max = 1.0))]
    pub utilisation_max: f64,
    /// Wait, in service times of a job, after which a job counts as late.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub patience_service_times: f64,
    /// Share of the jobs of an honest node that come out wrong (0 to 1).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub wrong_share: f64,
    /// Weight of the last epoch in the quality that requesters see (above 0).
    #[schemars(range(min = 0.000_001, max = 1.0))]
    pub quality_weight: f64,
}

impl Default for Service {
    fn default() -> Self {
        Self { utilisation_max: 0.95, patience_service_times: 1.0, wrong_share: 0.0, quality_weight: 0.1 }
    }
}
