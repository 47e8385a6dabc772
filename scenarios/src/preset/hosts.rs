//! Host presets: speed of volunteer computers, power of their processors, noise of machines.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use world::law::Law;

use super::error::PresetError;
use super::fits::{Lognormal, quantiles};
use super::{embedded, find, sources};

/// Whetstone speed of a host, all cores (GFLOP/s).
#[derive(Debug, Clone, PartialEq)]
pub struct HostSpeedPreset {
    /// Lognormal fit (GFLOP/s).
    pub lognormal_gflops: Law,
    /// Measured quantiles, from the slowest host to the fastest (GFLOP/s).
    pub measured_gflops: Law,
    /// Mean of the data (GFLOP/s).
    pub observed_mean_gflops: f64,
    /// Where the figures come from.
    pub source: String,
}

/// Thermal design power of processors (W).
#[derive(Debug, Clone, PartialEq)]
pub struct PowerPreset {
    /// Measured quantiles over models (W).
    pub tdp_w: Law,
    /// Mean over models (W).
    pub observed_mean_w: f64,
    /// Where the figures come from.
    pub source: String,
}

/// How much repeated benchmarks vary on machines of one type.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoisePreset {
    /// Coefficient of variation, median over benchmarks.
    pub median_cv: f64,
    /// Coefficient of variation, 90 % quantile over benchmarks.
    pub p90_cv: f64,
    /// Number of benchmarks.
    pub benchmarks: u32,
    /// Where the figures come from.
    pub source: String,
}

/// The host speed preset `name`.
///
/// # Errors
///
/// [`PresetError::Unknown`] if there is none of that name.
pub fn host_speed(name: &str) -> Result<HostSpeedPreset, PresetError> {
    let row = find("host speed preset", &TABLE.speed_gflops, name)?;
    Ok(HostSpeedPreset {
        lognormal_gflops: row.lognormal.law(),
        measured_gflops: quantiles(&row.points),
        observed_mean_gflops: row.mean,
        source: row.source.clone(),
    })
}

/// Thermal design power of processors.
#[must_use]
pub fn cpu_tdp() -> PowerPreset {
    let row = &TABLE.cpu_tdp_w;
    PowerPreset { tdp_w: quantiles(&row.points), observed_mean_w: row.mean, source: row.source.clone() }
}

/// The noise preset `name`.
///
/// # Errors
///
/// [`PresetError::Unknown`] if there is none of that name.
pub fn noise(name: &str) -> Result<&'static NoisePreset, PresetError> {
    find("noise preset", &TABLE.noise, name)
}

pub(super) fn speed_entries() -> Vec<(String, String)> {
    sources(&TABLE.speed_gflops, |row| &row.source)
}

pub(super) fn power_entries() -> Vec<(String, String)> {
    vec![("cpu".to_owned(), TABLE.cpu_tdp_w.source.clone())]
}

pub(super) fn noise_entries() -> Vec<(String, String)> {
    sources(&TABLE.noise, |row| &row.source)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Speed {
    source: String,
    mean: f64,
    lognormal: Lognormal,
    points: Vec<(f64, f64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Power {
    source: String,
    mean: f64,
    points: Vec<(f64, f64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    speed_gflops: BTreeMap<String, Speed>,
    cpu_tdp_w: Power,
    noise: BTreeMap<String, NoisePreset>,
}

static TABLE: LazyLock<File> = LazyLock::new(|| embedded("hosts.toml", include_str!("../../data/hosts.toml")));
