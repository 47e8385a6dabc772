//! What households pay for electricity, country by country.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::embedded;
use super::error::PresetError;
use super::region::region_of_country;

/// Price of electricity for households of one country.
#[derive(Debug, Clone, PartialEq)]
pub struct CountryPrice {
    /// ISO 3166 two-letter code.
    pub code: String,
    /// Name of the country, in English.
    pub name: String,
    /// Price, taxes included (US dollars per kWh).
    pub usd_per_kwh: f64,
    /// By how much a half-year may differ from it, as a share of it.
    pub spread: f64,
    /// Where the figure comes from.
    pub source: String,
    /// When it held; `no date` where the source says none.
    pub date: String,
}

/// The price in the country of this code or English name; letter case does not count.
///
/// # Errors
///
/// [`PresetError::NoPrice`] for a country that is known by its code and has no price with a licence, [`PresetError::Unknown`] with
/// the nearest for any other.
pub fn country_electricity(asked: &str) -> Result<&'static CountryPrice, PresetError> {
    let key = asked.trim().to_lowercase();
    let found = TABLE.iter().find(|row| row.code.to_lowercase() == key || row.name.to_lowercase() == key);
    found.ok_or_else(|| {
        let valid: Vec<String> = TABLE.iter().map(|row| format!("{} {}", row.code, row.name)).collect();
        let (asked, valid) = (asked.to_owned(), valid.join(", "));
        if region_of_country(&key.to_uppercase()).is_some() {
            return PresetError::NoPrice { country: asked, valid };
        }
        let distance = |row: &CountryPrice| {
            let by = |name: &str| strsim::normalized_damerau_levenshtein(&key, &name.to_lowercase());
            if key.chars().count() <= 2 { by(&row.code) } else { by(&row.name) }
        };
        let nearest = TABLE.iter().max_by(|a, b| distance(a).total_cmp(&distance(b)));
        let nearest = nearest.map(|row| format!("{} ({})", row.code, row.name)).unwrap_or_default();
        PresetError::Unknown { kind: "country".to_owned(), asked, nearest, valid }
    })
}

pub(super) fn entries() -> Vec<(String, String)> {
    TABLE.iter().map(|row| (row.code.clone(), row.source.clone())).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Country {
    name: String,
    usd_per_kwh: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    source: String,
    date: String,
    countries: BTreeMap<String, Country>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    spread: f64,
    europe: Group,
    web: Group,
}

/// By code.
static TABLE: LazyLock<Vec<CountryPrice>> = LazyLock::new(|| {
    let file: File = embedded("country-electricity.toml", include_str!("../../data/country-electricity.toml"));
    let row = |group: &Group, code: &String, country: &Country| CountryPrice {
        code: code.clone(),
        name: country.name.clone(),
        usd_per_kwh: country.usd_per_kwh,
        spread: file.spread,
        source: group.source.clone(),
        date: group.date.clone(),
    };
    let groups = [&file.europe, &file.web];
    let mut rows: Vec<_> =
        groups.iter().flat_map(|group| group.countries.iter().map(|(code, country)| row(group, code, country))).collect();
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    rows
});
