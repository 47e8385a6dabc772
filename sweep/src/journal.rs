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
use crate::row::{Failure, Measured, Row};
use crate::shard::Shard;
use records::observe::Metric;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
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

/// A line after the first.
#[derive(Serialize, Deserialize)]
struct Line {
    point: usize,
    replicate: u32,
    seed: u64,
    wall_s: f64,
    /// Hexadecimal; empty if the run failed.
    digest: String,
    /// Decimal, as many digits as it takes to read the same number back.
    metrics: Vec<Option<String>>,
    error: Option<String>,
}

impl Line {
    fn of(row: &Row) -> Self {
        let (digest, metrics, error) = match &row.result {
            Ok(measured) => {
                let metrics = measured.metrics.iter().map(|value| value.map(|value| value.to_string())).collect();
                (format!("{:016x}", measured.digest), metrics, None)
            }
            Err(failure) => (String::new(), Vec::new(), Some(failure.message.clone())),
        };
        Self { point: row.point, replicate: row.replicate, seed: row.seed, wall_s: row.wall_s, digest, metrics, error }
    }

    fn row(self) -> Option<Row> {
        let result = match self.error {
            Some(message) => Err(Failure { message, lasting: true }),
            None => {
                let number = |text: Option<String>| text.map(|text| text.parse::<f64>()).transpose();
                let metrics = self.metrics.into_iter().map(number).collect::<Result<_, _>>().ok()?;
                Ok(Measured { digest: u64::from_str_radix(&self.digest, 16).ok()?, metrics })
            }
        };
        Some(Row { point: self.point, replicate: self.replicate, seed: self.seed, wall_s: self.wall_s, result })
    }
}

/// A journal open for more; no other process can open it.
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    /// When it was synced last.
    synced: Option<Instant>,
}

impl Journal {
    /// Opens the journal of the sweep in `folder`, or begins one with `header`; the rows that it holds, and its header.
    ///
    /// # Errors
    /// A journal that another process has open, that cannot be read or written, or that is none.
    pub fn open(folder: &Path, header: &Header) -> Result<(Self, Header, Vec<Row>), SweepError> {
        let path = folder.join(JOURNAL);
        let options = OpenOptions::new().read(true).append(true).create(true).open(&path);
        let mut file = options.map_err(SweepError::io(&path, "open the file"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(SweepError::Busy { path: folder.to_owned() }),
            Err(TryLockError::Error(cause)) => return Err(SweepError::io(&path, "lock the file")(cause)),
        }
        let text = read(&mut file, &path)?;
        // Cut off what has no end, so that the next line does not stand behind it.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        file.set_len(whole as u64).map_err(SweepError::io(&path, "write the file"))?;
        let mut journal = Self { path, file, synced: None };
        if whole == 0 {
            journal.append(header, true)?;
            sync_folder(folder)?;
            return Ok((journal, header.clone(), Vec::new()));
        }
        let (kept, rows) = parse(&journal.path, &text[..whole])?;
        Ok((journal, kept, rows))
    }

    /// Reads a journal that nobody needs to be able to write.
    ///
    /// # Errors
    /// A journal that cannot be read or that is none.
    pub fn read(folder: &Path) -> Result<(Header, Vec<Row>), SweepError> {
        let path = folder.join(JOURNAL);
        let mut file = File::open(&path).map_err(SweepError::io(&path, "open the file"))?;
        let text = read(&mut file, &path)?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        parse(&path, &text[..whole])
    }

    /// Records a run; it is on the disk when this returns. A failure that need not happen again is not recorded.
    ///
    /// # Errors
    /// If the line cannot be written.
    pub fn record(&mut self, row: &Row) -> Result<(), SweepError> {
        match &row.result {
            Err(failure) if !failure.lasting => Ok(()),
            _ => self.append(&Line::of(row), row.wall_s >= SYNC_EVERY.as_secs_f64()),
        }
    }

    fn append(&mut self, line: &impl Serialize, at_once: bool) -> Result<(), SweepError> {
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
        written.map_err(failed)
    }
}

fn read(file: &mut File, path: &Path) -> Result<String, SweepError> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(SweepError::io(path, "read the file"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Makes the name of a new file last.
fn sync_folder(folder: &Path) -> Result<(), SweepError> {
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(SweepError::io(folder, "sync the folder"))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

fn parse(path: &Path, text: &str) -> Result<(Header, Vec<Row>), SweepError> {
    let mut lines = text.lines().map(|line| {
        let (sum, json) = line.split_once(' ')?;
        (u32::from_str_radix(sum, 16).ok()? == crc32fast::hash(json.as_bytes())).then_some(json)
    });
    let wrong = |message: &str| SweepError::Journal { path: path.to_owned(), message: message.to_owned() };
    let header = lines.next().flatten().ok_or_else(|| wrong("its first line is damaged"))?;
    let header = serde_json::from_str(header).map_err(|error| wrong(&error.to_string()))?;
    let row = |json: &str| serde_json::from_str::<Line>(json).ok().and_then(Line::row);
    Ok((header, lines.flatten().filter_map(row).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::tests::row;
    use records::observe::METRICS;
    use std::fs;

    fn rows() -> Vec<Row> {
        let failed = Failure { message: "no \"worker\"\nat all".to_owned(), lasting: true };
        vec![row(0, 0, Some(0.1 + 0.2)), row(3, 1, None), Row { result: Err(failed), ..row(1, 0, None) }, row(2, 7, Some(1e300))]
    }

    fn written() -> (tempfile::TempDir, Header) {
        let (folder, header) = (tempfile::tempdir().unwrap(), Header::new(Shard::WHOLE, false, METRICS));
        let (mut journal, ..) = Journal::open(folder.path(), &header).unwrap();
        rows().iter().for_each(|row| journal.record(row).unwrap());
        (folder, header)
    }

    #[test]
    fn rows_come_back_to_the_last_bit() {
        let (folder, header) = written();
        let (_, kept, found) = Journal::open(folder.path(), &header).unwrap();
        assert_eq!((kept, found), (header, rows()));
    }

    #[test]
    fn a_failure_that_need_not_last_is_not_recorded() {
        let (folder, header) = (tempfile::tempdir().unwrap(), Header::new(Shard::WHOLE, false, METRICS));
        let (mut journal, ..) = Journal::open(folder.path(), &header).unwrap();
        let failure = Failure { message: "disk full".to_owned(), lasting: false };
        journal.record(&Row { result: Err(failure), ..row(0, 0, None) }).unwrap();
        assert!(Journal::read(folder.path()).unwrap().1.is_empty());
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
            let (mut journal, _, found) = Journal::open(folder.path(), &header).unwrap();
            assert_eq!(found, rows()[..ends - 1], "cut at {cut}");
            journal.record(&row(9, 9, Some(9.0))).unwrap();
            drop(journal);
            assert_eq!(Journal::read(folder.path()).unwrap().1.len(), ends, "cut at {cut}, and one more");
        }
    }

    #[test]
    fn a_flipped_bit_loses_its_line_and_no_other() {
        let (folder, _) = written();
        let path = folder.path().join(JOURNAL);
        let mut text = fs::read_to_string(&path).unwrap();
        text = text.replacen("\"point\":3", "\"point\":4", 1);
        fs::write(&path, text).unwrap();
        let kept: Vec<usize> = Journal::read(folder.path()).unwrap().1.iter().map(|row| row.point).collect();
        assert_eq!(kept, [0, 1, 2]);
    }

    #[test]
    fn two_processes_cannot_write_one_journal() {
        let (folder, header) = written();
        let held = Journal::open(folder.path(), &header).unwrap();
        assert!(matches!(Journal::open(folder.path(), &header), Err(SweepError::Busy { .. })));
        drop(held);
        assert!(Journal::open(folder.path(), &header).is_ok());
    }
}
