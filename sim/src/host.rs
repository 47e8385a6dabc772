//! A host: the machine a node runs on. Its disk outlives the node; what runs on it does not.

use crate::digest::Chain;
use engine::node::{Record, RecordKey};
use engine::{Local, Node, TaskId, Time};
use std::collections::BTreeMap;
use world::SpellsState;

/// What a node persisted, one record under each key.
#[derive(Debug, Default)]
pub struct Disk(BTreeMap<RecordKey, Record>);

impl Disk {
    /// Keeps `record` in place of the one before it; what ends a task takes the task's records with it.
    pub fn keep(&mut self, record: Record) {
        if let Some(keys) = record.ends() {
            keys.iter().for_each(|key| drop(self.0.remove(key)));
        } else {
            self.0.insert(record.key(), record);
        }
    }

    /// All records, in order of keys.
    pub fn records(&self) -> impl Iterator<Item = Record> {
        self.0.values().cloned()
    }
}

/// Work under way on the device.
#[derive(Clone, Copy, Debug)]
pub struct Running {
    /// When it began, or when its time was last counted.
    pub counted_to: Time,
    /// Number of the event that will end it; any other is stale.
    pub sequence: u64,
}

/// One machine.
pub struct Host {
    pub local: Local,
    /// The node, while the machine is up.
    pub node: Option<Node>,
    pub disk: Disk,
    pub spells: SpellsState,
    /// Counts the times it went down: what was under way before is stale.
    pub life: u32,
    /// When the pending `Wake` comes.
    pub armed: Option<Time>,
    pub running: BTreeMap<TaskId, Running>,
    sequences: [u64; 4],
    pub chain: Chain,
    /// Whether it was ever up.
    pub was_up: bool,
    /// Whether genesis found it up, until it has started.
    pub up_at_genesis: bool,
    /// First slot of the stretch of beats not handed over yet.
    pub beats_from: u64,
    /// When it came up, while it is up.
    pub up_at: Option<Time>,
    counted_to: Time,
    up_ns: u64,
    busy_ns: u64,
}

impl Host {
    pub fn new(local: Local, spells: SpellsState, up_at_genesis: bool) -> Self {
        Self {
            local,
            node: None,
            disk: Disk::default(),
            spells,
            life: 0,
            armed: None,
            running: BTreeMap::new(),
            sequences: [0; 4],
            chain: Chain::default(),
            was_up: false,
            up_at_genesis,
            beats_from: 0,
            up_at: None,
            counted_to: Time::ZERO,
            up_ns: 0,
            busy_ns: 0,
        }
    }

    /// The running number of the next event of this kind.
    pub fn next_sequence(&mut self, purpose: usize) -> u64 {
        let sequence = self.sequences[purpose];
        self.sequences[purpose] += 1;
        sequence
    }

    pub fn go_up(&mut self, now: Time) {
        (self.up_at, self.counted_to) = (Some(now), now);
        self.was_up = true;
    }

    /// The machine stops: the node and all work under way are gone. False if it was down.
    pub fn go_down(&mut self, now: Time) -> bool {
        let was_up = self.node.take().is_some();
        self.count(now);
        self.up_at = None;
        self.running.clear();
        self.armed = None;
        self.life += 1;
        was_up
    }

    /// Work ends or is stopped; false if it is not under way.
    pub fn end_work(&mut self, now: Time, work: TaskId) -> bool {
        self.count(now);
        self.running.remove(&work).is_some()
    }

    /// Books time up and busy until `now`.
    fn count(&mut self, now: Time) {
        if self.up_at.is_some() {
            self.up_ns += now.since(self.counted_to).0;
            self.counted_to = now;
        }
        for work in self.running.values_mut() {
            self.busy_ns += now.since(work.counted_to).0;
            work.counted_to = now;
        }
    }

    /// Nanoseconds up and busy since the last call.
    pub fn take_counts(&mut self, now: Time) -> (u64, u64) {
        self.count(now);
        (std::mem::take(&mut self.up_ns), std::mem::take(&mut self.busy_ns))
    }
}
