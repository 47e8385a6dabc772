//! What can happen, and what it does.

use super::Simulation;
use crate::error::SimError;
use crate::host::Host;
use crate::kernel::Entry;
use engine::availability::BeatRun;
use engine::config::HeartbeatMode;
use engine::wire::{Digest, WorkResult};
use engine::{Envelope, Input, Node, NodeId, Span, TaskId, Time};
use records::observe::Truth;
use world::Role;
use world::streams::{Purpose, stream};

/// What happens, in the life of the host in which it was set off.
#[derive(Debug)]
pub(super) struct Happening {
    pub life: u32,
    pub what: What,
}

#[derive(Debug)]
pub(super) enum What {
    Up,
    Down,
    /// The node on a machine that is up begins.
    Start,
    Deliver(Box<Envelope>),
    Finished {
        work: TaskId,
        sequence: u64,
        output_bytes: u64,
    },
    Wake,
    Submit,
    EpochEnd,
    Sample,
}

/// Number of the kind [`What::Finished`].
pub(super) const WORK: usize = 2;

impl What {
    /// The kind, for the order of events and for counting sequences.
    pub fn purpose(&self) -> usize {
        match self {
            Self::Up | Self::Down | Self::Start => 0,
            Self::Deliver(_) => 1,
            Self::Finished { .. } => WORK,
            Self::Wake => 3,
            Self::Submit => 4,
            Self::EpochEnd => 5,
            Self::Sample => 6,
        }
    }
}

impl Simulation {
    pub(super) fn handle(&mut self, entry: Entry<Happening>) -> Result<(), SimError> {
        let (sender, target) = (entry.key.sender, entry.target);
        let Happening { life, what } = entry.what;
        match what {
            What::Up => return self.up(target),
            What::Down => return self.down(target),
            What::Start => {
                if self.hosts[target as usize].life == life {
                    return self.input(target, Input::Start);
                }
            }
            What::Deliver(envelope) => {
                let seen = u64::from_le_bytes(envelope.signature.0.first_chunk().copied().unwrap_or_default());
                self.see(target, sender, seen);
                return self.input(target, Input::Deliver(envelope));
            }
            What::Finished { work, sequence, output_bytes } => {
                let host = &mut self.hosts[target as usize];
                let current = host.life == life && host.running.get(&work).is_some_and(|running| running.sequence == sequence);
                if current && host.end_work(self.now, work) {
                    self.observer.on_work(-1, self.hosts[target as usize].running.is_empty());
                    self.see(target, target, u64::from(work.task) << 16 | u64::from(work.attempt));
                    let result = WorkResult { output: Digest::NONE, output_bytes };
                    return self.input(target, Input::Finished { work, result });
                }
            }
            What::Wake => {
                let host = &mut self.hosts[target as usize];
                if host.life == life && host.armed == Some(self.now) {
                    host.armed = None;
                    return self.input(target, Input::Wake);
                }
            }
            What::Submit => return self.submit(),
            What::EpochEnd => return self.end_epoch(),
            What::Sample => {
                let sums = [self.traffic.messages, self.traffic.bytes, self.events];
                self.observer.sample(self.now, self.online, sums)?;
                self.schedule_world(self.now + self.plan.sample, What::Sample);
            }
        }
        Ok(())
    }

    /// Gives a node an input and carries out what it asks for; a host that is down hears nothing.
    fn input(&mut self, id: u32, input: Input) -> Result<(), SimError> {
        match &mut self.hosts[id as usize].node {
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

    fn see(&mut self, id: u32, sender: u32, payload: u64) {
        self.hosts[id as usize].chain.see(self.now.0, sender, payload);
    }

    /// The machine starts, and with it the node: from its disk, if it ran before.
    fn up(&mut self, id: u32) -> Result<(), SimError> {
        self.see(id, id, 1);
        let (slot, shared) = (self.shared.protocol.slot(self.now), self.shared.clone());
        let host = &mut self.hosts[id as usize];
        let recovered = if host.was_up {
            Node::recover(shared, &host.local, host.disk.records()).map_err(|error| SimError::Recover { node: id, error })?
        } else {
            Node::new(shared, &host.local)
        };
        host.node = Some(recovered);
        host.go_up(self.now);
        self.online += u32::from(host.local.roles.worker.is_some());
        host.beats_from = slot;
        self.next_spell(id, true);
        match self.stagger(id) {
            Span::ZERO => self.input(id, Input::Start),
            wait => {
                self.schedule_own(id, self.now + wait, What::Start);
                Ok(())
            }
        }
    }

    /// Workers that genesis finds up are heard first spread over one heartbeat period, as machines that started at different
    /// times are. Everybody else starts at once.
    fn stagger(&self, id: u32) -> Span {
        let node = &self.plan.nodes[id as usize];
        if self.now > Time::ZERO || node.role != Role::Worker {
            return Span::ZERO;
        }
        let period = self.shared.protocol.heartbeat_period;
        Span(stream(self.plan.seed, u64::from(id), Purpose::Stagger).below(period.0))
    }

    fn down(&mut self, id: u32) -> Result<(), SimError> {
        self.see(id, id, 2);
        let beats = self.take_beats(id, false);
        let host = &mut self.hosts[id as usize];
        let incarnation = host.node.as_ref().map_or(0, Node::incarnation);
        let working = i64::try_from(host.running.len()).unwrap_or(i64::MAX);
        if host.go_down(self.now) {
            self.online -= u32::from(host.local.roles.worker.is_some());
            self.observer.on_crash();
            self.observer.on_work(-working, working > 0);
            if let Some((validator, run)) = beats {
                let node = NodeId(id);
                self.input(validator, Input::Beats { node, run })?;
                self.input(validator, Input::Silent { node, incarnation })?;
            }
        }
        self.next_spell(id, false);
        Ok(())
    }

    /// Schedules the end of the spell that has just begun; that of a spell that genesis found under way is known already.
    fn next_spell(&mut self, id: u32, up: bool) {
        let host = &mut self.hosts[id as usize];
        let spells = &self.plan.nodes[id as usize].spells;
        if std::mem::take(&mut host.up_at_genesis) && up {
            return;
        }
        if let Some(at) = host.spells.end_of_spell(spells, self.now, up) {
            self.schedule_own(id, at, if up { What::Down } else { What::Up });
        }
    }

    /// Under `HeartbeatMode::Runs`: the beats of a worker that were not handed over yet, and to whom they go. A machine that
    /// goes down has sent one when it came up and one after each period since; `whole` takes those of all slots that are over.
    fn take_beats(&mut self, id: u32, whole: bool) -> Option<(u32, BeatRun)> {
        let protocol = &self.shared.protocol;
        let host = &mut self.hosts[id as usize];
        let up_since = host.up_at?;
        if protocol.heartbeat_mode != HeartbeatMode::Runs || host.local.roles.worker.is_none() {
            return None;
        }
        let period = protocol.heartbeat_period.0;
        let last_beat = Time(up_since.0 + self.now.since(up_since).0 / period * period);
        let end = if whole { protocol.slot(self.now) } else { protocol.slot(last_beat) + 1 };
        let run = BeatRun { first_slot: host.beats_from, count: end.saturating_sub(host.beats_from), lost: Vec::new() };
        host.beats_from = host.beats_from.max(end);
        Some((self.validators[usize::from(self.plan.nodes[id as usize].region)], run))
    }

    fn submit(&mut self) -> Result<(), SimError> {
        let arrival = self.workload.draw(u32::try_from(self.requesters.len()).unwrap_or(u32::MAX));
        let requester = self.requesters[arrival.requester as usize];
        let budget = arrival.spec.price(self.shared.protocol.price_per_tflop);
        self.observer.on_submit(requester, arrival.kind, &arrival.spec, budget, self.now);
        if let Some(at) = self.workload.next_arrival(self.now) {
            self.schedule_world(at, What::Submit);
        }
        self.see(requester, requester, arrival.spec.work().0);
        self.input(requester, Input::Submit { spec: Box::new(arrival.spec), budget })
    }

    /// Closes the world's own books of an epoch, and hands over beats so far where they do not travel as messages.
    fn end_epoch(&mut self) -> Result<(), SimError> {
        let now = self.now;
        let second = Span::SECOND.0;
        let truth = |host: &mut Host| {
            let (up_ns, busy_ns) = host.take_counts(now);
            let up_s = u32::try_from((up_ns + second / 2) / second).unwrap_or(u32::MAX);
            Truth { up_s, busy_s: Span(busy_ns).as_secs_f64() }
        };
        let truths = self.hosts.iter_mut().map(truth).collect();
        self.observer.close_epoch(self.epoch, truths);
        self.epoch += 1;
        self.schedule_world(now + self.shared.protocol.epoch, What::EpochEnd);
        for id in 0..u32::try_from(self.hosts.len()).unwrap_or(u32::MAX) {
            if let Some((validator, run)) = self.take_beats(id, true) {
                self.input(validator, Input::Beats { node: NodeId(id), run })?;
            }
        }
        Ok(())
    }
}
