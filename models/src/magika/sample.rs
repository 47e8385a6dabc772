//! What the model sees of a file, small enough to travel instead of it.

use crate::ModelError;
use borsh::{BorshDeserialize, BorshSerialize};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes read at each end of a file; the reference's `block_size`.
pub const BLOCK_BYTES: usize = 4096;

/// All that the model reads of a file: its size, its first block and its last block, no byte twice.
///
/// ```text
/// size <= 4096   head = the file            tail = nothing
/// size <  8192   head = the first 4096      tail = the rest, up to 4095 bytes
/// larger         head = the first 4096      tail = the last 4096
/// ```
///
/// The fields are public because a sample may come from a peer; [`Sample::check`] says whether they fit together.
#[derive(Debug, Clone, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Sample {
    /// Size of the whole file (bytes).
    pub size: u64,
    /// The first bytes of the file: 4096, or all if there are fewer.
    pub head: Vec<u8>,
    /// The last 4096 bytes of the file, without those that are in `head`.
    pub tail: Vec<u8>,
}

/// The lengths of head and tail of a file of `size` bytes.
fn lengths(size: u64) -> (usize, usize) {
    let block = BLOCK_BYTES as u64;
    let head = size.min(block);
    let tail = (size - head).min(block);
    (head as usize, tail as usize) // both at most 4096
}

impl Sample {
    /// Reads the two ends of the regular file at `path`, following links; at most 8192 bytes of it, whatever its size.
    ///
    /// # Errors
    /// Those of opening, seeking and reading; `InvalidInput` where `path` is a directory, a pipe or a device;
    /// `UnexpectedEof` where the file shrinks while it is read.
    pub fn read(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        // Asked before opening: to open a pipe would wait for its writer.
        if !std::fs::metadata(path)?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{} is not a regular file", path.display())));
        }
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        let (head_bytes, tail_bytes) = lengths(size);
        let mut head = vec![0; head_bytes];
        file.read_exact(&mut head)?;
        let mut tail = vec![0; tail_bytes];
        file.seek(SeekFrom::Start(size - tail_bytes as u64))?;
        file.read_exact(&mut tail)?;
        Ok(Self { size, head, tail })
    }

    /// The sample of a file that is in memory.
    pub fn of_bytes(content: &[u8]) -> Self {
        let size = content.len() as u64;
        let (head, tail) = lengths(size);
        Self { size, head: content[..head].to_vec(), tail: content[content.len() - tail..].to_vec() }
    }

    /// Whether the lengths are those of a file of this size.
    ///
    /// # Errors
    /// [`ModelError::SampleLengths`] with the lengths found and expected.
    pub fn check(&self) -> Result<(), ModelError> {
        let (head_expected, tail_expected) = lengths(self.size);
        let (head, tail) = (self.head.len(), self.tail.len());
        if (head, tail) == (head_expected, tail_expected) {
            return Ok(());
        }
        Err(ModelError::SampleLengths { size: self.size, head, tail, head_expected, tail_expected })
    }

    /// The last block of the file, whole: the reference reads it even where it overlaps the first.
    pub(super) fn last_block(&self) -> Vec<u8> {
        let shared = BLOCK_BYTES.saturating_sub(self.tail.len()).min(self.head.len());
        [&self.head[self.head.len() - shared..], &self.tail].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_file_and_its_bytes_give_one_sample_at_every_boundary() -> io::Result<()> {
        for size in [0, 1, 7, 4095, 4096, 4097, 8191, 8192, 8193, 20_000] {
            let content: Vec<u8> = (0..size).map(|i: usize| (i % 251) as u8).collect();
            let mut file = tempfile::NamedTempFile::new()?;
            file.write_all(&content)?;
            let sample = Sample::read(file.path())?;
            assert_eq!(sample, Sample::of_bytes(&content), "{size} bytes");
            assert_eq!(sample.check(), Ok(()), "{size} bytes");
            assert_eq!(sample.last_block(), content[size.saturating_sub(BLOCK_BYTES)..], "{size} bytes");
        }
        Ok(())
    }

    #[test]
    fn a_terabyte_is_read_by_its_ends() -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new()?;
        file.write_all(b"start")?;
        let size = 1 << 40;
        if let Err(error) = file.as_file().set_len(size) {
            eprintln!("skipped: this file system keeps no sparse file of a terabyte: {error}");
            return Ok(());
        }
        let sample = Sample::read(file.path())?;
        assert_eq!((sample.size, &sample.head[..5], sample.tail), (size, &b"start"[..], vec![0; BLOCK_BYTES]));
        Ok(())
    }

    #[test]
    fn what_is_no_regular_file_is_refused() {
        let error = Sample::read(env!("CARGO_MANIFEST_DIR")).map_err(|error| error.kind());
        assert_eq!(error, Err(io::ErrorKind::InvalidInput));
        let error = Sample::read("no such file").map_err(|error| error.kind());
        assert_eq!(error, Err(io::ErrorKind::NotFound));
    }

    #[test]
    fn a_sample_that_lies_about_its_file_is_named() {
        let lie = Sample { size: u64::MAX, head: vec![0; 3], tail: vec![] };
        let text = lie.check().map_err(|error| error.to_string());
        assert_eq!(
            text,
            Err("a sample of a 18446744073709551615 byte file must carry 4096 first and 4096 last bytes, \
                 it carries 3 and 0; make it with Sample::read or Sample::of_bytes"
                .into())
        );
    }
}
