//! Electricity prices by region.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::error::PresetError;
use super::region::members;
use super::{embedded, find, sources};

/// Price of electricity in one region.
#[derive(Debug, Clone, PartialEq)]
pub struct ElectricityPrice {
    /// Price (US dollars per kWh).
    pub usd_per_kwh: f64,
    /// Price in the currency of the table (per kWh).
    pub per_kwh: f64,
    /// Currency of the table, ISO 4217.
    pub currency: String,
    /// Year of the prices.
    pub year: u16,
    /// Countries or market zones averaged; empty where the region has no data and the mean of those that have stands in.
    pub of: Vec<String>,
    /// Where the figures come from.
    pub source: String,
}

/// The price of preset `name` (`household` or `wholesale`) in `region`, one of the 12 or of SimBlock's 6; the latter take
/// the unweighted mean of those of the 12 that map to them and have data.
///
/// # Errors
///
/// [`PresetError::Unknown`] for a preset or a region that does not exist.
pub fn electricity(name: &str, region: &str) -> Result<ElectricityPrice, PresetError> {
    let row = find("electricity preset", &TABLE, name)?;
    let measured: Vec<&Price> = members(region)?.into_iter().filter_map(|member| row.regions.get(member)).collect();
    let used = if measured.is_empty() { row.regions.values().collect() } else { measured.clone() };
    let per_kwh = used.iter().map(|price| price.per_kwh).sum::<f64>() / used.len() as f64;
    Ok(ElectricityPrice {
        usd_per_kwh: per_kwh * row.usd_per_currency,
        per_kwh,
        currency: row.currency.clone(),
        year: row.year,
        of: measured.iter().flat_map(|price| price.of.iter().cloned()).collect(),
        source: row.source.clone(),
    })
}

pub(super) fn entries() -> Vec<(String, String)> {
    sources(&TABLE, |row| &row.source)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Price {
    per_kwh: f64,
    of: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    source: String,
    currency: String,
    year: u16,
    usd_per_currency: f64,
    regions: BTreeMap<String, Price>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    electricity: BTreeMap<String, Row>,
}

static TABLE: LazyLock<BTreeMap<String, Row>> =
    LazyLock::new(|| embedded::<File>("electricity.toml", include_str!("../../data/electricity.toml")).electricity);
