//! A run: events in order, inputs to nodes, outputs carried out.
//!
//! ```text
//!   happening.rs  what can happen, and what it does     beating.rs    heartbeats without events
//!   carry.rs      what a node asks for, carried out     checkpoint.rs all of it, saved and loaded
//!   machines.rs   machines that go up and down          control.rs    what was sent
//!   faulty.rs     faults at set times        watching.rs   what a watcher is told
//!   tracing.rs    what is recorded of the run's own course, if asked for
//! ```

mod beating;
mod carry;
mod checkpoint;
mod control;
mod faulty;
mod happening;
mod machines;
#[cfg(test)]
mod planted;
mod tracing;
mod watching;

pub use watching::{Happened, Seen};

use crate::beats::{BeatRule, Life};
use crate::digest::combine;
use crate::error::SimError;
use crate::host::{Hosts, Station};
use crate::network::{Delivery, Network};
use crate::trace::Trace;
use crate::transport::Traffic;
use crate::trouble::Troubles;
use borsh::{BorshDeserialize, BorshSerialize};
use engine::config::HeartbeatMode;
use engine::job::TaskSpec;
use engine::ledger::Supply;
use engine::units::MilliGflop;
use engine::validator::Validator;
use engine::wire::{Digest, MessageKind};
use engine::{Envelope, Outbox, Shared, TaskId, Time};
use faulty::Crashes;
use happening::{Kind, What};
use kernel::{CalendarQueue, Entry, Queue, Slab};
use records::observe::{Observer, Totals};
use records::run::{Recording, RunWriter};
use std::sync::Arc;
use world::{Plan, Role, SpellsState, Workload};

/// Where a run stands.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Simulated time.
    pub now: Time,
    /// Where it ends.
    pub end: Time,
    /// Events so far.
    pub events: u64,
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Digest over everything the nodes saw, heartbeats apart: how they travel does not show in it.
    pub digest: u64,
    /// The audited supply at the end.
    pub supply: Supply,
    /// Counts.
    pub totals: Totals,
}

/// Work under way on a device, as the event that ends it knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
struct Work {
    id: TaskId,
    sequence: u32,
    spec: TaskSpec,
    /// Work done when it comes.
    done: MilliGflop,
    /// What it will leave behind.
    output: Digest,
}

/// A simulated network.
pub struct Simulation {
    plan: Plan,
    shared: Arc<Shared>,
    queue: CalendarQueue<What>,
    /// Envelopes on their way.
    envelopes: Slab<Box<Envelope>>,
    /// Work under way.
    works: Slab<Work>,
    now: Time,
    hosts: Hosts,
    /// The beats of each host's latest life that has beaten.
    lives: Vec<Life>,
    beat_rule: BeatRule,
    /// Beats sent in lives that `lives` has forgotten.
    beats_before: u64,
    /// Ids of the validators, by region.
    validators: Vec<u32>,
    requesters: Vec<u32>,
    served_by_region: Vec<u32>,
    network: Network,
    workload: Workload,
    observer: Observer,
    outbox: Outbox,
    deliveries: Vec<Delivery>,
    online: u32,
    world_sequence: u32,
    /// Hosts that genesis has come to.
    begun: u32,
    events: u64,
    traffic: Traffic,
    epoch: u32,
    troubles: Troubles,
    crashes: Crashes,
    /// What happened and was not taken, if somebody watches.
    seen: Option<Vec<Seen>>,
    trace: Trace,
}

/// Sender of what the world itself brings about; sorts after all nodes at the same time.
pub(crate) const WORLD: u32 = u32::MAX;

/// Events between two reports of progress.
pub(crate) const PROGRESS_EVENTS: u64 = 1 << 14;

/// How many events ahead memory is asked for, step by step.
const PREFETCH: [usize; 3] = [15, 11, 7];

/// Cache lines of a node that its wake touches.
const NODE_LINES: usize = 3;

/// Whether an event is a node's own.
fn is_own(entry: &Entry<What>) -> bool {
    entry.sender == entry.target
}

impl Simulation {
    /// Sets the world up at genesis. Without a `writer` nothing is recorded but the counts.
    ///
    /// # Errors
    /// If the protocol's parameters contradict each other or the first rows cannot be written.
    pub fn new(plan: Plan, writer: Option<RunWriter>) -> Result<Self, SimError> {
        let observer = Observer::new(plan.node_rows(), writer)?;
        let mut simulation = Self::without_hosts(plan, observer)?;
        simulation.populate();
        Ok(simulation)
    }

    /// A world in which there is nobody and nothing is to happen.
    fn without_hosts(mut plan: Plan, observer: Observer) -> Result<Self, SimError> {
        let protocol = &plan.protocol;
        let (period, silence, end) = (protocol.heartbeat_period, protocol.silence_max(), Time::ZERO + plan.duration);
        let mut network = Network::new(plan.network.clone(), plan.seed);
        let padding_bytes = plan.overhead.beat_padding_bytes;
        network.pad(MessageKind::Heartbeat, padding_bytes);
        let beat_rule = BeatRule::new(period, silence, plan.costs, end, padding_bytes);
        if protocol.heartbeat_mode == HeartbeatMode::Vouched && (!beat_rule.is_exact(&network) || faulty::needs_each_beat(&plan))
        {
            plan.protocol.heartbeat_mode = HeartbeatMode::Messages;
        }
        network.beats_arrive = plan.protocol.heartbeat_mode == HeartbeatMode::Vouched;
        let ids = |role| {
            let all = (0_u32..).zip(&plan.nodes).filter(move |(_, node)| node.role == role);
            all.map(|(id, _)| id).collect::<Vec<_>>()
        };
        Ok(Self {
            shared: Arc::new(plan.shared()?),
            network,
            beat_rule,
            beats_before: 0,
            lives: vec![Life::NONE; plan.nodes.len()],
            workload: Workload::new(plan.workload.clone(), plan.seed),
            observer,
            queue: CalendarQueue::new(),
            envelopes: Slab::new(),
            works: Slab::new(),
            now: Time::ZERO,
            hosts: Hosts::with_capacity(plan.nodes.len()),
            validators: ids(Role::Validator),
            requesters: ids(Role::Requester),
            served_by_region: plan.served_by_region(),
            outbox: Outbox::default(),
            deliveries: Vec::new(),
            online: 0,
            world_sequence: 0,
            begun: 0,
            events: 0,
            traffic: Traffic::default(),
            epoch: 0,
            troubles: Troubles::new(plan.faults.disturbances.clone(), plan.seed),
            crashes: Crashes::default(),
            seen: None,
            trace: Trace::new(Recording::default(), 0),
            plan,
        })
    }

    /// Puts every host where it is at genesis.
    fn populate(&mut self) {
        for id in 0..u32::try_from(self.plan.nodes.len()).unwrap_or(u32::MAX) {
            let node = &self.plan.nodes[id as usize];
            let (state, up, change) = SpellsState::start(&node.spells, self.plan.seed, id);
            self.hosts.push(&state, Station::of(node), self.plan.site_of(node));
            self.hosts.hot[id as usize].up_at_genesis = up;
            self.schedule_change(id, change, up);
        }
        self.schedule_world(Time(self.shared.protocol.epoch.0), Kind::EpochEnd);
        self.schedule_world(Time::ZERO, Kind::Sample);
        self.schedule_hand_over(0);
        if let Some(at) = self.workload.next_arrival(Time::ZERO) {
            self.schedule_world(at, Kind::Submit);
        }
    }

    /// Handles all events up to and at `end`, telling `progress` now and then.
    ///
    /// # Errors
    /// If rows cannot be written, or a defect of ours is found.
    pub fn run_until(&mut self, end: Time, mut progress: impl FnMut(Progress)) -> Result<(), SimError> {
        self.begin()?;
        while self.queue.next_time().is_some_and(|at_ns| at_ns <= end.0)
            && let Some(entry) = self.queue.pop()
        {
            self.prefetch();
            self.happen(&entry)?;
            if self.events.is_multiple_of(PROGRESS_EVENTS) {
                progress(Progress { now: self.now, end, events: self.events });
            }
        }
        self.now = self.now.max(end);
        // Digests at or before the end are due: nothing more can happen up to it.
        self.turn(self.now.0.saturating_add(1))
    }

    /// Genesis comes first: machines that it finds up start, in the order of ids.
    fn begin(&mut self) -> Result<(), SimError> {
        while self.begun < self.hosts.len() {
            let (id, what) = (self.begun, What::default());
            self.begun += 1;
            if self.hosts.hot[id as usize].up_at_genesis {
                self.happen(&Entry { time_ns: 0, sender: id, sequence: 0, target: id, purpose: Kind::Up as u8, what })?;
            }
        }
        Ok(())
    }

    /// Time goes on to an event, and it happens.
    fn happen(&mut self, entry: &Entry<What>) -> Result<(), SimError> {
        if entry.time_ns >= self.trace.turn_ns {
            self.turn(entry.time_ns)?;
        }
        self.now = Time(entry.time_ns);
        self.events += 1;
        self.handle(entry)
    }

    /// Asks for the memory of what comes soon: of whoever it happens to; then, of a validator that hears somebody, what leads to
    /// what it knows of the sender; then that, and what it hears.
    #[inline]
    fn prefetch(&self) {
        let heard = |ahead| self.queue.upcoming(ahead).filter(|entry| !is_own(entry));
        if let Some(entry) = self.queue.upcoming(PREFETCH[0])
            && let Some(hot) = self.hosts.hot.get(entry.target as usize)
        {
            kernel::prefetch(hot);
            kernel::prefetch_first::<NODE_LINES, _>(&self.hosts.nodes[entry.target as usize]);
        }
        if let Some(validator) = heard(PREFETCH[1]).and_then(|entry| self.validator_at(entry.target)) {
            kernel::prefetch_first::<3, _>(validator);
        }
        if let Some(entry) = heard(PREFETCH[2]) {
            if let Some(validator) = self.validator_at(entry.target) {
                validator.peer_at(entry.what.life).into_iter().for_each(kernel::prefetch_first::<1, _>);
                validator.seal_at(entry.what.life).into_iter().for_each(kernel::prefetch);
            }
            if let Some(envelope) = self.envelopes.get(entry.what.slot) {
                kernel::prefetch(&**envelope);
            }
        }
    }

    fn validator_at(&self, id: u32) -> Option<&Validator> {
        self.hosts.nodes.get(id as usize)?.as_ref()?.validator()
    }

    /// Runs the whole plan and closes the books.
    ///
    /// # Errors
    /// As [`run_until`](Self::run_until), or if the books do not balance.
    pub fn run(mut self, progress: impl FnMut(Progress)) -> Result<(Outcome, Option<RunWriter>), SimError> {
        let end = Time::ZERO + self.plan.duration;
        self.run_until(end, progress)?;
        self.record_digest(end.0)?;
        self.finish_beats();
        let supply = self.audit()?;
        let digest = self.digest();
        let (control, faults) = (self.control(), self.faults());
        let (mut totals, writer) = self.observer.finish()?;
        totals.events = self.events;
        totals.count_control(control);
        totals.faults = faults;
        Ok((Outcome { digest, supply, totals }, writer))
    }

    /// Workers up now.
    #[must_use]
    pub fn online(&self) -> u32 {
        self.online
    }

    /// The digest so far.
    #[must_use]
    pub fn digest(&self) -> u64 {
        combine(self.hosts.hot.iter().map(|hot| hot.chain))
    }

    fn schedule_own(&mut self, id: u32, at: Time, kind: Kind) {
        let hot = &mut self.hosts.hot[id as usize];
        let (life, sequence) = (hot.life, hot.next_sequence());
        let what = What { life, slot: 0 };
        self.queue.push(Entry { time_ns: at.0, sender: id, sequence, target: id, purpose: kind as u8, what });
    }

    fn schedule_world(&mut self, at: Time, kind: Kind) {
        self.world_sequence += 1;
        let (sequence, what) = (self.world_sequence, What::default());
        self.queue.push(Entry { time_ns: at.0, sender: WORLD, sequence, target: WORLD, purpose: kind as u8, what });
    }
}
