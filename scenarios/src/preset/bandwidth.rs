//! Bandwidth presets: access links by region.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::error::PresetError;
use super::region::region;
use super::{embedded, find, sources};

/// Access links of the nodes of one region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionBandwidth {
    /// Downstream (bit/s).
    pub download_bps: u64,
    /// Upstream (bit/s).
    pub upload_bps: u64,
}

/// Access links by region, and the path between regions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandwidthPreset {
    /// A path from one region to another (bit/s).
    pub inter_regional_bps: u64,
    /// Links by SimBlock region.
    pub regions: BTreeMap<String, RegionBandwidth>,
    /// Where the figures come from.
    pub source: String,
}

impl BandwidthPreset {
    /// Links of a region, named as in either set of regions: the 12 map to SimBlock's 6 by `regions.toml`.
    ///
    /// # Errors
    ///
    /// [`PresetError::Unknown`] if neither set has the name.
    pub fn region(&self, name: &str) -> Result<RegionBandwidth, PresetError> {
        let name = if self.regions.contains_key(name) { name } else { &region(name)?.simblock };
        find("region of the bandwidth table", &self.regions, name).copied()
    }
}

/// The bandwidth preset `name`.
///
/// # Errors
///
/// [`PresetError::Unknown`] if there is none of that name.
pub fn bandwidth(name: &str) -> Result<&'static BandwidthPreset, PresetError> {
    find("bandwidth preset", &TABLE, name)
}

pub(super) fn entries() -> Vec<(String, String)> {
    sources(&TABLE, |row| &row.source)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    bandwidth: BTreeMap<String, BandwidthPreset>,
}

static TABLE: LazyLock<BTreeMap<String, BandwidthPreset>> =
    LazyLock::new(|| embedded::<File>("bandwidth.toml", include_str!("../../data/bandwidth.toml")).bandwidth);
