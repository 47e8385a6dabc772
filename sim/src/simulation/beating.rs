//! Heartbeats without events: when lives begin and end to beat, and what validators are told.

use super::Simulation;
use super::happening::Kind;
use crate::beats::{Life, Track};
use crate::error::SimError;
use crate::transport::Sent;
use engine::config::HeartbeatMode;
use engine::{Input, Message, NodeId, Span, Time};

/// Just before a report is made: what arrives before it counts.
const BEFORE: Span = Span(1);

impl Simulation {
    fn vouches(&self) -> bool {
        self.shared.protocol.heartbeat_mode == HeartbeatMode::Vouched
    }

    fn track(&self, id: u32) -> Track<'_> {
        let at = |node: u32| (node, self.hosts.hot[node as usize].port.site);
        Track::new(&self.network, &self.beat_rule, self.lives[id as usize], at(id), at(self.validator_of(id)))
    }

    pub(super) fn schedule_hand_over(&mut self, epoch: u32) {
        if self.vouches() {
            self.schedule_world(self.shared.protocol.report_due(epoch) - BEFORE, Kind::HandOver);
        }
    }

    /// If what a worker has just handled was its first welcome in this life, it is registered, and beats from now on.
    pub(super) fn after_delivery(&mut self, id: u32) -> Result<(), SimError> {
        let hot = &self.hosts.hot[id as usize];
        if !hot.is_worker() || hot.registered {
            return Ok(());
        }
        match &self.hosts.nodes[id as usize] {
            Some(node) if node.is_registered() => {}
            _ => return Ok(()),
        }
        self.hosts.hot[id as usize].registered = true;
        self.observer.on_discovery(self.now.since(self.started(id)));
        if self.vouches() { self.begin_to_beat(id) } else { Ok(()) }
    }

    fn begin_to_beat(&mut self, id: u32) -> Result<(), SimError> {
        let change_ns = self.hosts.hot[id as usize].change_ns;
        let Some((first, incarnation)) =
            self.hosts.nodes[id as usize].as_ref().and_then(|node| Some((node.beats_since()?, node.incarnation())))
        else {
            return Ok(());
        };
        self.forget(id);
        self.lives[id as usize] = Life {
            first_ns: first.0,
            end_ns: change_ns.min(self.beat_rule.end.0 + 1),
            incarnation: u32::try_from(incarnation).unwrap_or(u32::MAX),
            handed: 0,
        };
        match self.track(id).first_heard(0) {
            Some(0) => self.input(id, Input::Beat),
            other => {
                self.schedule_beat(id, other);
                Ok(())
            }
        }
    }

    fn schedule_beat(&mut self, id: u32, number: Option<u64>) {
        if let Some(number) = number {
            let at = Time(self.track(id).sent_ns(number));
            self.schedule_own(id, at, Kind::Beat);
        }
    }

    /// A heartbeat arrives; unless all of them are events, it is the first of a stretch.
    pub(super) fn beat_arrives(&mut self, validator: u32, slot: u32) -> Result<(), SimError> {
        let envelope = self.envelopes.remove(slot);
        let (id, sequence) = (envelope.sender.0, envelope.sequence);
        let incarnation = match envelope.message {
            Message::Heartbeat { incarnation } => incarnation,
            _ => 0,
        };
        let life = &self.lives[id as usize];
        if !self.vouches() || *life == Life::NONE || u64::from(life.incarnation) != incarnation {
            return self.input(validator, Input::Deliver(envelope));
        }
        // Slots are counted in order: those before this one first.
        self.hand_over(id, self.now)?;
        self.input(validator, Input::Deliver(envelope))?;
        let (until_ns, next) = self.track(id).stretch(sequence & u64::from(u32::MAX));
        self.schedule_beat(id, next);
        self.input(validator, Input::Heard { node: NodeId(id), incarnation, until: Time(until_ns) })
    }

    /// A worker's next life registers: what is still on its way from the one before is not heard as such.
    pub(super) fn before_register(&mut self, id: u32, incarnation: u64) -> Result<(), SimError> {
        if self.vouches() && u64::from(self.lives[id as usize].incarnation) < incarnation {
            self.hand_over(id, self.now)?;
            self.forget(id);
        }
        Ok(())
    }

    /// Tells validators in which slots they heard whom, before they report an epoch.
    pub(super) fn hand_over_all(&mut self) -> Result<(), SimError> {
        for id in 0..self.hosts.len() {
            self.hand_over(id, self.now + BEFORE)?;
        }
        let reported = u32::try_from(self.now.0 / self.shared.protocol.epoch.0).unwrap_or(u32::MAX);
        self.schedule_hand_over(reported);
        Ok(())
    }

    /// Hands over the beats of a host that arrive before `until`, if its validator still knows that life.
    fn hand_over(&mut self, id: u32, until: Time) -> Result<(), SimError> {
        if self.lives[id as usize].first_ns >= until.0 {
            return Ok(());
        }
        let validator = self.validator_of(id);
        if let Some(run) = self.book_beats(id, until) {
            self.input(validator, Input::Beats { node: NodeId(id), run })?;
        }
        Ok(())
    }

    /// Counts what became of a host's beats up to `until`.
    fn book_beats(&mut self, id: u32, until: Time) -> Option<engine::availability::BeatRun> {
        let found = self.track(id).hand_over(until);
        self.lives[id as usize].handed = found.next;
        self.network.lost += found.lost;
        self.network.duplicated += found.repeated;
        self.observer.on_replayed(found.refused);
        found.run
    }

    /// A life that is over: counts what was not.
    fn forget(&mut self, id: u32) {
        if self.lives[id as usize] != Life::NONE {
            self.book_beats(id, Time::MAX);
            self.beats_before += self.lives[id as usize].sent(self.now.0, self.beat_rule.period);
            self.lives[id as usize] = Life::NONE;
        }
    }

    /// Counts the beats of the run's last stretch.
    pub(super) fn finish_beats(&mut self) {
        if self.vouches() {
            for id in 0..self.hosts.len() {
                if self.lives[id as usize] != Life::NONE {
                    self.book_beats(id, Time::MAX);
                }
            }
        }
    }

    /// Beats sent so far without an event.
    pub(super) fn beats_now(&self) -> Sent {
        let messages =
            self.beats_before + self.lives.iter().map(|life| life.sent(self.now.0, self.beat_rule.period)).sum::<u64>();
        Sent { messages, bytes: messages * self.beat_rule.bytes }
    }
}
