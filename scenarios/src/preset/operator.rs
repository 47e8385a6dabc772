//! What an operator of the deployed network earns and pays: licences, prices of jobs, cards, and figures that are assumed.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::embedded;
use super::error::PresetError;

/// Licences that pay for availability (node deeds).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// Where the figures come from.
    pub source: String,
    /// Day of that version.
    pub date: String,
    /// Tokens that a licence is paid for an epoch of 24 h at full availability.
    pub tokens_per_epoch: f64,
    /// Epochs that it is paid for.
    pub epochs: u32,
    /// Prices of the tiers, from tier 1 (US dollars).
    pub tier_usd: Vec<f64>,
}

/// A type of job and its price.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobType {
    /// Number in the contract.
    pub number: u32,
    /// Name in the contract.
    pub name: String,
    /// Price for a node and an epoch of 24 h (10^-6 US dollars).
    pub micro_usd: u64,
}

/// Prices of jobs, and how they are shared.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobPrices {
    /// Where the figures come from.
    pub source: String,
    /// Day of that version.
    pub date: String,
    /// Share of the price that the node is paid.
    pub node_share: f64,
    /// Every type that can be ordered.
    pub types: Vec<JobType>,
}

impl JobPrices {
    /// The type of this number or name; letter case does not count.
    ///
    /// # Errors
    ///
    /// [`PresetError::Unknown`] with the nearest name.
    pub fn of(&self, asked: &str) -> Result<&JobType, PresetError> {
        let key = asked.trim();
        let found = self.types.iter().find(|job| job.name.eq_ignore_ascii_case(key) || job.number.to_string() == key);
        found.ok_or_else(|| PresetError::unknown("job type", asked, self.types.iter().map(|job| job.name.as_str())))
    }
}

/// What a graphics card costs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardPrice {
    /// Model, as [`gpu`](super::gpu) names it.
    pub gpu: String,
    /// Price (US dollars).
    pub usd: f64,
    /// Where the figure comes from.
    pub source: String,
    /// Its day; `no date` where the source says none.
    pub date: String,
}

/// A figure that nobody measured, with the reason for it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumed {
    /// The figure.
    pub value: f64,
    /// Why this one.
    pub source: String,
}

/// Terms of the licences.
#[must_use]
pub fn licence() -> &'static Licence {
    &TABLE.licence
}

/// Prices of jobs.
#[must_use]
pub fn job_prices() -> &'static JobPrices {
    &TABLE.jobs
}

/// What the card of this model costs, if a figure could be had.
#[must_use]
pub fn card_price(gpu: &str) -> Option<&'static CardPrice> {
    TABLE.card_usd.iter().find(|card| card.gpu == gpu)
}

/// The assumed figure of this name.
///
/// # Panics
///
/// If the table has none of that name: the names are part of the program.
#[must_use]
pub fn assumed(name: &str) -> &'static Assumed {
    TABLE.assumed.get(name).unwrap_or_else(|| panic!("scenarios/data/operator.toml: no [assumed.{name}]"))
}

pub(super) fn entries() -> Vec<(String, String)> {
    vec![("licence".to_owned(), TABLE.licence.source.clone()), ("jobs".to_owned(), TABLE.jobs.source.clone())]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    licence: Licence,
    jobs: JobPrices,
    card_usd: Vec<CardPrice>,
    assumed: BTreeMap<String, Assumed>,
}

static TABLE: LazyLock<File> = LazyLock::new(|| embedded("operator.toml", include_str!("../../data/operator.toml")));
