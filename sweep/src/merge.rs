//! Shards put together: the same bytes as the sweep in one piece.

use crate::error::SweepError;
use crate::folder::{SWEEP, by_point, differences, make};
use crate::journal::{Header, JOURNAL, Journal};
use crate::results::Results;
use crate::row::Row;
use crate::rule::Verdict;
use crate::shard::Shard;
use crate::study::Study;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The sweep that lies in the folders `shards`; they must be parts of one sweep.
///
/// # Errors
/// A folder that is no sweep, or one of another sweep; the message names what differs.
pub fn open_shards(shards: &[PathBuf]) -> Result<Study, SweepError> {
    let Some(first) = shards.first() else { return Err(SweepError::Merge("no folder was given".to_owned())) };
    let read = |folder: &PathBuf| {
        let path = folder.join(SWEEP.file);
        fs::read_to_string(&path).map_err(SweepError::io(&path, "read the file"))
    };
    let text = read(first)?;
    for other in &shards[1..] {
        let differences = differences(&text, &read(other)?);
        if !differences.is_empty() {
            let (first, other) = (first.display(), other.display());
            return Err(SweepError::Merge(format!("{first} and {other} are not of one sweep: {}", differences.join("; "))));
        }
    }
    Study::load(&first.join(SWEEP.file), &[])
}

/// Writes the results of all `shards` of `study` to the new or empty folder `out`, which can be gone on with like any sweep.
///
/// # Errors
/// Shards that are missing, twice there, not ended, or of another version.
pub fn merge<'a>(study: &'a Study, shards: &[PathBuf], out: &Path) -> Result<Results<'a>, SweepError> {
    let mut rows = Vec::new();
    let mut seen = BTreeSet::new();
    let mut parts = 0;
    for folder in shards {
        let (header, found) = Journal::read(folder)?;
        let told = |message: String| SweepError::Merge(format!("{}: {message}", folder.display()));
        let shard: Shard = header.shard.parse().map_err(told)?;
        // Kept run folders stay in the shards, and the merged sweep has none.
        let asked = Header { keep_runs: header.keep_runs, ..Header::new(shard, false, study.metrics()) };
        let differences = header.differences(&asked);
        if !differences.is_empty() {
            return Err(told(differences.join("; ")));
        }
        if parts != 0 && parts != shard.of {
            return Err(told(format!("is shard {shard}, the others are of {parts}")));
        }
        parts = shard.of;
        if !seen.insert(shard.number) {
            return Err(told(format!("shard {shard} is there twice")));
        }
        rows.extend(ended(study, shard, found).map_err(told)?);
    }
    let missing: Vec<String> = (1..=parts).filter(|number| !seen.contains(number)).map(|n| format!("{n}/{parts}")).collect();
    if !missing.is_empty() {
        return Err(SweepError::Merge(format!("missing: shard {}", missing.join(", "))));
    }
    make(SWEEP, &study.toml, out)?;
    if out.join(JOURNAL).exists() {
        return Err(SweepError::Merge(format!("{}: holds a sweep already; choose another folder with --out", out.display())));
    }
    rows.sort_by_key(|row: &Row| (row.point, row.replicate));
    let (mut journal, ..) = Journal::open(out, &Header::new(Shard::WHOLE, false, study.metrics()))?;
    rows.iter().try_for_each(|row| journal.record(row))?;
    let results = Results::new(study, Shard::WHOLE, by_point(study, Shard::WHOLE, rows));
    results.write(out)?;
    Ok(results)
}

/// The rows of a shard, if all of its points have ended.
fn ended(study: &Study, shard: Shard, found: Vec<Row>) -> Result<Vec<Row>, String> {
    let rows = by_point(study, shard, found);
    let open =
        (0..rows.len()).find(|point| shard.holds(*point) && matches!(study.rule.verdict(&rows[*point]), Verdict::Needs(_)));
    match open {
        None => Ok(rows.into_iter().flatten().flatten().collect()),
        Some(point) => {
            Err(format!("shard {shard} has not ended: point {point} ({}) needs more runs; resume it", study.points.told(point)))
        }
    }
}
