//! Replay: a log's inputs, fed to the same `step`, must give the same outputs.

use crate::identity::{self, KEY, KeyError};
use crate::log::{self, EXTENSION, Entry, Header, LOGS, LogError};
use crate::store::Kept;
use engine::wire::{Ed25519, SecretKey};
use engine::{Local, Node, NodeId, Outbox, Output, RecoverError, Shared, Time};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What replaying one log came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// Which log.
    pub path: PathBuf,
    /// Whose life it was.
    pub node: NodeId,
    /// Which life of the node, from 0.
    pub life: u64,
    /// Steps, up to and with one that differs.
    pub steps: u64,
    /// Outputs reproduced.
    pub outputs: u64,
    /// Their encoding (bytes).
    pub bytes: u64,
    /// Time of the last step.
    pub end: Time,
    /// The first step whose outputs differ.
    pub difference: Option<Box<Difference>>,
    /// Bytes at the end that are not a whole entry: the machine lost power.
    pub torn_bytes: Option<u64>,
    /// What the life left in the store, after its last step and after the one before it.
    pub left: [Kept; 2],
    /// What it began from.
    pub began: Kept,
}

/// A step that did not come out as logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Number of the step, from 0.
    pub step: u64,
    /// The entry.
    pub entry: Entry,
    /// What this version asks for.
    pub outputs: Vec<Output>,
}

/// Why a log cannot be replayed at all.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// It cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// Its key cannot be read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The key is another node's.
    #[error("{key}: is not the key of the node that wrote {log}; name the right one with --key")]
    OtherKey {
        /// The key.
        key: PathBuf,
        /// The log.
        log: PathBuf,
    },
    /// The network's parameters contradict each other.
    #[error("{path}: {cause}")]
    Protocol {
        /// The log.
        path: PathBuf,
        /// Which.
        cause: engine::config::ConfigError,
    },
    /// The records it began from do not fit.
    #[error("{path}: {cause}")]
    Recover {
        /// The log.
        path: PathBuf,
        /// Why.
        cause: RecoverError,
    },
    /// Nothing to replay.
    #[error("{path}: holds no *.{EXTENSION}; name a log, a node's folder, or a folder of nodes")]
    Nothing {
        /// Which folder.
        path: PathBuf,
    },
    /// The folder cannot be read.
    #[error("{path}: cannot read the folder: {cause}")]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why not.
        cause: std::io::Error,
    },
}

/// All logs at or below `path`, in order of nodes and lives.
///
/// # Errors
/// If there are none or a folder cannot be read.
pub fn find(path: &Path) -> Result<Vec<PathBuf>, ReplayError> {
    let mut found = Vec::new();
    let mut open = vec![path.to_owned()];
    while let Some(next) = open.pop() {
        // Links below the path that was named are not followed: they may lead back up.
        let is_folder = if next == path { next.is_dir() } else { next.symlink_metadata().is_ok_and(|data| data.is_dir()) };
        if is_folder {
            let folder = |cause| ReplayError::Folder { path: next.clone(), cause };
            for entry in fs::read_dir(&next).map_err(folder)? {
                open.push(entry.map_err(folder)?.path());
            }
        } else if next == path || next.extension().is_some_and(|extension| extension == EXTENSION) {
            found.push(next);
        }
    }
    found.sort();
    if found.is_empty() { Err(ReplayError::Nothing { path: path.to_owned() }) } else { Ok(found) }
}

/// The key file that belongs to a log in a node's folder.
#[must_use]
pub fn key_beside(log: &Path) -> PathBuf {
    folder_of(log).join(KEY)
}

/// Replays the log at `path` with the key in the file `key`, until its end or the first difference.
///
/// # Errors
/// See [`ReplayError`]; a difference is none.
pub fn replay(path: &Path, key: &Path) -> Result<Replayed, ReplayError> {
    let (header, mut entries) = log::open(path)?;
    let secret = identity::load(key)?;
    if identity::public(&secret) != header.key {
        return Err(ReplayError::OtherKey { key: key.to_owned(), log: path.to_owned() });
    }
    let mut node = begin(path, &header, secret)?;
    let mut began = Kept::default();
    header.records.iter().cloned().for_each(|record| began.keep(record));
    let mut replayed = Replayed {
        path: path.to_owned(),
        node: header.node,
        life: node.incarnation(),
        steps: 0,
        outputs: 0,
        bytes: 0,
        end: Time::ZERO,
        difference: None,
        torn_bytes: None,
        left: [began.clone(), began.clone()],
        began,
    };
    let mut outbox = Outbox::default();
    for entry in entries.by_ref() {
        let entry = entry?;
        node.step(entry.now, entry.input.clone(), &mut outbox);
        let outputs: Vec<Output> = outbox.drain().collect();
        let bytes = log::encoded(&outputs);
        replayed.end = entry.now;
        replayed.steps += 1;
        if engine::wire::Digest::of(&bytes) != entry.outputs {
            let difference = Difference { step: replayed.steps - 1, entry, outputs };
            return Ok(Replayed { difference: Some(Box::new(difference)), ..replayed });
        }
        replayed.outputs += outputs.len() as u64;
        replayed.bytes += bytes.len() as u64;
        let records =
            outputs.into_iter().filter_map(|output| if let Output::Persist(record) = output { Some(*record) } else { None });
        let mut records = records.peekable();
        if records.peek().is_some() {
            replayed.left[1] = replayed.left[0].clone();
            records.for_each(|record| replayed.left[0].keep(record));
        }
    }
    replayed.torn_bytes = entries.torn_bytes();
    Ok(replayed)
}

/// The folder of the node that wrote a log.
#[must_use]
pub fn folder_of(log: &Path) -> &Path {
    let folder = log.parent().unwrap_or(Path::new("."));
    if folder.ends_with(LOGS) { folder.parent().unwrap_or(folder) } else { folder }
}

impl Replayed {
    /// Whether the store holds what this life left; it must if no other life came after.
    #[must_use]
    pub fn is_kept_in(&self, store: &Kept) -> bool {
        self.left.contains(store)
    }

    /// Whether the node lived before this life.
    #[must_use]
    pub fn has_past(&self) -> bool {
        self.began != Kept::default()
    }

    /// Whether a life began from what this one left. The last step may be missing: a process can die between log and store.
    #[must_use]
    pub fn leads_to(&self, next: &Self) -> bool {
        self.left.contains(&next.began)
    }
}

fn begin(path: &Path, header: &Header, secret: SecretKey) -> Result<Node, ReplayError> {
    let shared = Shared::new(header.protocol.clone(), Box::new(Ed25519));
    let shared = Arc::new(shared.map_err(|cause| ReplayError::Protocol { path: path.to_owned(), cause })?);
    let local = Local { id: header.node, region: header.region, secret, roles: header.roles };
    let records = header.records.iter().cloned();
    Node::recover(shared, &local, records).map_err(|cause| ReplayError::Recover { path: path.to_owned(), cause })
}
