//! What can happen, and what it does.

use super::{Simulation, Work};
use crate::beats::slots_beaten;
use crate::error::SimError;
use crate::host::Hot;
use crate::job::give_job;
use engine::availability::BeatRun;
use engine::config::HeartbeatMode;
use engine::wire::{Digest, WorkResult};
use engine::{Envelope, Input, Message, Node, NodeId, Span, Time};
use kernel::{Entry, Queue};
use records::table::EventKind;
use world::SpellsState;
use world::streams::{Purpose, stream};

/// What happens, in the life of the host in which it was set off. For an envelope, in place of the life, the row that its sender may
/// have; for beats that are missed, the node's own number of the life that they were of.
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
    /// The beats of a life that ended have been missing for too long, where they come in stretches.
    Missed,
    /// The node on a machine that is up begins.
    Start,
    Deliver,
    /// A heartbeat arrives.
    BeatArrives,
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
    pub const ALL: [Self; 13] = [
        Self::Up,
        Self::Down,
        Self::Missed,
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
            Kind::Missed => {
                let (node, incarnation) = (NodeId(target), u64::from(life));
                self.input(self.validator_of(target), Input::Silent { node, incarnation })
            }
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
                let traffic = self.traffic_now();
                self.observer.sample(self.now, self.online, [traffic.messages, traffic.bytes, self.events])?;
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
        self.after_welcome(target)
    }

    fn finished(&mut self, target: u32, life: u32, work: Work) -> Result<(), SimError> {
        let Work { id, sequence, output_bytes } = work;
        let current = self.lives_still(target, life) && self.hosts.running.get(&(target, id)) == Some(&sequence);
        if let Some(idle) = current.then(|| self.hosts.end_work(target, self.now.0, id)).flatten() {
            self.observer.on_work(-1, idle);
            self.see(target, target, u64::from(id.task) << 16 | u64::from(id.attempt));
            let result = WorkResult { output: Digest::NONE, output_bytes };
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
        // Only workers go down in this world: the disks of others are never read.
        self.outbox.keep_records(self.hosts.hot[id as usize].is_worker);
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
        self.outbox.keep_records(self.hosts.hot[id as usize].is_worker);
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

    fn see(&mut self, id: u32, sender: u32, payload: u64) {
        self.hosts.hot[id as usize].chain.see(self.now.0, sender, payload);
    }

    /// The machine starts, and with it the node: from its disk, if it ran before.
    fn up(&mut self, id: u32) -> Result<(), SimError> {
        self.see(id, id, 1);
        if self.trace.open {
            self.record_seen(id, EventKind::Up, String::new())?;
        }
        let (slot, shared) = (self.shared.protocol.slot(self.now), self.shared.clone());
        let local = self.plan.local(id);
        let hot = &mut self.hosts.hot[id as usize];
        let node = if hot.was_up {
            let records = self.hosts.disks.records(id);
            Node::recover(shared, &local, records).map_err(|error| SimError::Recover { node: id, error })?
        } else {
            let mut node = Node::new(shared, &local);
            node.reserve_peers(self.nodes_by_region[usize::from(local.region.0)] as usize, true);
            node
        };
        (hot.was_up, hot.beats) = (true, false);
        self.online += u32::from(hot.is_worker);
        self.hosts.nodes[id as usize] = Some(node);
        let books = &mut self.hosts.books[id as usize];
        books.go_up(self.now.0);
        books.beats_from = u32::try_from(slot).unwrap_or(u32::MAX);
        self.next_spell(id, true);
        match self.stagger(id) {
            Span::ZERO => self.input(id, Input::Start),
            wait => {
                self.schedule_own(id, self.now + wait, Kind::Start);
                Ok(())
            }
        }
    }

    /// Workers that genesis finds up are heard first spread over one heartbeat period, as machines that started at different
    /// times are. Everybody else starts at once.
    fn stagger(&self, id: u32) -> Span {
        if self.now > Time::ZERO || !self.hosts.hot[id as usize].is_worker {
            return Span::ZERO;
        }
        let period = self.shared.protocol.heartbeat_period;
        Span(stream(self.plan.seed, u64::from(id), Purpose::Stagger).below(period.0))
    }

    fn down(&mut self, id: u32) -> Result<(), SimError> {
        self.see(id, id, 2);
        if self.trace.open {
            self.record_seen(id, EventKind::Down, String::new())?;
        }
        let beats = self.take_beats(id, false);
        let incarnation = self.hosts.nodes[id as usize].as_ref().map_or(0, Node::incarnation);
        if let Some(tasks) = self.hosts.go_down(id, self.now.0) {
            self.online -= u32::from(self.hosts.hot[id as usize].is_worker);
            self.observer.on_crash();
            self.observer.on_work(-i64::from(tasks), tasks > 0);
            if let Some((validator, run)) = beats {
                self.input(validator, Input::Beats { node: NodeId(id), run })?;
                self.schedule_missed(id, incarnation);
            }
        }
        self.next_spell(id, false);
        Ok(())
    }

    /// The validator misses the beats of a life that ended now a full silence later.
    fn schedule_missed(&mut self, id: u32, incarnation: u64) {
        let at = self.now + self.shared.protocol.silence_max();
        let sequence = self.hosts.hot[id as usize].next_sequence();
        let what = What { life: u32::try_from(incarnation).unwrap_or(u32::MAX), slot: 0 };
        let purpose = Kind::Missed as u8;
        self.queue.push(Entry { time_ns: at.0, sender: id, sequence, target: id, purpose, what });
    }

    /// Schedules the end of the spell that has just begun; that of a spell that genesis found under way is known already.
    fn next_spell(&mut self, id: u32, up: bool) {
        if std::mem::take(&mut self.hosts.hot[id as usize].up_at_genesis) && up {
            return;
        }
        let spells = &self.plan.nodes[id as usize].spells;
        let place = &mut self.hosts.spells[id as usize];
        let mut state = SpellsState::at_place(spells, self.plan.seed, id, u64::from(*place));
        let change = state.end_of_spell(spells, self.now, up);
        *place = u32::try_from(state.place()).unwrap_or(u32::MAX);
        self.schedule_change(id, change, up);
    }

    /// Under `HeartbeatMode::Runs`: the beats of a worker that were not handed over yet, and to whom they go; `whole` as for
    /// [`slots_beaten`].
    fn take_beats(&mut self, id: u32, whole: bool) -> Option<(u32, BeatRun)> {
        let protocol = &self.shared.protocol;
        let books = &mut self.hosts.books[id as usize];
        let up_since_ns = books.up_since_ns()?;
        if protocol.heartbeat_mode != HeartbeatMode::Runs || !self.hosts.hot[id as usize].is_worker {
            return None;
        }
        let first_slot = u64::from(books.beats_from);
        let end = slots_beaten(protocol, up_since_ns, self.now, whole);
        let run = BeatRun { first_slot, count: end.saturating_sub(first_slot), lost: Vec::new() };
        books.beats_from = books.beats_from.max(u32::try_from(end).unwrap_or(u32::MAX));
        Some((self.validator_of(id), run))
    }

    /// The validator of a node's region.
    pub(super) fn validator_of(&self, id: u32) -> u32 {
        self.validators[usize::from(self.plan.nodes[id as usize].region)]
    }

    fn submit(&mut self) -> Result<(), SimError> {
        let price = self.shared.protocol.price_per_tflop;
        let given = give_job(&mut self.workload, &mut self.observer, &self.requesters, price, self.now);
        if let Some(at) = self.workload.next_arrival(self.now) {
            self.schedule_world(at, Kind::Submit);
        }
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
