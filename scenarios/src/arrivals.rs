//! Recorded arrivals of jobs from a CSV or Parquet file of the user's: one row a job, columns by name.

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Float64Type};
use arrow_array::{Array, RecordBatch};
use flate2::read::GzDecoder;
use records::table::{PartReader, TableError};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use world::RecordedJobs;
use world::engine::Time;

/// Which columns are read, and how.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// When a job came: seconds, or milliseconds if the name ends in `_ms`.
    pub time: &'a str,
    /// Their sum is the work of a job; none: it has none of its own.
    pub work: &'a [String],
    /// Work for each unit of these (GFLOP).
    pub gflop: f64,
}

/// Why recorded arrivals cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ArrivalsError {
    /// No path was given.
    #[error(
        "the scenario replays arrivals, and no file is named; name one with --set workload.trace=FILE (.csv, .csv.gz or .parquet, one \
         row a job)"
    )]
    Missing,
    /// The file is not readable Parquet.
    #[error(transparent)]
    Read(#[from] TableError),
    /// The file cannot be opened.
    #[error("{}: cannot open the file: {source}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not readable CSV.
    #[error("{}: {source}", path.display())]
    Csv {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: csv::Error,
    },
    /// A column is absent, or no numbers.
    #[error("{}: column {column} is {found}; needed is a column of numbers, and there are: {there} (set workload.trace_time and \
             workload.trace_work)", path.display())]
    Column {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
        /// What it is.
        found: String,
        /// All columns.
        there: String,
    },
    /// A value that no job can have.
    #[error("{}: row {row}: column {column} is {value}; {allowed}", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// Number of the row of data, from 1.
        row: usize,
        /// The column, or several.
        column: String,
        /// What it holds.
        value: String,
        /// What it may hold.
        allowed: &'static str,
    },
    /// No row at all.
    #[error("{}: has no rows: it must have one for each job", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
}

/// Greatest time of a record, before and after the zero of its clock (s).
const SECOND_MAX: f64 = 1e12;

/// Reads the arrivals at `path`, in order of their times, the first of them at genesis.
///
/// # Errors
/// See [`ArrivalsError`]; nothing is repaired silently but the order of rows.
pub fn read(path: &Path, columns: &Columns<'_>) -> Result<RecordedJobs, ArrivalsError> {
    let names: Vec<&str> = std::iter::once(columns.time).chain(columns.work.iter().map(String::as_str)).collect();
    let is_parquet = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("parquet"));
    let rows = if is_parquet { from_parquet(path, &names)? } else { from_csv(path, &names)? };
    let unit_s = if columns.time.ends_with("_ms") { 1e-3 } else { 1.0 };
    let mut jobs = Vec::with_capacity(rows.len());
    for (row, values) in (1..).zip(&rows) {
        let value = |column: String, value: f64, allowed| ArrivalsError::Value {
            path: path.to_owned(),
            row,
            column,
            value: value.to_string(),
            allowed,
        };
        let (time_s, units) = (values[0] * unit_s, values[1..].iter().sum::<f64>());
        if time_s.abs() > SECOND_MAX || !time_s.is_finite() {
            return Err(value(names[0].to_owned(), values[0], "allowed is a time of at most 10¹² s before or after 0"));
        }
        let gflop = units * columns.gflop;
        let is_work = gflop > 0.0 && gflop <= 1e15;
        if !is_work && !columns.work.is_empty() {
            return Err(value(names[1..].join(" + "), units, "allowed is what makes a work above 0 and of at most 10¹⁵ GFLOP"));
        }
        jobs.push((time_s, gflop));
    }
    let first_s = jobs.iter().map(|(time_s, _)| *time_s).min_by(f64::total_cmp);
    let first_s = first_s.ok_or_else(|| ArrivalsError::Empty { path: path.to_owned() })?;
    jobs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = jobs.iter().map(|(time_s, _)| Time(libm::round((time_s - first_s) * 1e9) as u64)).collect();
    let work_gflop = if columns.work.is_empty() { Vec::new() } else { jobs.iter().map(|(_, gflop)| *gflop).collect() };
    Ok(RecordedJobs { at, work_gflop })
}

fn absent(path: &Path, column: &str, there: &[String]) -> ArrivalsError {
    let (path, column, found) = (path.to_owned(), column.to_owned(), "absent".to_owned());
    ArrivalsError::Column { path, column, found, there: there.join(", ") }
}

/// Values of the named columns, row by row.
fn from_csv(path: &Path, names: &[&str]) -> Result<Vec<Vec<f64>>, ArrivalsError> {
    let file = File::open(path).map_err(|source| ArrivalsError::Open { path: path.to_owned(), source })?;
    let is_packed = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("gz"));
    let text: Box<dyn Read> = if is_packed { Box::new(GzDecoder::new(file)) } else { Box::new(file) };
    let broken = |source| ArrivalsError::Csv { path: path.to_owned(), source };
    let mut reader = csv::Reader::from_reader(text);
    let head: Vec<String> = reader.headers().map_err(broken)?.iter().map(str::to_owned).collect();
    let mut places = Vec::with_capacity(names.len());
    for name in names {
        places.push(head.iter().position(|column| column == name).ok_or_else(|| absent(path, name, &head))?);
    }
    let mut rows = Vec::new();
    for (row, record) in (1..).zip(reader.records()) {
        let record = record.map_err(broken)?;
        let value = |place: &usize| {
            let text = record.get(*place).unwrap_or("").trim();
            let (path, column) = (path.to_owned(), head[*place].clone());
            let value = || format!("\"{text}\"");
            text.parse().map_err(|_| ArrivalsError::Value { path, row, column, value: value(), allowed: "allowed is a number" })
        };
        rows.push(places.iter().map(value).collect::<Result<_, _>>()?);
    }
    Ok(rows)
}

fn from_parquet(path: &Path, names: &[&str]) -> Result<Vec<Vec<f64>>, ArrivalsError> {
    let mut rows = Vec::new();
    for batch in PartReader::open(path)? {
        let batch = batch?;
        let columns = names.iter().map(|name| numbers(path, &batch, name)).collect::<Result<Vec<_>, _>>()?;
        rows.extend((0..batch.num_rows()).map(|row| columns.iter().map(|column| column[row]).collect::<Vec<f64>>()));
    }
    Ok(rows)
}

fn numbers(path: &Path, batch: &RecordBatch, name: &str) -> Result<Vec<f64>, ArrivalsError> {
    let schema = batch.schema();
    let there: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    let array = batch.column_by_name(name).ok_or_else(|| absent(path, name, &there))?;
    let bad =
        |found: String| ArrivalsError::Column { path: path.to_owned(), column: name.to_owned(), found, there: there.join(", ") };
    if !array.data_type().is_numeric() || array.null_count() > 0 {
        return Err(bad(format!("{} with {} nulls", array.data_type(), array.null_count())));
    }
    let cast = arrow_cast::cast(array, &Float64Type::DATA_TYPE).map_err(|error| bad(error.to_string()))?;
    Ok(cast.as_primitive::<Float64Type>().values().to_vec())
}
