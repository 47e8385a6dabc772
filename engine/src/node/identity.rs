//! Who a node is on the wire: key and sequence numbers; and the context through which roles act.

use crate::config::{Local, Protocol};
use crate::id::{NodeId, RegionId};
use crate::node::{Event, Outbox, Record};
use crate::time::Time;
use crate::transport::Topic;
use crate::wire::{Envelope, Message, PublicKey, Scheme, SecretKey};
use alloc::collections::BTreeMap;

/// The wire numbers of a life start here times the number of the life: no number is used twice, and 2³² a life are enough.
const LIFE: u64 = 1 << 32;

pub(crate) struct Identity {
    pub id: NodeId,
    pub region: RegionId,
    /// Grows with each start that follows a send.
    pub incarnation: u64,
    secret: SecretKey,
    /// Whether this life is on disk: it is before its first send.
    recorded: bool,
    /// Next number for each destination; numbers of one destination do not wear out the replay window of another.
    next: BTreeMap<Topic, u64>,
}

impl Identity {
    pub fn new(local: &Local) -> Self {
        let (id, region, secret) = (local.id, local.region, local.secret.clone());
        Self { id, region, incarnation: 0, secret, recorded: false, next: BTreeMap::new() }
    }

    /// This life is the one after `incarnation`.
    pub fn restore(&mut self, incarnation: u64) {
        self.incarnation = incarnation.saturating_add(1);
    }
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
    /// Signs `message` and sends it.
    pub fn send(&mut self, to: Topic, message: Message) {
        let Identity { id, secret, incarnation, recorded, next, .. } = &mut *self.identity;
        if !core::mem::replace(recorded, true) {
            self.out.persist(Record::Life { incarnation: *incarnation });
        }
        let counter = next.entry(to).or_insert(0);
        let sequence = incarnation.saturating_mul(LIFE).saturating_add(*counter);
        *counter += 1;
        // A receiver that crashed has forgotten which numbers it saw: what says "I am up" must not be true for long.
        let ttl = self.protocol.envelope_ttl;
        let ttl = if matches!(message, Message::Heartbeat { .. }) { ttl.min(self.protocol.silence_max()) } else { ttl };
        let expires = self.now + ttl;
        let network = self.protocol.network;
        let envelope = Envelope::seal(network, self.scheme, secret, *id, to, sequence, expires, message, &mut self.out.scratch);
        self.out.send(envelope);
    }

    /// Sends to one node.
    pub fn send_to(&mut self, node: NodeId, message: Message) {
        self.send(Topic::Node(node), message);
    }

    pub fn persist(&mut self, record: Record) {
        self.out.persist(record);
    }

    pub fn report(&mut self, event: Event) {
        self.out.report(event);
    }

    pub fn public_key(&self) -> PublicKey {
        self.scheme.public_key(&self.identity.secret)
    }

    /// Asks the region who serves it.
    pub fn locate(&mut self) {
        let (key, region) = (self.public_key(), self.identity.region);
        self.send(Topic::Validators(region), Message::Locate { key });
    }
}
