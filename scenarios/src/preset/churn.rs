//! Churn presets: how long nodes stay up and down.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use world::law::{Law, Renewal};

use super::error::PresetError;
use super::fits::Fits;
use super::{embedded, find, sources};

/// Churn of one measured system under one law. Times in hours.
#[derive(Debug, Clone, PartialEq)]
pub struct ChurnPreset {
    /// Name of the preset.
    pub name: String,
    /// What was measured, in words.
    pub kind: String,
    /// Name of the law in use.
    pub law: &'static str,
    /// Law of a session (h).
    pub up_h: Law,
    /// Law of a downtime (h); `None` where only sessions were measured.
    pub down_h: Option<Law>,
    /// Mean session in the data (h).
    pub observed_up_mean_h: Option<f64>,
    /// Mean downtime in the data (h).
    pub observed_down_mean_h: Option<f64>,
    /// Share of time up in the data, 0..=1.
    pub observed_availability: Option<f64>,
    /// Where the figures come from.
    pub source: String,
}

impl ChurnPreset {
    /// The alternation of sessions and downtimes (h).
    ///
    /// # Errors
    ///
    /// [`PresetError::NoDowntime`] where the preset has sessions only: use [`ChurnPreset::renewal_with`].
    pub fn renewal(&self) -> Result<Renewal, PresetError> {
        self.renewal_with(self)
    }

    /// The alternation of this preset's sessions with the downtimes of `other` (h).
    ///
    /// # Errors
    ///
    /// [`PresetError::NoDowntime`] where `other` has sessions only.
    pub fn renewal_with(&self, other: &Self) -> Result<Renewal, PresetError> {
        let down = other.down_h.clone().ok_or_else(|| PresetError::NoDowntime {
            preset: other.name.clone(),
            valid: TABLE
                .iter()
                .filter(|(_, row)| row.down.is_some())
                .map(|(name, _)| name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        })?;
        Ok(Renewal { up: self.up_h.clone(), down })
    }
}

/// The churn preset `name` under `law` (`exponential`, `weibull`, `lognormal`, `gamma`, `hyperexponential`, `empirical`).
/// `None` or `best` take the law that `churn.toml` recommends, by the rule in its header.
///
/// # Errors
///
/// [`PresetError::Unknown`] for a preset that does not exist, or a law that was not fitted to it.
pub fn churn(name: &str, law: Option<&str>) -> Result<ChurnPreset, PresetError> {
    let row = find("churn preset", &TABLE, name)?;
    let asked = law.filter(|law| *law != "best").unwrap_or(&row.best);
    let unknown = || {
        let laws = row.up.laws();
        PresetError::unknown(&format!("law of churn preset `{name}`"), asked, laws.iter().map(|(law, _)| *law))
    };
    let up_h = row.up.law(asked).ok_or_else(unknown)?;
    let down_h = row.down.as_ref().map(|down| down.law(asked).ok_or_else(unknown)).transpose()?;
    Ok(ChurnPreset {
        name: name.to_owned(),
        kind: row.kind.clone(),
        law: up_h.name(),
        up_h,
        down_h,
        observed_up_mean_h: row.observed_up_mean_h,
        observed_down_mean_h: row.observed_down_mean_h,
        observed_availability: row.observed_availability,
        source: row.source.clone(),
    })
}

/// The laws fitted to the churn preset `name`.
///
/// # Errors
///
/// [`PresetError::Unknown`] if there is no preset of that name.
pub fn churn_laws(name: &str) -> Result<Vec<&'static str>, PresetError> {
    let row = find("churn preset", &TABLE, name)?;
    Ok(row.up.laws().into_iter().map(|(law, _)| law).collect())
}

pub(super) fn entries() -> Vec<(String, String)> {
    sources(&TABLE, |row| &row.source)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    kind: String,
    source: String,
    best: String,
    observed_up_mean_h: Option<f64>,
    observed_down_mean_h: Option<f64>,
    observed_availability: Option<f64>,
    up: Fits,
    down: Option<Fits>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    churn: BTreeMap<String, Row>,
}

static TABLE: LazyLock<BTreeMap<String, Row>> =
    LazyLock::new(|| embedded::<File>("churn.toml", include_str!("../../data/churn.toml")).churn);
