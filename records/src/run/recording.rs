//! `recording.json`: what a run was asked to record beyond its tables.

use serde::{Deserialize, Serialize};

/// What a run is to record beyond the tables that every run has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recording {
    /// Between two rows of table `digests` (ns, above 0).
    pub digest_every_ns: Option<u64>,
    /// First and last moment of table `events` (ns since genesis).
    pub events_ns: Option<(u64, u64)>,
}
