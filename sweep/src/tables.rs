//! The Parquet tables of a sweep.

use crate::error::SweepError;
use crate::estimate::Estimate;
use crate::holm;
use crate::results::{Point, Results};
use crate::row::Row;
use crate::summary::Digest;
use crate::terminal::POINTS_SHOWN;
use records::observe::Metric;
use records::scenario::AxisKind;
use records::table::{Column, Sheet, SheetFile};
use std::path::Path;
use toml::Value;

/// Runs in a group of rows of `results.parquet` (count), and of them in memory at once.
const RUNS_TOGETHER: usize = 1024;
const RUNS_AT_ONCE: usize = 16;
/// Points times metrics in a group of rows of the other tables (count), and of them in memory at once.
const CELLS_TOGETHER: usize = 4096;
const CELLS_AT_ONCE: usize = 256;

/// Writes `results.parquet`, a row a run, and `timing.parquet`, how long each took, which is never the same twice. Gives the digest over
/// all runs.
pub(crate) fn write_runs(results: &Results<'_>, out: &Path) -> Result<Digest, SweepError> {
    let of = |name: &str| SheetFile::new(out, name, [results.runs(), RUNS_TOGETHER]);
    let (mut file, mut times, mut digest) = (of("results.parquet"), of("timing.parquet"), Digest::default());
    let mut reader = results.reader()?;
    let mut together: Vec<Row> = Vec::with_capacity(RUNS_AT_ONCE);
    let mut all = results.points.iter().flat_map(|point| (0..point.runs.len()).map(move |replicate| (point, replicate)));
    for group in 0_usize.. {
        together.clear();
        for (point, replicate) in all.by_ref().take(RUNS_AT_ONCE) {
            together.push(reader.row(point, replicate)?);
        }
        if together.is_empty() && group > 0 {
            break;
        }
        together.iter().for_each(|row| digest.add(row));
        let rows: Vec<&Row> = together.iter().collect();
        file.add(&some_results(results, &rows))?;
        times.add(&some_times(&rows))?;
    }
    file.finish()?;
    times.finish()?;
    Ok(digest)
}

fn some_results(results: &Results<'_>, rows: &[&Row]) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.push("point", count(rows, |row| row.point as u64));
    sheet.push("replicate", count(rows, |row| u64::from(row.replicate)));
    sheet.push("seed", count(rows, |row| row.seed));
    axes(&mut sheet, results, &rows.iter().map(|row| row.point).collect::<Vec<_>>());
    measured(&mut sheet, results.study.metrics(), rows);
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

fn some_times(rows: &[&Row]) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.push("point", count(rows, |row| row.point as u64));
    sheet.push("replicate", count(rows, |row| u64::from(row.replicate)));
    sheet.push("wall_s", Column::Number(rows.iter().map(|row| Some(row.wall_s)).collect()));
    sheet
}

/// What is known of a point, by metric.
type Estimates = Vec<Option<Estimate>>;
/// Adjusted probabilities, by metric, then by point that is compared.
pub(crate) type Tests = Vec<Vec<Option<f64>>>;

/// Writes `points.parquet`: a row a point and metric. Gives what the terminal shows of it.
pub(crate) fn write_points(results: &Results<'_>, out: &Path) -> Result<Vec<Estimates>, SweepError> {
    let mut reader = results.reader()?;
    let sheet = |cells: &[Cell<'_>]| {
        let mut sheet = keyed(results, cells);
        let of_point = |value: fn(&Point) -> u64| Column::Count(cells.iter().map(|cell| value(cell.point)).collect());
        sheet.push("replicates", of_point(|point| point.runs.len() as u64));
        sheet.push("failed", of_point(|point| point.failed() as u64));
        let stopped = cells.iter().map(|cell| Some(cell.point.stopped.as_str().to_owned()));
        sheet.push("stopped", Column::Text(stopped.collect()));
        estimated(&mut sheet, cells);
        sheet
    };
    let points: Vec<&Point> = results.points.iter().collect();
    write_cells(results, &points, (out, "points.parquet"), sheet, |point| results.estimates(&mut reader, point))
}

/// Writes `differences.parquet`: a row a point and metric, each point less that of `sweep.base`, over pairs of runs of equal seed, with
/// the probability of such a difference by chance, alone and adjusted for all points that the metric is compared at. Gives what the terminal
/// shows of it, and the adjusted probabilities by metric, then by point.
pub(crate) fn write_differences(results: &Results<'_>, out: &Path) -> Result<(Vec<Estimates>, Tests), SweepError> {
    let Some(base) = results.base() else { return Ok((Vec::new(), Vec::new())) };
    let (mut reader, mut of_base) = (results.reader()?, results.reader()?);
    let others: Vec<&Point> = results.others().collect();
    // Adjusting one needs all: they are read twice, and only their probabilities are kept.
    let mut tests: Tests = vec![Vec::with_capacity(others.len()); results.study.metrics().len()];
    for point in &others {
        let found = results.differences([&mut reader, &mut of_base], point, base)?;
        tests.iter_mut().zip(found).for_each(|(of_metric, estimate)| of_metric.push(estimate.as_ref().and_then(holm::p_of)));
    }
    tests.iter_mut().for_each(|of_metric| *of_metric = holm::adjusted(of_metric));
    let place = |cell: &Cell<'_>| others.partition_point(|point| point.number < cell.point.number);
    let sheet = |cells: &[Cell<'_>]| {
        let mut sheet = keyed(results, cells);
        estimated(&mut sheet, cells);
        sheet.push("p", Column::Number(cells.iter().map(|cell| cell.estimate.as_ref().and_then(holm::p_of)).collect()));
        sheet.push("p_holm", Column::Number(cells.iter().map(|cell| tests[cell.metric][place(cell)]).collect()));
        sheet
    };
    let shown = write_cells(results, &others, (out, "differences.parquet"), sheet, |point| {
        results.differences([&mut reader, &mut of_base], point, base)
    })?;
    Ok((shown, tests))
}

/// A point and metric.
struct Cell<'a> {
    point: &'a Point,
    metric: usize,
    estimate: Option<Estimate>,
}

fn write_cells<'a>(
    results: &Results<'_>,
    points: &[&'a Point],
    (out, name): (&Path, &str),
    sheet: impl Fn(&[Cell<'a>]) -> Sheet,
    mut estimates: impl FnMut(&Point) -> Result<Estimates, SweepError>,
) -> Result<Vec<Estimates>, SweepError> {
    let mut file = SheetFile::new(out, name, [points.len() * results.study.metrics().len(), CELLS_TOGETHER]);
    let (mut shown, mut cells) = (Vec::new(), Vec::new());
    for &point in points {
        let of_point = estimates(point)?;
        if shown.len() < POINTS_SHOWN {
            shown.push(of_point.clone());
        }
        for (metric, estimate) in of_point.into_iter().enumerate() {
            cells.push(Cell { point, metric, estimate });
            if cells.len() == CELLS_AT_ONCE {
                file.add(&sheet(&cells))?;
                cells.clear();
            }
        }
    }
    if !cells.is_empty() || points.is_empty() {
        file.add(&sheet(&cells))?;
    }
    file.finish()?;
    Ok(shown)
}

/// The columns that say which point and metric a row is about.
fn keyed(results: &Results<'_>, cells: &[Cell<'_>]) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.push("point", Column::Count(cells.iter().map(|cell| cell.point.number as u64).collect()));
    axes(&mut sheet, results, &cells.iter().map(|cell| cell.point.number).collect::<Vec<_>>());
    let metrics = results.study.metrics();
    sheet.push("metric", Column::Text(cells.iter().map(|cell| Some(metrics[cell.metric].name.to_owned())).collect()));
    sheet
}

/// The columns of estimates; `low` and `high` are the ends of the confidence interval of the mean.
fn estimated(sheet: &mut Sheet, cells: &[Cell<'_>]) {
    let estimates = cells.iter().map(|cell| cell.estimate).collect::<Vec<_>>();
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
