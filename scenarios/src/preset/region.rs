//! Regions, and measured shares of nodes by region.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::embedded;
use super::error::PresetError;

/// One of the 12 regions.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// What it covers, in words.
    pub description: String,
    /// The SimBlock region whose bandwidths apply.
    pub simblock: String,
    /// Share of Tor relay node-time, 0..=1; the 12 sum to 1.
    pub tor_share: f64,
    /// Distinct Tor relays seen there.
    pub tor_nodes: u32,
    /// Local time less UTC where most of its people live (h); an assumption, without summer time.
    pub utc_offset_h: f64,
    /// Countries, ISO 3166 two-letter codes.
    pub countries: Vec<String>,
}

const TOR_SOURCE: &str = "computed from doodad-labs/tor-node-tracker@4a4825c (GPL-3.0; Tor consensus facts), counts only";

/// The region `name` of the 12.
///
/// # Errors
///
/// [`PresetError::Unknown`] if there is none of that name.
pub fn region(name: &str) -> Result<&'static Region, PresetError> {
    super::find("region", &TABLE.regions, name)
}

/// The region that the country of this ISO 3166 two-letter code, in capitals, belongs to.
#[must_use]
pub fn region_of_country(code: &str) -> Option<&'static str> {
    TABLE.regions.iter().find(|(_, region)| region.countries.iter().any(|country| country == code)).map(|(name, _)| name.as_str())
}

/// Shares of nodes by region, summing to 1: `tor-2026` (12 regions), `bitcoin-2019` and `bitcoin-2015` (SimBlock's 6).
///
/// # Errors
///
/// [`PresetError::Unknown`] if there is none of that name.
pub fn region_shares(name: &str) -> Result<BTreeMap<String, f64>, PresetError> {
    match name {
        "tor-2026" => Ok(TABLE.regions.iter().map(|(name, region)| (name.clone(), region.tor_share)).collect()),
        "bitcoin-2019" => Ok(TABLE.simblock.bitcoin_share_2019.clone()),
        "bitcoin-2015" => Ok(TABLE.simblock.bitcoin_share_2015.clone()),
        _ => {
            let entries = entries();
            Err(PresetError::unknown("preset of region shares", name, entries.iter().map(|(name, _)| name.as_str())))
        }
    }
}

/// Local time less UTC in the region `name` (h); of a SimBlock region, in that one of its members with the most Tor relays.
///
/// # Errors
///
/// [`PresetError::Unknown`] if neither set of regions has the name.
pub fn utc_offset_h(name: &str) -> Result<f64, PresetError> {
    let members = members(name)?;
    let greatest = members.iter().filter_map(|name| TABLE.regions.get(*name)).max_by_key(|region| region.tor_nodes);
    Ok(greatest.map_or(0.0, |region| region.utc_offset_h))
}

/// The regions of the 12 that are meant by `name`: one of them itself, or those that map to a SimBlock region.
///
/// # Errors
///
/// [`PresetError::Unknown`] if neither set has the name.
pub(super) fn members(name: &str) -> Result<Vec<&'static str>, PresetError> {
    let members: Vec<_> = TABLE
        .regions
        .iter()
        .filter(|(own, region)| *own == name || region.simblock == name)
        .map(|(own, _)| own.as_str())
        .collect();
    if members.is_empty() {
        let six = TABLE.simblock.bitcoin_share_2019.keys();
        return Err(PresetError::unknown("region", name, TABLE.regions.keys().chain(six).map(String::as_str)));
    }
    Ok(members)
}

pub(super) fn entries() -> Vec<(String, String)> {
    let simblock = &TABLE.simblock.source;
    [("bitcoin-2015", simblock.as_str()), ("bitcoin-2019", simblock), ("tor-2026", TOR_SOURCE)]
        .map(|(name, source)| (name.to_owned(), source.to_owned()))
        .to_vec()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Simblock {
    source: String,
    bitcoin_share_2019: BTreeMap<String, f64>,
    bitcoin_share_2015: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    regions: BTreeMap<String, Region>,
    simblock: Simblock,
}

static TABLE: LazyLock<File> = LazyLock::new(|| embedded("regions.toml", include_str!("../../data/regions.toml")));
