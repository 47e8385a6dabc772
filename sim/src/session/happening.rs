//! What can happen, and what it does.

use super::{Fixed, PREFETCH, Session, Work};
use crate::beats::slots_beaten;
use crate::error::SimError;
use crate::host::UNKNOWN;
use crate::job::give_job;
use crate::simulation::WORLD;
use engine::rng::Stream;
use engine::wire::{Checkpoint, Digest, Message, WorkResult};
use engine::{Input, NodeId, Span, Time};
use kernel::{Entry, Queue};
use records::observe::Truth;
use records::table::EventKind;
use world::SpellsState;
use world::streams::{Purpose, stream};

/// What happens, beyond its kind and whom it happens to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct What {
    /// Place of the work that is done.
    slot: u32,
}

/// Kinds of happenings; events of one time and sender come in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    Up,
    Down,
    Finished,
    Wake,
    Submit,
    EpochEnd,
    Sample,
}

impl Kind {
    pub const ALL: [Self; 7] = [Self::Up, Self::Down, Self::Finished, Self::Wake, Self::Submit, Self::EpochEnd, Self::Sample];
}

impl Session {
    pub(super) fn schedule(&mut self, at: Time, id: u32, sequence: u32, kind: Kind, slot: u32) {
        let (purpose, what) = (kind as u8, What { slot });
        self.queue.push(Entry { time_ns: at.0, sender: id, sequence, target: id, purpose, what });
    }

    pub(super) fn schedule_world(&mut self, at: Time, kind: Kind) {
        self.world_sequence += 1;
        self.schedule(at, WORLD, self.world_sequence, kind, 0);
    }

    pub(super) fn handle(&mut self, entry: &Entry<What>) -> Result<(), SimError> {
        let target = entry.target;
        if self.trace.open {
            self.trace.origin = (entry.sender, entry.sequence);
        }
        match Kind::ALL[usize::from(entry.purpose)] {
            Kind::Up => self.up(target),
            Kind::Down => self.down(target),
            Kind::Finished => self.finished(target, entry.what.slot),
            Kind::Wake => {
                let fixed = &mut self.fixed[target as usize];
                if fixed.armed_ns == self.now.0 {
                    fixed.armed_ns = Fixed::NEVER;
                    return self.input(target, Input::Wake);
                }
                Ok(())
            }
            Kind::Submit => self.submit(),
            Kind::EpochEnd => self.end_epoch(),
            Kind::Sample => {
                self.observer.sample(self.now, self.online, [0, 0, self.events])?;
                self.schedule_world(self.now + self.plan.sample, Kind::Sample);
                Ok(())
            }
        }
    }

    /// A machine comes up: it is registered at once, and begins what it holds anew.
    fn up(&mut self, id: u32) -> Result<(), SimError> {
        let (at, now) = (self.row(id), self.now);
        let hot = &mut self.workers.hot[at];
        hot.chain.see(now.0, id, 1);
        if self.trace.open {
            self.record_seen(id, id, EventKind::Up, String::new())?;
        }
        let hot = &mut self.workers.hot[at];
        hot.books.beats_from = u32::try_from(self.shared.protocol.slot(now)).unwrap_or(u32::MAX);
        hot.books.go_up(now.0);
        self.online += 1;
        self.next_change(id, true);
        let held: Vec<u32> = self.workers.held(at).collect();
        held.into_iter().for_each(|slot| self.begin(at, slot));
        let incarnation = u64::from(self.workers.hot[at].life);
        let message = Message::Register { incarnation, capability: self.plan.capability(id) };
        let validator = self.validator_of(id);
        self.tell(validator, id, message)?;
        if self.workers.hot[at].row == UNKNOWN {
            let row = self.fixed[validator as usize].node.validator().and_then(|role| role.row_of(NodeId(id)));
            self.workers.hot[at].row = row.unwrap_or(UNKNOWN);
        }
        Ok(())
    }

    /// A machine goes down: its validator is handed the beats so far, and misses it from now on.
    fn down(&mut self, id: u32) -> Result<(), SimError> {
        let (at, now) = (self.row(id), self.now);
        self.workers.hot[at].chain.see(now.0, id, 2);
        if self.trace.open {
            self.record_seen(id, id, EventKind::Down, String::new())?;
        }
        self.hand_over(id, false)?;
        let held: Vec<u32> = self.workers.held(at).collect();
        for slot in held {
            if let Some(work) = self.workers.works.get_mut(slot) {
                work.ends_ns = Work::NEVER;
            }
        }
        let hot = &mut self.workers.hot[at];
        let (tasks, life) = (hot.books.tasks, hot.life);
        hot.books.go_down(now.0);
        hot.life = hot.life.wrapping_add(1);
        self.online -= 1;
        self.observer.on_crash();
        self.observer.on_work(-i64::from(tasks), tasks > 0);
        self.next_change(id, false);
        self.input(self.validator_of(id), Input::Silent { node: NodeId(id), incarnation: u64::from(life) })
    }

    /// Schedules the end of the spell that begins now; that of one that genesis found under way is known.
    fn next_change(&mut self, id: u32, up: bool) {
        let at = self.row(id);
        let hot = &mut self.workers.hot[at];
        let (life, spells) = (hot.life, &self.plan.nodes[id as usize].spells);
        if up && life == 0 && self.now == Time::ZERO {
            return;
        }
        let mut state = SpellsState::at_place(spells, self.plan.seed, id, u64::from(hot.place));
        let change = state.end_of_spell(spells, self.now, up);
        hot.place = u32::try_from(state.place()).unwrap_or(u32::MAX);
        self.schedule_change(id, change, up);
    }

    /// The machine goes down (if it is `up` now) or up at `change`.
    pub(super) fn schedule_change(&mut self, id: u32, change: Option<Time>, up: bool) {
        if let Some(at) = change {
            let life = self.workers.hot[self.row(id)].life;
            self.schedule(at, id, life, if up { Kind::Down } else { Kind::Up }, 0);
        }
    }

    /// Hands over the beats of a worker that is up and that were not handed over yet. `whole`: of all slots that are over; a hole
    /// over their end counts as up, as it will once a beat has come after it.
    fn hand_over(&mut self, id: u32, whole: bool) -> Result<(), SimError> {
        let at = self.row(id);
        let hot = &mut self.workers.hot[at];
        let Some(up_since_ns) = hot.books.up_since_ns() else { return Ok(()) };
        let first_slot = u64::from(hot.books.beats_from);
        let end = slots_beaten(&self.shared.protocol, up_since_ns, self.now, whole);
        let count = end.saturating_sub(first_slot);
        hot.books.beats_from = hot.books.beats_from.max(u32::try_from(end).unwrap_or(u32::MAX));
        let stretch = u64::from(hot.life) << 32 | first_slot;
        let draws = stream(self.plan.seed, u64::from(id), Purpose::Beat).at(stretch);
        let (run, lost) = self.losses.run(Stream::new(draws, 0, Purpose::Beat as u64), first_slot, count, whole);
        self.lost += lost;
        let validator = self.validator_of(id);
        let input = Input::Beats { node: NodeId(id), run };
        if self.trace.open {
            self.record_input(validator, &input)?;
        }
        self.fixed[validator as usize].node.step(self.now, input, &mut self.outbox);
        Ok(())
    }

    fn finished(&mut self, worker: u32, slot: u32) -> Result<(), SimError> {
        let at = self.row(worker);
        // What was stopped, or begun anew, does not end now.
        let is_current = |work: &Work| work.worker == worker && work.ends_ns == self.now.0;
        let Some(work) = self.workers.works.get_mut(slot).filter(|work| is_current(work)) else { return Ok(()) };
        if work.next_done < work.spec.work {
            return self.checkpointed(worker, slot);
        }
        let Work { id: task, spec, output, .. } = self.workers.drop_work(at, slot);
        self.end_work(at);
        self.workers.hot[at].chain.see(self.now.0, worker, u64::from(task.task) << 16 | u64::from(task.attempt));
        if self.trace.open {
            self.record_seen(worker, worker, EventKind::Finished, format!("{task:#?}"))?;
        }
        let result = WorkResult { output, output_bytes: spec.output_bytes };
        self.tell(self.validator_of(worker), worker, Message::Done { task, result })
    }

    /// A checkpoint is kept: the next leg begins, and the validator is told.
    fn checkpointed(&mut self, worker: u32, slot: u32) -> Result<(), SimError> {
        let Some(work) = self.workers.works.get_mut(slot) else { return Ok(()) };
        work.done = work.next_done;
        let (task, checkpoint) = (work.id, Checkpoint { done: work.done, state: Digest::NONE });
        self.start_leg(slot, false);
        let at = self.row(worker);
        self.workers.hot[at].chain.see(self.now.0, worker, checkpoint.done.0);
        if self.trace.open {
            self.record_seen(worker, worker, EventKind::Checkpointed, format!("{task:#?} {checkpoint:#?}"))?;
        }
        self.tell(self.validator_of(worker), worker, Message::Progress { task, checkpoint })
    }

    fn submit(&mut self) -> Result<(), SimError> {
        let price = self.shared.protocol.price_per_tflop;
        let given = give_job(&mut self.workload, &mut self.observer, &self.requesters, price, self.now, |_| true);
        if let Some(at) = self.workload.next_arrival(self.now) {
            self.schedule_world(at, Kind::Submit);
        }
        let Some(given) = given else { return Ok(()) };
        self.fixed[given.requester as usize].chain.see(self.now.0, given.requester, given.work.0);
        self.input(given.requester, given.input)
    }

    /// Closes the world's own books of an epoch, and hands over beats so far.
    fn end_epoch(&mut self) -> Result<(), SimError> {
        let now = self.now;
        let epoch_s = self.shared.protocol.epoch.0 / Span::SECOND.0;
        let always = Truth { up_s: u32::try_from(epoch_s).unwrap_or(u32::MAX), busy_s: 0.0 };
        let fixed = std::iter::repeat_n(always, self.fixed.len());
        let workers = self.workers.hot.iter_mut().map(|hot| hot.books.take(now.0));
        self.observer.close_epoch(self.epoch, fixed.chain(workers).collect());
        self.epoch += 1;
        self.schedule_world(now + self.shared.protocol.epoch, Kind::EpochEnd);
        // Region by region: a validator's rows are near each other.
        let by_region = std::mem::take(&mut self.by_region);
        for (at, id) in by_region.iter().enumerate() {
            self.prefetch(PREFETCH.map(|ahead| by_region.get(at + ahead).copied()));
            self.hand_over(*id, true)?;
        }
        self.by_region = by_region;
        Ok(())
    }
}
