//! One checkpoint as a file.
//!
//! ```text
//!   8 B      "XPANDCHK"
//!   4 B      version of this layout
//!   string   version of the program
//!   head     borsh
//!   body     whatever the simulator writes
//!   4 B      CRC-32 of all before
//! ```
//!
//! Magic, versions and CRC are so in every layout: damage is told from age.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Take, Write};
use std::path::{Path, PathBuf};

use borsh::{BorshDeserialize, BorshSerialize};
use engine::wire::Digest;
use engine::{Span, Time};

use super::super::writer::Marks;
use crate::table::{TableError, write_file_with};

const MAGIC: [u8; 8] = *b"XPANDCHK";
const LAYOUT: u32 = 1;
const CRC_BYTES: u64 = 4;
const BUFFER_BYTES: usize = 1 << 16;

/// What is known of a checkpoint without loading it.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct CheckpointHead {
    /// Version of the program.
    pub version: String,
    /// SHA-256 of the run's `scenario.toml`.
    pub scenario: Digest,
    /// Digest of what else the run depends on: what its scenario names and other files hold.
    pub inputs: u64,
    /// Simulated time between two checkpoints.
    pub every: Span,
    /// All events before this time were handled, and no other.
    pub at: Time,
    /// How many that were.
    pub events: u64,
    /// Time that the run took so far (s).
    pub wall_s: f64,
    /// How far the tables were written.
    pub marks: Marks,
}

impl CheckpointHead {
    /// Version of this program, as in the head of its checkpoints.
    pub const VERSION: &'static str = env!("CARGO_PKG_VERSION");
}

/// A checkpoint that is whole.
#[derive(Debug)]
pub struct Checkpoint {
    /// Its file.
    pub path: PathBuf,
    /// Its head.
    pub head: CheckpointHead,
    /// What the simulator wrote, to its end.
    pub body: Take<BufReader<File>>,
}

/// Why a file gives no checkpoint.
pub(super) enum Unreadable {
    Damaged(String),
    Version { found: String, ours: String },
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// Writes the checkpoint `name`.
pub(super) fn write(
    folder: &Path,
    name: &str,
    head: &CheckpointHead,
    body: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), TableError> {
    write_file_with(folder, name, |file| {
        let summed = Summed { to: file, crc: crc32fast::Hasher::new() };
        let mut out = BufWriter::with_capacity(BUFFER_BYTES, summed);
        out.write_all(&MAGIC)?;
        LAYOUT.serialize(&mut out)?;
        head.serialize(&mut out)?;
        body(&mut out)?;
        let Summed { to, crc } = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        to.write_all(&crc.finalize().to_le_bytes())
    })
}

/// Opens a checkpoint if all of it is as it was written, and by this version.
pub(super) fn open(path: &Path) -> Result<Checkpoint, Unreadable> {
    let mut file = File::open(path)?;
    let whole = file.metadata()?.len();
    let Some(covered) = whole.checked_sub(CRC_BYTES) else {
        return Err(Unreadable::Damaged(format!("cut off after {whole} bytes")));
    };
    if !is_whole(&mut file, covered)? {
        return Err(Unreadable::Damaged("damaged or cut off (its checksum does not fit)".to_owned()));
    }
    file.rewind()?;
    let mut body = BufReader::with_capacity(BUFFER_BYTES, file).take(covered);
    if <[u8; 8]>::deserialize_reader(&mut body)? != MAGIC {
        return Err(Unreadable::Damaged("no checkpoint of a run".to_owned()));
    }
    let layout = u32::deserialize_reader(&mut body)?;
    let version = String::deserialize_reader(&mut body)?;
    if layout != LAYOUT || version != CheckpointHead::VERSION {
        let named = |version: &str, layout: u32| match layout {
            LAYOUT => version.to_owned(),
            other => format!("{version} (checkpoint layout {other})"),
        };
        return Err(Unreadable::Version { found: named(&version, layout), ours: CheckpointHead::VERSION.to_owned() });
    }
    let (scenario, inputs, every, at, events, wall_s, marks) = BorshDeserialize::deserialize_reader(&mut body)?;
    let head = CheckpointHead { version, scenario, inputs, every, at, events, wall_s, marks };
    Ok(Checkpoint { path: path.to_owned(), head, body })
}

/// Whether the last bytes are the sum of the first `covered`.
fn is_whole(file: &mut File, covered: u64) -> io::Result<bool> {
    let mut crc = crc32fast::Hasher::new();
    let (mut left, mut buffer) = (covered, vec![0; BUFFER_BYTES]);
    while left > 0 {
        let room = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let read = file.read(&mut buffer[..room])?;
        if read == 0 {
            return Ok(false);
        }
        crc.update(&buffer[..read]);
        left -= read as u64;
    }
    let mut stored = [0; CRC_BYTES as usize];
    file.read_exact(&mut stored)?;
    Ok(crc.finalize() == u32::from_le_bytes(stored))
}

/// Sums what passes.
struct Summed<'a, W> {
    to: &'a mut W,
    crc: crc32fast::Hasher,
}

impl<W: Write> Write for Summed<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.crc.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
