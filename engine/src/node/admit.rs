//! From an envelope to the role that it is for: is it right, is it new, may its sender say this?

use super::{Ctx, Node};
use crate::id::NodeId;
use crate::node::{Event, Outbox};
use crate::time::Time;
use crate::transport::Topic;
use crate::validator::Row;
use crate::wire::{Channel, Envelope, Message, PublicKey, Refusal, WIRE_VERSIONS};
use crate::worker::Worker;
use alloc::boxed::Box;

impl Node {
    /// An envelope arrived.
    pub(super) fn open(&mut self, envelope: Box<Envelope>, out: &mut Outbox) {
        self.open_hinted(u32::MAX, envelope, out);
    }

    /// As [`step`](Self::step) with [`Input::Deliver`](crate::Input::Deliver), by a driver that remembers the row that a validator
    /// has for the sender ([`Validator::row_of`](crate::validator::Validator::row_of)), and so saves it a search. A wrong row does
    /// no harm.
    pub fn deliver_from(&mut self, now: Time, row: u32, envelope: Box<Envelope>, out: &mut Outbox) {
        self.now = self.now.max(now);
        self.open_hinted(row, envelope, out);
    }

    fn open_hinted(&mut self, hint: u32, envelope: Box<Envelope>, out: &mut Outbox) {
        let (sender, admitted) = (envelope.sender, self.admit(hint, &envelope, out));
        let message = out.open(envelope);
        if let Err(refusal) = admitted.and_then(|row| self.deliver(sender, row, message, out)) {
            out.report(Event::Refused(refusal));
        }
    }

    /// Hands over a message as if its envelope had been admitted: for drivers under which nothing is sealed
    /// ([`Outbox::unsealed`]). `now` as for [`step`](Self::step), `row` as for [`deliver_from`](Self::deliver_from).
    pub fn hear(&mut self, now: Time, row: u32, from: NodeId, message: Message, out: &mut Outbox) {
        self.now = self.now.max(now);
        let protocol = &self.shared.protocol;
        let validator = self.offices.as_mut().and_then(|offices| offices.validator.as_mut());
        let row = validator.map(|role| role.find_from(row, from).unwrap_or_else(|| role.enter(from, protocol)));
        if let Err(refusal) = self.deliver(from, row, message, out) {
            out.report(Event::Refused(refusal));
        }
    }

    /// Checks everything about an envelope but its meaning. On a validator: the row of its sender, which `hint` may be.
    fn admit(&mut self, hint: u32, envelope: &Envelope, out: &mut Outbox) -> Result<Option<Row>, Refusal> {
        if !WIRE_VERSIONS.contains(&envelope.version) {
            return Err(Refusal::Version);
        }
        let region = self.identity.region;
        let ours = match envelope.to {
            Topic::Node(node) => node == self.identity.id,
            Topic::Region(of) => of == region,
            Topic::Validators(of) => of == region && self.validator().is_some(),
        };
        if !ours {
            return Err(Refusal::Address);
        }
        if self.now > envelope.expires {
            return Err(Refusal::Expired);
        }
        let row = self.validator().and_then(|validator| validator.find_from(hint, envelope.sender));
        let key = self.key_of(envelope, row).ok_or(Refusal::UnknownSender)?;
        let (network, scheme) = (self.shared.protocol.network, &*self.shared.scheme);
        if !envelope.is_signed_by(network, scheme, key, &mut out.scratch) {
            return Err(Refusal::Signature);
        }
        let channel = Channel::of(envelope);
        let protocol = &self.shared.protocol;
        let (row, kept) = match self.offices.as_mut().and_then(|offices| offices.validator.as_mut()) {
            Some(validator) => {
                let row = row.unwrap_or_else(|| validator.enter(envelope.sender, protocol));
                (Some(row), validator.window(row, channel, protocol))
            }
            None => (None, None),
        };
        let window = kept.unwrap_or_else(|| self.replay.entry((envelope.sender, channel)));
        if window.admit(envelope.sequence) { Ok(row) } else { Err(Refusal::Replay) }
    }

    /// The key that must have signed: the shared one of validators and of those with a first balance, else the one bound to
    /// the sender here; a first [`Message::Locate`] brings its own, and so does a [`Message::Seek`], which binds none.
    fn key_of<'a>(&'a self, envelope: &'a Envelope, row: Option<Row>) -> Option<&'a PublicKey> {
        if let (Some(validator), Some(row)) = (self.validator(), row)
            && let Some((key, is_shared)) = validator.key_of(row)
        {
            return match &envelope.message {
                Message::Locate { key: own } | Message::Seek { key: own, .. } if !is_shared => (own == key).then_some(key),
                _ => Some(key),
            };
        }
        let own = match &envelope.message {
            Message::Locate { key } | Message::Seek { key, .. } => Some(key),
            _ => None,
        };
        self.shared.protocol.key_of(envelope.sender).or(own)
    }

    /// Gives a message to the role that it is for.
    fn deliver(&mut self, from: NodeId, row: Option<Row>, message: Message, out: &mut Outbox) -> Result<(), Refusal> {
        match message {
            Message::Located | Message::Announce => {
                if !self.is_validator(from) {
                    return Err(Refusal::Role);
                }
                let is_announced = matches!(message, Message::Announce);
                let worker = |w: &mut Worker, ctx: &mut Ctx<'_>| match is_announced {
                    true => w.on_announce(from, ctx),
                    false => w.on_located(from, ctx),
                };
                self.parts(out).each(worker, |_, _| (), |r, ctx| r.on_located(from, ctx), |_, _| ());
            }
            Message::Welcome { .. } | Message::Assign(_) | Message::DoneAck { .. } | Message::Cancel { .. } => {
                let from_validator = self.is_validator(from);
                match self.parts(out).worker() {
                    (Some(worker), mut ctx) if from_validator => worker.on_message(from, message, &mut ctx),
                    _ => return Err(Refusal::Role),
                }
            }
            Message::Status(status) => {
                let from_validator = self.is_validator(from);
                match self.parts(out).requester() {
                    (Some(requester), mut ctx) if from_validator => requester.on_status(&status, &mut ctx),
                    _ => return Err(Refusal::Role),
                }
            }
            Message::Serves { region, validator } => {
                let is_known = self.is_validator(from) && self.is_validator(validator);
                if !is_known || region != self.identity.region {
                    return Err(Refusal::Role);
                }
                self.parts(out).worker().1.locate_at(validator);
            }
            Message::Refer { job, to } => {
                let is_known = self.is_validator(from) && self.is_validator(to);
                match self.parts(out).requester() {
                    (Some(requester), mut ctx) if is_known => requester.on_refer(from, job, to, &mut ctx),
                    _ => return Err(Refusal::Role),
                }
            }
            Message::Transact { number, answered_below, transaction } => {
                let from_validator = self.is_validator(from);
                match self.parts(out).sequencer() {
                    (Some(sequencer), mut ctx) if from_validator => {
                        sequencer.on_transact(from, number, answered_below, *transaction, &mut ctx);
                    }
                    _ => return Err(Refusal::Role),
                }
            }
            message => match (self.parts(out).validator(), row) {
                ((Some(validator), mut ctx), Some(row)) => validator.on_message(from, row, message, &mut ctx),
                _ => return Err(Refusal::Role),
            },
        }
        Ok(())
    }

    fn is_validator(&self, node: NodeId) -> bool {
        self.shared.protocol.validators.contains_key(&node)
    }
}
