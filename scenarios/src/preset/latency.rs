//! Latency presets: round-trip times between regions, and how they vary over time.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use world::law::Law;

use super::error::PresetError;
use super::fits::quantiles;
use super::{embedded, find, sources};

/// Round-trip times between regions. Matrices are symmetric, rows and columns in the order of `regions`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LatencyPreset {
    /// Names of the regions, 12 (`ripe-atlas-12`) or SimBlock's 6.
    pub regions: Vec<String>,
    /// Typical round-trip time (ms), above 0.
    pub rtt_ms: Vec<Vec<f64>>,
    /// Least round-trip time, a bound below which hardly any pair falls (ms); `None` where it was not measured.
    pub rtt_min_ms: Option<Vec<Vec<f64>>>,
    /// Where the figures come from.
    pub source: String,
}

/// Variation of a pair's round-trip time around its median.
#[derive(Debug, Clone, PartialEq)]
pub struct JitterPreset {
    /// Ratio of the round-trip time in one slice of time to the pair's median; always 1 without jitter.
    pub ratio: Law,
    /// Standard deviation of the logarithm of the ratio.
    pub sigma_log: f64,
    /// Autocorrelation of the ratio from one slice to the next, 0..1: high means that it persists.
    pub lag1: f64,
    /// Length of a slice (s); `None` without jitter. See the caveat in `latency.toml`.
    pub slice_s: Option<f64>,
    /// Where the figures come from.
    pub source: String,
}

/// The latency preset `name`.
///
/// # Errors
///
/// [`PresetError::Unknown`] if there is none of that name.
pub fn latency(name: &str) -> Result<&'static LatencyPreset, PresetError> {
    find("latency preset", &TABLE.latency, name)
}

/// The jitter preset `name`.
///
/// # Errors
///
/// [`PresetError::Unknown`] if there is none of that name.
pub fn jitter(name: &str) -> Result<JitterPreset, PresetError> {
    let row = find("jitter preset", &TABLE.jitter, name)?;
    Ok(JitterPreset {
        ratio: row.ratio.as_deref().map_or(Law::Constant { value: 1.0 }, quantiles),
        sigma_log: row.sigma_log,
        lag1: row.lag1,
        slice_s: row.slice_s,
        source: row.source.clone(),
    })
}

pub(super) fn latency_entries() -> Vec<(String, String)> {
    sources(&TABLE.latency, |row| &row.source)
}

pub(super) fn jitter_entries() -> Vec<(String, String)> {
    sources(&TABLE.jitter, |row| &row.source)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JitterRow {
    source: String,
    sigma_log: f64,
    lag1: f64,
    slice_s: Option<f64>,
    ratio: Option<Vec<(f64, f64)>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    latency: BTreeMap<String, LatencyPreset>,
    jitter: BTreeMap<String, JitterRow>,
}

static TABLE: LazyLock<File> = LazyLock::new(|| embedded("latency.toml", include_str!("../../data/latency.toml")));
