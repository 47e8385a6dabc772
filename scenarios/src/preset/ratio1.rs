//! The deployed Ratio1 network of 2025-08-06, node by node.

use std::sync::LazyLock;

use serde::Deserialize;

/// One node of the snapshot.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratio1Node {
    /// Number in the snapshot, from 0; permuted.
    pub node: u32,
    /// Whether the monitor heard it.
    #[serde(deserialize_with = "zero_or_one")]
    pub online: bool,
    /// Whether it supervises (our validators).
    #[serde(deserialize_with = "zero_or_one")]
    pub is_supervisor: bool,
    /// GPU model as [`gpu`](super::gpu) finds it; `None` for most.
    pub gpu: Option<String>,
    /// Time since its start (s).
    pub uptime_s: u64,
    /// Memory in all (GiB).
    pub memory_gib: f64,
    /// CPU use of the past hour (%); `None` where the node had not reported it.
    pub cpu_past1h_pct: Option<f64>,
}

const SOURCE: &str = "Ratio1/ratio1_sdk@ca93725 xperimental/netmon/netmon_data.json, Apache-2.0; fewer columns";

/// The 92 nodes, in order of their number.
#[must_use]
pub fn ratio1() -> &'static [Ratio1Node] {
    &TABLE
}

pub(super) fn entries() -> Vec<(String, String)> {
    vec![("ratio1-2025-08-06".to_owned(), SOURCE.to_owned())]
}

fn zero_or_one<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match u8::deserialize(deserializer)? {
        0 => Ok(false),
        1 => Ok(true),
        other => Err(serde::de::Error::custom(format!("{other}, allowed is 0 or 1"))),
    }
}

static TABLE: LazyLock<Vec<Ratio1Node>> = LazyLock::new(|| {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(include_bytes!("../../data/ratio1-2025-08-06.csv").as_slice())
        .deserialize()
        .map(|row| row.unwrap_or_else(|error| panic!("scenarios/data/ratio1-2025-08-06.csv: {error}")))
        .collect()
});
