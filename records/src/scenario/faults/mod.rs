//! `[faults]`: what goes wrong on purpose, and when.

mod leave;
mod rules;
mod sybil;

pub use leave::MassLeave;
pub(super) use rules::check;
pub use sybil::{SybilBehaviour, SybilWave};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What goes wrong at set times, beside churn and what the network always loses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Times in which some regions are cut off from the others.
    pub partition: Vec<Partition>,
    /// Times in which many workers restart.
    pub mass_restart: Vec<MassRestart>,
    /// Hours in which workers leave, as measured.
    pub mass_leave: Vec<MassLeave>,
    /// Times in which nodes that are always up otherwise are down. They come back with what they had on disk.
    pub crash: Vec<Crash>,
    /// Times in which messages and transfers of data take longer.
    pub slow_links: Vec<SlowLinks>,
    /// Times in which messages get lost, come twice, or overtake each other.
    pub loss: Vec<LossBurst>,
    /// Times in which many workers join that lie about what they compute.
    pub sybil_wave: Vec<SybilWave>,
}

/// Some regions cut off from the others: what is sent from one side to the other is lost; within each side nothing changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    /// When it begins (s since genesis). Before the end of the run.
    #[schemars(range(min = 0, max = 3_153_600_000_i64))]
    pub at_s: u64,
    /// How long it lasts (s).
    #[schemars(range(min = 1, max = 3_153_600_000_i64))]
    pub length_s: u64,
    /// The regions on one side, of those in `population.regions`; the others are on the other side. Some, and not all.
    pub regions: Vec<String>,
}

/// Workers that restart, each at a time of its own. Default: 95 % within ten minutes, as measured on the deployed Ratio1 network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MassRestart {
    /// When it begins (s since genesis). Before the end of the run.
    #[schemars(range(min = 0, max = 3_153_600_000_i64))]
    pub at_s: u64,
    /// Each of the workers goes down at a time drawn evenly from this span (s).
    #[serde(default = "over_s")]
    #[schemars(range(min = 1, max = 3_153_600_000_i64))]
    pub over_s: u64,
    /// Probability that a worker is one of them (0 to 1).
    #[serde(default = "share")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share: f64,
    /// How long a worker is down (s). An assumption of the scenario.
    #[serde(default = "down_s")]
    #[schemars(range(min = 1, max = 3_153_600_000_i64))]
    pub down_s: u64,
    /// Only workers in these regions, of those in `population.regions`. Empty: all.
    #[serde(default)]
    pub regions: Vec<String>,
}

/// Which nodes crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Victim {
    /// Validators.
    Validator,
    /// Requesters. Nobody submits a job through one that is down.
    Requester,
    /// The validator of the first region, which keeps the chain.
    Sequencer,
}

/// Nodes other than workers that crash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Crash {
    /// When they crash (s since genesis). Before the end of the run.
    #[schemars(range(min = 0, max = 3_153_600_000_i64))]
    pub at_s: u64,
    /// How long they are down (s).
    #[schemars(range(min = 1, max = 3_153_600_000_i64))]
    pub length_s: u64,
    /// Which nodes.
    pub who: Victim,
    /// Only those in these regions, of those in `population.regions`. Empty: all. Must be empty for the sequencer.
    #[serde(default)]
    pub regions: Vec<String>,
}

/// Links on which everything takes longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlowLinks {
    /// When it begins (s since genesis). Before the end of the run.
    #[schemars(range(min = 0, max = 3_153_600_000_i64))]
    pub at_s: u64,
    /// How long it lasts (s).
    #[schemars(range(min = 1, max = 3_153_600_000_i64))]
    pub length_s: u64,
    /// How many times as long a message or a transfer of data takes that begins in this time (ratio).
    #[schemars(range(min = 1.0, max = 10_000.0))]
    pub factor: f64,
    /// Only what comes from or goes to these regions, of those in `population.regions`. Empty: everything.
    #[serde(default)]
    pub regions: Vec<String>,
}

/// Messages that get lost, come twice, or overtake each other, beside what `[network]` does to them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LossBurst {
    /// When it begins (s since genesis). Before the end of the run.
    #[schemars(range(min = 0, max = 3_153_600_000_i64))]
    pub at_s: u64,
    /// How long it lasts (s).
    #[schemars(range(min = 1, max = 3_153_600_000_i64))]
    pub length_s: u64,
    /// Probability that a message sent in this time is lost (0 to 1).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub loss: f64,
    /// Probability that one that is not lost comes once more (0 to 1).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub duplicate: f64,
    /// Each copy takes up to so much longer, drawn evenly (ms): messages overtake each other.
    #[serde(default)]
    #[schemars(range(min = 0, max = 86_400_000))]
    pub reorder_ms: u64,
    /// Only messages from or to these regions, of those in `population.regions`. Empty: all.
    #[serde(default)]
    pub regions: Vec<String>,
}

fn over_s() -> u64 {
    600
}

fn share() -> f64 {
    0.95
}

fn down_s() -> u64 {
    60
}

impl Faults {
    /// Whether none is scheduled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { partition, mass_restart, mass_leave, crash, slow_links, loss, sybil_wave } = self;
        let of_messages = partition.is_empty() && crash.is_empty() && slow_links.is_empty() && loss.is_empty();
        of_messages && mass_restart.is_empty() && mass_leave.is_empty() && sybil_wave.is_empty()
    }
}
