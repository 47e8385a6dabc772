//! Reading a log, also one whose last frame was cut off.

use super::{Entry, Header, LogError, MAGIC};
use borsh::BorshDeserialize;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

/// Longest frame that is believed (bytes).
pub(super) const FRAME_MAX: u32 = 1 << 30;

/// Opens the log at `path` and reads its header.
///
/// # Errors
/// If it cannot be read, is no log, or its header is damaged.
pub fn open(path: &Path) -> Result<(Header, Entries), LogError> {
    let io = |cause| LogError::Io { path: path.to_owned(), what: "read the log", cause };
    let file = File::open(path).map_err(io)?;
    let mut entries = Entries { path: path.to_owned(), file: BufReader::new(file), at: 0, torn: None };
    let mut magic = Vec::new();
    entries.file.by_ref().take(MAGIC.len() as u64).read_to_end(&mut magic).map_err(io)?;
    if magic != MAGIC {
        let found = String::from_utf8_lossy(&magic).into_owned();
        return Err(LogError::Magic { path: path.to_owned(), found });
    }
    entries.at = MAGIC.len() as u64;
    let header = entries.frame()?;
    let header =
        header.ok_or_else(|| LogError::Damaged { path: path.to_owned(), at: entries.at, what: "its header is cut off" })?;
    Ok((header, entries))
}

/// The entries of a log, in order.
#[derive(Debug)]
pub struct Entries {
    path: PathBuf,
    file: BufReader<File>,
    at: u64,
    torn: Option<u64>,
}

impl Entries {
    /// Bytes of an entry at the end that was cut off, once the end was reached.
    #[must_use]
    pub fn torn_bytes(&self) -> Option<u64> {
        self.torn
    }

    /// The next frame; `None` at the end, also where it was cut off.
    fn frame<T: BorshDeserialize>(&mut self) -> Result<Option<T>, LogError> {
        let damaged = |at, what| LogError::Damaged { path: self.path.clone(), at, what };
        let io = |cause| LogError::Io { path: self.path.clone(), what: "read the log", cause };
        let mut head = Vec::new();
        self.file.by_ref().take(8).read_to_end(&mut head).map_err(io)?;
        let Some((length, sum)) = head.split_first_chunk::<4>().and_then(|(length, sum)| Some((length, sum.first_chunk::<4>()?)))
        else {
            self.torn = (!head.is_empty()).then_some(head.len() as u64);
            return Ok(None);
        };
        let (length, sum) = (u32::from_le_bytes(*length), u32::from_le_bytes(*sum));
        // No frame is empty: a machine that lost power leaves zeros where it had not written yet.
        if length == 0 {
            let mut rest = head;
            self.file.read_to_end(&mut rest).map_err(io)?;
            if rest.iter().any(|byte| *byte != 0) {
                return Err(damaged(self.at, "an empty entry"));
            }
            self.torn = Some(rest.len() as u64);
            return Ok(None);
        }
        if length > FRAME_MAX {
            return Err(damaged(self.at, "a length that no entry has"));
        }
        let mut body = Vec::new();
        self.file.by_ref().take(u64::from(length)).read_to_end(&mut body).map_err(io)?;
        if body.len() < length as usize {
            self.torn = Some(8 + body.len() as u64);
            return Ok(None);
        }
        if crc32fast::hash(&body) != sum {
            return Err(damaged(self.at, "its checksum does not fit"));
        }
        let value = borsh::from_slice(&body).map_err(|_| damaged(self.at, "an entry of another version"))?;
        self.at += 8 + u64::from(length);
        Ok(Some(value))
    }
}

impl Iterator for Entries {
    type Item = Result<Entry, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.torn.is_some() { None } else { self.frame().transpose() }
    }
}
