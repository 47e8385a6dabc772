//! `[[faults.sybil_wave]]`: workers of one will, of which there are many.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the workers of a wave do with the tasks they are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SybilBehaviour {
    /// Every result is wrong, and comes when the machine they claim to be would have it.
    #[default]
    Wrong,
    /// Every result is wrong, and comes at once: nothing is fetched or computed.
    WrongAtOnce,
    /// They take tasks and give nothing back.
    Silent,
}

/// Workers that join at about the same time, claim machines like any other, lie, and all leave at the end. They come in addition to
/// the workers of `[population]`, of which none is drawn differently for it. All wrong results of a task are alike, so that the
/// workers of a wave vote together; a checkpoint that one of them sends counts as right. In the tables their role is `sybil`:
/// `workers` of the summary, the table `epochs`, and what is computed from it (utilisation, availability, rewards, energy) are without
/// them; the timeline's `online`, the mean of workers online and the traffic are with them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SybilWave {
    /// When the first of them joins (s since genesis). Before the end of the run.
    #[schemars(range(min = 0, max = 3_153_600_000_i64))]
    pub at_s: u64,
    /// How long after that all of them leave (s).
    #[schemars(range(min = 1, max = 3_153_600_000_i64))]
    pub length_s: u64,
    /// They join spread evenly over this time (s). At most `length_s`. An assumption of the scenario.
    #[serde(default = "super::over_s")]
    #[schemars(range(min = 1, max = 3_153_600_000_i64))]
    pub over_s: u64,
    /// How many they are (count); 0: as `share` says.
    #[serde(default)]
    #[schemars(range(min = 0, max = 10_000_000))]
    pub nodes: u32,
    /// How many they are for each honest worker (ratio; 1: as many); 0: as `nodes` says. One of the two is above 0.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1_000.0))]
    pub share: f64,
    /// They live in these regions, of those in `population.regions`, in the proportions of `population.region_weights`. Empty: all.
    #[serde(default)]
    pub regions: Vec<String>,
    /// Class of `population.classes` that their machines claim to be of; one of weight 0 is claimed by nobody else. Empty: each is
    /// drawn from all classes, as honest workers are.
    #[serde(default)]
    pub class: String,
    /// What they do with tasks.
    #[serde(default)]
    pub behaviour: SybilBehaviour,
}
