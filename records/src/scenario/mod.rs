//! What a researcher may set: the scenario, one file per section, and the loader that reads it.
//!
//! ```text
//!   file ──extends──▶ file ──extends──▶ …      each layer: parse ─▶ check against the schema (its own line numbers)
//!     ▲ overridden by --set key=value                │
//!     └──────────── merged over the defaults ◀───────┘ ─▶ Scenario ─▶ checks across keys
//! ```
//!
//! The structs are the only source of truth: names, defaults, types, ranges and descriptions in errors and in the
//! reference come from the JSON schema derived from them. Names of presets are plain strings here; the world that knows
//! the presets checks them, with [`nearest`] and [`Loaded::place`] for its errors.

mod checked;
mod churn;
mod cloud;
mod conflict;
mod copies;
mod costs;
mod demands;
mod discovery;
mod document;
mod economy;
mod error;
mod faults;
mod fidelity;
mod find;
mod growth;
mod growth_rules;
mod heartbeat;
mod keys;
mod loader;
mod many;
mod market;
mod mechanism;
mod merge;
mod network;
mod overrides;
mod owners;
mod owners_rules;
mod pipeline;
mod pipeline_rules;
mod population;
mod reference;
mod schedule;
mod schema;
mod sweep;
mod time;
mod validate;
mod workload;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use checked::read_checked;
pub use churn::{Churn, ChurnLaw, ChurnModel};
pub use cloud::Cloud;
pub use copies::Spares;
pub use costs::{Costs, Signature};
pub use demands::{Locality, PrivacyLevel};
pub use discovery::Discovery;
pub use economy::{Audit, AuditPolicy, Economy, Power, Rewards, Schedules, Split, Stake};
pub use error::{Place, ScenarioError, nearest};
pub use faults::{Crash, Faults, LossBurst, MassLeave, MassRestart, Partition, SlowLinks, SybilBehaviour, SybilWave, Victim};
pub use fidelity::Fidelity;
pub use find::{Along, Crossing, Find, FindFile, FindStop, Search, Second};
pub use growth::{Growth, GrowthModel};
pub use heartbeat::{Detector, Heartbeat, HeartbeatMode};
pub use loader::{Builtin, Loaded, Loader};
pub use many::AxisKind;
pub use market::{
    Attack, Belief, Demand, DemandCurve, Entry, ExitRule, Learning, Market, OperatorClass, Operators, Price, PriceMode, Service,
    Shock, ShockKind, Surroundings, Unlock,
};
pub use mechanism::Mechanism;
pub use network::{Broadcast, Network};
pub use overrides::split_override;
pub use owners::{Owners, OwnersModel};
pub use pipeline::{PipelineStage, StageKind, StageSpread};
pub use population::{DeviceClass, Population};
pub use reference::{reference_markdown, words_of};
pub use schedule::{PlacementPolicy, QueueFull, QueueSharing, Schedule, ScheduleScope};
pub use sweep::{Axis, Design, Scale, Stop, Sweep, SweepFile};
pub use time::Time;
pub use workload::{Arrivals, JobKind, JobPattern, Workload};

/// Everything a run depends on, together with the version of the program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    /// Scenario that this one builds on: the name of a shipped scenario, or a path relative to this file. What is set
    /// here overrides it. Empty: only the defaults. A stored scenario is filled in and extends nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub extends: String,
    /// Name in tables and figures.
    pub name: String,
    /// What the scenario is for, in words.
    pub description: String,
    /// Seed of every draw. Same scenario, seed and version: same result.
    #[schemars(range(min = 0, max = 9_223_372_036_854_775_807_i64))]
    pub seed: u64,
    /// How much of the protocol the simulator plays out.
    pub fidelity: Fidelity,
    /// Lengths of the run, of an epoch and of the steps between samples.
    pub time: Time,
    /// Nodes, the regions they live in and the classes their devices are drawn from.
    pub population: Population,
    /// Workers who join over time.
    pub growth: Growth,
    /// Latency, jitter, bandwidth and what the network loses or repeats.
    pub network: Network,
    /// Availability of the workers.
    pub churn: Churn,
    /// How owners use their machines while tasks run there.
    pub owners: Owners,
    /// What goes wrong at set times, beside churn and what the network always loses. Each list holds faults of one kind. All but
    /// `mass_restart`, `mass_leave` and `sybil_wave` need `fidelity = "message"` and `heartbeat.mode = "messages"`; each heartbeat is then an event of its own.
    pub faults: Faults,
    /// Heartbeats: how nodes show that they are up.
    pub heartbeat: Heartbeat,
    /// How validators learn of other regions, and which jobs go there.
    pub discovery: Discovery,
    /// Arrival of jobs and the mix of their kinds.
    pub workload: Workload,
    /// Placement of tasks, time-outs and retries.
    pub schedule: Schedule,
    /// Token supply, payment, rewards, stakes and checks: the rules, the same at every fidelity. A token has 18 decimals.
    pub economy: Economy,
    /// Operators, what their machines cost, demand, price and attacks. Only `fidelity = "epoch"` reads it.
    pub market: Market,
    /// One mechanism played by itself. Only `fidelity = "mechanism"` reads it.
    pub mechanism: Mechanism,
    /// Simulated time that signing, verifying and encoding take.
    pub costs: Costs,
    /// Price and speed of a rented machine, which reports set beside the cost of a job here. It changes nothing in a run.
    pub cloud: Cloud,
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            extends: String::new(),
            name: String::new(),
            description: String::new(),
            seed: 1,
            fidelity: Fidelity::default(),
            time: Time::default(),
            population: Population::default(),
            growth: Growth::default(),
            network: Network::default(),
            churn: Churn::default(),
            owners: Owners::default(),
            faults: Faults::default(),
            heartbeat: Heartbeat::default(),
            discovery: Discovery::default(),
            workload: Workload::default(),
            schedule: Schedule::default(),
            economy: Economy::default(),
            market: Market::default(),
            mechanism: Mechanism::default(),
            costs: Costs::default(),
            cloud: Cloud::default(),
        }
    }
}

impl Scenario {
    /// Reads the scenario at `path`, what it extends, and `overrides` (dotted key, value as after `--set`).
    ///
    /// Shipped scenarios are not known here: see [`Loader`].
    ///
    /// # Errors
    /// A file that cannot be read, or any key in it that is not as the schema says; the message names file, line and key.
    pub fn load(path: impl AsRef<std::path::Path>, overrides: &[(String, String)]) -> Result<Loaded, ScenarioError> {
        Loader::default().load(path.as_ref(), overrides)
    }

    /// Reads a scenario from `text`; `name` stands for the file in messages.
    ///
    /// # Errors
    /// As [`Scenario::load`].
    pub fn parse(name: &str, text: &str, overrides: &[(String, String)]) -> Result<Loaded, ScenarioError> {
        Loader::default().parse(name, text, overrides)
    }

    /// The whole scenario as TOML, every key present, in a fixed order; parsing it gives the same value again.
    ///
    /// # Panics
    /// If an integer exceeds 2⁶³ − 1, which no loaded scenario can hold.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a scenario within its ranges has a TOML form")
    }
}
