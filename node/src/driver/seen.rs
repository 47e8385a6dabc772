//! What a node's driver tells whoever watches it.

use crate::clock::Behind;
use engine::{Event, NodeId, Time};

/// Something a watcher sees.
#[derive(Clone, Debug)]
pub enum Seen {
    /// The node reported an event.
    Event {
        /// Who.
        node: NodeId,
        /// When, by its clock.
        at: Time,
        /// What.
        event: Box<Event>,
    },
    /// Something arrived that is no envelope.
    Malformed(NodeId),
    /// The link went up (`true`) or down.
    Link(NodeId, bool),
    /// The transport dropped so many envelopes: too many waited for the link. The protocol says them again.
    Dropped(NodeId, u64),
    /// The node sent an envelope of so many bytes.
    Sent(u64),
    /// Work began (+1) or ended (−1).
    Work {
        /// Who.
        node: NodeId,
        /// When.
        at: Time,
        /// How many tasks it has under way now.
        running: u32,
    },
    /// Time began later than the wall clock says: the clock was set back since the last life.
    Behind(NodeId, Behind),
}
