//! Fidelity `session`: no messages and no beats. Validators, requesters and the sequencer are the engine's nodes, and hear at
//! once what they say to each other; workers are rows of columns, answered for by this driver.
//!
//! ```text
//!   spells ─▶ up ─────────▶ Register ─┐                       ┌─ Assign ─▶ work: fetch, compute, give back ─▶ Done
//!             stretch ends ▶ Beats,   ├─▶ engine::Node ─ Send ┤
//!                            Silent ──┘    of the validator   └─ to another node: heard at once
//!
//!   workers.rs    their columns         happening.rs  what can happen, and what it does
//!   losses.rs     beats that are lost   hearing.rs    what is said, and who hears it
//!   tracing.rs    what is recorded of the run's own course, if asked for
//! ```

mod happening;
mod hearing;
mod losses;
mod tracing;
mod workers;

use crate::digest::Chain;
use crate::error::SimError;
use crate::network::Network;
use crate::simulation::{Outcome, PROGRESS_EVENTS, Progress};
use crate::trace::Trace;
use engine::config::HeartbeatMode;
use engine::{Input, Node, NodeId, Outbox, Shared, Time, Topic};
use happening::{Kind, What};
use hearing::Said;
use kernel::{CalendarQueue, Entry, Queue};
use losses::Losses;
use records::observe::Observer;
use records::run::{Recording, RunWriter};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use workers::{Work, Workers};
use world::{Plan, Role, SpellsState, Workload};

/// How many events ahead memory is asked for, and what it points to.
const PREFETCH: [usize; 2] = [15, 8];

/// A node that is always up: a validator or a requester.
struct Fixed {
    node: Node,
    /// Digest of all that it heard.
    chain: Chain,
    /// When the pending `Wake` comes (ns); [`Fixed::NEVER`] without one.
    armed_ns: u64,
    /// Number of its last `Wake`.
    sequence: u32,
}

impl Fixed {
    /// Later than any event.
    const NEVER: u64 = u64::MAX;
}

/// A network at fidelity `session`.
pub struct Session {
    plan: Plan,
    shared: Arc<Shared>,
    queue: CalendarQueue<What>,
    now: Time,
    /// Validators and requesters; a node's id is its place. Workers come after them.
    fixed: Vec<Fixed>,
    workers: Workers,
    /// Ids of the validators, by region.
    validators: Vec<u32>,
    requesters: Vec<u32>,
    /// Ids of the workers, region after region.
    by_region: Vec<u32>,
    subscribers: BTreeMap<Topic, Vec<u32>>,
    /// Said and not heard yet, in order.
    said: VecDeque<Said>,
    outbox: Outbox,
    losses: Losses,
    /// Heartbeats lost.
    lost: u64,
    /// For transfers of data.
    network: Network,
    workload: Workload,
    observer: Observer,
    online: u32,
    /// Workers that genesis finds up, until they were.
    up_at_genesis: Vec<u32>,
    world_sequence: u32,
    events: u64,
    epoch: u32,
    trace: Trace,
}

impl Session {
    /// Sets the world up at genesis. Without a `writer` nothing is recorded but the counts; with one also
    /// what `recording` asks for.
    ///
    /// # Errors
    /// If the protocol's parameters contradict each other or the first rows cannot be written.
    ///
    /// # Panics
    /// If the plan's workers do not come after all other nodes.
    pub fn new(mut plan: Plan, writer: Option<RunWriter>, recording: Recording) -> Result<Self, SimError> {
        plan.protocol.heartbeat_mode = HeartbeatMode::Runs;
        let first_worker = plan.nodes.iter().take_while(|node| node.role != Role::Worker).count();
        let workers_last = plan.nodes[first_worker..].iter().all(|node| node.role == Role::Worker);
        assert!(workers_last, "a plan's workers come after all other nodes");
        let mut observer = Observer::new(plan.node_rows(), writer)?;
        observer.record(&recording)?;
        let ids = |role| {
            let all = (0_u32..).zip(&plan.nodes[..first_worker]).filter(move |(_, node)| node.role == role);
            all.map(|(id, _)| id).collect::<Vec<_>>()
        };
        let (validators, requesters) = (ids(Role::Validator), ids(Role::Requester));
        let shared = Arc::new(plan.shared()?);
        let mut by_region: Vec<u32> = (0_u32..).take(plan.nodes.len()).skip(first_worker).collect();
        by_region.sort_by_key(|id| plan.serving(&plan.nodes[*id as usize]));
        let served_by_region = plan.served_by_region();
        let node = |id| {
            let local = plan.local(id);
            let mut node = Node::new(shared.clone(), &local);
            node.reserve_peers(served_by_region[usize::from(local.region.0)] as usize, false);
            node
        };
        let fixed = (0_u32..).take(first_worker).map(|id| Fixed {
            node: node(id),
            chain: Chain::default(),
            armed_ns: Fixed::NEVER,
            sequence: 0,
        });
        let mut session = Self {
            fixed: fixed.collect(),
            network: Network::new(plan.network.clone(), plan.seed),
            losses: Losses::new(plan.network.loss_parts, plan.protocol.missed_max),
            lost: 0,
            workload: Workload::new(plan.workload.clone(), plan.seed),
            observer,
            queue: CalendarQueue::new(),
            now: Time::ZERO,
            workers: Workers::with_capacity(plan.nodes.len() - first_worker),
            validators,
            requesters,
            by_region,
            subscribers: BTreeMap::new(),
            said: VecDeque::new(),
            outbox: Outbox::default().without_records().unsealed(),
            online: 0,
            up_at_genesis: Vec::new(),
            world_sequence: 0,
            events: 0,
            epoch: 0,
            trace: Trace::new(recording, 0),
            shared,
            plan,
        };
        session.populate()?;
        Ok(session)
    }

    /// Starts the nodes that are always up, and puts every worker where it is at genesis.
    fn populate(&mut self) -> Result<(), SimError> {
        for id in 0..self.first_worker() {
            self.input(id, Input::Start)?;
        }
        for id in self.first_worker()..u32::try_from(self.plan.nodes.len()).unwrap_or(u32::MAX) {
            let (state, up, change) = SpellsState::start(&self.plan.nodes[id as usize].spells, self.plan.seed, id);
            self.workers.push(state.place());
            self.up_at_genesis.extend(up.then_some(id));
            self.schedule_change(id, change, up);
        }
        self.schedule_world(Time(self.shared.protocol.epoch.0), Kind::EpochEnd);
        self.schedule_world(Time::ZERO, Kind::Sample);
        if let Some(at) = self.workload.next_arrival(Time::ZERO) {
            self.schedule_world(at, Kind::Submit);
        }
        Ok(())
    }

    /// Runs the whole plan and closes the books.
    ///
    /// # Errors
    /// If rows cannot be written, or a defect of ours is found.
    pub fn run(mut self, mut progress: impl FnMut(Progress)) -> Result<(Outcome, Option<RunWriter>), SimError> {
        let end = Time::ZERO + self.plan.duration;
        self.run_until(end, &mut progress)?;
        self.record_digest(end.0)?;
        let chain = self.fixed.first().and_then(|fixed| fixed.node.sequencer());
        let supply = chain.map_or(Ok(engine::ledger::Supply::default()), |chain| chain.audit())?;
        let digest = self.digest();
        let (mut totals, writer) = self.observer.finish()?;
        totals.events = self.events;
        totals.faults.insert("heartbeats-lost", self.lost);
        if self.plan.faults.sybils > 0 {
            totals.faults.insert("sybils-joined", self.plan.faults.sybils);
        }
        Ok((Outcome { digest, supply, totals }, writer))
    }

    /// Handles all events up to and at `end`, telling `progress` now and then.
    ///
    /// # Errors
    /// If rows cannot be written, or a defect of ours is found.
    pub fn run_until(&mut self, end: Time, mut progress: impl FnMut(Progress)) -> Result<(), SimError> {
        // Genesis comes first, in the order of ids.
        let (time_ns, sequence, purpose) = (0, 0, Kind::Up as u8);
        for id in std::mem::take(&mut self.up_at_genesis) {
            self.happen(&Entry { time_ns, sender: id, sequence, target: id, purpose, what: What::default() })?;
        }
        while self.queue.next_time().is_some_and(|at_ns| at_ns <= end.0)
            && let Some(entry) = self.queue.pop()
        {
            self.prefetch(PREFETCH.map(|ahead| self.queue.upcoming(ahead).map(|entry| entry.target)));
            self.happen(&entry)?;
            if self.events.is_multiple_of(PROGRESS_EVENTS) {
                progress(Progress { now: self.now, end, events: self.events });
            }
        }
        self.now = self.now.max(end);
        // Digests at or before the end are due: nothing more can happen up to it.
        self.turn(self.now.0.saturating_add(1))
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

    /// Asks for the memory of what comes soon: of a worker its own, then its row at its validator.
    fn prefetch(&self, [own, peer]: [Option<u32>; 2]) {
        if let Some(id) = own
            && let Some(hot) = self.workers.hot.get(self.row(id))
        {
            kernel::prefetch(hot);
            kernel::prefetch(&self.plan.nodes[id as usize]);
        }
        if let Some(id) = peer
            && let Some(hot) = self.workers.hot.get(self.row(id))
            && let Some(validator) = self.fixed[self.validator_of(id) as usize].node.validator()
        {
            validator.peer_at(hot.row).into_iter().for_each(kernel::prefetch);
            validator.place_at(hot.row).into_iter().for_each(kernel::prefetch);
            validator.index_of(NodeId(id)).into_iter().for_each(kernel::prefetch);
        }
    }

    fn first_worker(&self) -> u32 {
        u32::try_from(self.fixed.len()).unwrap_or(u32::MAX)
    }

    /// The place of a worker in the columns; of no worker for any other node.
    fn row(&self, id: u32) -> usize {
        (id as usize).wrapping_sub(self.fixed.len())
    }

    /// The validator that serves a node.
    fn validator_of(&self, id: u32) -> u32 {
        self.validators[usize::from(self.plan.serving(&self.plan.nodes[id as usize]))]
    }
}
