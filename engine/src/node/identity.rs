//! Who a node is on the wire: key and sequence numbers; and the context through which roles act.

use crate::config::{Local, Protocol};
use crate::few::Few;
use crate::id::{NodeId, RegionId};
use crate::node::{Event, Outbox, Record};
use crate::time::Time;
use crate::transport::Topic;
use crate::wire::{Envelope, Message, PublicKey, Scheme, SecretKey, WIRE_VERSION};
use alloc::boxed::Box;
use borsh::{BorshDeserialize, BorshSerialize};

/// The wire numbers of a life start here times the number of the life: no number is used twice, and 2³² a life are enough.
const LIFE: u64 = 1 << 32;

#[derive(BorshSerialize, BorshDeserialize)]
pub(crate) struct Identity {
    pub id: NodeId,
    pub region: RegionId,
    /// Grows with each start that follows a send.
    pub incarnation: u64,
    #[borsh(serialize_with = "write_secret", deserialize_with = "read_secret")]
    secret: SecretKey,
    /// Whether this life is on disk: it is before its first send.
    recorded: bool,
    /// Next number for each destination; numbers of one destination do not wear out the replay window of another.
    next: Few<Topic, u64, 2>,
}

impl Identity {
    pub fn new(local: &Local) -> Self {
        let (id, region, secret) = (local.id, local.region, local.secret.clone());
        Self { id, region, incarnation: 0, secret, recorded: false, next: Few::new() }
    }

    /// This life is the one after `incarnation`.
    pub fn restore(&mut self, incarnation: u64) {
        self.incarnation = incarnation.saturating_add(1);
    }
}

/// A secret leaves the process in a node's own saved state, and in nothing else.
fn write_secret<W: borsh::io::Write>(secret: &SecretKey, out: &mut W) -> borsh::io::Result<()> {
    secret.0.serialize(out)
}

fn read_secret<R: borsh::io::Read>(from: &mut R) -> borsh::io::Result<SecretKey> {
    BorshDeserialize::deserialize_reader(from).map(SecretKey)
}

/// What a role may do to the world, at one moment.
pub(crate) struct Ctx<'a> {
    pub now: Time,
    pub protocol: &'a Protocol,
    pub scheme: &'a dyn Scheme,
    pub identity: &'a mut Identity,
    pub out: &'a mut Outbox,
}

impl Ctx<'_> {
    /// Signs `message` and sends it. Inline, so that a message is written once, where it stays.
    #[inline]
    pub fn send(&mut self, to: Topic, message: Message) {
        let mut envelope = self.numbered(to);
        envelope.message = message;
        self.seal(envelope);
    }

    /// Sends beat `number` of this life. Beats have numbers of their own, so that one more or less shifts nothing else.
    pub fn send_beat(&mut self, node: NodeId, number: u64) {
        let incarnation = self.identity.incarnation;
        let mut envelope = self.addressed(Topic::Node(node), number);
        envelope.message = Message::Heartbeat { incarnation };
        self.seal(envelope);
    }

    /// An envelope to `to` with the next number.
    fn numbered(&mut self, to: Topic) -> Box<Envelope> {
        if self.out.is_unsealed() {
            return self.addressed(to, 0);
        }
        let counter = self.identity.next.entry(to);
        *counter += 1;
        let number = *counter - 1;
        self.addressed(to, number)
    }

    /// An envelope that says nothing yet.
    fn addressed(&mut self, to: Topic, number: u64) -> Box<Envelope> {
        let Identity { id, incarnation, .. } = *self.identity;
        let mut envelope = self.out.room();
        (envelope.version, envelope.sender, envelope.to) = (WIRE_VERSION, id, to);
        let is_numbered = !self.out.is_unsealed();
        envelope.sequence = if is_numbered { incarnation.saturating_mul(LIFE).saturating_add(number) } else { 0 };
        envelope
    }

    /// Dates and signs an envelope, and sends it.
    fn seal(&mut self, mut envelope: Box<Envelope>) {
        if self.out.is_unsealed() {
            return self.out.send(envelope);
        }
        let Identity { secret, incarnation, recorded, .. } = &mut *self.identity;
        if !core::mem::replace(recorded, true) {
            self.out.persist(|| Record::Life { incarnation: *incarnation });
        }
        // A receiver that crashed has forgotten which numbers it saw: what says "I am up" must not be true for long.
        let ttl = self.protocol.envelope_ttl;
        let is_beat = matches!(envelope.message, Message::Heartbeat { .. });
        envelope.expires = self.now + if is_beat { ttl.min(self.protocol.silence_max()) } else { ttl };
        envelope.sign(self.protocol.network, self.scheme, secret, &mut self.out.scratch);
        self.out.send(envelope);
    }

    /// Sends to one node.
    #[inline]
    pub fn send_to(&mut self, node: NodeId, message: Message) {
        self.send(Topic::Node(node), message);
    }

    pub fn persist(&mut self, record: impl FnOnce() -> Record) {
        self.out.persist(record);
    }

    pub fn report(&mut self, event: Event) {
        self.out.report(event);
    }

    pub fn public_key(&self) -> PublicKey {
        self.scheme.public_key(&self.identity.secret)
    }

    /// Tells a validator of the region that it serves this node.
    pub fn locate_at(&mut self, validator: NodeId) {
        let key = self.public_key();
        self.send_to(validator, Message::Locate { key });
    }

    /// Asks who serves the region: whoever listens for it, or one of the validators that are known from the start, another at each
    /// try.
    pub fn locate(&mut self, tries: u32) {
        let (key, region, id) = (self.public_key(), self.identity.region, self.identity.id);
        let Protocol { network, discovery, validators, .. } = self.protocol;
        match discovery.seed(*network, id, tries, validators.keys()) {
            None => self.send(Topic::Validators(region), Message::Locate { key }),
            Some(seed) => self.send_to(seed, Message::Seek { key, region }),
        }
    }
}
