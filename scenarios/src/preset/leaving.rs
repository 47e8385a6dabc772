//! Hours in which many nodes leave.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::error::PresetError;
use super::fits::{MeasuredLaw, Quantity};
use super::{embedded, find, sources};

/// How many nodes of one measured system leave in an hour, and for how long.
#[derive(Debug, Clone, PartialEq)]
pub struct LeavingPreset {
    /// Name of the preset.
    pub name: String,
    /// Share of the nodes online that leave in an hour, over all hours.
    pub share: MeasuredLaw,
    /// How long those stay away that leave in the worst 1 % of hours and come back (h).
    pub away_h: MeasuredLaw,
    /// Share of those that leave in the worst 1 % of hours and do not come back, 0..=1.
    pub gone_share: f64,
    /// Mean share that leaves in the worst 1 % of hours, 0..=1.
    pub worst_percent_mean: f64,
    /// Hours observed (h).
    pub hours: f64,
    /// Where the figures come from.
    pub source: String,
}

/// The preset `name` of hours in which many leave.
///
/// # Errors
///
/// [`PresetError::Unknown`] if there is none of that name.
pub fn leaving(name: &str) -> Result<LeavingPreset, PresetError> {
    let row = find("preset of leaving", &TABLE, name)?;
    Ok(LeavingPreset {
        name: name.to_owned(),
        share: row.share.measured(),
        away_h: row.away_h.measured(),
        gone_share: row.gone_share,
        worst_percent_mean: row.worst_percent_mean,
        hours: row.hours,
        source: row.source.clone(),
    })
}

pub(super) fn entries() -> Vec<(String, String)> {
    sources(&TABLE, |row| &row.source)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    source: String,
    hours: f64,
    worst_percent_mean: f64,
    gone_share: f64,
    share: Quantity,
    away_h: Quantity,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    leaving: BTreeMap<String, Row>,
}

static TABLE: LazyLock<BTreeMap<String, Row>> =
    LazyLock::new(|| embedded::<File>("leaving.toml", include_str!("../../data/leaving.toml")).leaving);
