//! Recorded on/off intervals of nodes from a Parquet file of the user's.
//!
//! The file has the columns `node`, `start_s`, `end_s` (s) and `window` (integers), one row an interval. Between two windows
//! nobody was observing: where such a gap is long, all nodes are *suspended*. Their clock stops with everybody's, so the gap is
//! cut out of simulated time; a node that was on before and after it was on throughout.

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Int64Type};
use arrow_array::{Array, RecordBatch};
use records::table::{PartReader, TableError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use world::engine::Time;

/// Recorded intervals, ready to replay.
#[derive(Clone, Debug)]
pub struct Trace {
    /// On-intervals of each node in simulated time, ascending and apart; nodes in the order of their ids in the file.
    pub nodes: Vec<Vec<(Time, Time)>>,
    /// Where each window of the record lies in simulated time, ascending.
    pub windows: Vec<Window>,
}

/// A stretch of continuous observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First second of the record (s, the file's clock).
    pub start_s: i64,
    /// Last second of the record (s, the file's clock).
    pub end_s: i64,
    /// Where it begins in simulated time (s).
    pub sim_start_s: i64,
}

/// Why a trace cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// No path was given.
    #[error(
        "the scenario replays a trace, and no file is named; name one with --set churn.trace=FILE.parquet (columns node, \
         start_s, end_s, window)"
    )]
    Missing,
    /// The file is not readable Parquet.
    #[error(transparent)]
    Read(#[from] TableError),
    /// A column is absent or not of integers.
    #[error("{}: column {column} is {found}; needed: node, start_s, end_s and window, each of integers without nulls", path.display())]
    Column {
        /// The file.
        path: PathBuf,
        /// The column.
        column: &'static str,
        /// What it is.
        found: String,
    },
    /// No interval at all.
    #[error("{}: has no intervals", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// An interval that ends before it starts.
    #[error("{}: node {node} is on from {start_s} s to {end_s} s: an interval must end after it starts", path.display())]
    Backwards {
        /// The file.
        path: PathBuf,
        /// Whose.
        node: i64,
        /// Start (s).
        start_s: i64,
        /// End (s).
        end_s: i64,
    },
    /// A time that no record of ours can have.
    #[error("{}: node {node} is on from {start_s} s to {end_s} s: allowed is {} to {SECOND_MAX}", path.display(), -SECOND_MAX)]
    OutOfRange {
        /// The file.
        path: PathBuf,
        /// Whose.
        node: i64,
        /// Start (s).
        start_s: i64,
        /// End (s).
        end_s: i64,
    },
    /// Two intervals of one node at the same time.
    #[error(
        "{}: node {node} is on from {start_s} s, before its interval from {earlier_s} s ended at {until_s} s: intervals of one \
         node must not overlap",
        path.display()
    )]
    Overlap {
        /// The file.
        path: PathBuf,
        /// Whose.
        node: i64,
        /// Start of the later one (s).
        start_s: i64,
        /// Start of the earlier one (s).
        earlier_s: i64,
        /// Its end (s).
        until_s: i64,
    },
    /// Two windows at the same time.
    #[error("{}: windows {earlier} and {later} overlap", path.display())]
    Windows {
        /// The file.
        path: PathBuf,
        /// One.
        earlier: i64,
        /// The other.
        later: i64,
    },
}

/// Greatest second of a record, before and after the zero of its clock (s): sums over its windows stay in range.
const SECOND_MAX: i64 = 1_000_000_000_000;

/// One row of the file.
#[derive(Clone, Copy)]
struct Interval {
    node: i64,
    start_s: i64,
    end_s: i64,
    window: i64,
}

/// Reads the trace at `path`; gaps between windows of at least `gap_s` are cut out. `nodes_max` 0 takes all nodes, else the
/// first so many by id.
///
/// # Errors
/// See [`TraceError`]; nothing is repaired silently.
pub fn read(path: &Path, gap_s: u64, nodes_max: u32) -> Result<Trace, TraceError> {
    let mut intervals = Vec::new();
    for batch in PartReader::open(path)? {
        append(path, &batch?, &mut intervals)?;
    }
    if intervals.is_empty() {
        return Err(TraceError::Empty { path: path.to_owned() });
    }
    let windows = windows(path, &intervals, i64::try_from(gap_s).unwrap_or(i64::MAX))?;
    let mut nodes: BTreeMap<i64, Vec<Interval>> = BTreeMap::new();
    for interval in intervals {
        nodes.entry(interval.node).or_default().push(interval);
    }
    let taken = if nodes_max == 0 { usize::MAX } else { nodes_max as usize };
    let nodes = nodes.into_values().take(taken).map(|spells| replayable(path, spells, &windows));
    Ok(Trace { nodes: nodes.collect::<Result<_, _>>()?, windows })
}

fn append(path: &Path, batch: &RecordBatch, intervals: &mut Vec<Interval>) -> Result<(), TraceError> {
    let column = |name: &'static str| {
        let bad = |found: String| TraceError::Column { path: path.to_owned(), column: name, found };
        let array = batch.column_by_name(name).ok_or_else(|| bad("absent".to_owned()))?;
        if !array.data_type().is_integer() || array.null_count() > 0 {
            return Err(bad(format!("{} with {} nulls", array.data_type(), array.null_count())));
        }
        arrow_cast::cast(array, &Int64Type::DATA_TYPE).map_err(|error| bad(error.to_string()))
    };
    let columns = [column("node")?, column("start_s")?, column("end_s")?, column("window")?];
    let [node, start, end, window] = columns.each_ref().map(|array| array.as_primitive::<Int64Type>().values());
    for (((&node, &start_s), &end_s), &window) in node.iter().zip(start).zip(end).zip(window) {
        if end_s <= start_s {
            return Err(TraceError::Backwards { path: path.to_owned(), node, start_s, end_s });
        }
        if start_s < -SECOND_MAX || end_s > SECOND_MAX {
            return Err(TraceError::OutOfRange { path: path.to_owned(), node, start_s, end_s });
        }
        intervals.push(Interval { node, start_s, end_s, window });
    }
    Ok(())
}

/// The windows in order, each placed after the one before it: right behind it where the gap is cut out, else at its distance.
fn windows(path: &Path, intervals: &[Interval], gap_s: i64) -> Result<Vec<Window>, TraceError> {
    let mut bounds: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    for interval in intervals {
        let bound = bounds.entry(interval.window).or_insert((interval.start_s, interval.end_s));
        *bound = (bound.0.min(interval.start_s), bound.1.max(interval.end_s));
    }
    let mut ordered: Vec<(i64, (i64, i64))> = bounds.into_iter().collect();
    ordered.sort_unstable_by_key(|(_, bound)| *bound);
    let mut windows: Vec<Window> = Vec::new();
    for (place, &(_, (start_s, end_s))) in ordered.iter().enumerate() {
        let sim_start_s = match windows.last() {
            None => 0,
            Some(before) if start_s < before.end_s => {
                let (earlier, later) = (ordered[place - 1].0, ordered[place].0);
                return Err(TraceError::Windows { path: path.to_owned(), earlier, later });
            }
            Some(before) => {
                let gap = start_s - before.end_s;
                before.sim_start_s + (before.end_s - before.start_s) + if gap >= gap_s { 0 } else { gap }
            }
        };
        windows.push(Window { start_s, end_s, sim_start_s });
    }
    Ok(windows)
}

/// One node's intervals in simulated time; those that meet where a gap was cut out become one.
fn replayable(path: &Path, mut spells: Vec<Interval>, windows: &[Window]) -> Result<Vec<(Time, Time)>, TraceError> {
    spells.sort_unstable_by_key(|interval| (interval.start_s, interval.end_s));
    let mut on: Vec<(i64, i64)> = Vec::new();
    for (place, interval) in spells.iter().enumerate() {
        let Interval { node, start_s, end_s, .. } = *interval;
        if let Some(before) = place.checked_sub(1).map(|before| spells[before])
            && start_s < before.end_s
        {
            let (earlier_s, until_s) = (before.start_s, before.end_s);
            return Err(TraceError::Overlap { path: path.to_owned(), node, start_s, earlier_s, until_s });
        }
        let window = windows.iter().find(|window| window.start_s <= start_s && end_s <= window.end_s);
        let shift_s = window.map_or(0, |window| window.sim_start_s - window.start_s);
        match on.last_mut() {
            Some(before) if before.1 == start_s + shift_s => before.1 = end_s + shift_s,
            _ => on.push((start_s + shift_s, end_s + shift_s)),
        }
    }
    let time = |seconds: i64| Time(u64::try_from(seconds).unwrap_or(0).saturating_mul(1_000_000_000));
    Ok(on.into_iter().map(|(start, end)| (time(start), time(end))).collect())
}

impl Trace {
    /// Simulated time of a second on the file's clock; `None` within a gap or outside the record.
    #[must_use]
    pub fn simulated_s(&self, recorded_s: i64) -> Option<i64> {
        let window = self.windows.iter().find(|window| (window.start_s..=window.end_s).contains(&recorded_s))?;
        Some(window.sim_start_s + recorded_s - window.start_s)
    }
}
