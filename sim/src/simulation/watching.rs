//! What a watcher is told of a run, for those who check it.

use super::Simulation;
use engine::{Event, Node, NodeId, Time};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// When.
    pub at: Time,
    /// To which node.
    pub node: u32,
    /// What.
    pub what: Happened,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// The node, a requester, was given its next job.
    Submitted,
    /// The node reported this.
    Reported(Event),
}

impl Simulation {
    /// From now on what happens is kept, until it is [taken](Self::take_seen).
    pub fn watch(&mut self) {
        self.seen.get_or_insert_default();
    }

    /// What happened since it was taken last, in order; nothing unless the run is [watched](Self::watch).
    pub fn take_seen(&mut self) -> Vec<Seen> {
        self.seen.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// A requester was given its next job.
    pub(super) fn see_submitted(&mut self, node: u32) {
        self.see_happen(node, Happened::Submitted);
    }

    /// A node reported something.
    #[cold]
    #[inline(never)]
    pub(super) fn see_report(&mut self, node: u32, event: &Event) {
        self.see_happen(node, Happened::Reported(event.clone()));
    }

    /// A validator gave up a worker that is up, and had registered since it came up: its silence was the network's.
    #[inline]
    pub(super) fn judge(&mut self, event: &Event) {
        if let Event::MemberLost(NodeId(worker)) = *event
            && self.node(worker).is_some()
            && self.hosts.hot[worker as usize].registered
        {
            self.observer.on_false_suspicion();
        }
    }

    fn see_happen(&mut self, node: u32, what: Happened) {
        if let Some(seen) = &mut self.seen {
            seen.push(Seen { at: self.now, node, what });
        }
    }

    /// A node, while its machine is up.
    #[must_use]
    pub fn node(&self, id: u32) -> Option<&Node> {
        self.hosts.nodes.get(id as usize)?.as_ref()
    }

    /// Simulated time.
    #[must_use]
    pub fn now(&self) -> Time {
        self.now
    }
}
