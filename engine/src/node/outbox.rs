//! Where the outputs of steps are collected.

use super::{Event, Output, Record};
use crate::id::{NodeId, TaskId};
use crate::transport::Topic;
use crate::wire::{Assignment, Envelope, Message};
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Envelopes and events whose room is kept: the envelopes that a simulated network has under way at once, give or take.
const SPARE_MAX: usize = 1_024;

/// Collects the outputs of steps, in order.
#[derive(Default)]
pub struct Outbox {
    outputs: Vec<Output>,
    pub(crate) scratch: Vec<u8>,
    /// Room of envelopes that were opened.
    #[expect(clippy::vec_box, reason = "the boxes are what is kept")]
    spare: Vec<Box<Envelope>>,
    /// Room of events that were told.
    #[expect(clippy::vec_box, reason = "the boxes are what is kept")]
    told: Vec<Box<Event>>,
    forgets: bool,
    unsealed: bool,
}

impl Outbox {
    /// From now on without [`Output::Persist`]: for a driver that never restarts the node.
    #[must_use]
    pub fn without_records(self) -> Self {
        Self { forgets: true, ..self }
    }

    /// Whether what follows is with [`Output::Persist`]; so it is at first.
    pub fn keep_records(&mut self, keep: bool) {
        self.forgets = !keep;
    }

    /// From now on envelopes only say who says what to whom: no signatures, no numbers, and no record of the life that
    /// numbers are counted in. For a driver that answers for what networks do to envelopes, [opens](Self::open) them itself and
    /// lets nodes [`hear`](crate::Node::hear).
    #[must_use]
    pub fn unsealed(self) -> Self {
        Self { unsealed: true, ..self }
    }

    /// Takes all outputs collected so far; the room stays allocated.
    pub fn drain(&mut self) -> alloc::vec::Drain<'_, Output> {
        self.outputs.drain(..)
    }

    /// Whether there is nothing to carry out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.outputs.is_empty()
    }

    /// Takes all outputs collected so far, and their room; [`put_back`](Self::put_back) gives that back.
    #[must_use]
    pub fn take(&mut self) -> Vec<Output> {
        core::mem::take(&mut self.outputs)
    }

    /// Room for outputs, in place of what [`take`](Self::take) left.
    pub fn put_back(&mut self, room: Vec<Output>) {
        if self.outputs.is_empty() {
            self.outputs = room;
        }
    }

    /// Takes the message out of an envelope, and keeps the envelope's room for one that will be sent.
    pub fn open(&mut self, mut envelope: Box<Envelope>) -> Message {
        let message = core::mem::replace(&mut envelope.message, Message::Located);
        if self.spare.len() < SPARE_MAX {
            self.spare.push(envelope);
        }
        message
    }

    /// Takes an event out of its room, and keeps that for one that will be reported.
    pub fn tell(&mut self, mut event: Box<Event>) -> Event {
        let told = core::mem::replace(&mut *event, Event::MemberUp(NodeId(0)));
        if self.told.len() < SPARE_MAX {
            self.told.push(event);
        }
        told
    }

    pub(crate) fn is_unsealed(&self) -> bool {
        self.unsealed
    }

    /// Room for an envelope: all in it is to be overwritten.
    pub(crate) fn room(&mut self) -> Box<Envelope> {
        self.spare.pop().unwrap_or_else(|| Box::new(Envelope::room()))
    }

    pub(crate) fn send(&mut self, envelope: Box<Envelope>) {
        self.outputs.push(Output::Send(envelope));
    }

    pub(crate) fn subscribe(&mut self, topic: Topic) {
        self.outputs.push(Output::Subscribe(topic));
    }

    pub(crate) fn run(&mut self, assignment: Assignment) {
        self.outputs.push(Output::Run(Box::new(assignment)));
    }

    pub(crate) fn abort(&mut self, work: TaskId) {
        self.outputs.push(Output::Abort(work));
    }

    /// What nobody keeps is not even made.
    pub(crate) fn persist(&mut self, record: impl FnOnce() -> Record) {
        if !self.forgets {
            self.outputs.push(Output::Persist(Box::new(record())));
        }
    }

    pub(crate) fn report(&mut self, event: Event) {
        let event = match self.told.pop() {
            Some(mut room) => {
                *room = event;
                room
            }
            None => Box::new(event),
        };
        self.outputs.push(Output::Report(event));
    }
}
