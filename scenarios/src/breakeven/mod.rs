//! What an operator with one graphics card and one licence earns, pays, and risks: the operators' calculator.
//!
//! ```text
//!   Ask ─ inputs ─▶ three sets of terms, each with its sources ─ terms ─▶ outcome: low, middle, high
//!                   preset: cards, countries, licences, jobs                 └─ passage: the price as a random walk
//! ```
//!
//! The three columns are of the result: `low` takes each uncertain input at the end that is worse for the operator, `high` at the
//! better one. Months have 30 days, as the contract's 36 months of 1,080 epochs have. No price is invented: one without a source must be given,
//! and every input is told with source and date ([`Input`]).
//!
//! Assumed: the card, the licence and the jobs of one node; jobs of a day each run for that day on this node; the price of the token
//! does not depend on what this operator does.

mod inputs;
mod passage;
mod terms;
#[cfg(test)]
mod tests;

use crate::preset::PresetError;
use serde::Serialize;

pub use passage::{below_at_end, below_within};
pub use terms::{Outcome, Terms};

/// Days of a month here.
pub const MONTH_DAYS: f64 = 30.0;
/// Days of a year here.
pub const YEAR_DAYS: f64 = 365.0;

/// What a paid job brings.
#[derive(Debug, Clone, PartialEq)]
pub enum JobPrice {
    /// The price of this type of the deployed network, by name or number.
    Type(String),
    /// US dollars, before the node's share is taken.
    Usd(f64),
}

/// What is asked. `None` takes the figure of the presets, or says that there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// Model of the graphics card; the end of its name will do.
    pub gpu: String,
    /// Country, ISO code or English name, for the price of electricity; not needed where that is given.
    pub country: Option<String>,
    /// Price of the token now (US dollars), above 0.
    pub price_usd: f64,
    /// Paid jobs a day on this node, each for a day; 0 or more.
    pub jobs_per_day: f64,
    /// What a job brings.
    pub job: JobPrice,
    /// Share of the time that the node is up, above 0, up to 1.
    pub availability: Option<f64>,
    /// Tier that the licence was bought in, from 1.
    pub tier: u8,
    /// What the licence cost (US dollars), instead of the tier's price.
    pub licence_usd: Option<f64>,
    /// What the card cost (US dollars).
    pub capex_usd: Option<f64>,
    /// Price of electricity (US dollars per kWh).
    pub usd_per_kwh: Option<f64>,
    /// Hours a day that the card works at full power; at most what it is up.
    pub hours_per_day: Option<f64>,
    /// Power of the card at rest (W).
    pub idle_watts: Option<f64>,
    /// Power of the machine around the card (W).
    pub host_watts: Option<f64>,
    /// Years that the card lasts.
    pub life_years: Option<f64>,
    /// Volatility of the token's price (share a year, 1 is 100 %).
    pub volatility: Option<f64>,
    /// Growth of the token's mean price (share a year, continuous).
    pub drift: f64,
    /// Days looked ahead for the risk, 1 to the epochs that a licence is paid for.
    pub horizon_days: u32,
}

/// Low, middle and high of one quantity.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Range<T> {
    /// Worst for the operator.
    pub low: T,
    /// What is expected.
    pub middle: T,
    /// Best for the operator.
    pub high: T,
}

impl<T> Range<T> {
    /// Each of the three through `f`.
    pub fn map<U>(&self, f: impl Fn(&T) -> U) -> Range<U> {
        Range { low: f(&self.low), middle: f(&self.middle), high: f(&self.high) }
    }
}

/// One input with its range, source and date.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Input {
    /// What it is.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Its values in the three columns.
    #[serde(flatten)]
    pub values: Range<f64>,
    /// Where it comes from.
    pub source: String,
    /// Its day; `given` for what was asked with, `assumed` for what nobody measured.
    pub date: String,
}

/// The answer: what comes out in the three columns, and what went in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// Name of the card, in full.
    pub gpu: String,
    /// Country, or `None` if only a price of electricity was given.
    pub country: Option<String>,
    /// Days looked ahead for the risk.
    pub horizon_days: u32,
    /// What comes out.
    pub outcome: Range<Outcome>,
    /// What went in.
    pub inputs: Vec<Input>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BreakevenError {
    /// No such card, country or type of job.
    #[error(transparent)]
    Preset(#[from] PresetError),
    /// Neither a country nor a price of electricity.
    #[error("no country and no price of electricity: give one of them")]
    NoElectricity,
    /// No price of the card with a source.
    #[error("no price with a source for the card `{gpu}`: give what it cost (capex, US dollars; 0 for one that is paid off)")]
    NoCardPrice {
        /// The card.
        gpu: String,
    },
    /// A number outside its range.
    #[error("{name} is {found}, allowed is {allowed}")]
    OutOfRange {
        /// The input.
        name: &'static str,
        /// What was given.
        found: f64,
        /// What is allowed.
        allowed: String,
    },
}

/// Answers what the operator asks.
///
/// # Errors
///
/// [`BreakevenError`] for a name that is not known, a price that has no source and was not given, and a number out of range.
pub fn breakeven(ask: &Ask) -> Result<Answer, BreakevenError> {
    let inputs = inputs::gather(ask)?;
    let outcome = inputs.terms.map(Terms::outcome);
    Ok(Answer {
        gpu: inputs.gpu.name.clone(),
        country: inputs.country.map(|country| country.name.clone()),
        horizon_days: ask.horizon_days,
        outcome,
        inputs: inputs.told,
    })
}
