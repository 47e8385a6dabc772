//! The Parquet tables of a sweep.

use crate::estimate::Estimate;
use crate::results::{Point, Results};
use crate::row::Row;
use records::observe::Metric;
use records::scenario::AxisKind;
use records::table::{Column, Sheet};
use toml::Value;

/// `results.parquet`: a row a run.
pub(crate) fn results(results: &Results<'_>) -> Sheet {
    let rows: Vec<&Row> = results.rows().collect();
    let mut sheet = Sheet::default();
    sheet.push("point", count(&rows, |row| row.point as u64));
    sheet.push("replicate", count(&rows, |row| u64::from(row.replicate)));
    sheet.push("seed", count(&rows, |row| row.seed));
    axes(&mut sheet, results, &rows.iter().map(|row| row.point).collect::<Vec<_>>());
    measured(&mut sheet, results.study.metrics(), &rows);
    sheet
}

/// The columns of what runs came to: every metric, the digest, and why a run failed.
pub(crate) fn measured(sheet: &mut Sheet, metrics: &[Metric], rows: &[&Row]) {
    for (place, metric) in metrics.iter().enumerate() {
        sheet.push(metric.name, Column::Number(rows.iter().map(|row| row.value(place)).collect()));
    }
    let digest = |row: &&Row| row.result.as_ref().ok().map(|measured| format!("{:016x}", measured.digest));
    sheet.push("digest", Column::Text(rows.iter().map(digest).collect()));
    sheet.push("error", Column::Text(rows.iter().map(|row| row.error().map(str::to_owned)).collect()));
}

/// `timing.parquet`: how long each run took, which is never the same twice.
pub(crate) fn timing(results: &Results<'_>) -> Sheet {
    let rows: Vec<&Row> = results.rows().collect();
    let mut sheet = Sheet::default();
    sheet.push("point", count(&rows, |row| row.point as u64));
    sheet.push("replicate", count(&rows, |row| u64::from(row.replicate)));
    sheet.push("wall_s", Column::Number(rows.iter().map(|row| Some(row.wall_s)).collect()));
    sheet
}

/// `points.parquet`: a row a point and metric.
pub(crate) fn points(results: &Results<'_>) -> Sheet {
    let cells = cells(results, &results.points);
    let confidence = results.confidence();
    let estimates = cells.iter().map(|(point, metric)| point.estimate(*metric, confidence)).collect::<Vec<_>>();
    let mut sheet = keyed(results, &cells);
    let of_point = |value: fn(&Point) -> u64| Column::Count(cells.iter().map(|(point, _)| value(point)).collect());
    sheet.push("replicates", of_point(|point| point.rows.len() as u64));
    sheet.push("failed", of_point(|point| point.failed() as u64));
    let stopped = cells.iter().map(|(point, _)| Some(point.stopped.as_str().to_owned()));
    sheet.push("stopped", Column::Text(stopped.collect()));
    estimated(&mut sheet, &estimates);
    sheet
}

/// `differences.parquet`: a row a point and metric, each point less the first, over pairs of runs of equal seed.
pub(crate) fn differences(results: &Results<'_>) -> Option<Sheet> {
    let (first, confidence) = (results.first()?, results.confidence());
    let cells = cells(results, &results.points[1..]);
    let estimates = cells.iter().map(|(point, metric)| point.difference(first, *metric, confidence)).collect::<Vec<_>>();
    let mut sheet = keyed(results, &cells);
    estimated(&mut sheet, &estimates);
    Some(sheet)
}

fn cells<'a>(results: &Results<'_>, points: &'a [Point]) -> Vec<(&'a Point, usize)> {
    let metrics = results.study.metrics().len();
    points.iter().flat_map(|point| (0..metrics).map(move |metric| (point, metric))).collect()
}

/// The columns that say which point and metric a row is about.
fn keyed(results: &Results<'_>, cells: &[(&Point, usize)]) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.push("point", Column::Count(cells.iter().map(|(point, _)| point.number as u64).collect()));
    axes(&mut sheet, results, &cells.iter().map(|(point, _)| point.number).collect::<Vec<_>>());
    let metrics = results.study.metrics();
    sheet.push("metric", Column::Text(cells.iter().map(|(_, metric)| Some(metrics[*metric].name.to_owned())).collect()));
    sheet
}

/// The columns of estimates; `low` and `high` are the ends of the confidence interval of the mean.
fn estimated(sheet: &mut Sheet, estimates: &[Option<Estimate>]) {
    let number = |value: fn(&Estimate) -> Option<f64>| {
        Column::Number(estimates.iter().map(|estimate| estimate.as_ref().and_then(value)).collect())
    };
    sheet.push("n", Column::Count(estimates.iter().map(|estimate| estimate.map_or(0, |estimate| estimate.n)).collect()));
    sheet.push("mean", number(|estimate| Some(estimate.mean)));
    sheet.push("sd", number(|estimate| estimate.sd));
    sheet.push("half_width", number(|estimate| estimate.half_width));
    sheet.push("low", number(|estimate| Some(estimate.mean - estimate.half_width?)));
    sheet.push("high", number(|estimate| Some(estimate.mean + estimate.half_width?)));
}

/// A column for every key that changes, named by the key.
fn axes(sheet: &mut Sheet, results: &Results<'_>, points: &[usize]) {
    let all = &results.study.points;
    for (place, (key, kind)) in all.keys.iter().zip(&all.kinds).enumerate() {
        let values = points.iter().map(|point| Some(all.values[*point][place].clone()));
        sheet.push(key, column(*kind, values));
    }
}

/// A column of the values of a key.
pub(crate) fn column(kind: AxisKind, values: impl Iterator<Item = Option<Value>>) -> Column {
    match kind {
        AxisKind::Integer => Column::Integer(values.map(|value| value?.as_integer()).collect()),
        AxisKind::Number => Column::Number(values.map(|value| number(&value?)).collect()),
        AxisKind::Boolean => Column::Boolean(values.map(|value| value?.as_bool()).collect()),
        AxisKind::Text => Column::Text(values.map(|value| Some(text(&value?))).collect()),
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|value| value as f64))
}

/// A word as it is, all else as TOML writes it.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn count(rows: &[&Row], value: impl Fn(&Row) -> u64) -> Column {
    Column::Count(rows.iter().map(|row| value(row)).collect())
}
