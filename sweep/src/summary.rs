//! `summary.json`: a sweep in a page, the same bytes whenever the sweep is the same.

use crate::error::SweepError;
use crate::estimate::Estimate;
use crate::holm;
use crate::results::{Point, Results};
use crate::row::Row;
use crate::rule::Stopped;
use crate::sensitivity::Index;
use crate::shard::Shard;
use records::table::{TableError, write_file};
use serde::Serialize;
use std::path::Path;
use world::engine::rng::mix;

const SUMMARY: &str = "summary.json";
/// Failures listed by name (count); all are in the table.
const FAILURES_TOLD: usize = 100;
/// Differences told that are not by chance (count); all are in the table.
const DIFFERENCES_TOLD: usize = 100;

#[derive(Serialize)]
struct Summary<'a> {
    scenario: &'a str,
    version: &'static str,
    /// Keys that change.
    keys: &'a [String],
    /// Points (count).
    points: usize,
    /// Runs, with those that failed (count).
    runs: usize,
    /// Runs that failed (count).
    failed: usize,
    /// Seed of the first replicate.
    seed: u64,
    /// Confidence of the intervals (share).
    confidence: f64,
    /// Over the digests of all runs, hexadecimal: equal if every run was.
    digest: String,
    /// Part of the sweep, unless this is all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<Stop<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<Comparison>,
    /// What each key contributes to each metric, with a design that tells it; pairs of keys are in the table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sensitivity: Vec<Contribution<'a>>,
    failures: Vec<Failure<'a>>,
}

/// How the stop rule went.
#[derive(Serialize)]
struct Stop<'a> {
    metric: &'a str,
    half_width: f64,
    confidence: f64,
    /// Points known well enough (count).
    reached: usize,
    /// Numbers of the points that had as many replicates as they may, and are not known well enough.
    stopped_at_maximum: Vec<usize>,
    /// Numbers of the points whose runs do not give the metric.
    without_value: Vec<usize>,
}

/// All points against one, pair by pair of runs of equal seed.
#[derive(Serialize)]
struct Comparison {
    /// Number of that point.
    base: usize,
    /// Points compared with it (count): of a metric, these are the family that probabilities are adjusted for.
    points: usize,
    /// What is less probable by chance in the whole family than 1 less the confidence, the least probable first.
    differ: Vec<Difference>,
    /// Those of them that are not listed (count).
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<usize>,
}

/// A point less the base.
#[derive(Serialize)]
struct Difference {
    point: usize,
    metric: &'static str,
    /// Mean (unit of the metric) with the ends of its interval, which is for one comparison.
    mean: f64,
    low: Option<f64>,
    high: Option<f64>,
    /// Pairs (count).
    pairs: u64,
    /// Probability of as much by chance, alone and in the family (share).
    p: Option<f64>,
    p_holm: f64,
}

/// An index of a key with the ends of its interval (share of the variance, or unit of the metric).
#[derive(Serialize)]
struct Contribution<'a> {
    metric: &'static str,
    index: &'static str,
    key: &'a str,
    estimate: f64,
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct Failure<'a> {
    point: usize,
    replicate: u32,
    error: &'a str,
}

/// Writes the summary into the folder of the sweep; `digest` is over all its runs.
pub(crate) fn write(results: &Results<'_>, digest: Digest, out: &Path) -> Result<(), SweepError> {
    let study = results.study;
    let numbers = |stopped: Stopped| {
        let points = results.points.iter().filter(move |point| point.stopped == stopped);
        points.map(|point| point.number).collect::<Vec<_>>()
    };
    let stop = study.file.sweep.stop.as_ref().map(|stop| Stop {
        metric: &stop.metric,
        half_width: stop.half_width,
        confidence: stop.confidence,
        reached: numbers(Stopped::Target).len(),
        stopped_at_maximum: numbers(Stopped::Maximum),
        without_value: numbers(Stopped::NoValue),
    });
    let failures = results.failures().take(FAILURES_TOLD).map(|row| Failure {
        point: row.point,
        replicate: row.replicate,
        error: row.error().unwrap_or_default(),
    });
    let alone = results.told.indices.iter().filter(|index| index.with.is_none());
    let sensitivity = alone.map(|Index { metric, name, key, estimate: [estimate, low, high], .. }| Contribution {
        metric,
        index: name,
        key,
        estimate: *estimate,
        low: *low,
        high: *high,
    });
    let summary = Summary {
        scenario: study.name(),
        version: env!("CARGO_PKG_VERSION"),
        keys: &study.points.keys,
        points: results.points.len(),
        runs: results.runs(),
        failed: results.failures().count(),
        seed: study.file.scenario.seed,
        confidence: results.confidence(),
        digest: digest.told(),
        shard: (results.shard != Shard::WHOLE).then(|| results.shard.to_string()),
        stop,
        comparison: comparison(results)?,
        sensitivity: sensitivity.collect(),
        failures: failures.collect(),
    };
    write_json(&summary, out)
}

/// What the points differ in from the one that they are compared with.
fn comparison(results: &Results<'_>) -> Result<Option<Comparison>, SweepError> {
    let Some(base) = results.base().filter(|_| !results.told.tests.is_empty()) else { return Ok(None) };
    let others: Vec<&Point> = results.others().collect();
    let level = 1.0 - results.confidence();
    let tests = results.told.tests.iter().enumerate();
    let by_metric = tests.flat_map(|(metric, family)| family.iter().enumerate().map(move |(at, p)| (metric, at, *p)));
    let mut found: Vec<(usize, usize, f64)> =
        by_metric.filter_map(|(metric, at, p)| Some((metric, at, p.filter(|p| *p < level)?))).collect();
    found.sort_by(|a, b| a.2.total_cmp(&b.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    let more = found.len().saturating_sub(DIFFERENCES_TOLD);
    found.truncate(DIFFERENCES_TOLD);
    let mut readers = [results.reader()?, results.reader()?];
    let mut differ = Vec::with_capacity(found.len());
    for (metric, at, p_holm) in found {
        let [reader, of_base] = &mut readers;
        let estimates = results.differences([reader, of_base], others[at], base)?;
        let Some(Estimate { n, mean, half_width, .. }) = estimates[metric] else { continue };
        let p = estimates[metric].as_ref().and_then(holm::p_of);
        let [low, high] = [-1.0, 1.0].map(|side| half_width.map(|half| mean + side * half));
        let metric = results.study.metrics()[metric].name;
        differ.push(Difference { point: others[at].number, metric, mean, low, high, pairs: n, p, p_holm });
    }
    Ok(Some(Comparison { base: base.number, points: others.len(), differ, more: (more > 0).then_some(more) }))
}

/// Over the digests of all runs that were added, in their order; a run that failed counts as 0.
#[derive(Clone, Copy, Default)]
pub(crate) struct Digest(u64);

impl Digest {
    pub fn add(&mut self, row: &Row) {
        self.0 = mix(self.0 ^ row.result.as_ref().map_or(0, |measured| measured.digest));
    }

    /// Hexadecimal.
    pub fn told(self) -> String {
        format!("{:016x}", self.0)
    }
}

/// Writes `summary.json`.
pub(crate) fn write_json(summary: &impl Serialize, out: &Path) -> Result<(), SweepError> {
    let json = serde_json::to_string_pretty(summary)
        .map_err(|error| TableError::Summary { path: out.join(SUMMARY), message: error.to_string() })?;
    Ok(write_file(out, SUMMARY, format!("{json}\n").as_bytes())?)
}
