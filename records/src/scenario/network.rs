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
    /// What validators send to their regions beyond the protocol's own messages, to compare control traffic with a network that does.
    pub broadcast: Vec<Broadcast>,
}

/// Something that each validator sends to its region over and over, and nobody acts on: bytes beyond the protocol's own, counted as
/// control traffic. Simulations of fidelity `message` only.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Broadcast {
    /// Its name in tables.
    pub name: String,
    /// Time from one to the next (s).
    #[schemars(range(min = 0.001, max = 3_153_600_000.0))]
    pub every_s: f64,
    /// Its size but for what it says of each worker (B).
    #[serde(default)]
    #[schemars(range(min = 0, max = 1_000_000_000))]
    pub bytes: u64,
    /// What it says of each worker of the region (B).
    #[serde(default)]
    #[schemars(range(min = 0, max = 1_000_000_000))]
    pub bytes_per_worker: u64,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            latency: "ripe-atlas-12".into(),
            jitter: "planetlab".into(),
            bandwidth: "simblock-2019".into(),
            loss: 0.001,
            duplicate: 0.0005,
            broadcast: Vec::new(),
        }
    }
}
