//! What can happen, and what it does.

use super::{Simulation, Work};
use crate::error::SimError;
use crate::host::Hot;
use crate::job::give_job;
use engine::config::HeartbeatMode;
use engine::wire::{Checkpoint, Digest, WorkResult};
use engine::{Envelope, Input, Message, NodeId};
use kernel::Entry;

/// What happens, in the life of the host in which it was set off; for an envelope, with the row that its sender may have.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct What {
    pub life: u32,
    /// Place of the envelope or of the work in its slab.
    pub slot: u32,
}

/// Kinds of happenings; events of one time and sender come in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    Up,
    Down,
    /// The node on a machine that is up begins.
    Start,
    Deliver,
    /// A heartbeat arrives.
    BeatArrives,
    /// Work comes to a checkpoint or to its end.
    Finished,
    Wake,
    /// The node sends a heartbeat, if it does not keep time itself.
    Beat,
    Submit,
    /// Validators are told in which slots they heard whom.
    HandOver,
    EpochEnd,
    Sample,
}

impl Kind {
    pub const ALL: [Self; 12] = [
        Self::Up,
        Self::Down,
        Self::Start,
        Self::Deliver,
        Self::BeatArrives,
        Self::Finished,
        Self::Wake,
        Self::Beat,
        Self::Submit,
        Self::HandOver,
        Self::EpochEnd,
        Self::Sample,
    ];
}

impl Simulation {
    pub(super) fn handle(&mut self, entry: &Entry<What>) -> Result<(), SimError> {
        let target = entry.target;
        let What { life, slot } = entry.what;
        if self.trace.open {
            self.trace.origin = (entry.sender, entry.sequence);
        }
        match Kind::ALL[usize::from(entry.purpose)] {
            Kind::Up => self.up(target),
            Kind::Down => self.down(target),
            Kind::Start if self.lives_still(target, life) => self.input(target, Input::Start),
            Kind::Deliver => self.deliver(entry.sender, target, life, slot),
            Kind::BeatArrives => self.beat_arrives(target, slot),
            Kind::Finished => {
                let work = self.works.remove(slot);
                self.finished(target, life, work)
            }
            Kind::Wake => {
                let hot = &mut self.hosts.hot[target as usize];
                if hot.life == life && hot.armed_ns == self.now.0 {
                    hot.armed_ns = Hot::NEVER;
                    return self.input(target, Input::Wake);
                }
                Ok(())
            }
            Kind::Beat if self.lives_still(target, life) => self.input(target, Input::Beat),
            Kind::Start | Kind::Beat => Ok(()),
            Kind::Submit => self.submit(),
            Kind::HandOver => self.hand_over_all(),
            Kind::EpochEnd => self.end_epoch(),
            Kind::Sample => {
                let sent = self.sent_now();
                self.observer.sample(self.now, self.online, [sent.messages, sent.bytes, self.events])?;
                self.schedule_world(self.now + self.plan.sample, Kind::Sample);
                Ok(())
            }
        }
    }

    fn lives_still(&self, id: u32, life: u32) -> bool {
        self.hosts.hot[id as usize].life == life
    }

    /// An envelope arrives, from a sender that may have that `row` at the target.
    fn deliver(&mut self, sender: u32, target: u32, row: u32, slot: u32) -> Result<(), SimError> {
        let envelope = self.envelopes.remove(slot);
        let seen = u64::from_le_bytes(envelope.signature.0.first_chunk().copied().unwrap_or_default());
        self.see(target, sender, seen);
        if let Message::Register { incarnation, .. } = envelope.message {
            self.before_register(sender, incarnation)?;
        }
        if self.trace.open {
            self.input(target, Input::Deliver(envelope))?;
        } else {
            self.hand(target, row, envelope)?;
        }
        self.after_delivery(target)
    }

    fn finished(&mut self, target: u32, life: u32, work: Work) -> Result<(), SimError> {
        let Work { id, sequence, spec, done, output } = work;
        let current = self.lives_still(target, life) && self.hosts.running.get(&(target, id)) == Some(&sequence);
        if current && done < spec.work {
            self.see(target, target, done.0);
            let next = self.start_leg(target, work, false);
            self.hosts.running.insert((target, id), next);
            let checkpoint = Checkpoint { done, state: Digest::NONE };
            return self.input(target, Input::Checkpointed { work: id, checkpoint });
        }
        if let Some(idle) = current.then(|| self.hosts.end_work(target, self.now.0, id)).flatten() {
            self.observer.on_work(-1, idle);
            self.see(target, target, u64::from(id.task) << 16 | u64::from(id.attempt));
            let result = WorkResult { output, output_bytes: spec.output_bytes };
            return self.input(target, Input::Finished { work: id, result });
        }
        Ok(())
    }

    /// Gives a node an input and carries out what it asks for; a host that is down hears nothing. Inline, so that an input is
    /// written once, where the node reads it.
    #[inline(always)]
    pub(super) fn input(&mut self, id: u32, input: Input) -> Result<(), SimError> {
        if self.trace.open {
            self.record_input(id, &input)?;
        }
        // Of who never goes down, nothing need be kept.
        self.outbox.keep_records(self.hosts.hot[id as usize].reads_disk());
        match &mut self.hosts.nodes[id as usize] {
            Some(node) => {
                node.step(self.now, input, &mut self.outbox);
                self.carry_out(id)
            }
            None => {
                self.observer.on_unheard();
                Ok(())
            }
        }
    }

    /// As an input, of an envelope whose sender may have that `row` at this node.
    fn hand(&mut self, id: u32, row: u32, envelope: Box<Envelope>) -> Result<(), SimError> {
        self.outbox.keep_records(self.hosts.hot[id as usize].reads_disk());
        match &mut self.hosts.nodes[id as usize] {
            Some(node) => {
                node.deliver_from(self.now, row, envelope, &mut self.outbox);
                self.carry_out(id)
            }
            None => {
                self.observer.on_unheard();
                Ok(())
            }
        }
    }

    pub(super) fn see(&mut self, id: u32, sender: u32, payload: u64) {
        self.hosts.hot[id as usize].chain.see(self.now.0, sender, payload);
    }

    /// The validator that serves a node.
    pub(super) fn validator_of(&self, id: u32) -> u32 {
        self.validators[usize::from(self.plan.serving(&self.plan.nodes[id as usize]))]
    }

    #[inline(never)]
    fn submit(&mut self) -> Result<(), SimError> {
        let price = self.shared.protocol.price_per_tflop;
        let is_up = |id: u32| self.hosts.nodes[id as usize].is_some();
        let given = give_job(&mut self.workload, &mut self.observer, &self.requesters, price, self.now, is_up);
        if let Some(at) = self.workload.next_arrival(self.now) {
            self.schedule_world(at, Kind::Submit);
        }
        let Some(given) = given else {
            self.observer.on_unheard();
            return Ok(());
        };
        self.see_submitted(given.requester);
        self.see(given.requester, given.requester, given.work.0);
        self.input(given.requester, given.input)
    }

    /// Closes the world's own books of an epoch, and hands over beats so far where they come in stretches.
    fn end_epoch(&mut self) -> Result<(), SimError> {
        let now = self.now;
        let truths = self.hosts.books.iter_mut().map(|books| books.take(now.0));
        self.observer.close_epoch(self.epoch, truths.collect());
        self.epoch += 1;
        self.schedule_world(now + self.shared.protocol.epoch, Kind::EpochEnd);
        if self.shared.protocol.heartbeat_mode == HeartbeatMode::Runs {
            for id in 0..self.hosts.len() {
                if let Some((validator, run)) = self.take_beats(id, true) {
                    self.input(validator, Input::Beats { node: NodeId(id), run })?;
                }
            }
        }
        Ok(())
    }
}
