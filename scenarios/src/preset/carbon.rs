//! Carbon intensity of electricity by region.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::error::PresetError;
use super::region::members;
use super::{embedded, find, sources};

/// What a kWh of grid electricity emits in one region.
#[derive(Debug, Clone, PartialEq)]
pub struct CarbonIntensity {
    /// Greenhouse gases (gCO2e per kWh), mean over a year.
    pub gco2e_per_kwh: f64,
    /// Countries averaged, ISO 3166 two-letter codes.
    pub of: Vec<String>,
    /// Where the figures come from.
    pub source: String,
}

/// The intensity of preset `name` (`grid`) in `region`, one of the 12 or of SimBlock's 6; the latter take the mean of those of
/// the 12 that map to them, weighted as their countries are.
///
/// # Errors
///
/// [`PresetError::Unknown`] for a preset or a region that does not exist, and for a region without a figure.
pub fn carbon(name: &str, region: &str) -> Result<CarbonIntensity, PresetError> {
    let row = find("carbon preset", &TABLE, name)?;
    let parts = members(region)?
        .into_iter()
        .map(|member| find("carbon intensity of region", &row.regions, member))
        .collect::<Result<Vec<_>, _>>()?;
    let relays: u32 = parts.iter().map(|part| part.relays).sum();
    let weighted: f64 = parts.iter().map(|part| part.gco2e_per_kwh * f64::from(part.relays)).sum();
    Ok(CarbonIntensity {
        gco2e_per_kwh: weighted / f64::from(relays),
        of: parts.iter().flat_map(|part| part.of.iter().cloned()).collect(),
        source: row.source.clone(),
    })
}

pub(super) fn entries() -> Vec<(String, String)> {
    sources(&TABLE, |row| &row.source)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Intensity {
    gco2e_per_kwh: f64,
    relays: u32,
    of: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    source: String,
    regions: BTreeMap<String, Intensity>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    carbon: BTreeMap<String, Row>,
}

static TABLE: LazyLock<BTreeMap<String, Row>> =
    LazyLock::new(|| embedded::<File>("carbon.toml", include_str!("../../data/carbon.toml")).carbon);
