//! `summary.json`: a sweep in a page, the same bytes whenever the sweep is the same.

use crate::error::SweepError;
use crate::results::Results;
use crate::row::Row;
use crate::rule::Stopped;
use crate::shard::Shard;
use records::table::{TableError, write_file};
use serde::Serialize;
use std::path::Path;
use world::engine::rng::mix;

const SUMMARY: &str = "summary.json";
/// Failures listed by name (count); all are in the table.
const FAILURES_TOLD: usize = 100;

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
        failures: failures.collect(),
    };
    write_json(&summary, out)
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
