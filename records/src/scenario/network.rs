//! `[network]`: how messages travel.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Latency, jitter, bandwidth and what the network loses or repeats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    /// Preset of the round-trip times between regions. Default: the 12×12 table computed from 1.77 × 10⁹ RIPE Atlas pings
    /// of 2025.
    pub latency: String,
    /// Preset of the persistent spread of a pair of nodes around its regions' latency, or `none`. Default: the spread in
    /// the 490×490 PlanetLab matrix.
    pub jitter: String,
    /// Preset of the up- and downstream bandwidths by region. Default: SimBlock's table of 2019.
    pub bandwidth: String,
    /// Probability that a message is lost (0 to 1). An assumption of the scenario.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub loss: f64,
    /// Probability that a delivered message arrives twice (0 to 1). An assumption of the scenario.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub duplicate: f64,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            latency: "ripe-atlas-12".into(),
            jitter: "planetlab".into(),
            bandwidth: "simblock-2019".into(),
            loss: 0.001,
            duplicate: 0.0005,
        }
    }
}
