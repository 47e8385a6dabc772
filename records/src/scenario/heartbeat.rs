//! `[heartbeat]`: how nodes show that they are up.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How heartbeats reach the validators.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HeartbeatMode {
    /// Each beat is a message of its own, with latency and loss. Evaluated lazily, without an event a beat, unless
    /// `heartbeat.exact` is set: what validators notice, and when, is the same to the nanosecond.
    #[default]
    Messages,
    /// Validators are handed whole stretches of beats; no beat is a message.
    Runs,
}

/// How a silent node is told from a lost one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Detector {
    /// It counts as lost when `missed_max` beats after its last one are missed, and half a period for delays is over.
    #[default]
    Timeout,
    /// It counts as lost when its silence is too unlikely for its last 100 times between beats, taken as normally distributed
    /// (Hayashibara et al. 2004); see `phi`. Until ten are known the time-out holds. Each beat must be an event: `exact`, or a fault
    /// other than `mass_restart`.
    PhiAccrual,
}

/// Period of the beats and the patience of those who listen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Heartbeat {
    /// How heartbeats reach the validators.
    pub mode: HeartbeatMode,
    /// Sends every beat as an event of its own, to check the lazy evaluation against. The same as --exact-heartbeats.
    pub exact: bool,
    /// Time between two beats of a node (s). Divides `time.epoch_s`.
    #[schemars(range(min = 1, max = 86_400))]
    pub period_s: u64,
    /// Beats missed in a row before a node counts as lost (count).
    #[schemars(range(min = 1, max = 1000))]
    pub missed_max: u32,
    /// Time between two inventories, with which a worker tells its validator what it holds (s); 0: none are sent.
    #[schemars(range(min = 0, max = 86_400))]
    pub inventory_period_s: u64,
    /// Bytes that each heartbeat has beyond our own (B): the deployed Ratio1 network's have 14,023 B in all (mean on its mainnet on
    /// 2026-03-18). Simulations only.
    #[schemars(range(min = 0, max = 1_000_000_000))]
    pub padding_bytes: u64,
    /// How a silent node is told from a lost one.
    pub detector: Detector,
    /// Threshold of `phi-accrual`: a node is lost when a beat would come this late with a probability below ten to the minus `phi`. The
    /// standard deviation counts as a tenth of the period at least. Default: that of Akka's and Cassandra's detectors.
    #[schemars(range(min = 0.5, max = 100.0))]
    pub phi: f64,
}

impl Default for Heartbeat {
    fn default() -> Self {
        Self {
            mode: HeartbeatMode::default(),
            exact: false,
            period_s: 30,
            missed_max: 3,
            inventory_period_s: 0,
            padding_bytes: 0,
            detector: Detector::default(),
            phi: 8.0,
        }
    }
}
