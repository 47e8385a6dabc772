//! Writing a log.

use super::read::FRAME_MAX;
use super::{EXTENSION, Entry, Header, LOGS, LogError, MAGIC};
use borsh::BorshSerialize;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Appends one life's entries.
#[derive(Debug)]
pub struct LogWriter {
    path: PathBuf,
    file: File,
    frame: Vec<u8>,
}

impl LogWriter {
    /// A new log in `folder`, behind those of earlier lives.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn create(folder: &Path, header: &Header) -> Result<Self, LogError> {
        let logs = folder.join(LOGS);
        let io = |what| {
            let path = logs.clone();
            move |cause| LogError::Io { path, what, cause }
        };
        fs::create_dir_all(&logs).map_err(io("make the folder"))?;
        let mut life = fs::read_dir(&logs).map_err(io("read the folder"))?.count();
        // Wide enough that names sort as numbers do.
        let name = |life: usize| logs.join(format!("life-{life:06}.{EXTENSION}"));
        while name(life).exists() {
            life += 1;
        }
        let path = name(life);
        let file = File::create_new(&path).map_err(|cause| LogError::Io { path: path.clone(), what: "make the log", cause })?;
        let mut log = Self { path, file, frame: Vec::new() };
        log.write(MAGIC)?;
        log.append(header)?;
        Ok(log)
    }

    /// Appends one step.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn step(&mut self, entry: &Entry) -> Result<(), LogError> {
        self.append(entry)
    }

    fn append(&mut self, value: &impl BorshSerialize) -> Result<(), LogError> {
        let mut frame = std::mem::take(&mut self.frame);
        frame.clear();
        frame.extend([0; 8]);
        value.serialize(&mut frame).expect("a Vec takes any length");
        let length = u32::try_from(frame.len() - 8).ok().filter(|length| *length <= FRAME_MAX);
        let length = length.ok_or_else(|| LogError::TooLong { path: self.path.clone(), bytes: frame.len() as u64 - 8 })?;
        let sum = crc32fast::hash(&frame[8..]);
        frame[..4].copy_from_slice(&length.to_le_bytes());
        frame[4..8].copy_from_slice(&sum.to_le_bytes());
        // One call: a process that dies leaves whole frames.
        let written = self.write(&frame);
        self.frame = frame;
        written
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), LogError> {
        self.file.write_all(bytes).map_err(|cause| LogError::Io { path: self.path.clone(), what: "write to the log", cause })
    }
}
