//! What a store keeps of a node's records: the chain's steps in order, of the others the last one under each key.

use engine::Record;
use engine::node::RecordKey;
use std::collections::BTreeMap;

/// Records in memory, as the store on disk has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    chain: Vec<Record>,
    latest: BTreeMap<RecordKey, Record>,
}

impl Kept {
    /// Keeps `record` in place of the one before it.
    pub fn keep(&mut self, record: Record) {
        if let Some(keys) = record.ends() {
            keys.iter().for_each(|key| drop(self.latest.remove(key)));
        } else if record.key() == RecordKey::Chain {
            self.chain.push(record);
        } else {
            self.latest.insert(record.key(), record);
        }
    }

    /// All records, ready for [`engine::Node::recover`].
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.chain.iter().chain(self.latest.values())
    }
}
