//! What each key contributes to a metric: the indices of a sweep with the design `morris` or `sobol`.
//!
//! A point stands with the mean of its replicates, which share their seeds from point to point: what chance adds is then much the same
//! everywhere and shows in no index. What is left of it counts as interaction.

use crate::error::SweepError;
use crate::results::Results;
use crate::terminal::{NONE, plain_table};
use ::sensitivity::{Bootstrap, Interval, Saltelli, Trajectories, morris, sobol};
use rayon::prelude::*;
use records::observe::Metric;
use records::scenario::{Design, Sweep};
use records::table::{Column, Sheet};
use toml::Value;

/// Keys shown on the terminal for a metric (count).
const KEYS_SHOWN: usize = 10;

/// One index of one key, or pair of keys, for one metric.
#[derive(Clone, Debug)]
pub struct Index {
    /// The metric.
    pub metric: &'static str,
    /// `first`, `total`, `second`, or `mu`, `mu_star`, `sigma`.
    pub name: &'static str,
    /// The key.
    pub key: String,
    /// The other key of a pair.
    pub with: Option<String>,
    /// The estimate (share of the variance, or unit of the metric) with the ends of its interval.
    pub estimate: [f64; 3],
}

/// The design of Saltelli that `sweep` asks for.
pub(crate) fn saltelli(sweep: &Sweep) -> Saltelli {
    let (inputs, rows) = (sweep.axes.len(), sweep.samples as usize);
    Saltelli { inputs, rows, second_order: sweep.second_order, seed: sweep.seed }
}

/// The walks of Morris that `sweep` asks for.
pub(crate) fn trajectories(sweep: &Sweep) -> Trajectories {
    let (inputs, trajectories) = (sweep.axes.len(), sweep.trajectories as usize);
    Trajectories { inputs, trajectories, levels: sweep.levels, seed: sweep.seed }
}

/// The indices of an ended sweep; none of one with another design, or of a part of one.
pub(crate) fn indices(results: &Results<'_>) -> Result<Vec<Index>, SweepError> {
    let sweep = &results.study.file.sweep;
    if !sweep.design.tells_sensitivity() || results.points.len() < results.study.points.values.len() {
        return Ok(Vec::new());
    }
    let asked = |metric: &&Metric| {
        sweep.sensitivity_metrics.is_empty() || sweep.sensitivity_metrics.iter().any(|name| name == metric.name)
    };
    let metrics: Vec<(usize, &Metric)> = results.study.metrics().iter().enumerate().filter(|(_, metric)| asked(metric)).collect();
    let places: Vec<usize> = metrics.iter().map(|(place, _)| *place).collect();
    let means = means(results, &places)?;
    let all = metrics.par_iter().zip(means).flat_map_iter(|((_, metric), means)| of_metric(results, metric.name, &means));
    Ok(all.collect())
}

/// The means of the metrics at these places, by metric, then by point; no number where a point has none.
fn means(results: &Results<'_>, places: &[usize]) -> Result<Vec<Vec<f64>>, SweepError> {
    let mut means = vec![Vec::with_capacity(results.points.len()); places.len()];
    let mut reader = results.reader()?;
    for point in &results.points {
        let mut sums = vec![(0_u32, 0.0); places.len()];
        reader.each(point, |row| {
            for ((n, sum), value) in sums.iter_mut().zip(places).filter_map(|(sums, place)| Some((sums, row.value(*place)?))) {
                (*n, *sum) = (*n + 1, *sum + value);
            }
        })?;
        means.iter_mut().zip(sums).for_each(|(of_metric, (n, sum))| of_metric.push(sum / f64::from(n)));
    }
    Ok(means)
}

fn of_metric(results: &Results<'_>, metric: &'static str, values: &[f64]) -> Vec<Index> {
    let (sweep, keys) = (&results.study.file.sweep, &results.study.points.keys);
    let bootstrap = Bootstrap { confidence: sweep.confidence, seed: sweep.seed, ..Bootstrap::default() };
    let by_key = |name: &'static str, intervals: Vec<Interval>| {
        let one = move |(key, interval): (&String, Interval)| Index {
            metric,
            name,
            key: key.clone(),
            with: None,
            estimate: plain(interval),
        };
        keys.iter().zip(intervals).map(one).collect::<Vec<_>>()
    };
    match sweep.design {
        Design::Sobol => sobol::indices(values, keys.len(), sweep.second_order, &bootstrap).map_or(Vec::new(), |found| {
            let pair = |(one, other, interval): (usize, usize, Interval)| Index {
                metric,
                name: "second",
                key: keys[one].clone(),
                with: Some(keys[other].clone()),
                estimate: plain(interval),
            };
            let pairs = found.second.into_iter().map(pair).collect();
            [by_key("first", found.first), by_key("total", found.total), pairs].into_iter().flatten().collect()
        }),
        Design::Morris => trajectories(sweep).effects(values, &bootstrap).map_or(
            Vec::new(),
            |morris::Effects { mu, mu_star, sigma, .. }| {
                [by_key("mu", mu), by_key("mu_star", mu_star), by_key("sigma", sigma)].into_iter().flatten().collect()
            },
        ),
        Design::Grid | Design::List | Design::LatinHypercube => Vec::new(),
    }
}

fn plain(interval: Interval) -> [f64; 3] {
    [interval.estimate, interval.low, interval.high]
}

/// `sensitivity.parquet`: a row an index.
pub(crate) fn sheet(indices: &[Index]) -> Sheet {
    let mut sheet = Sheet::default();
    let text = |of: &dyn Fn(&Index) -> Option<String>| Column::Text(indices.iter().map(of).collect());
    let number = |at: usize| Column::Number(indices.iter().map(|index| Some(index.estimate[at])).collect());
    sheet.push("metric", text(&|index| Some(index.metric.to_owned())));
    sheet.push("index", text(&|index| Some(index.name.to_owned())));
    sheet.push("key", text(&|index| Some(index.key.clone())));
    sheet.push("with", text(&|index| index.with.clone()));
    sheet.push("estimate", number(0));
    sheet.push("low", number(1));
    sheet.push("high", number(2));
    sheet
}

/// The indices as tables for the terminal, the weightiest keys first.
pub(crate) fn told(indices: &[Index], confidence: f64) -> String {
    let mut metrics: Vec<&str> = indices.iter().map(|index| index.metric).collect();
    metrics.dedup();
    let heading = format!("sensitivity, with {} % bootstrap intervals", confidence * 100.0);
    let tables = metrics.into_iter().map(|metric| format!("\n\n{metric}\n{}", table(indices, metric)));
    heading + &tables.collect::<String>()
}

fn table(indices: &[Index], metric: &str) -> String {
    let of = |name: &str, key: &str| {
        indices.iter().find(|index| index.metric == metric && index.name == name && index.key == key && index.with.is_none())
    };
    let sobol = indices.iter().any(|index| index.metric == metric && index.name == "total");
    let names: &[&str] = if sobol { &["first", "total"] } else { &["mu", "mu_star", "sigma"] };
    let weight = if sobol { "total" } else { "mu_star" };
    let mut keys: Vec<&Index> = indices.iter().filter(|index| index.metric == metric && index.name == weight).collect();
    keys.sort_by(|a, b| b.estimate[0].total_cmp(&a.estimate[0]));
    let header = ["key"].iter().chain(names).map(|name| (*name).to_owned()).collect();
    let row = |index: &&Index| {
        let shown = |name: &&str| {
            of(name, &index.key).map_or(NONE.to_owned(), |found| {
                let [estimate, low, high] = found.estimate;
                format!("{estimate:.4} ({low:.4} to {high:.4})")
            })
        };
        [index.key.clone()].into_iter().chain(names.iter().map(shown)).collect()
    };
    plain_table(header, keys.iter().take(KEYS_SHOWN).map(row))
}

/// The values of a point of these designs: `place` says what lies so far along an axis.
pub(crate) fn points(sweep: &Sweep, place: impl Fn(usize, f64) -> Value) -> Vec<Vec<Value>> {
    let axes = 0..sweep.axes.len();
    match sweep.design {
        Design::Sobol => {
            let design = saltelli(sweep);
            (0..design.points())
                .map(|point| axes.clone().map(|axis| place(axis, design.coordinate(point, axis))).collect())
                .collect()
        }
        _ => {
            let design = trajectories(sweep);
            let values = |point| design.point(point).into_iter().enumerate().map(|(axis, share)| place(axis, share)).collect();
            (0..design.points()).map(values).collect()
        }
    }
}

/// Names of the indices of a design that tells them, the one that keys are ranked by last.
#[must_use]
pub fn index_names(design: Design) -> &'static [&'static str] {
    match design {
        Design::Sobol => &["first", "total"],
        Design::Morris => &["sigma", "mu", "mu_star"],
        Design::Grid | Design::List | Design::LatinHypercube => &[],
    }
}
