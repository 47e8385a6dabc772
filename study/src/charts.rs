//! From a figure's entry and its run to a drawing and the table of its numbers.

use crate::book::{Book, Entry, Spot, words};
use crate::file::{FigureEntry, PanelEntry};
use analysis::chart::{Across, Chart, ChartPanel, Estimated, Unit};
use analysis::study::StudyFigure;
use analysis::{AnalysisError, ReportTable, chart_figure, format, search_figure};
use records::observe::metric_named;
use std::collections::BTreeMap;
use sweep::Index;
use toml::Value;

/// Why a figure cannot be made.
pub enum Problem {
    /// Its entry does not fit its run.
    Entry(String),
    /// The drawing failed.
    Drawing(AnalysisError),
}

impl From<AnalysisError> for Problem {
    fn from(error: AnalysisError) -> Self {
        Self::Drawing(error)
    }
}

/// The figure and, of a sweep, its table; nothing of a run that was left out.
pub fn figure(book: &Book, entry: &FigureEntry, name: String) -> Result<Option<(StudyFigure, Option<ReportTable>)>, Problem> {
    let title = entry.title.clone();
    let caption = entry.caption.split_whitespace().collect::<Vec<_>>().join(" ");
    match book.0.get(&entry.run) {
        None => Err(Problem::Entry(format!("figure of run `{}`: there is no such run", entry.run))),
        Some(Entry::LeftOut(_)) => Ok(None),
        Some(Entry::Search(search)) => {
            let drawn = search_figure(search)?;
            let title = if title.is_empty() { drawn.title } else { title };
            let caption = if caption.is_empty() { drawn.caption } else { caption };
            Ok(Some((StudyFigure { name, title, caption, svg: drawn.svg }, None)))
        }
        Some(Entry::Sensitivity(indices)) => {
            let chart = contributions(entry, indices);
            let svg = chart_figure(&chart)?;
            Ok(Some((StudyFigure { name, title, caption, svg }, Some(table(&chart, "key")))))
        }
        Some(Entry::Sweep(spots)) => {
            let chart =
                chart(entry, spots).map_err(|message| Problem::Entry(format!("figure of run `{}`: {message}", entry.run)))?;
            let svg = chart_figure(&chart)?;
            Ok(Some((StudyFigure { name, title, caption, svg }, Some(table(&chart, &entry.x)))))
        }
    }
}

/// A point's place in the chart: its value or row, and its series.
struct Placed<'a> {
    across: f64,
    series: usize,
    spot: &'a Spot,
}

fn chart(entry: &FigureEntry, spots: &[Spot]) -> Result<Chart, String> {
    if entry.panels.is_empty() {
        return Err("a sweep needs at least one [[parts.figures.panels]]".to_owned());
    }
    let series_of = |spot: &Spot| {
        let values = entry.by.iter().map(|key| value(spot, key).map(words)).collect::<Result<Vec<_>, _>>()?;
        Ok::<_, String>(values.join(", "))
    };
    let mut series: Vec<String> = Vec::new();
    let mut rows: Vec<String> = Vec::new();
    let mut placed = Vec::with_capacity(spots.len());
    for spot in spots {
        let at = place(&mut series, series_of(spot)?);
        let across = match entry.x.as_str() {
            "" => {
                let others = spot.values.iter().filter(|(key, _)| !entry.by.contains(key));
                place(&mut rows, others.map(|(key, value)| format!("{key} = {value}")).collect::<Vec<_>>().join(", ")) as f64
            }
            key => number(value(spot, key)?).ok_or_else(|| format!("x = \"{key}\" is no number"))?,
        };
        placed.push(Placed { across, series: at, spot });
    }
    let across = if entry.x.is_empty() {
        Across::Names(named(rows, &entry.rows, "rows")?)
    } else {
        let mut values: Vec<f64> = placed.iter().map(|placed| placed.across).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let title = if entry.x_title.is_empty() { entry.x.clone() } else { entry.x_title.clone() };
        let unit = if entry.x_share { Unit::Share } else { Unit::Number };
        if !entry.x_values.is_empty() {
            if entry.x_values.len() != values.len() {
                return Err(format!("x_values gives {} values, and there are {}", entry.x_values.len(), values.len()));
            }
            for one in &mut placed {
                let at = values.iter().position(|known| *known == one.across);
                one.across = at.map_or(one.across, |at| entry.x_values[at]);
            }
            values.clone_from(&entry.x_values);
        }
        Across::Values { title, log: entry.x_log, unit, values }
    };
    let panels = entry.panels.iter().map(|one| panel(one, &across, series.len(), &placed)).collect::<Result<_, _>>()?;
    Ok(Chart { title: entry.title.clone(), across, series: named(series, &entry.series, "series")?, panels })
}

/// Keys shown of what each contributes (count).
const KEYS_SHOWN: usize = 12;

/// What each key contributes to the metrics of the panels, or to all that were asked for: the weightiest keys of the first.
fn contributions(entry: &FigureEntry, indices: &[Index]) -> Chart {
    let names = |of: &mut dyn Iterator<Item = String>| {
        let mut names: Vec<String> = Vec::new();
        for name in of {
            place(&mut names, name);
        }
        names
    };
    let series = names(&mut indices.iter().filter(|one| one.with.is_none()).map(|one| one.name.to_owned()));
    let mut metrics: Vec<(String, String)> =
        entry.panels.iter().map(|panel| (panel.metric.clone(), panel.title.clone())).collect();
    if metrics.is_empty() {
        metrics =
            names(&mut indices.iter().map(|one| one.metric.to_owned())).into_iter().map(|name| (name.clone(), name)).collect();
    }
    let of = |metric: &str, name: &str, key: &str| {
        indices.iter().find(|one| one.metric == metric && one.name == name && one.key == key && one.with.is_none())
    };
    let first = metrics.first().map_or(String::new(), |(metric, _)| metric.clone());
    let mut keys = names(&mut indices.iter().map(|one| one.key.clone()));
    let weight =
        |key: &String| series.last().and_then(|name| of(&first, name, key)).map_or(f64::NEG_INFINITY, |one| one.estimate[0]);
    keys.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    keys.truncate(KEYS_SHOWN);
    let estimated = |metric: &str, name: &String, key: &String| {
        of(metric, name, key).map(|one| Estimated { mean: one.estimate[0], interval: (one.estimate[1], one.estimate[2]) })
    };
    let panels = metrics.iter().map(|(metric, title)| ChartPanel {
        title: title.clone(),
        unit: Unit::Number,
        log: false,
        estimates: series.iter().map(|name| keys.iter().map(|key| estimated(metric, name, key)).collect()).collect(),
    });
    let panels = panels.collect();
    // A row has room for the last word of a key, which tells it from the others unless two end alike.
    let last = |key: &str| key.rsplit('.').next().unwrap_or(key).to_owned();
    let alike = |key: &String| keys.iter().filter(|other| last(other) == last(key)).count() > 1;
    let rows = keys.iter().map(|key| if alike(key) { key.clone() } else { last(key) }).collect();
    Chart { title: entry.title.clone(), across: Across::Names(rows), series, panels }
}

/// The place of `name` among `names`, at the end if it is new.
fn place(names: &mut Vec<String>, name: String) -> usize {
    names.iter().position(|known| *known == name).unwrap_or_else(|| {
        names.push(name);
        names.len() - 1
    })
}

/// The names that the file gives, or those found.
fn named(found: Vec<String>, given: &[String], what: &str) -> Result<Vec<String>, String> {
    match given.len() {
        0 => Ok(found),
        given_len if given_len == found.len() => Ok(given.to_vec()),
        given_len => Err(format!("{what} gives {given_len} names, and there are {}: {}", found.len(), found.join("; "))),
    }
}

/// A point's value of `key`.
fn value<'a>(spot: &'a Spot, key: &str) -> Result<&'a Value, String> {
    let keys = || spot.values.keys().cloned().collect::<Vec<_>>().join(", ");
    spot.values.get(key).ok_or_else(|| format!("`{key}` does not change in it; its keys are {}", keys()))
}

fn number(value: &Value) -> Option<f64> {
    value.as_float().or(value.as_integer().map(|number| number as f64))
}

fn known(metric: &str) -> Result<&'static str, String> {
    metric_named(metric)
        .map(|known| known.name)
        .ok_or_else(|| format!("there is no metric `{metric}`; docs/scenario.md lists them"))
}

/// The unit of a metric as its name tells it, and what its values are multiplied with.
fn unit(metric: &str) -> (Unit, f64) {
    match metric {
        _ if metric.ends_with("_share") => (Unit::Share, 1.0),
        _ if metric.ends_with("_ms") => (Unit::Seconds, 1e-3),
        _ if metric.ends_with("_s") => (Unit::Seconds, 1.0),
        _ => (Unit::Number, 1.0),
    }
}

fn panel(entry: &PanelEntry, across: &Across, series: usize, placed: &[Placed<'_>]) -> Result<ChartPanel, String> {
    let metric = known(&entry.metric)?;
    let (unit, scale) = unit(metric);
    let estimated = |spot: &Spot| {
        spot.estimate(metric).map(|found| {
            let (mean, half) = (found.mean * scale, found.half_width.unwrap_or(0.0) * scale);
            // A log axis has no place for an end below zero.
            let low = if entry.log && mean - half <= 0.0 { mean } else { mean - half };
            let within = |end: f64| if unit == Unit::Share { end.clamp(0.0, 1.0) } else { end };
            Estimated { mean, interval: (within(low), within(mean + half)) }
        })
    };
    let places: Vec<f64> = match across {
        Across::Values { values, .. } => values.clone(),
        Across::Names(names) => (0..names.len()).map(|row| row as f64).collect(),
    };
    let mut estimates = vec![vec![None; places.len()]; series];
    let mut taken: BTreeMap<(usize, usize), ()> = BTreeMap::new();
    for one in placed {
        let Some(at) = places.iter().position(|place| *place == one.across) else { continue };
        if taken.insert((one.series, at), ()).is_some() {
            return Err("several points fall on one place: name their difference with `by`, or leave `x` out".to_owned());
        }
        estimates[one.series][at] = estimated(one.spot);
    }
    Ok(ChartPanel { title: entry.title.clone(), unit, log: entry.log, estimates })
}

/// The numbers of a chart: a row a place and series.
fn table(chart: &Chart, key: &str) -> ReportTable {
    let places: Vec<String> = match &chart.across {
        Across::Values { values, unit, .. } => values.iter().map(|value| shown(*value, *unit)).collect(),
        Across::Names(names) => names.clone(),
    };
    let mut header = vec![match &chart.across {
        Across::Values { title, .. } if !title.is_empty() => title.clone(),
        Across::Values { .. } => key.to_owned(),
        Across::Names(_) => String::new(),
    }];
    let by_series = chart.series.iter().any(|name| !name.is_empty());
    header.extend(by_series.then(String::new));
    header.extend(chart.panels.iter().map(|panel| panel.title.clone()));
    let mut rows = Vec::new();
    for (at, place) in places.iter().enumerate() {
        for (number, name) in chart.series.iter().enumerate() {
            let cells: Vec<String> = chart.panels.iter().map(|panel| cell(panel, number, at)).collect();
            if cells.iter().all(|cell| cell == format::NONE) {
                continue;
            }
            let names = [place.clone()].into_iter().chain(by_series.then(|| name.clone()));
            rows.push(names.chain(cells).collect());
        }
    }
    ReportTable { title: chart.title.clone(), header, rows, empty: "no run gives a value", notes: Vec::new() }
}

fn cell(panel: &ChartPanel, series: usize, at: usize) -> String {
    panel.estimates[series][at].map_or(format::NONE.to_owned(), |one| {
        let (low, high) = one.interval;
        let interval =
            if low == high { String::new() } else { format!(" ({} to {})", shown(low, panel.unit), shown(high, panel.unit)) };
        format!("{}{interval}", shown(one.mean, panel.unit))
    })
}

fn shown(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => format::share(value),
        Unit::Seconds => format::duration(value),
        Unit::Number => format::number(value),
    }
}
