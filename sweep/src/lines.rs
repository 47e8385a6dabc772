//! The lines of a journal, read one by one or from their places.

use crate::error::SweepError;
use crate::journal::{Header, JOURNAL};
use crate::row::{Failure, Measured, Row};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// A line after the first.
#[derive(Serialize, Deserialize)]
pub(crate) struct Line<'a> {
    point: usize,
    replicate: u32,
    seed: u64,
    wall_s: f64,
    /// Hexadecimal; empty if the run failed.
    #[serde(borrow)]
    digest: Cow<'a, str>,
    /// Decimal, as many digits as it takes to read the same number back.
    #[serde(borrow)]
    metrics: Vec<Option<Number<'a>>>,
    error: Option<Cow<'a, str>>,
}

/// A number as text; borrowed from the line where it is read.
#[derive(Serialize, Deserialize)]
struct Number<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Line<'a> {
    pub fn of(row: &'a Row) -> Self {
        let (digest, metrics, error) = match &row.result {
            Ok(measured) => {
                let number = |value: f64| Number(value.to_string().into());
                (format!("{:016x}", measured.digest), measured.metrics.iter().map(|value| value.map(number)).collect(), None)
            }
            Err(failure) => (String::new(), Vec::new(), Some(failure.message.as_str().into())),
        };
        let (point, replicate, seed, wall_s) = (row.point, row.replicate, row.seed, row.wall_s);
        Self { point, replicate, seed, wall_s, digest: digest.into(), metrics, error }
    }

    fn row(self) -> Option<Row> {
        let result = match self.error {
            Some(message) => Err(Failure { message: message.into_owned(), lasting: true }),
            None => {
                let number = |text: Option<Number<'_>>| text.map(|Number(text)| text.parse::<f64>()).transpose();
                let metrics = self.metrics.into_iter().map(number).collect::<Result<_, _>>().ok()?;
                Ok(Measured { digest: u64::from_str_radix(&self.digest, 16).ok()?, metrics })
            }
        };
        Some(Row { point: self.point, replicate: self.replicate, seed: self.seed, wall_s: self.wall_s, result })
    }
}

/// A journal open for reading; one line is held at a time.
pub(crate) struct Lines {
    path: PathBuf,
    file: BufReader<File>,
    /// Where it is read next (B).
    place: u64,
    line: Vec<u8>,
}

impl Lines {
    /// The journal in `folder`.
    ///
    /// # Errors
    /// A file that cannot be opened.
    pub fn open(folder: &Path) -> Result<Self, SweepError> {
        let path = folder.join(JOURNAL);
        let file = File::open(&path).map_err(SweepError::io(&path, "open the file"))?;
        Ok(Self { path, file: BufReader::with_capacity(1 << 14, file), place: 0, line: Vec::new() })
    }

    /// The first line.
    ///
    /// # Errors
    /// A journal that cannot be read or that is none.
    pub fn header(&mut self) -> Result<Header, SweepError> {
        self.seek(0)?;
        let whole = self.next()?;
        let json = whole.then(|| checked(&self.line)).flatten().ok_or_else(|| self.wrong("its first line is damaged"))?;
        serde_json::from_str(json).map_err(|error| self.wrong(&error.to_string()))
    }

    /// Gives all rows to `each`, with the places of their lines (B), in the order of the file; lines that are damaged are passed over.
    /// Gives the header and the length of the whole lines (B), or nothing if not even the first is whole.
    ///
    /// # Errors
    /// As [`Lines::header`].
    pub fn each(&mut self, each: &mut dyn FnMut(u64, Row)) -> Result<Option<(Header, u64)>, SweepError> {
        self.seek(0)?;
        if !self.next()? {
            return Ok(None);
        }
        let header = self.header()?;
        loop {
            let begin = self.place;
            if !self.next()? {
                return Ok(Some((header, begin)));
            }
            if let Some(row) = row(&self.line) {
                each(begin, row);
            }
        }
    }

    /// The row whose line begins at `place` (B).
    ///
    /// # Errors
    /// A file that cannot be read, or no whole line there.
    pub fn row(&mut self, place: u64) -> Result<Row, SweepError> {
        self.seek(place)?;
        let whole = self.next()?;
        whole.then(|| row(&self.line)).flatten().ok_or_else(|| self.wrong(&format!("no line of a run begins at byte {place}")))
    }

    /// As [`Lines::row`], of the run with this point and replicate.
    ///
    /// # Errors
    /// As [`Lines::row`]; also the line of another run.
    pub fn row_of(&mut self, place: u64, (point, replicate): (usize, u32)) -> Result<Row, SweepError> {
        let row = self.row(place)?;
        if (row.point, row.replicate) == (point, replicate) {
            return Ok(row);
        }
        let found = format!("point {} replicate {}", row.point, row.replicate);
        Err(self.wrong(&format!("byte {place} was the line of point {point} replicate {replicate}, and is that of {found} now")))
    }

    fn seek(&mut self, place: u64) -> Result<(), SweepError> {
        if place == self.place {
            return Ok(());
        }
        // A step within what is buffered reads nothing again.
        let moved = match place.checked_signed_diff(self.place) {
            Some(step) => self.file.seek_relative(step),
            None => self.file.seek(SeekFrom::Start(place)).map(drop),
        };
        self.place = place;
        moved.map_err(SweepError::io(&self.path, "read the file"))
    }

    /// Reads the next line; whether it has an end.
    fn next(&mut self) -> Result<bool, SweepError> {
        self.line.clear();
        let read = self.file.read_until(b'\n', &mut self.line).map_err(SweepError::io(&self.path, "read the file"))?;
        self.place += read as u64;
        Ok(self.line.last() == Some(&b'\n'))
    }

    fn wrong(&self, message: &str) -> SweepError {
        SweepError::Journal { path: self.path.clone(), message: message.to_owned() }
    }
}

/// What stands behind the checksum of a line, if that is right.
fn checked(line: &[u8]) -> Option<&str> {
    let (sum, json) = std::str::from_utf8(line).ok()?.trim_end_matches('\n').split_once(' ')?;
    (u32::from_str_radix(sum, 16).ok()? == crc32fast::hash(json.as_bytes())).then_some(json)
}

fn row(line: &[u8]) -> Option<Row> {
    serde_json::from_str::<Line<'_>>(checked(line)?).ok().and_then(Line::row)
}
