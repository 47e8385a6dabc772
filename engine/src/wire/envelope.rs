//! Signed envelopes: who, to whom, in which order, until when, what.

use crate::id::NodeId;
use crate::time::Time;
use crate::transport::Topic;
use crate::wire::{Message, PublicKey, Scheme, SecretKey, Signature, Unsigned};
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// Version of the wire format that nodes write.
pub const WIRE_VERSION: u8 = 5;

/// Versions that nodes read: the one they write. The one before it will be read too once a network outlives a
/// version; so far they all ended with their devnet.
pub const WIRE_VERSIONS: core::ops::RangeInclusive<u8> = WIRE_VERSION..=WIRE_VERSION;

/// A message with its sender's signature over all other fields and the network's id.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Envelope {
    /// Wire format of the message.
    pub version: u8,
    /// Who signed it.
    pub sender: NodeId,
    /// Where it goes; signed, so that nobody can redirect it.
    pub to: Topic,
    /// The sender's running number for this destination, heartbeats counted apart; each is accepted once.
    pub sequence: u64,
    /// Not valid after this time (ns since genesis).
    pub expires: Time,
    /// What is said.
    pub message: Message,
    /// Over network id and all of the above.
    pub signature: Signature,
}

/// Why an envelope was refused. A refused envelope changes nothing but a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize, thiserror::Error)]
pub enum Refusal {
    /// A wire version this node does not speak.
    #[error("unknown wire version")]
    Version,
    /// Addressed to a topic this node is not part of.
    #[error("addressed to somebody else")]
    Address,
    /// Past its expiry.
    #[error("expired")]
    Expired,
    /// No key is known for the sender, or it claims another's id.
    #[error("unknown sender or key")]
    UnknownSender,
    /// The signature does not fit.
    #[error("bad signature")]
    Signature,
    /// The sequence number was seen before or is too old.
    #[error("replayed")]
    Replay,
    /// The sender's role may not say this, or this node's role cannot hear it.
    #[error("not for this role")]
    Role,
}

impl Envelope {
    /// Room for an envelope, without content.
    pub(crate) fn room() -> Self {
        Self {
            version: WIRE_VERSION,
            sender: NodeId(0),
            to: Topic::Node(NodeId(0)),
            sequence: 0,
            expires: Time::ZERO,
            message: Message::Located,
            signature: Signature([0; 64]),
        }
    }

    /// Signs it, in network `network`; `scratch` is room to write in.
    pub fn sign(&mut self, network: u64, scheme: &dyn Scheme, secret: &SecretKey, scratch: &mut Vec<u8>) {
        let Self { version, sender, to, sequence, expires, ref message, ref mut signature } = *self;
        scheme.sign(secret, &Unsigned { network, version, sender, to, sequence, expires, message }, scratch, signature);
    }

    /// What its signature covers, in network `network`.
    #[must_use]
    pub fn unsigned(&self, network: u64) -> Unsigned<'_> {
        let Self { version, sender, to, sequence, expires, ref message, .. } = *self;
        Unsigned { network, version, sender, to, sequence, expires, message }
    }

    /// Whether the signature is `key`'s.
    pub(crate) fn is_signed_by(&self, network: u64, scheme: &dyn Scheme, key: &PublicKey, scratch: &mut Vec<u8>) -> bool {
        scheme.verify(key, &self.unsigned(network), &self.signature, scratch)
    }

    /// The bytes that a signature over bytes covers, in network `network`.
    #[must_use]
    pub fn signed_bytes(&self, network: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.unsigned(network).bytes(&mut bytes);
        bytes
    }

    /// Size on the wire (bytes).
    #[must_use]
    pub fn encoded_len(&self) -> usize {
        const FIXED: usize = size_of::<u8>() + size_of::<NodeId>() + 2 * size_of::<u64>() + size_of::<Signature>();
        FIXED + self.to.encoded_len() + self.message.encoded_len()
    }

    /// The bytes on the wire.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        borsh::to_vec(self).expect("a Vec takes any length")
    }

    /// Reads an envelope; `None` if `bytes` are not exactly one.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        borsh::from_slice(bytes).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Ed25519, KeyedHash};

    fn sealed(scheme: &dyn Scheme) -> (Envelope, PublicKey) {
        let secret = SecretKey([7; 32]);
        let (sender, to, message) = (NodeId(1), Topic::Node(NodeId(2)), Message::Heartbeat { incarnation: 3 });
        let mut envelope = Envelope { sender, to, sequence: 5, expires: Time(100), message, ..Envelope::room() };
        envelope.sign(9, scheme, &secret, &mut Vec::new());
        (envelope, scheme.public_key(&secret))
    }

    #[test]
    fn every_altered_field_breaks_the_signature() {
        for scheme in [&Ed25519 as &dyn Scheme, &KeyedHash] {
            let (good, key) = sealed(scheme);
            let mut scratch = Vec::new();
            assert!(good.is_signed_by(9, scheme, &key, &mut scratch));
            assert!(!good.is_signed_by(8, scheme, &key, &mut scratch), "another network");
            assert!(!good.is_signed_by(9, scheme, &PublicKey([1; 32]), &mut scratch), "another key");
            let alterations: [fn(&mut Envelope); 6] = [
                |e| e.sender = NodeId(3),
                |e| e.to = Topic::Node(NodeId(4)),
                |e| e.sequence += 1,
                |e| e.expires = Time(101),
                |e| e.message = Message::Heartbeat { incarnation: 4 },
                |e| e.signature.0[0] ^= 1,
            ];
            for alter in alterations {
                let mut bad = good.clone();
                alter(&mut bad);
                assert!(!bad.is_signed_by(9, scheme, &key, &mut scratch), "{bad:?}");
            }
        }
    }

    #[test]
    fn round_trips_and_refuses_trailing_bytes() {
        let (envelope, _) = sealed(&KeyedHash);
        let mut bytes = envelope.encode();
        assert_eq!(bytes.len(), envelope.encoded_len());
        assert_eq!(Envelope::decode(&bytes), Some(envelope));
        bytes.push(0);
        assert_eq!(Envelope::decode(&bytes), None);
    }
}
