//! `[owners]`: people who use their machines while tasks run there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How owners use their machines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OwnersModel {
    /// They do not.
    #[default]
    None,
    /// Each is active and idle in turn, more often active at some hours of the day than at others.
    Diurnal,
}

/// Owners who use their machines, which slows tasks down or suspends them; the machine stays up and its heartbeats go on. Nobody tells
/// the validators: they notice that a task is late. A task that stands still holds its slot, and energy counts it as running.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Owners {
    /// How owners use their machines.
    pub model: OwnersModel,
    /// Speed of tasks while the owner is active (share of full speed, 0 to 1); 0: they stand still until the owner is idle. A service
    /// goes on unless it is 0. An assumption of the scenario.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub throttle: f64,
    /// Mean length of an active stretch (s), exponential. Those of idleness follow from it and from `share_by_hour`. An assumption of
    /// the scenario.
    #[schemars(range(min = 1.0, max = 1e7))]
    pub active_mean_s: f64,
    /// Share of owners that are active in each hour of local time, from midnight (0 to 0.99): a list of 24; the share comes near it
    /// within about `active_mean_s`. Default: evenings busy and nights quiet, an assumption; no measurement of the hours at which
    /// owners use machines that they lend could be had.
    #[schemars(inner(range(min = 0.0, max = 0.99)))]
    pub share_by_hour: Vec<f64>,
    /// Only owners of machines of these classes of `population.classes`. Empty: all.
    pub classes: Vec<String>,
    /// Local time less UTC in each region, in the order of `population.regions` (h); the run begins at midnight UTC. Empty: the time of
    /// where most people of the region live, by our table of regions.
    #[schemars(inner(range(min = -12.0, max = 14.0)))]
    pub utc_offset_h: Vec<f64>,
}

impl Default for Owners {
    fn default() -> Self {
        let mut share_by_hour = vec![0.05; 7];
        share_by_hour.extend([0.1, 0.2]);
        share_by_hour.extend([0.25; 9]);
        share_by_hour.extend([0.4, 0.5, 0.5, 0.45, 0.3, 0.15]);
        let (classes, utc_offset_h) = (Vec::new(), Vec::new());
        Self { model: OwnersModel::default(), throttle: 0.5, active_mean_s: 1_800.0, share_by_hour, classes, utc_offset_h }
    }
}
