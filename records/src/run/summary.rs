//! `summary.json`: a run in a page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a run came to. All but `wall_s` is a function of scenario, seed and version.
///
/// Read leniently: fields this version does not know are ignored, absent ones take their default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// Name of the scenario.
    pub scenario: String,
    /// Seed of every draw.
    pub seed: u64,
    /// Simulated time (s).
    pub simulated_s: f64,
    /// Time the run took (s).
    pub wall_s: f64,
    /// Events handled (count).
    pub events: u64,
    /// Messages sent (count).
    pub messages: u64,
    /// Bytes sent (count).
    pub bytes: u64,
    /// Digest over everything the nodes saw, hexadecimal.
    pub digest: String,
    /// Version of the program.
    pub version: String,
    /// Workers (count).
    pub workers: u32,
    /// Validators (count).
    pub validators: u32,
    /// Requesters (count).
    pub requesters: u32,
    /// Jobs that were referred to another region (count).
    pub referred: u64,
    /// Workers that a validator gave up while they were up (count).
    pub false_suspicions: u64,
    /// Jobs in each state at the end (count).
    pub jobs: BTreeMap<String, u64>,
    /// What was sent, by kind of message.
    pub control: BTreeMap<String, ControlSummary>,
    /// What was waited for, and how long.
    pub waits: BTreeMap<String, WaitSummary>,
    /// Where the tokens are at the end.
    pub supply: SupplySummary,
    /// What a run by epochs came to, by metric.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metrics: BTreeMap<String, f64>,
    /// Signs that the network fails, in words.
    pub signs: Vec<String>,
    /// What the model leaves out, in words.
    pub limits: Vec<String>,
    /// Injected faults of each kind (count).
    pub faults: BTreeMap<String, u64>,
    /// Messages and requests refused for each reason (count).
    pub refused: BTreeMap<String, u64>,
}

/// What was sent of one kind of message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ControlSummary {
    /// Messages (count).
    pub messages: u64,
    /// Bytes (count).
    pub bytes: u64,
}

/// How long something was waited for; to 2⁻⁸ of the value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WaitSummary {
    /// How often (count).
    pub count: u64,
    /// Median (ms).
    pub p50_ms: f64,
    /// 99th percentile (ms).
    pub p99_ms: f64,
}

/// Token supply at the end of a run: `genesis + minted − burned = balances = liquid + escrow + pool`. Decimal strings of
/// tokens, as [`token_decimal`](crate::table::token_decimal) writes them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SupplySummary {
    /// Supply at genesis (token).
    pub genesis: String,
    /// Minted since genesis (token).
    pub minted: String,
    /// Burned since genesis (token).
    pub burned: String,
    /// Sum of all balances (token).
    pub balances: String,
    /// In the nodes' free balances (token).
    pub liquid: String,
    /// Held for jobs (token).
    pub escrow: String,
    /// Held for later epochs (token).
    pub pool: String,
}
