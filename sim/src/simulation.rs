//! A run: events in order, inputs to nodes, outputs carried out.

mod carry;
mod happening;

use crate::digest::combine;
use crate::error::SimError;
use crate::host::Host;
use crate::kernel::{Entry, HeapQueue, Key, Queue, WORLD};
use crate::network::Network;
use crate::transport::Traffic;
use engine::ledger::Supply;
use engine::{Outbox, Shared, Time};
use happening::{Happening, What};
use records::observe::{Observer, Totals};
use records::run::RunWriter;
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
    /// Digest over everything the nodes saw.
    pub digest: u64,
    /// The audited supply at the end.
    pub supply: Supply,
    /// Counts.
    pub totals: Totals,
}

/// A simulated network.
pub struct Simulation {
    plan: Plan,
    shared: Arc<Shared>,
    queue: HeapQueue<Happening>,
    now: Time,
    hosts: Vec<Host>,
    /// Ids of the validators, by region.
    validators: Vec<u32>,
    requesters: Vec<u32>,
    network: Network,
    workload: Workload,
    observer: Observer,
    outbox: Outbox,
    online: u32,
    world_sequence: u64,
    events: u64,
    traffic: Traffic,
    epoch: u32,
}

/// Events between two reports of progress.
const PROGRESS_EVENTS: u64 = 1 << 14;

impl Simulation {
    /// Sets the world up at genesis. Without a `writer` nothing is recorded but the counts.
    ///
    /// # Errors
    /// If the protocol's parameters contradict each other or the first rows cannot be written.
    pub fn new(plan: Plan, writer: Option<RunWriter>) -> Result<Self, SimError> {
        let shared = Arc::new(plan.shared()?);
        let ids = |role| {
            let all = (0_u32..).zip(&plan.nodes).filter(move |(_, node)| node.role == role);
            all.map(|(id, _)| id).collect::<Vec<_>>()
        };
        let (validators, requesters) = (ids(Role::Validator), ids(Role::Requester));
        let region_of = plan.nodes.iter().map(|node| node.region).collect();
        let mut simulation = Self {
            network: Network::new(plan.network.clone(), plan.seed, region_of),
            workload: Workload::new(plan.workload.clone(), plan.seed),
            observer: Observer::new(plan.node_rows(), writer)?,
            queue: HeapQueue::default(),
            now: Time::ZERO,
            hosts: Vec::with_capacity(plan.nodes.len()),
            validators,
            requesters,
            outbox: Outbox::default(),
            online: 0,
            world_sequence: 0,
            events: 0,
            traffic: Traffic::default(),
            epoch: 0,
            shared,
            plan,
        };
        simulation.populate();
        Ok(simulation)
    }

    /// Puts every host where it is at genesis.
    fn populate(&mut self) {
        for id in 0..u32::try_from(self.plan.nodes.len()).unwrap_or(u32::MAX) {
            let (state, up, change) = SpellsState::start(&self.plan.nodes[id as usize].spells, self.plan.seed, id);
            self.hosts.push(Host::new(self.plan.local(id), state, up));
            if up {
                self.schedule_own(id, Time::ZERO, What::Up);
            }
            if let Some(at) = change {
                self.schedule_own(id, at, if up { What::Down } else { What::Up });
            }
        }
        self.schedule_world(Time(self.shared.protocol.epoch.0), What::EpochEnd);
        self.schedule_world(Time::ZERO, What::Sample);
        if let Some(at) = self.workload.next_arrival(Time::ZERO) {
            self.schedule_world(at, What::Submit);
        }
    }

    /// Handles all events up to and at `end`, telling `progress` now and then.
    ///
    /// # Errors
    /// If rows cannot be written, or a defect of ours is found.
    pub fn run_until(&mut self, end: Time, mut progress: impl FnMut(Progress)) -> Result<(), SimError> {
        while self.queue.next_time().is_some_and(|at| at <= end)
            && let Some(entry) = self.queue.pop()
        {
            self.now = entry.key.time;
            self.events += 1;
            if self.events.is_multiple_of(PROGRESS_EVENTS) {
                progress(Progress { now: self.now, end, events: self.events });
            }
            self.handle(entry)?;
        }
        self.now = self.now.max(end);
        Ok(())
    }

    /// Runs the whole plan and closes the books.
    ///
    /// # Errors
    /// As [`run_until`](Self::run_until), or if the books do not balance.
    pub fn run(mut self, progress: impl FnMut(Progress)) -> Result<(Outcome, Option<RunWriter>), SimError> {
        let end = Time::ZERO + self.plan.duration;
        self.run_until(end, progress)?;
        let supply = self.audit()?;
        let digest = combine(self.hosts.iter().map(|host| host.chain));
        let (mut totals, writer) = self.observer.finish()?;
        (totals.events, totals.messages, totals.bytes) = (self.events, self.traffic.messages, self.traffic.bytes);
        totals.faults.insert("messages-lost", self.network.lost);
        totals.faults.insert("messages-duplicated", self.network.duplicated);
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
        combine(self.hosts.iter().map(|host| host.chain))
    }

    /// A full recount of the ledger.
    ///
    /// # Errors
    /// The invariant that is broken.
    pub fn audit(&self) -> Result<Supply, SimError> {
        let chain = self.hosts.first().and_then(|host| host.node.as_ref()).and_then(|node| node.sequencer());
        chain.map_or(Ok(Supply::default()), |chain| Ok(chain.audit()?))
    }

    fn schedule_own(&mut self, id: u32, at: Time, what: What) {
        let host = &mut self.hosts[id as usize];
        let (purpose, life) = (what.purpose(), host.life);
        let sequence = host.next_sequence(purpose);
        let key = Key { time: at, sender: id, purpose: purpose as u8, sequence };
        self.queue.push(Entry { key, target: id, what: Happening { life, what } });
    }

    fn schedule_world(&mut self, at: Time, what: What) {
        self.world_sequence += 1;
        let key = Key { time: at, sender: WORLD, purpose: what.purpose() as u8, sequence: self.world_sequence };
        self.queue.push(Entry { key, target: WORLD, what: Happening { life: 0, what } });
    }
}
