//! `[costs]`: what a node's own work on messages takes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How envelopes are signed inside the simulator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Signature {
    /// A keyed hash stands in for the signature; the time of a real one is still charged.
    #[default]
    KeyedHash,
    /// Real Ed25519 signatures.
    Ed25519,
}

/// Simulated time that signing, verifying and encoding take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Costs {
    /// How envelopes are signed inside the simulator. It changes the speed of the simulator, not the simulated time.
    pub signature: Signature,
    /// Time to sign an envelope (ns). Default: ed25519-dalek 3.0, measured on one x86-64 core at optimisation level 3.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub sign_ns: u64,
    /// Time to verify an envelope (ns). Default: ed25519-dalek 3.0, measured on one x86-64 core at optimisation level 3.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub verify_ns: u64,
    /// Time to encode or decode a message (ns per KiB). An assumption of the scenario.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub encode_ns_per_kib: u64,
}

impl Default for Costs {
    fn default() -> Self {
        Self { signature: Signature::default(), sign_ns: 19_000, verify_ns: 32_000, encode_ns_per_kib: 500 }
    }
}
