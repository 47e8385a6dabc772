//! What carries envelopes. A transport only carries: who belongs to a region or role is the engine's knowledge.

use crate::id::{NodeId, RegionId};
use crate::time::Time;
use crate::wire::Envelope;
use borsh::{BorshDeserialize, BorshSerialize};

/// Where an envelope goes: everyone subscribed to the topic gets a copy, the sender too if it is subscribed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub enum Topic {
    /// One node's own inbox.
    Node(NodeId),
    /// All members of a region.
    Region(RegionId),
    /// The validators that serve a region.
    Validators(RegionId),
}

/// One node's connection to the network, simulated or real.
///
/// Delivery is at least once and unordered: a transport may lose, delay, repeat and reorder. It must not alter, and need
/// not be trusted not to: envelopes are signed.
pub trait Transport {
    /// Hands `envelope` over for delivery to every subscriber of `envelope.to`.
    fn send(&mut self, now: Time, envelope: Envelope);

    /// From now on, copies of envelopes to `topic` reach this node.
    fn subscribe(&mut self, topic: Topic);
}
