//! Two tables `events`, row by row: the first that differs.

use std::collections::VecDeque;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::{UInt32Type, UInt64Type};

use super::content::{FieldDifference, content_differences};
use crate::run::RunFolder;
use crate::table::{EventKind, EventRow, Row, TableError};

/// The first rows of two tables `events` that differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Divergence {
    /// Its place among the rows compared, from 1.
    pub position: u64,
    /// The row of each run; `None` where that run has no more.
    pub rows: [Option<EventRow>; 2],
    /// What differs, the columns that say when, to whom and from whom first; empty if one run has no such row.
    pub fields: Vec<FieldDifference>,
    /// The rows before it, equal in both runs, the last one last.
    pub before: Vec<EventRow>,
}

/// The stretch of simulated time (first and last ns) in which both runs recorded events; `None` without one.
///
/// # Errors
/// A folder or table that cannot be read.
pub fn covered(runs: [&RunFolder; 2]) -> Result<Option<(u64, u64)>, TableError> {
    let mut common = (0, u64::MAX);
    for run in runs {
        let Some((from_ns, mut to_ns)) = run.recording()?.events_ns else { return Ok(None) };
        if run.digest()?.is_none() {
            // A killed run: what came after its last row was lost, perhaps also rows of the same moment.
            let mut last_ns = None;
            for batch in run.batches::<EventRow>()? {
                last_ns = batch?["time_ns"].as_primitive::<UInt64Type>().values().last().copied().or(last_ns);
            }
            match last_ns.and_then(|last_ns| last_ns.checked_sub(1)) {
                Some(last_ns) => to_ns = to_ns.min(last_ns),
                None => return Ok(None),
            }
        }
        common = (common.0.max(from_ns), common.1.min(to_ns));
    }
    Ok((common.0 <= common.1).then_some(common))
}

/// The first event that differs from `from_ns` to `to_ns` (both included), with up to `context` events before it. Both runs must
/// have recorded events there.
///
/// # Errors
/// A table that cannot be read.
pub fn first_difference(
    runs: [&RunFolder; 2],
    (from_ns, to_ns): (u64, u64),
    context: usize,
) -> Result<Option<Divergence>, TableError> {
    let [mut one, mut other] = [rows(runs[0], from_ns, to_ns)?, rows(runs[1], from_ns, to_ns)?];
    let mut before = VecDeque::new();
    for position in 1.. {
        let pair = [one.next().transpose()?, other.next().transpose()?];
        let fields = match &pair {
            [None, None] => break,
            [Some(one), Some(other)] => {
                let fields = differences(one, other);
                if fields.is_empty() {
                    before.push_back(one.clone());
                    if before.len() > context {
                        before.pop_front();
                    }
                    continue;
                }
                fields
            }
            _ => Vec::new(),
        };
        return Ok(Some(Divergence { position, rows: pair, fields, before: before.into() }));
    }
    Ok(None)
}

/// The columns that differ, and within `what` the fields.
fn differences(one: &EventRow, other: &EventRow) -> Vec<FieldDifference> {
    let mut fields = Vec::new();
    let mut column = |name: &str, values: [String; 2]| {
        if values[0] != values[1] {
            fields.push(FieldDifference { path: name.to_owned(), values: values.map(Some) });
        }
    };
    column("time_ns", [one.time_ns, other.time_ns].map(|value| value.to_string()));
    column("node", [one.node, other.node].map(|value| value.to_string()));
    column("kind", [one.kind, other.kind].map(|value| value.to_string()));
    column("sender", [one.sender, other.sender].map(|value| value.to_string()));
    if one.kind == other.kind && one.what != other.what {
        fields.extend(content_differences([&one.what, &other.what]));
    }
    let mut column = |name: &str, values: [String; 2]| {
        if values[0] != values[1] {
            fields.push(FieldDifference { path: name.to_owned(), values: values.map(Some) });
        }
    };
    column("sequence", [one.sequence, other.sequence].map(|value| value.to_string()));
    column("chain", [one.chain, other.chain].map(|value| format!("{value:016x}")));
    fields
}

fn rows(
    run: &RunFolder,
    from_ns: u64,
    to_ns: u64,
) -> Result<impl Iterator<Item = Result<EventRow, TableError>> + use<'_>, TableError> {
    let rows = run.batches::<EventRow>()?.flat_map(|batch| {
        let (rows, failed) = match batch.and_then(|batch| rows_of(&batch)) {
            Ok(rows) => (rows, None),
            Err(error) => (Vec::new(), Some(Err(error))),
        };
        rows.into_iter().map(Ok).chain(failed)
    });
    Ok(rows.filter(move |row| row.as_ref().map_or(true, |row| (from_ns..=to_ns).contains(&row.time_ns))))
}

fn rows_of(batch: &RecordBatch) -> Result<Vec<EventRow>, TableError> {
    let wide = |name: &str| batch[name].as_primitive::<UInt64Type>().clone();
    let narrow = |name: &str| batch[name].as_primitive::<UInt32Type>().clone();
    let (event, time_ns, chain) = (wide("event"), wide("time_ns"), wide("chain"));
    let (node, sender, sequence) = (narrow("node"), narrow("sender"), narrow("sequence"));
    let (kind, what) = (batch["kind"].as_string::<i32>(), batch["what"].as_string::<i32>());
    let kind_at = |place| {
        let unknown = || format!("this version knows no event of kind {:?}", kind.value(place));
        let known = EventKind::ALL.iter().copied().find(|word| word.as_str() == kind.value(place));
        known.ok_or_else(|| TableError::Row { table: EventRow::TABLE, message: unknown() })
    };
    let row = |place| {
        Ok(EventRow {
            event: event.value(place),
            time_ns: time_ns.value(place),
            node: node.value(place),
            sender: sender.value(place),
            kind: kind_at(place)?,
            sequence: sequence.value(place),
            what: what.value(place).to_owned(),
            chain: chain.value(place),
        })
    };
    (0..batch.num_rows()).map(row).collect()
}
