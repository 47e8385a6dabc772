//! Who a node is on the wire: key and sequence numbers; and the context through which roles act.

use crate::config::{Local, Protocol};
use crate::id::{NodeId, RegionId};
use crate::node::{Event, Outbox, Record};
use crate::time::Time;
use crate::transport::Topic;
use crate::wire::{Envelope, Message, PublicKey, Scheme, SecretKey};

/// Sequence numbers are reserved on disk in blocks, so that none is used twice after a crash.
const SEQUENCE_BLOCK: u64 = 1024;

pub(crate) struct Identity {
    pub id: NodeId,
    pub region: RegionId,
    /// Grows with each start that followed a send.
    pub incarnation: u64,
    secret: SecretKey,
    next_sequence: u64,
    reserved_until: u64,
}

impl Identity {
    pub fn new(local: &Local) -> Self {
        Self {
            id: local.id,
            region: local.region,
            incarnation: 0,
            secret: local.secret.clone(),
            next_sequence: 0,
            reserved_until: 0,
        }
    }

    pub fn restore(&mut self, reserved_until: u64) {
        (self.incarnation, self.next_sequence, self.reserved_until) = (reserved_until, reserved_until, reserved_until);
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
        let Identity { id, secret, next_sequence, reserved_until, .. } = &mut *self.identity;
        if *next_sequence == *reserved_until {
            *reserved_until += SEQUENCE_BLOCK;
            self.out.persist(Record::Sequence { reserved_until: *reserved_until });
        }
        let sequence = *next_sequence;
        *next_sequence += 1;
        let expires = self.now + self.protocol.envelope_ttl;
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
