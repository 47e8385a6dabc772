//! `summary.json`: a search in a page, the same bytes whenever the search is the same.

use super::found::Found;
use super::rule::Stopped;
use super::threshold::{Method, Reach, State, Threshold};
use crate::error::SweepError;
use crate::summary::{Digest, write_json};
use records::scenario::{FindStop, Search};
use serde::Serialize;
use serde_json::{Map, Value};
use std::path::Path;

#[derive(Serialize)]
struct Summary<'a> {
    scenario: &'a str,
    version: &'static str,
    key: &'a str,
    /// Ends of the range (unit of the key).
    from: f64,
    to: f64,
    /// Distance of neighbouring values (unit of the key, or share).
    tolerance: f64,
    metric: &'a str,
    /// The bound (unit of the metric).
    crosses: f64,
    /// What crosses it.
    crossing: &'static str,
    /// Replicates (count), unless a rule decides it.
    #[serde(skip_serializing_if = "Option::is_none")]
    replicates: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<Stop>,
    /// Seed of the first replicate.
    seed: u64,
    /// Confidence of the intervals (share).
    confidence: f64,
    /// Runs, with those that failed (count).
    runs: usize,
    /// Runs that failed (count).
    failed: usize,
    /// Over the digests of all runs, hexadecimal: equal if every run was.
    digest: String,
    thresholds: Vec<Line>,
    /// What must be known before the thresholds are believed.
    notes: Vec<String>,
}

/// How the stop rule went.
#[derive(Serialize)]
struct Stop {
    /// Half-width asked for (share of the threshold).
    half_width: f64,
    replicates_min: u32,
    replicates_max: u32,
    batch: u32,
    /// Thresholds known well enough (count).
    reached: usize,
    /// Numbers of those that are not, from 0.
    not_reached: Vec<usize>,
}

/// One threshold. Numbers have the unit of the key; `below-from` and `above-to` stand for what was not seen.
#[derive(Serialize)]
struct Line {
    /// Value of the second key.
    #[serde(skip_serializing_if = "Option::is_none")]
    along: Option<toml::Value>,
    rising: Option<bool>,
    method: Option<&'static str>,
    threshold: Value,
    low: Value,
    high: Value,
    /// Half the width of the interval (share of the threshold).
    half_width: Option<f64>,
    /// Replicates by state, or 1 for that of the mean (count).
    states: Map<String, Value>,
    /// Replicates (count).
    replicates: u32,
    /// Why there are no more of them.
    stopped: &'static str,
    /// Runs (count).
    runs: usize,
}

/// Writes the summary into the folder of the search.
pub(super) fn write(found: &Found<'_>, out: &Path) -> Result<(), SweepError> {
    let study = found.study;
    let Search { key, from, to, tolerance, metric, crosses, crossing, replicates, confidence, .. } = study.search();
    let mut digest = Digest::default();
    found.rows.iter().for_each(|row| digest.add(row));
    let summary = Summary {
        scenario: study.name(),
        version: env!("CARGO_PKG_VERSION"),
        key,
        from: *from,
        to: *to,
        tolerance: *tolerance,
        metric,
        crosses: *crosses,
        crossing: crossing.as_str(),
        replicates: study.search().stop.is_none().then_some(*replicates),
        stop: study.search().stop.as_ref().map(|stop| stopped(stop, found.thresholds())),
        seed: study.file.scenario.seed,
        confidence: *confidence,
        runs: found.runs(),
        failed: found.failures().count(),
        digest: digest.told(),
        thresholds: found.thresholds().iter().map(line).collect(),
        notes: found.notes(),
    };
    write_json(&summary, out)
}

fn stopped(stop: &FindStop, thresholds: &[Threshold]) -> Stop {
    let FindStop { half_width, replicates_min, replicates_max, batch } = *stop;
    let not_reached: Vec<usize> = (0..thresholds.len()).filter(|number| thresholds[*number].stopped != Stopped::Target).collect();
    Stop { half_width, replicates_min, replicates_max, batch, reached: thresholds.len() - not_reached.len(), not_reached }
}

fn line(threshold: &Threshold) -> Line {
    let interval = threshold.estimate.and_then(|estimate| estimate.interval);
    let states = State::ALL.iter().map(|state| (state.as_str().to_owned(), threshold.count(*state).into()));
    Line {
        along: threshold.along.clone(),
        rising: threshold.rising,
        method: threshold.estimate.map(|estimate| Method::as_str(estimate.method)),
        threshold: threshold.estimate.map_or(Value::Null, |estimate| reach(estimate.value)),
        low: interval.map_or(Value::Null, |[low, _]| reach(low)),
        high: interval.map_or(Value::Null, |[_, high]| reach(high)),
        half_width: threshold.relative_half_width(),
        states: states.collect(),
        replicates: threshold.replicates,
        stopped: threshold.stopped.as_str(),
        runs: threshold.runs(),
    }
}

fn reach(reach: Reach) -> Value {
    match reach {
        Reach::BelowFrom => State::BelowFrom.as_str().into(),
        Reach::At(value) => value.into(),
        Reach::AboveTo => State::AboveTo.as_str().into(),
    }
}
