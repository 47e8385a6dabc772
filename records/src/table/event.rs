//! Table `events`, if asked for: whatever nodes and their machines see in a window of simulated time, in the order in which it is
//! handled. The world's own book-keeping (samples, ends of epochs) changes no node and has no row.

use super::row::row;
use super::word::EventKind;

row! {
    /// One thing that one node sees.
    EventRow in "events" {
        /// Number of the event in the run, from 1. Several rows may belong to one event.
        event: u64,
        /// When it happens (ns since genesis).
        time_ns: u64,
        /// Whom it happens to.
        node: u32,
        /// Who brought it about; 4294967295 for the world itself.
        sender: u32,
        /// What kind of thing it is.
        kind: EventKind,
        /// The sender's running number for events of this kind.
        sequence: u32,
        /// All that the node is told, field by field, one a line; empty if the kind says it all.
        what: String,
        /// The node's part of the digest after it.
        chain: u64,
    }
}
