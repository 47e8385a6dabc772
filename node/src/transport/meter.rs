//! Counters of one connection.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What passed through a connection since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Envelopes taken for sending.
    pub sent: u64,
    /// Envelopes handed to the driver.
    pub received: u64,
    /// Arrivals on protocol topics that were no envelopes.
    pub malformed: u64,
    /// Envelopes not taken, or given up: no room while the link was slow or down, or too long.
    pub dropped: u64,
    /// Times the link came back after it was lost.
    pub reconnects: u64,
}

/// The same, shared between a connection and its tasks.
#[derive(Debug, Default)]
pub(super) struct Meter {
    pub sent: AtomicU64,
    pub received: AtomicU64,
    pub malformed: AtomicU64,
    pub dropped: AtomicU64,
    pub reconnects: AtomicU64,
}

impl Meter {
    /// Counts `n` more on `counter`.
    pub fn add(counter: &AtomicU64, n: usize) {
        counter.fetch_add(n as u64, Relaxed);
    }

    pub fn read(&self) -> Counters {
        Counters {
            sent: self.sent.load(Relaxed),
            received: self.received.load(Relaxed),
            malformed: self.malformed.load(Relaxed),
            dropped: self.dropped.load(Relaxed),
            reconnects: self.reconnects.load(Relaxed),
        }
    }
}
