//! Machines that go up and down, and the nodes on them.

use super::Simulation;
use super::happening::Kind;
use crate::beats::slots_beaten;
use crate::error::SimError;
use engine::availability::BeatRun;
use engine::config::HeartbeatMode;
use engine::{Input, Node, NodeId, Span, Time};
use records::table::EventKind;
use world::SpellsState;
use world::streams::{Purpose, stream};

impl Simulation {
    /// The machine starts, and with it the node: from its disk, if it ran before.
    pub(super) fn up(&mut self, id: u32) -> Result<(), SimError> {
        self.see(id, id, 1);
        if self.trace.open {
            self.record_seen(id, EventKind::Up, String::new())?;
        }
        let slot = self.shared.protocol.slot(self.now);
        let node = if self.hosts.hot[id as usize].was_up { self.recovered(id)? } else { self.new_node(id) };
        let hot = &mut self.hosts.hot[id as usize];
        (hot.was_up, hot.registered) = (true, false);
        self.online += u32::from(hot.is_worker());
        self.hosts.nodes[id as usize] = Some(node);
        let books = &mut self.hosts.books[id as usize];
        books.go_up(self.now.0);
        books.beats_from = u32::try_from(slot).unwrap_or(u32::MAX);
        self.next_spell(id, true);
        match self.stagger(id, self.now) {
            Span::ZERO => self.input(id, Input::Start),
            wait => {
                self.schedule_own(id, self.now + wait, Kind::Start);
                Ok(())
            }
        }
    }

    fn new_node(&self, id: u32) -> Node {
        let local = self.plan.local(id);
        let mut node = Node::new(self.shared.clone(), &local);
        node.reserve_peers(self.served_by_region[usize::from(local.region.0)] as usize, true);
        node
    }

    /// Workers that genesis finds up are heard first spread over one heartbeat period, as machines that started at different
    /// times are. Everybody else starts at once.
    fn stagger(&self, id: u32, up_since: Time) -> Span {
        if up_since > Time::ZERO || !self.hosts.hot[id as usize].is_worker() {
            return Span::ZERO;
        }
        let period = self.shared.protocol.heartbeat_period;
        Span(stream(self.plan.seed, u64::from(id), Purpose::Stagger).below(period.0))
    }

    /// When the node on a machine that is up started.
    pub(super) fn started(&self, id: u32) -> Time {
        let up_since = self.hosts.books[id as usize].up_since_ns().map_or(self.now, Time);
        up_since + self.stagger(id, up_since)
    }

    pub(super) fn down(&mut self, id: u32) -> Result<(), SimError> {
        self.see(id, id, 2);
        if self.trace.open {
            self.record_seen(id, EventKind::Down, String::new())?;
        }
        let beats = self.take_beats(id, false);
        let incarnation = self.hosts.nodes[id as usize].as_ref().map_or(0, Node::incarnation);
        if let Some(tasks) = self.hosts.go_down(id, self.now.0) {
            self.online -= u32::from(self.hosts.hot[id as usize].is_worker());
            self.count_crash(id);
            self.observer.on_work(-i64::from(tasks), tasks > 0);
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
    pub(super) fn take_beats(&mut self, id: u32, whole: bool) -> Option<(u32, BeatRun)> {
        let protocol = &self.shared.protocol;
        let books = &mut self.hosts.books[id as usize];
        let up_since_ns = books.up_since_ns()?;
        if protocol.heartbeat_mode != HeartbeatMode::Runs || !self.hosts.hot[id as usize].is_worker() {
            return None;
        }
        let first_slot = u64::from(books.beats_from);
        let end = slots_beaten(protocol, up_since_ns, self.now, whole);
        let run = BeatRun { first_slot, count: end.saturating_sub(first_slot), lost: Vec::new() };
        books.beats_from = books.beats_from.max(u32::try_from(end).unwrap_or(u32::MAX));
        Some((self.validator_of(id), run))
    }

    /// The machine goes down (if it is `up` now) or up at `change`.
    pub(super) fn schedule_change(&mut self, id: u32, change: Option<Time>, up: bool) {
        self.hosts.hot[id as usize].change_ns = change.map_or(crate::host::Hot::NEVER, |at| at.0);
        if let Some(at) = change {
            self.schedule_own(id, at, if up { Kind::Down } else { Kind::Up });
        }
    }
}
