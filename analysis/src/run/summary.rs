//! `summary.json`: what the run said of itself when it ended.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Contents of `summary.json`; fields this version does not know are ignored, absent ones take their default.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// Name of the scenario.
    pub scenario: String,
    /// Seed of the run.
    pub seed: u64,
    /// Simulated time \[s\].
    pub simulated_s: f64,
    /// Wall-clock time \[s\].
    pub wall_s: f64,
    /// Events handled.
    pub events: u64,
    /// Messages sent.
    pub messages: u64,
    /// Bytes sent \[B\].
    pub bytes: u64,
    /// Digest of the run, hexadecimal.
    pub digest: String,
    /// Version of xpand that ran it.
    pub version: String,
    /// Number of workers.
    pub workers: u32,
    /// Number of validators.
    pub validators: u32,
    /// Number of requesters.
    pub requesters: u32,
    /// Jobs by state at the end.
    pub jobs: BTreeMap<String, u64>,
    /// What the model leaves out, in words.
    pub limits: Vec<String>,
    /// Injected faults by kind.
    pub faults: BTreeMap<String, u64>,
    /// Requests refused, by reason.
    pub refused: BTreeMap<String, u64>,
}
