//! What nodes persisted, one record under each key.

use borsh::{BorshDeserialize, BorshSerialize};
use engine::node::{Record, RecordKey};
use std::collections::BTreeMap;

/// The disks of all hosts.
#[derive(Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Disks {
    /// The record that every node has, apart: its last life's number and one; 0 without.
    lives: Vec<u64>,
    rest: BTreeMap<(u32, RecordKey), Record>,
    /// Steps of the chain, in order, of the hosts that keep it.
    chains: BTreeMap<u32, Vec<Record>>,
}

impl Disks {
    /// The disk of one more host.
    pub fn push(&mut self) {
        self.lives.push(0);
    }

    /// Number of hosts.
    pub fn len(&self) -> usize {
        self.lives.len()
    }

    /// Keeps `record` in place of the one before it; what ends a task takes the task's records with it.
    pub fn keep(&mut self, id: u32, record: Record) {
        if let Record::Life { incarnation } = record {
            self.lives[id as usize] = incarnation.saturating_add(1);
        } else if let Some(keys) = record.ends() {
            keys.iter().for_each(|key| drop(self.rest.remove(&(id, *key))));
        } else {
            match record.key() {
                RecordKey::Chain => self.chains.entry(id).or_default().push(record),
                key => drop(self.rest.insert((id, key), record)),
            }
        }
    }

    /// All records of a host: in order of keys, the chain's in that of writing.
    pub fn records(&self, id: u32) -> impl Iterator<Item = Record> {
        let life = self.lives[id as usize].checked_sub(1).map(|incarnation| Record::Life { incarnation });
        let all = (id, RecordKey::Life)..(id.saturating_add(1), RecordKey::Life);
        let chain = self.chains.get(&id).into_iter().flatten();
        life.into_iter().chain(self.rest.range(all).map(|(_, record)| record).chain(chain).cloned())
    }
}
