#![allow(dead_code, reason = "each test binary uses its part")]
//! A small world for tests: every message takes 20 ms, work takes what it takes, and what goes wrong is a parameter.

mod disks;
mod setting;

pub use setting::{capability, output_of, part, protocol, secret, state_at};

use engine::job::{JobSpec, JobState};
use engine::ledger::Supply;
use engine::rng::Stream;
use engine::units::{MilliGflop, MilliGflops};
use engine::wire::{Assignment, Checkpoint, KeyedHash, Scheme, Signature, WorkResult};
use engine::{
    Amount, Envelope, Event, Input, JobId, Local, Node, NodeId, Outbox, Output, Protocol, Record, RegionId, Roles, Shared, Span,
    TaskId, Time, Topic,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub const SECOND: u64 = 1_000_000_000;
pub const VALIDATOR: NodeId = NodeId(0);
pub const REQUESTER: NodeId = NodeId(1);
/// The version of what was said and not sealed, on its way; no node's.
const UNSEALED: u8 = 200;

/// What goes wrong.
#[derive(Clone, Copy, Default, Debug)]
pub struct Trouble {
    /// Of 100 messages, how many are lost.
    pub loss_percent: u64,
    /// Of 100 messages, how many come twice.
    pub duplicate_percent: u64,
    /// Up to this much extra delay [ms], so that messages overtake each other.
    pub jitter_ms: u64,
    /// Crash the node that takes step number `.0` of the run right after it, or `.1` if named.
    pub crash: Option<(u64, Option<NodeId>)>,
}

pub struct World {
    pub shared: Arc<Shared>,
    pub locals: BTreeMap<NodeId, Local>,
    pub nodes: BTreeMap<NodeId, Node>,
    stores: BTreeMap<NodeId, Vec<Record>>,
    pub agenda: BTreeMap<(Time, u64), (NodeId, Input)>,
    subscriptions: BTreeMap<Topic, BTreeSet<NodeId>>,
    running: BTreeMap<TaskId, u64>,
    scheduled: u64,
    /// When the earliest pending `Wake` of a node comes.
    armed: BTreeMap<NodeId, Time>,
    pub steps: u64,
    trouble: Trouble,
    draws: Stream,
    /// Nodes on which all work breaks down.
    pub broken: BTreeSet<NodeId>,
    /// Nodes whose results are wrong, and all alike.
    pub wrong: BTreeSet<NodeId>,
    /// Nodes that take so many times as long.
    pub slow: BTreeMap<NodeId, u64>,
    /// Whether nodes are told rows of senders that are mostly wrong.
    pub misleads: bool,
    delivered: u32,
    /// What was run, and where.
    pub runs: Vec<(NodeId, Assignment)>,
    pub events: Vec<(Time, NodeId, Event)>,
    pub sent: Vec<(Time, Envelope)>,
    /// If there is a log: every output, in order; signatures left out.
    pub log: Option<Vec<Output>>,
    /// Something was said and not sealed.
    is_unsealed: bool,
    /// What steps are given to put their outputs into.
    pub outbox: fn() -> Outbox,
    /// Of 100 steps, after how many all nodes are saved and go on as what is loaded.
    pub saves_percent: u64,
    save_draws: Stream,
}

impl World {
    /// One validator, one requester and `workers` workers of different speeds.
    pub fn new(workers: u32, trouble: Trouble, seed: u64) -> Self {
        Self::under(protocol(), workers, trouble, seed)
    }

    /// The same under another protocol.
    pub fn under(protocol: Protocol, workers: u32, trouble: Trouble, seed: u64) -> Self {
        let shared = Arc::new(Shared::new(protocol, Box::new(KeyedHash)).unwrap());
        let mut world = Self {
            shared: shared.clone(),
            locals: BTreeMap::new(),
            nodes: BTreeMap::new(),
            stores: BTreeMap::new(),
            agenda: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            running: BTreeMap::new(),
            scheduled: 0,
            armed: BTreeMap::new(),
            steps: 0,
            trouble,
            draws: Stream::new(seed, 0, 0),
            broken: BTreeSet::new(),
            wrong: BTreeSet::new(),
            slow: BTreeMap::new(),
            misleads: false,
            delivered: 0,
            runs: Vec::new(),
            events: Vec::new(),
            sent: Vec::new(),
            log: None,
            is_unsealed: false,
            outbox: Outbox::default,
            saves_percent: 0,
            save_draws: Stream::new(seed, 1, 0),
        };
        for id in 0..workers + 2 {
            let worker = (id >= 2).then(|| capability(1_000 + u64::from(id)));
            let roles = Roles { worker, validator: id == 0, requester: id == 1 };
            let local = Local { id: NodeId(id), region: RegionId(0), secret: secret(id), roles };
            assert_eq!(KeyedHash.public_key(&local.secret).0, local.secret.0);
            world.nodes.insert(NodeId(id), Node::new(shared.clone(), &local));
            world.locals.insert(NodeId(id), local);
            world.schedule(Time(u64::from(id) * SECOND), NodeId(id), Input::Start);
        }
        world
    }

    pub fn submit(&mut self, at_s: u64, spec: JobSpec) {
        let input = Input::Submit { spec: Box::new(spec), budget: Amount::tokens(100) };
        self.schedule(Time(at_s * SECOND), REQUESTER, input);
    }

    pub fn schedule(&mut self, at: Time, node: NodeId, input: Input) {
        self.scheduled += 1;
        self.agenda.insert((at, self.scheduled), (node, input));
    }

    pub fn run_until(&mut self, end: Time) {
        while let Some((&(at, n), _)) = self.agenda.first_key_value()
            && at <= end
        {
            let (node, input) = self.agenda.remove(&(at, n)).unwrap();
            if let Input::Finished { work, .. } | Input::Failed { work, .. } = &input
                && self.running.remove(work) != Some(n)
            {
                continue;
            }
            if let Input::Checkpointed { work, .. } = &input
                && !self.running.contains_key(work)
            {
                continue;
            }
            self.step(at, node, input);
        }
    }

    /// A node that is gone for good takes no inputs any more.
    pub fn remove(&mut self, gone: NodeId) {
        self.nodes.remove(&gone);
    }

    fn step(&mut self, at: Time, id: NodeId, input: Input) {
        let mut out = (self.outbox)();
        let Some(node) = self.nodes.get_mut(&id) else { return };
        match input {
            // What was said and not sealed.
            Input::Deliver(envelope) if self.is_unsealed && envelope.version == UNSEALED => {
                node.hear(at, u32::MAX, envelope.sender, envelope.message, &mut out);
            }
            Input::Deliver(envelope) if self.misleads => {
                self.delivered += 1;
                node.deliver_from(at, self.delivered % 9, envelope, &mut out);
            }
            input => node.step(at, input, &mut out),
        }
        let wake = node.next_wake();
        for output in out.drain() {
            self.keep(&output);
            match output {
                // Neither sealed nor dated.
                Output::Send(envelope) if envelope.expires == Time::ZERO => {
                    self.is_unsealed = true;
                    self.carry(at, Envelope { version: UNSEALED, expires: Time::MAX, ..*envelope });
                }
                Output::Send(envelope) => self.carry(at, *envelope),
                Output::Subscribe(topic) => {
                    self.subscriptions.entry(topic).or_default().insert(id);
                }
                Output::Run(assignment) => self.run(at, id, *assignment),
                Output::Abort(work) => {
                    self.running.remove(&work);
                }
                Output::Persist(record) => self.stores.entry(id).or_default().push(*record),
                Output::Report(event) => self.events.push((at, id, *event)),
            }
        }
        if let Some(wake) = wake.map(|wake| wake.max(at))
            && self.armed.get(&id).is_none_or(|armed| *armed <= at || wake < *armed)
        {
            self.armed.insert(id, wake);
            self.schedule(wake, id, Input::Wake);
        }
        self.steps += 1;
        if self.save_draws.below(100) < self.saves_percent {
            self.save_and_load();
        }
        if let Some((step, victim)) = self.trouble.crash
            && step == self.steps
        {
            self.crash(at, victim.unwrap_or(id));
        }
    }

    /// Checkpoints take no time here.
    fn run(&mut self, mut at: Time, id: NodeId, assignment: Assignment) {
        let (work, spec, mut done) = (assignment.task, assignment.spec, assignment.from.done);
        let told = self.locals[&id].roles.worker.unwrap().speed;
        let speed = MilliGflops(told.0 / self.slow.get(&id).copied().unwrap_or(1));
        while let piece = spec.next_piece(done, speed)
            && done.0 + piece.0 < spec.work.0
        {
            (at, done) = (at + piece.at(spec.speed_on(speed)), MilliGflop(done.0 + piece.0));
            let checkpoint = Checkpoint { done, state: state_at(done) };
            self.schedule(at, id, Input::Checkpointed { work, checkpoint });
        }
        // Copies of a task leave the same behind, as the first of them.
        let is_wrong = self.wrong.contains(&id);
        let output = output_of(if is_wrong { u16::MAX } else { work.task - u16::from(spec.replica.number) });
        let result = WorkResult { output, output_bytes: spec.output_bytes };
        let end = match self.broken.contains(&id) {
            true => Input::Failed { work, reason: "it broke down".into() },
            false => Input::Finished { work, result },
        };
        self.schedule(at + spec.next_piece(done, speed).at(spec.speed_on(speed)), id, end);
        self.running.insert(work, self.scheduled);
        self.runs.push((id, assignment));
    }

    fn keep(&mut self, output: &Output) {
        let Some(log) = &mut self.log else { return };
        let mut output = output.clone();
        if let Output::Send(envelope) = &mut output {
            envelope.signature = Signature([0; 64]);
        }
        log.push(output);
    }

    fn carry(&mut self, at: Time, envelope: Envelope) {
        self.sent.push((at, envelope.clone()));
        for to in self.subscriptions.get(&envelope.to).cloned().unwrap_or_default() {
            let mut copies = u64::from(self.draws.below(100) >= self.trouble.loss_percent);
            copies += u64::from(self.draws.below(100) < self.trouble.duplicate_percent);
            for _ in 0..copies {
                let delay = Span::from_millis(20 + self.draws.below(self.trouble.jitter_ms + 1));
                self.schedule(at + delay, to, Input::Deliver(Box::new(envelope.clone())));
            }
        }
    }

    pub fn supply(&self) -> Supply {
        self.nodes[&VALIDATOR].sequencer().unwrap().audit().unwrap()
    }

    pub fn balance(&self, node: u32) -> Amount {
        self.nodes[&VALIDATOR].sequencer().unwrap().ledger().balance(engine::ledger::Account::Liquid(NodeId(node)))
    }

    /// Last reported state of each job.
    pub fn job_states(&self) -> BTreeMap<JobId, JobState> {
        self.events
            .iter()
            .filter_map(|(_, _, event)| match event {
                Event::JobState { job, state } => Some((*job, *state)),
                _ => None,
            })
            .collect()
    }

    /// Every change of a job's state that was reported went along an edge of the life cycle.
    pub fn job_states_follow_the_life_cycle(&self) {
        let mut states = BTreeMap::new();
        for (_, _, event) in &self.events {
            if let Event::JobState { job, state } = event {
                let before = states.insert(*job, *state);
                match before {
                    None => assert_eq!(*state, JobState::Submitted),
                    Some(before) => assert!(before.can_become(*state), "{job}: {before:?} → {state:?}"),
                }
            }
        }
    }
}
