//! The machines that nodes run on, in columns: one host is one place in each.
//!
//! ```text
//!   hot.rs     what every event touches: one cache line a host
//!   books.rs   time up and busy
//!   disk.rs    what nodes persisted; outlives the node
//!   nodes      the node itself, while its machine is up
//!   saved.rs   all of it, for checkpoints
//! ```

mod books;
mod disk;
mod hot;
mod saved;

pub use books::Books;
pub use disk::Disks;
pub use hot::{Hot, Station, UNKNOWN};

use crate::port::Port;
use engine::{JobId, Node, NodeId, TaskId};
use std::collections::BTreeMap;
use world::SpellsState;

/// The least and the greatest attempt there can be.
const ANY_TASK: (TaskId, TaskId) = {
    let (first, last) = (JobId { requester: NodeId(0), number: 0 }, JobId { requester: NodeId(u32::MAX), number: u32::MAX });
    (TaskId { job: first, task: 0, attempt: 0 }, TaskId { job: last, task: u16::MAX, attempt: u16::MAX })
};

/// All hosts.
#[derive(Default)]
pub struct Hosts {
    pub hot: Vec<Hot>,
    pub nodes: Vec<Option<Node>>,
    pub books: Vec<Books>,
    /// How far each machine's spells are: [`SpellsState::place`].
    pub spells: Vec<u32>,
    /// Work under way, by host: number of the event that will end it; any other is stale.
    pub running: BTreeMap<(u32, TaskId), u32>,
    pub disks: Disks,
}

impl Hosts {
    /// Room for so many.
    pub fn with_capacity(hosts: usize) -> Self {
        Self {
            hot: Vec::with_capacity(hosts),
            nodes: Vec::with_capacity(hosts),
            books: Vec::with_capacity(hosts),
            spells: Vec::with_capacity(hosts),
            ..Self::default()
        }
    }

    pub fn len(&self) -> u32 {
        u32::try_from(self.hot.len()).unwrap_or(u32::MAX)
    }

    /// One more host, down, and not run before.
    pub fn push(&mut self, spells: &SpellsState, station: Station, site: u16) {
        self.hot.push(Hot::new(station, Port::new(site)));
        self.nodes.push(None);
        self.books.push(Books::default());
        self.spells.push(u32::try_from(spells.place()).unwrap_or(u32::MAX));
        self.disks.push();
    }

    /// The machine stops: the node and all work under way are gone. How many tasks that was; `None` if it was down.
    pub fn go_down(&mut self, id: u32, now_ns: u64) -> Option<u32> {
        let node = self.nodes[id as usize].take();
        let books = &mut self.books[id as usize];
        let tasks = books.tasks;
        if books.up_since_ns().is_some() {
            books.go_down(now_ns);
        }
        while let Some((&key, _)) = self.running.range((id, ANY_TASK.0)..=(id, ANY_TASK.1)).next() {
            self.running.remove(&key);
        }
        let hot = &mut self.hot[id as usize];
        hot.armed_ns = Hot::NEVER;
        hot.life = hot.life.wrapping_add(1);
        node.map(|_| tasks)
    }

    /// Work begins; the event that ends it has this number. True if the host was idle.
    pub fn begin_work(&mut self, id: u32, now_ns: u64, work: TaskId, sequence: u32) -> bool {
        let books = &mut self.books[id as usize];
        let is_new = self.running.insert((id, work), sequence).is_none();
        if is_new { books.begin_task(now_ns) } else { books.tasks == 0 }
    }

    /// Work ends or is stopped: whether the host is idle now; `None` if the work was not under way.
    pub fn end_work(&mut self, id: u32, now_ns: u64, work: TaskId) -> Option<bool> {
        self.running.remove(&(id, work))?;
        Some(self.books[id as usize].end_task(now_ns))
    }
}
