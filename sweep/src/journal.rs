//! `journal.txt`: every run that has ended, a line each, written before the next run of the same thread begins and synced at most ten times a
//! second: a kill loses nothing, a power cut the last moment, whose runs are done again.
//!
//! ```text
//!   1f0c9a3e {"version":"0.1.0","shard":"1/1",…}           CRC-32 of the rest of the line, then JSON
//!   88d1e07b {"point":0,"replicate":2,"digest":"…",…}
//! ```
//!
//! A line that a kill or a power cut has broken fails its checksum: it is passed over and its run done again. Lines stand in the
//! order in which runs ended, which depends on threads; nothing that is compared is made from that order.
#![allow(clippy::disallowed_types, reason = "when the file was synced last; nothing that is compared sees the wall clock")]

use crate::error::SweepError;
use crate::lines::{Line, Lines};
use crate::row::Row;
use crate::shard::Shard;
use records::observe::Metric;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub(crate) const JOURNAL: &str = "journal.txt";

/// Least time between two syncs of quick runs; a run that took as long is synced at once.
const SYNC_EVERY: Duration = Duration::from_millis(100);

/// The first line: what must be equal for a sweep to go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    pub version: String,
    /// Part of the sweep, `i/n`.
    pub shard: String,
    /// Whether run folders are kept.
    pub keep_runs: bool,
    /// Names of the metrics in the lines, in order.
    pub metrics: Vec<String>,
}

impl Header {
    pub fn new(shard: Shard, keep_runs: bool, metrics: &[Metric]) -> Self {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Self {
            version,
            shard: shard.to_string(),
            keep_runs,
            metrics: metrics.iter().map(|metric| metric.name.to_owned()).collect(),
        }
    }

    /// What differs from `asked`, in words.
    pub fn differences(&self, asked: &Self) -> Vec<String> {
        let mut told = Vec::new();
        let mut compare = |name: &str, kept: &str, asked: &str| {
            if kept != asked {
                told.push(format!("{name} was {kept}, now {asked}"));
            }
        };
        compare("the version of xpand", &self.version, &asked.version);
        compare("--shard", &self.shard, &asked.shard);
        compare("--keep-runs", yes(self.keep_runs), yes(asked.keep_runs));
        compare("the list of metrics", &self.metrics.join(" "), &asked.metrics.join(" "));
        told
    }
}

fn yes(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// A journal open for more; no other process can open it.
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    /// Its length, where the next line begins (B).
    end: u64,
    /// When it was synced last.
    synced: Option<Instant>,
}

impl Journal {
    /// Opens the journal of the sweep in `folder`, or begins one with `header`; gives its header, and to `each` the rows that it holds
    /// with the places of their lines (B).
    ///
    /// # Errors
    /// A journal that another process has open, that cannot be read or written, or that is none.
    pub fn open(folder: &Path, header: &Header, each: &mut dyn FnMut(u64, Row)) -> Result<(Self, Header), SweepError> {
        let path = folder.join(JOURNAL);
        let options = OpenOptions::new().read(true).append(true).create(true).open(&path);
        let file = options.map_err(SweepError::io(&path, "open the file"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(SweepError::Busy { path: folder.to_owned() }),
            Err(TryLockError::Error(cause)) => return Err(SweepError::io(&path, "lock the file")(cause)),
        }
        let found = match file.metadata().map_err(SweepError::io(&path, "read the file"))?.len() {
            0 => None,
            _ => Lines::open(folder)?.each(each)?,
        };
        // Cut off what has no end, so that the next line does not stand behind it.
        let end = found.as_ref().map_or(0, |(_, end)| *end);
        file.set_len(end).map_err(SweepError::io(&path, "write the file"))?;
        let mut journal = Self { path, file, end, synced: None };
        match found {
            Some((kept, _)) => Ok((journal, kept)),
            None => {
                journal.append(header, true)?;
                sync_folder(folder)?;
                Ok((journal, header.clone()))
            }
        }
    }

    /// Records a run, and gives the place of its line (B). A failure that need not happen again is not recorded and has none.
    ///
    /// # Errors
    /// If the line cannot be written.
    pub fn record(&mut self, row: &Row) -> Result<Option<u64>, SweepError> {
        match &row.result {
            Err(failure) if !failure.lasting => Ok(None),
            _ => self.append(&Line::of(row), row.wall_s >= SYNC_EVERY.as_secs_f64()).map(Some),
        }
    }

    fn append(&mut self, line: &impl Serialize, at_once: bool) -> Result<u64, SweepError> {
        let json = serde_json::to_string(line)
            .map_err(|error| SweepError::Journal { path: self.path.clone(), message: error.to_string() })?;
        let line = format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes()));
        let failed = SweepError::io(&self.path, "write the file");
        let now = Instant::now();
        let due = at_once || self.synced.is_none_or(|synced| now.duration_since(synced) >= SYNC_EVERY);
        let written = self.file.write_all(line.as_bytes()).and_then(|()| if due { self.file.sync_data() } else { Ok(()) });
        if due {
            self.synced = Some(now);
        }
        written.map_err(failed)?;
        let begin = self.end;
        self.end += line.len() as u64;
        Ok(begin)
    }
}

/// Makes the name of a new file last.
fn sync_folder(folder: &Path) -> Result<(), SweepError> {
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(SweepError::io(folder, "sync the folder"))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::Failure;
    use crate::row::tests::row;
    use proptest::prelude::*;
    use records::observe::METRICS;
    use std::fs;

    /// A journal, its header, and its rows with the places of their lines.
    type Opened = (Journal, Header, Vec<(u64, Row)>);

    fn open(folder: &Path, header: &Header) -> Result<Opened, SweepError> {
        let mut rows = Vec::new();
        let (journal, kept) = Journal::open(folder, header, &mut |line, row| rows.push((line, row)))?;
        Ok((journal, kept, rows))
    }

    fn read(folder: &Path) -> Vec<Row> {
        let mut rows = Vec::new();
        Lines::open(folder).unwrap().each(&mut |_, row| rows.push(row)).unwrap();
        rows
    }

    fn rows() -> Vec<Row> {
        let failed = Failure { message: "no \"worker\"\nat all".to_owned(), lasting: true };
        vec![row(0, 0, Some(0.1 + 0.2)), row(3, 1, None), Row { result: Err(failed), ..row(1, 0, None) }, row(2, 7, Some(1e300))]
    }

    fn written() -> (tempfile::TempDir, Header) {
        let (folder, header) = (tempfile::tempdir().unwrap(), Header::new(Shard::WHOLE, false, METRICS));
        let (mut journal, ..) = open(folder.path(), &header).unwrap();
        rows().iter().for_each(|row| assert!(journal.record(row).unwrap().is_some()));
        (folder, header)
    }

    #[test]
    fn rows_come_back_to_the_last_bit_from_their_places() {
        let (folder, header) = written();
        let (_, kept, found) = open(folder.path(), &header).unwrap();
        assert_eq!((kept, found.iter().map(|(_, row)| row.clone()).collect::<Vec<_>>()), (header, rows()));
        let mut lines = Lines::open(folder.path()).unwrap();
        for (line, row) in found.iter().rev().chain(&found) {
            assert_eq!(lines.row(*line).unwrap(), *row, "read in whatever order");
        }
        assert!(lines.row(found[1].0 + 1).is_err(), "no line begins there");
        assert!(lines.row(u64::MAX).is_err());
    }

    #[test]
    fn the_place_of_a_line_is_told_when_it_is_written() {
        let (folder, header) = written();
        let (mut journal, _, found) = open(folder.path(), &header).unwrap();
        let place = journal.record(&row(5, 5, Some(5.0))).unwrap().unwrap();
        assert!(place > found.last().unwrap().0);
        assert_eq!(Lines::open(folder.path()).unwrap().row(place).unwrap(), row(5, 5, Some(5.0)));
    }

    proptest! {
        #[test]
        fn any_number_comes_back(bits in any::<u64>(), message in ".*") {
            let (folder, header) = (tempfile::tempdir().unwrap(), Header::new(Shard::WHOLE, false, METRICS));
            let (mut journal, ..) = open(folder.path(), &header).unwrap();
            let value = f64::from_bits(bits);
            let failed = Row { result: Err(Failure { message: message.clone(), lasting: true }), ..row(0, 1, None) };
            let place = journal.record(&row(0, 0, Some(value))).unwrap().unwrap();
            let other = journal.record(&failed).unwrap().unwrap();
            let mut lines = Lines::open(folder.path()).unwrap();
            let found = lines.row(place).unwrap().value(0).unwrap();
            prop_assert!(found.to_bits() == bits || (found.is_nan() && value.is_nan()));
            prop_assert_eq!(lines.row(other).unwrap(), failed);
        }
    }

    #[test]
    fn a_failure_that_need_not_last_is_not_recorded() {
        let (folder, header) = (tempfile::tempdir().unwrap(), Header::new(Shard::WHOLE, false, METRICS));
        let (mut journal, ..) = open(folder.path(), &header).unwrap();
        let failure = Failure { message: "disk full".to_owned(), lasting: false };
        assert_eq!(journal.record(&Row { result: Err(failure), ..row(0, 0, None) }).unwrap(), None);
        assert!(read(folder.path()).is_empty());
    }

    #[test]
    fn cut_anywhere_it_holds_the_lines_that_were_whole_and_takes_more() {
        let (folder, header) = written();
        let path = folder.path().join(JOURNAL);
        let whole = fs::read(&path).unwrap();
        let first = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        for cut in (first..whole.len()).step_by(23) {
            fs::write(&path, &whole[..cut]).unwrap();
            let ends = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
            let (mut journal, _, found) = open(folder.path(), &header).unwrap();
            let found: Vec<Row> = found.into_iter().map(|(_, row)| row).collect();
            assert_eq!(found, rows()[..ends - 1], "cut at {cut}");
            journal.record(&row(9, 9, Some(9.0))).unwrap();
            drop(journal);
            assert_eq!(read(folder.path()).len(), ends, "cut at {cut}, and one more");
        }
    }

    #[test]
    fn a_flipped_bit_loses_its_line_and_no_other() {
        let (folder, _) = written();
        let path = folder.path().join(JOURNAL);
        let mut text = fs::read_to_string(&path).unwrap();
        text = text.replacen("\"point\":3", "\"point\":4", 1);
        fs::write(&path, text).unwrap();
        let kept: Vec<usize> = read(folder.path()).iter().map(|row| row.point).collect();
        assert_eq!(kept, [0, 1, 2]);
    }

    #[test]
    fn two_processes_cannot_write_one_journal() {
        let (folder, header) = written();
        let held = open(folder.path(), &header).unwrap();
        assert!(matches!(open(folder.path(), &header), Err(SweepError::Busy { .. })));
        drop(held);
        assert!(open(folder.path(), &header).is_ok());
    }
}
