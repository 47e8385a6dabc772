//! Presets: measured figures that scenarios refer to by name.
//!
//! Each table of `scenarios/data` has one file here that reads it (the tables are part of the program) and gives it types:
//!
//! ```text
//!   churn.toml        churn(name, law)            laws of the time up and down
//!   leaving.toml      leaving(name)               hours in which many leave
//!   latency.toml      latency(name), jitter(name) round-trip times between regions, and how they vary
//!   bandwidth.toml    bandwidth(name)             access links by region
//!   regions.toml      region(name), region_shares(name)
//!   gpu.csv           gpu(name)                   GPU specifications
//!   hosts.toml        host_speed(name), cpu_tdp(), noise(name)
//!   electricity.toml  electricity(name, region)
//!   country-electricity.toml  country_electricity(country)
//!   operator.toml     licence(), job_prices(), card_price(gpu), assumed(name)
//!   carbon.toml       carbon(name, region)
//!   workload.toml     workload(name)              sizes of jobs
//!   ratio1-*.csv      ratio1()                    the deployed network, node by node
//! ```
//!
//! A look-up that fails names what was asked for, the nearest name there is, and all of them ([`PresetError`]). Every preset
//! carries its source; [`list`] gives them all. A table that cannot be read is a fault of the program, not of
//! a user: it panics, and a test reads every one.

mod bandwidth;
mod carbon;
mod churn;
mod country;
mod electricity;
mod error;
mod fits;
mod gpu;
mod hosts;
mod latency;
mod leaving;
mod operator;
mod ratio1;
mod region;
#[cfg(test)]
mod tests;
mod workload;

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

pub use bandwidth::{BandwidthPreset, RegionBandwidth, bandwidth};
pub use carbon::{CarbonIntensity, carbon};
pub use churn::{ChurnPreset, churn, churn_laws};
pub use country::{CountryPrice, country_electricity};
pub use electricity::{ElectricityPrice, electricity};
pub use error::PresetError;
pub use fits::MeasuredLaw;
pub use gpu::{Gpu, gpu, gpu_in_short};
pub use hosts::{HostSpeedPreset, NoisePreset, PowerPreset, cpu_tdp, host_speed, noise};
pub use latency::{JitterPreset, LatencyPreset, jitter, latency};
pub use leaving::{LeavingPreset, leaving};
pub use operator::{Assumed, CardPrice, JobPrices, JobType, Licence, assumed, card_price, job_prices, licence};
pub use ratio1::{Ratio1Node, ratio1};
pub use region::{Region, region, region_of_country, region_shares, utc_offset_h};
pub use workload::{WorkloadPreset, WorkloadSizes, workload};

/// One line of the listing of all presets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresetEntry {
    /// What the preset describes, which is also the name of its look-up function here: `churn`, `latency`, …
    pub kind: &'static str,
    /// Name to give in a scenario.
    pub name: String,
    /// Where the figures come from, with version and licence.
    pub source: String,
}

/// Every preset, by kind and then by name. GPU models are too many to list: they are one entry.
#[must_use]
pub fn list() -> Vec<PresetEntry> {
    let mut entries = Vec::new();
    let mut add = |kind, names: Vec<(String, String)>| {
        entries.extend(names.into_iter().map(|(name, source)| PresetEntry { kind, name, source }));
    };
    add("churn", churn::entries());
    add("leaving", leaving::entries());
    add("latency", latency::latency_entries());
    add("jitter", latency::jitter_entries());
    add("bandwidth", bandwidth::entries());
    add("region_shares", region::entries());
    add("gpu", gpu::entries());
    add("host_speed", hosts::speed_entries());
    add("cpu_tdp", hosts::power_entries());
    add("noise", hosts::noise_entries());
    add("electricity", electricity::entries());
    add("country_electricity", country::entries());
    add("operator", operator::entries());
    add("carbon", carbon::entries());
    add("workload", workload::entries());
    add("ratio1", ratio1::entries());
    entries
}

/// Reads a table that is part of the program.
fn embedded<T: DeserializeOwned>(file: &str, text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("scenarios/data/{file}: {error}"))
}

/// The row called `name`, or an error with the names there are.
fn find<'a, T>(kind: &str, rows: &'a BTreeMap<String, T>, name: &str) -> Result<&'a T, PresetError> {
    rows.get(name).ok_or_else(|| PresetError::unknown(kind, name, rows.keys().map(String::as_str)))
}

/// Name and source of each row.
fn sources<T>(rows: &BTreeMap<String, T>, source: impl Fn(&T) -> &str) -> Vec<(String, String)> {
    rows.iter().map(|(name, row)| (name.clone(), source(row).to_owned())).collect()
}
