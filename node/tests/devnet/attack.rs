//! What a stranger makes of an envelope taken off the wire, and what its receiver must say to it.

use engine::wire::{Ed25519, PublicKey, Refusal, Scheme, SecretKey, Signature, WIRE_VERSION};
use engine::{Envelope, Message, NodeId, Topic};

/// The stranger's key.
const OWN: SecretKey = SecretKey([0x66; 32]);

/// What a receiver says, with reasons that depend on a moment or on what it knows taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Malformed,
    Version,
    Address,
    /// Bad signature, unknown sender or key, or expired.
    NotGenuine,
    Replay,
}

impl Verdict {
    /// The verdict that an engine's reason belongs to; `None` for roles.
    pub fn of(refusal: Refusal) -> Option<Self> {
        Some(match refusal {
            Refusal::Version => Self::Version,
            Refusal::Address => Self::Address,
            Refusal::Expired | Refusal::UnknownSender | Refusal::Signature => Self::NotGenuine,
            Refusal::Replay => Self::Replay,
            Refusal::Role => return None,
        })
    }
}

/// Who takes what is published on a topic.
#[derive(Clone, Copy)]
pub struct Receiver {
    pub id: NodeId,
    /// What it is part of.
    pub topics: [Option<Topic>; 3],
}

impl Receiver {
    /// What it must say to `bytes`, an envelope that it got before or one that its sender did not make.
    pub fn verdict(&self, bytes: &[u8], genuine: &[u8]) -> Verdict {
        match Envelope::decode(bytes) {
            None => Verdict::Malformed,
            Some(envelope) if envelope.version != WIRE_VERSION => Verdict::Version,
            Some(envelope) if !self.topics.contains(&Some(envelope.to)) => Verdict::Address,
            Some(_) if bytes == genuine => Verdict::Replay,
            Some(_) => Verdict::NotGenuine,
        }
    }
}

/// Everything that is made of `genuine`, an envelope of network `network`.
pub fn variants(network: u64, genuine: &Envelope) -> Vec<Vec<u8>> {
    let bytes = genuine.encode();
    let mut all = vec![bytes.clone(), Vec::new(), b"{\"hello\": 1}".to_vec(), [&bytes[..], &[0]].concat()];
    all.extend([1, bytes.len() / 2, bytes.len() - 1].map(|length| bytes[..length].to_vec()));
    // One bit of each byte: all regions of the envelope.
    all.extend((0..bytes.len()).map(|at| {
        let mut altered = bytes.clone();
        altered[at] ^= 1 << (at % 8);
        altered
    }));
    let key = Ed25519.public_key(&OWN);
    let forgeries: [&dyn Fn(&mut Envelope); 4] =
        [&|_| {}, &|envelope| envelope.sequence += 1_000, &|envelope| envelope.sender = NodeId(4_242), &|envelope| {
            bring_key(envelope, key)
        }];
    all.extend(forgeries.map(|forge| {
        let mut forged = genuine.clone();
        forge(&mut forged);
        forged.signature = Signature([0; 64]);
        forged.sign(network, &Ed25519, &OWN, &mut Vec::new());
        forged.encode()
    }));
    all
}

/// "I am that node, and this is my key": for a node whose key is known already.
fn bring_key(envelope: &mut Envelope, key: PublicKey) {
    if let Message::Locate { key: told } = &mut envelope.message {
        *told = key;
    }
}
