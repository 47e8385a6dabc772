//! Control traffic beyond the protocol's own messages, so that a network that says more can be compared.

use engine::Span;

/// What is sent beyond what the protocol needs. It delays nothing but the messages that it makes longer, and nobody hears it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overhead {
    /// Added to each heartbeat (bytes).
    pub beat_padding_bytes: u64,
    /// What each validator sends to its region, over and over.
    pub broadcasts: Vec<Broadcast>,
}

/// Something that each validator sends to its region once a period, down or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broadcast {
    /// In tables.
    pub name: String,
    /// The period; above 0.
    pub every: Span,
    /// Size of its own (bytes).
    pub bytes: u64,
    /// And for each worker of the region (bytes).
    pub bytes_per_worker: u64,
}

impl Broadcast {
    /// Messages and bytes sent in `span` by all of so many validators, each to its share of so many workers.
    #[must_use]
    pub fn sent(&self, span: Span, validators: u64, workers: u64) -> (u64, u64) {
        let rounds = span.0 / self.every.0.max(1);
        (rounds * validators, rounds * (validators * self.bytes + workers * self.bytes_per_worker))
    }
}
