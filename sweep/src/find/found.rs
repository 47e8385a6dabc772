//! What a search came to, and how it is run in its folder.
//!
//! ```text
//!   find.toml            the search filled in, written first; what must not change
//!   journal.txt          every run that has ended
//!   evaluations.parquet  a row a run                           ┐
//!   means.parquet        a row a value tried, or               │
//!   crossings.parquet    a row a replicate bisected on its own │ written at the end
//!   thresholds.parquet   a row a threshold                     │
//!   summary.json                                               ┘
//! ```

use super::chains::Chains;
use super::study::Study;
use super::threshold::Threshold;
use super::{evidence, summary, tables, terminal};
use crate::error::SweepError;
use crate::folder::{Purpose, begin};
use crate::hall::{Progress, work_off};
use crate::journal::Header;
use crate::row::Row;
use crate::run;
use crate::shard::Shard;
use records::scenario::Crossing;
use std::path::Path;

const FIND: Purpose = Purpose { word: "search", file: "find.toml" };

/// An ended search.
pub struct Found<'a> {
    pub(super) study: &'a Study,
    /// Every run, by point and replicate.
    pub(super) rows: Vec<Row>,
    thresholds: Vec<Threshold>,
}

/// Runs what `study` still needs in the folder `out`: all of it if that is new or empty, the rest if the same search was begun there.
/// `threads` is how many run at once, at least 1.
///
/// # Errors
/// A folder that holds something else, or a search that differs (the message names what); one that cannot be written. What has ended
/// until then is kept.
pub fn find<'a>(
    study: &'a Study,
    out: &Path,
    threads: usize,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Found<'a>, SweepError> {
    let header = Header::new(Shard::WHOLE, false, study.metrics());
    let mut found = Vec::new();
    let journal = begin(FIND, &study.toml, &header, out, &mut |_, row| found.push(row))?;
    let run = |point, replicate| run::run(study, point, replicate, None);
    let chains = work_off(Chains::new(study, found), journal, threads.max(1), &run, progress)?;
    let (thresholds, rows) = chains.ended();
    let found = Found { study, rows, thresholds };
    found.write(out)?;
    Ok(found)
}

impl<'a> Found<'a> {
    /// Writes the tables and, last, the summary.
    fn write(&self, out: &Path) -> Result<(), SweepError> {
        tables::evaluations(self).write(out, "evaluations.parquet")?;
        match self.study.search().crossing {
            Crossing::OfMean => tables::means(self).write(out, "means.parquet")?,
            Crossing::OfEach => tables::crossings(self).write(out, "crossings.parquet")?,
        }
        tables::thresholds(self).write(out, "thresholds.parquet")?;
        summary::write(self, out)
    }

    /// One a value of the second key, in the order of the file; one without a second key.
    #[must_use]
    pub fn thresholds(&self) -> &[Threshold] {
        &self.thresholds
    }

    /// Runs that failed, by point and replicate, each with its point in words.
    pub fn failures(&self) -> impl Iterator<Item = (String, &Row)> {
        self.rows.iter().filter(|row| row.result.is_err()).map(|row| (self.study.told(row.point), row))
    }

    /// Runs, with those that failed (count).
    #[must_use]
    pub fn runs(&self) -> usize {
        self.rows.len()
    }

    /// The thresholds as a table for the terminal, and below it what speaks against them and what to do about it.
    #[must_use]
    pub fn table(&self) -> String {
        terminal::table(self)
    }

    /// What must be known of each threshold before it is believed, in words, with what to do about it.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let notes = |threshold: &Threshold| evidence::notes(threshold, self.study.search());
        self.thresholds.iter().flat_map(notes).collect()
    }
}
