//! Shards put together: the same bytes as the sweep in one piece.

use crate::error::SweepError;
use crate::folder::{SWEEP, differences, make};
use crate::journal::{Header, JOURNAL, Journal};
use crate::lines::Lines;
use crate::mark::Marks;
use crate::results::Results;
use crate::rule::Verdict;
use crate::shard::Shard;
use crate::study::Study;
use std::collections::BTreeMap;
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
    // By number of the shard.
    let mut found: BTreeMap<u32, (Lines, Marks)> = BTreeMap::new();
    let mut parts = 0;
    for folder in shards {
        let mut lines = Lines::open(folder)?;
        let header = lines.header()?;
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
        let mut marks = Marks::new(study, shard);
        lines.each(&mut |line, row| marks.note(row, line))?;
        ended(study, shard, &marks).map_err(told)?;
        if found.insert(shard.number, (lines, marks)).is_some() {
            return Err(told(format!("shard {shard} is there twice")));
        }
    }
    let missing: Vec<String> = (1..=parts).filter(|number| !found.contains_key(number)).map(|n| format!("{n}/{parts}")).collect();
    if !missing.is_empty() {
        return Err(SweepError::Merge(format!("missing: shard {}", missing.join(", "))));
    }
    make(SWEEP, &study.toml, out)?;
    if out.join(JOURNAL).exists() {
        return Err(SweepError::Merge(format!("{}: holds a sweep already; choose another folder with --out", out.display())));
    }
    let (mut journal, _) = Journal::open(out, &Header::new(Shard::WHOLE, false, study.metrics()), &mut |_, _| ())?;
    let mut marks = Marks::new(study, Shard::WHOLE);
    for point in 0..study.points.values.len() {
        let Some((lines, of_shard)) = found.values_mut().find(|(_, marks)| marks.shard.holds(point)) else { continue };
        for mark in of_shard.by_point[point].iter().flatten() {
            let row = lines.row(mark.line)?;
            if let Some(line) = journal.record(&row)? {
                marks.note(row, line);
            }
        }
    }
    drop(journal);
    Results::written(study, Shard::WHOLE, marks, out)
}

/// Refuses a shard some of whose points have not ended.
fn ended(study: &Study, shard: Shard, marks: &Marks) -> Result<(), String> {
    let needs = |point: &usize| matches!(study.rule.verdict(&marks.by_point[*point]), Verdict::Needs(_));
    let open = (0..marks.by_point.len()).find(|point| shard.holds(*point) && needs(point));
    open.map_or(Ok(()), |point| {
        Err(format!("shard {shard} has not ended: point {point} ({}) needs more runs; resume it", study.points.told(point)))
    })
}
