//! Heartbeats without events: what becomes of beat k of a node is a pure function of (seed, node, k).
//!
//! A *life* beats once a period from its first welcome until its machine goes down. Its beats fall into *stretches* without a
//! silence that a validator would notice. The first beat of a stretch is sent and delivered as an event, so that whatever a
//! validator does when it hears a node (again) happens as ever; for the rest the validator is told until when it will hear the
//! node, and, before it reports an epoch, in which slots it did.
//!
//! This is exact as long as beats arrive in the order in which they were sent: [`BeatRule::is_exact`].

mod track;

pub use track::Track;

use crate::network::Network;
use borsh::{BorshDeserialize, BorshSerialize};
use engine::wire::{Message, Signature, WIRE_VERSION};
use engine::{Envelope, NodeId, Protocol, Span, Time, Topic};
use world::Costs;

/// The beats of one life of one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Life {
    /// When the first beat is sent (ns); `u64::MAX` for a node that has never beaten.
    pub first_ns: u64,
    /// No beat is sent at or after this time (ns).
    pub end_ns: u64,
    /// Which life.
    pub incarnation: u32,
    /// Number of the first beat not handed over yet.
    pub handed: u32,
}

impl Life {
    /// Of a node that has never beaten.
    pub const NONE: Self = Self { first_ns: u64::MAX, end_ns: 0, incarnation: 0, handed: 0 };

    /// Beats sent up to and at `now_ns`.
    pub fn sent(&self, now_ns: u64, period: Span) -> u64 {
        let last_ns = now_ns.min(self.end_ns.saturating_sub(1));
        if self.first_ns > last_ns { 0 } else { (last_ns - self.first_ns) / period.0 + 1 }
    }
}

/// What the beats of all nodes have in common.
#[derive(Clone, Copy, Debug)]
pub struct BeatRule {
    /// Between two beats.
    pub period: Span,
    /// Silence that a validator notices.
    pub silence: Span,
    /// Signing, encoding, verifying.
    pub handling: Span,
    /// Size of a beat on the wire.
    pub bytes: u64,
    /// The run's end: what arrives later is not heard.
    pub end: Time,
}

impl BeatRule {
    /// The rule of a network with these parameters, in a run that ends at `end`; beats are so much longer than they are encoded.
    pub fn new(period: Span, silence: Span, costs: Costs, end: Time, padding_bytes: u64) -> Self {
        let bytes = beat_bytes() + padding_bytes;
        Self { period, silence, handling: costs.handling(bytes), bytes, end }
    }

    /// Whether beats arrive in order, one before the next is sent.
    pub fn is_exact(&self, network: &Network) -> bool {
        (self.handling + network.delay_max(self.bytes)).0 < self.period.0
    }
}

/// Handed over in stretches: the slot after the last one in which a machine that came up at `up_since_ns` has beaten, once when
/// it came up and once after each period since; `whole` stops at the slots that are over.
pub fn slots_beaten(protocol: &Protocol, up_since_ns: u64, now: Time, whole: bool) -> u64 {
    let period = protocol.heartbeat_period.0;
    let last_beat = Time(up_since_ns + (now.0 - up_since_ns) / period * period);
    if whole { protocol.slot(now) } else { protocol.slot(last_beat) + 1 }
}

/// Size of a beat on the wire: the same for all.
fn beat_bytes() -> u64 {
    let envelope = Envelope {
        version: WIRE_VERSION,
        sender: NodeId(0),
        to: Topic::Node(NodeId(0)),
        sequence: 0,
        expires: Time::ZERO,
        message: Message::Heartbeat { incarnation: 0 },
        signature: Signature([0; 64]),
    };
    envelope.encoded_len() as u64
}
