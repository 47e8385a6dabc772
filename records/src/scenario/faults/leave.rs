//! `[[faults.mass_leave]]`: an hour in which many workers leave, as measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An hour in which workers leave, beside churn, each at a time drawn evenly from the hour. What share of them goes and how long they
/// stay away is as measured. Of Tor's relays, 0.28 % left in the median hour; 1.26 % in the hour that 1 % of all hours exceed, and
/// 1.84 % on average in those; 4.2 % in the worst of 5,599 hours (24 % if a join and leave of 5,000 relays is no fault of the
/// collector). Of those that left in the worst 1 % of hours 33 % were not seen again; of the others half came back within 2.0 h, nine
/// tenths within 9.0 h. For a share of your own take `mass_restart`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MassLeave {
    /// When the hour begins (s since genesis). Before the end of the run.
    #[schemars(range(min = 0, max = 3_153_600_000_i64))]
    pub at_s: u64,
    /// Measured system: preset of hours in which many leave. Default: Tor relays, December 2025 to August 2026.
    #[serde(default = "preset")]
    pub preset: String,
    /// Which of its hours: so large a share of all hours lost no more of their nodes (0 to 1; 0.5: the median hour, 1: the worst).
    /// Default: the hour that 1 % of all exceed.
    #[serde(default = "quantile")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub quantile: f64,
    /// Only workers in these regions, of those in `population.regions`. Empty: all.
    #[serde(default)]
    pub regions: Vec<String>,
}

fn preset() -> String {
    "tor-2026".to_owned()
}

fn quantile() -> f64 {
    0.99
}
