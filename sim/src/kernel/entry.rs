//! What the queue holds.

use engine::Time;
use std::cmp::Ordering;

/// Sender of what the world itself brings about; sorts after all nodes at the same time.
pub const WORLD: u32 = u32::MAX;

/// The order of events. Never a global insertion number: the order does not depend on the queue or on threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// When it happens.
    pub time: Time,
    /// Who brought it about.
    pub sender: u32,
    /// Kind of happening; sequences count per sender and purpose.
    pub purpose: u8,
    /// Running number of that sender for that purpose.
    pub sequence: u64,
}

/// An event: when and in which order, to whom, and what.
#[derive(Clone, Debug)]
pub struct Entry<T> {
    /// Its place in the order.
    pub key: Key,
    /// Whom it happens to.
    pub target: u32,
    /// What happens.
    pub what: T,
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<T> Eq for Entry<T> {}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}
