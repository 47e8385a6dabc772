//! What a node persists, in one redb file. A commit is on the disk before it returns.

mod kept;
#[cfg(test)]
mod tests;

pub use kept::Kept;

use crate::log::LOGS;

use borsh::BorshDeserialize;
use engine::node::RecordKey;
use engine::wire::PublicKey;
use engine::{NodeId, Record, Time};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use std::path::{Path, PathBuf};

/// Name of the store in a node's folder.
pub const STORE: &str = "store.redb";

/// Layout of the tables below and encoding of the records; another one is refused.
const FORMAT: u64 = 1;

/// Records that replace each other, by key.
const RECORDS: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("records");
/// Steps of the chain, by place.
const CHAIN: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("chain");
/// `format`, `owner` and `time`.
const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");

/// Whose store it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Owner {
    /// Network id.
    pub network: u64,
    /// Node id.
    pub node: NodeId,
    /// Its public key.
    pub key: PublicKey,
}

/// Why a store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// redb refused.
    #[error("{path}: cannot {what}: {cause}{}", advice(.cause))]
    Database {
        /// Which file.
        path: PathBuf,
        /// What was tried.
        what: &'static str,
        /// Why not.
        cause: Box<redb::Error>,
    },
    /// It belongs to somebody else.
    #[error("{path}: belongs to node {} of network {:016x} with another key or network than this node {}'s; give it its own folder", .found.node, .found.network, .asked.node)]
    Owner {
        /// Which file.
        path: PathBuf,
        /// Whose it is.
        found: Box<Owner>,
        /// Who asked.
        asked: Box<Owner>,
    },
    /// Written by a version with another layout.
    #[error("{path}: has format {found}, this version reads {FORMAT}")]
    Format {
        /// Which file.
        path: PathBuf,
        /// Its format.
        found: u64,
    },
    /// It is gone, and the node is not new.
    #[error("{path}: is gone, but the node has lived: {} holds its logs. Restore it from a backup; a node that forgets what it said is taken for a liar", .path.with_file_name(LOGS).display())]
    Gone {
        /// Which file.
        path: PathBuf,
    },
    /// A record cannot be read.
    #[error("{path}: {what} cannot be read: the file is damaged; restore it from a backup")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is damaged.
        what: &'static str,
    },
}

fn advice(cause: &redb::Error) -> &'static str {
    if matches!(cause, redb::Error::DatabaseAlreadyOpen) { "; is another node running in this folder?" } else { "" }
}

/// A node's open store.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    database: Database,
    next_step: u64,
}

/// What a store held when it was opened.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Records, ready for [`engine::Node::recover`].
    pub records: Vec<Record>,
    /// The last time that was persisted.
    pub time: Time,
}

impl Store {
    /// Opens the store in `folder`, or makes one for `owner`.
    ///
    /// # Errors
    /// If it is in use, not `owner`'s, of another format, or damaged.
    pub fn open(folder: &Path, owner: &Owner) -> Result<(Self, Found), StoreError> {
        let path = folder.join(STORE);
        let has_lived = std::fs::read_dir(folder.join(LOGS)).is_ok_and(|mut lives| lives.next().is_some());
        if !path.exists() && has_lived {
            return Err(StoreError::Gone { path });
        }
        guarded(&path, || {
            let database = Database::create(&path).map_err(|cause| wrap(&path, "open the store", cause))?;
            let mut store = Self { path: path.clone(), database, next_step: 0 };
            store.claim(owner)?;
            let found = store.read()?;
            Ok((store, found))
        })
    }

    /// What the store in `folder` keeps, whoever it belongs to; `None` if there is none.
    ///
    /// # Errors
    /// If it is in use or damaged.
    pub fn peek(folder: &Path) -> Result<Option<Kept>, StoreError> {
        let path = folder.join(STORE);
        if !path.exists() {
            return Ok(None);
        }
        guarded(&path, || {
            let database = Database::open(&path).map_err(|cause| wrap(&path, "open the store", cause))?;
            let mut store = Self { path: path.clone(), database, next_step: 0 };
            let mut kept = Kept::default();
            store.read()?.records.into_iter().for_each(|record| kept.keep(record));
            Ok(Some(kept))
        })
    }

    /// Writes `records` and the time, and returns once they are on the disk.
    ///
    /// # Errors
    /// If the disk refuses; then nothing of this call is kept.
    pub fn commit(&mut self, now: Time, records: &[Record]) -> Result<(), StoreError> {
        let mut step = self.next_step;
        let mut write = || -> Result<(), redb::Error> {
            let transaction = self.database.begin_write()?;
            {
                let mut table = transaction.open_table(RECORDS)?;
                let mut chain = transaction.open_table(CHAIN)?;
                for record in records {
                    if let Some(keys) = record.ends() {
                        for key in keys {
                            table.remove(&*bytes(&key))?;
                        }
                    } else if record.key() == RecordKey::Chain {
                        chain.insert(step, &*bytes(record))?;
                        step += 1;
                    } else {
                        table.insert(&*bytes(&record.key()), &*bytes(record))?;
                    }
                }
                transaction.open_table(META)?.insert("time", &*bytes(&now))?;
            }
            Ok(transaction.commit()?)
        };
        write().map_err(|cause| wrap(&self.path, "write to the store", cause))?;
        self.next_step = step;
        Ok(())
    }

    fn claim(&self, owner: &Owner) -> Result<(), StoreError> {
        // Format and owner, unless both were missing and are written now.
        let claim = || -> Result<[Option<Vec<u8>>; 2], redb::Error> {
            let transaction = self.database.begin_write()?;
            let found = {
                let mut meta = transaction.open_table(META)?;
                let format = meta.get("format")?.map(|value| value.value().to_vec());
                let found = meta.get("owner")?.map(|value| value.value().to_vec());
                if format.is_none() && found.is_none() {
                    meta.insert("format", &*bytes(&FORMAT))?;
                    meta.insert("owner", &*bytes(owner))?;
                    meta.insert("time", &*bytes(&Time::ZERO))?;
                    transaction.open_table(RECORDS)?;
                    transaction.open_table(CHAIN)?;
                }
                [format, found]
            };
            transaction.commit()?;
            Ok(found)
        };
        let [format, found] = claim().map_err(|cause| wrap(&self.path, "claim the store", cause))?;
        let (Some(format), Some(found)) = (format, found) else { return Ok(()) };
        let format: u64 = self.decode(&format, "its format")?;
        if format != FORMAT {
            return Err(StoreError::Format { path: self.path.clone(), found: format });
        }
        let found: Owner = self.decode(&found, "its owner")?;
        if found != *owner {
            return Err(StoreError::Owner { path: self.path.clone(), found: Box::new(found), asked: Box::new(*owner) });
        }
        Ok(())
    }

    fn read(&mut self) -> Result<Found, StoreError> {
        type Raw = (Vec<(u64, Vec<u8>)>, Vec<Vec<u8>>, Option<Vec<u8>>);
        let read = || -> Result<Raw, redb::Error> {
            let transaction = self.database.begin_read()?;
            let (mut chain, mut records) = (Vec::new(), Vec::new());
            for row in transaction.open_table(CHAIN)?.iter()? {
                let (step, value) = row?;
                chain.push((step.value(), value.value().to_vec()));
            }
            for row in transaction.open_table(RECORDS)?.iter()? {
                records.push(row?.1.value().to_vec());
            }
            let time = transaction.open_table(META)?.get("time")?.map(|value| value.value().to_vec());
            Ok((chain, records, time))
        };
        let (chain, records, time) = read().map_err(|cause| wrap(&self.path, "read the store", cause))?;
        self.next_step = chain.last().map_or(0, |(step, _)| step + 1);
        let mut kept = Kept::default();
        for bytes in chain.iter().map(|(_, bytes)| bytes).chain(&records) {
            kept.keep(self.decode(bytes, "a record")?);
        }
        let time = time.map_or(Ok(Time::ZERO), |time| self.decode(&time, "its time"))?;
        Ok(Found { records: kept.records().cloned().collect(), time })
    }

    fn decode<T: BorshDeserialize>(&self, bytes: &[u8], what: &'static str) -> Result<T, StoreError> {
        borsh::from_slice(bytes).map_err(|_| StoreError::Damaged { path: self.path.clone(), what })
    }
}

/// redb panics on some damaged files; here that is an error like any other.
fn guarded<T>(path: &Path, use_store: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let damaged = |_| Err(StoreError::Damaged { path: path.to_owned(), what: "its pages" });
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(use_store)).unwrap_or_else(damaged)
}

fn wrap(path: &Path, what: &'static str, cause: impl Into<redb::Error>) -> StoreError {
    StoreError::Database { path: path.to_owned(), what, cause: Box::new(cause.into()) }
}

fn bytes<T: borsh::BorshSerialize>(value: &T) -> Vec<u8> {
    borsh::to_vec(value).expect("a Vec takes any length")
}
