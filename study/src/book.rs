//! What all runs came to, by name: what findings, charts and tables take their numbers from.

use analysis::search::{Along, Search};
use std::collections::BTreeMap;
use sweep::{Estimate, Index, Results, SweepError, index_names};
use toml::Value;

/// Confidence of all intervals (share).
pub const CONFIDENCE: f64 = 0.95;

/// Results by the name of their run.
#[derive(Default)]
pub struct Book(pub BTreeMap<String, Entry>);

/// What a run came to.
pub enum Entry {
    /// A sweep, point by point.
    Sweep(Vec<Spot>),
    /// A sweep that tells what each key contributes.
    Sensitivity(Vec<Index>),
    /// A search.
    Search(Search),
    /// Nothing: it was not run, and why not.
    LeftOut(String),
}

/// One point of a sweep.
pub struct Spot {
    /// Its values by key.
    pub values: BTreeMap<String, Value>,
    /// By metric, then by replicate.
    pub measured: BTreeMap<&'static str, Vec<Option<f64>>>,
}

impl Spot {
    /// The point's mean of a metric, with its interval; `None` if no run gives a value.
    pub fn estimate(&self, metric: &str) -> Option<Estimate> {
        let values: Vec<f64> = self.measured.get(metric)?.iter().copied().flatten().collect();
        Estimate::of(&values, CONFIDENCE)
    }
}

/// What a sweep came to, or what stands for it before it is run.
///
/// # Errors
/// Results that cannot be read any more.
pub fn swept(study: &sweep::Study, results: Option<&Results<'_>>) -> Result<Entry, SweepError> {
    if !study.design().tells_sensitivity() {
        return spots(study, results).map(Entry::Sweep);
    }
    Ok(Entry::Sensitivity(results.map_or_else(|| made_up_indices(study), |results| results.indices().to_vec())))
}

fn made_up_indices(study: &sweep::Study) -> Vec<Index> {
    let keys = &study.points().keys;
    let one = |metric, name, key: &String| Index { metric, name, key: key.clone(), with: None, estimate: [0.5, 0.4, 0.6] };
    let mut indices = Vec::new();
    for metric in study.sensitivity_metrics() {
        for name in index_names(study.design()) {
            indices.extend(keys.iter().map(|key| one(metric, *name, key)));
        }
    }
    indices
}

/// The points of a sweep, with what was measured or, before it is run, the same made-up number everywhere.
///
/// # Errors
/// Results that cannot be read any more.
pub fn spots(study: &sweep::Study, results: Option<&Results<'_>>) -> Result<Vec<Spot>, SweepError> {
    let points = study.points();
    let measured: Vec<BTreeMap<_, _>> = match results {
        Some(results) => results
            .cells()
            .map(|cell| {
                let cell = cell?;
                Ok::<_, SweepError>(study.metrics().iter().map(|metric| (metric.name, cell.values(metric.name))).collect())
            })
            .collect::<Result<_, SweepError>>()?,
        None => {
            let made_up = || study.metrics().iter().map(|metric| (metric.name, vec![Some(1.0), Some(1.0)])).collect();
            points.values.iter().map(|_| made_up()).collect()
        }
    };
    let values = |at: usize| points.keys.iter().cloned().zip(points.values[at].iter().cloned()).collect();
    Ok(measured.into_iter().enumerate().map(|(at, measured)| Spot { values: values(at), measured }).collect())
}

/// What stands for a search before it is run.
pub fn made_up_search(study: &sweep::find::Study) -> Search {
    let search = study.search();
    let alongs: Vec<Option<Along>> = match &search.along {
        Some(along) => along.values.iter().map(|value| Some(along_of(value))).collect(),
        None => vec![None],
    };
    let threshold = |along| analysis::search::Threshold {
        along,
        rising: None,
        value: Some(search.from),
        interval: Some((search.from, search.to)),
        crossings: Vec::new(),
        runs: Vec::new(),
    };
    Search {
        key: search.key.clone(),
        range: (search.from, search.to),
        log: false,
        metric: search.metric.clone(),
        bound: search.crosses,
        confidence: search.confidence,
        along: search.along.as_ref().map(|along| (along.key.clone(), false)),
        thresholds: alongs.into_iter().map(threshold).collect(),
    }
}

/// A value of the second key, for figures.
pub fn along_of(value: &Value) -> Along {
    match (value.as_float(), value.as_integer()) {
        (Some(number), _) => Along::Number(number),
        (_, Some(number)) => Along::Number(number as f64),
        _ => Along::Words(words(value)),
    }
}

/// A value as people write it.
pub fn words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
