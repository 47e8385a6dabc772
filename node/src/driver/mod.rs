//! The driver of a real node: owns the [`Node`], feeds it what happens, carries out what it asks for.
//!
//! ```text
//!   connection ─ Arrival ─┐                    ┌─▶ log (input, digest of outputs)
//!   work ─ Finished ──────┼─▶ step ─ outputs ──┼─▶ store: all Persist of the step, on disk
//!   clock ─ Wake ─────────┤                    └─▶ then, in order: Send, Subscribe ─▶ connection;  Run, Abort ─▶ work;
//!   requester ─ Submit ───┘                                         Report ─▶ whoever watches
//! ```
//!
//! One input at a time, one match arm an output. Dropping the running future is a crash: nothing is said, nothing flushed.

mod seen;

pub use seen::Seen;

use crate::clock::{Clock, Source};
use crate::data::{Exchange, OpenJobs};
use crate::identity;
use crate::log::{self, Entry, Header, LogError, LogWriter};
use crate::store::{Found, Owner, Store, StoreError};
use crate::transport::{Arrival, Connection};
use crate::work::Executor;
use engine::{Input, Local, Node, Outbox, Output, Record, RecoverError, Shared, TaskId, Time};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet, block_in_place};

/// How long time may go unpersisted: after a crash it may seem to stand still for as long.
const TICK: Duration = Duration::from_secs(5);

/// Checkpoints that wait to be told; their work waits too.
const KEPT_MAX: usize = 64;

/// What one node's life is made of.
pub struct Parts<C, S> {
    /// The network's parameters and signature scheme.
    pub shared: Arc<Shared>,
    /// Who this node is.
    pub local: Local,
    /// Its time.
    pub clock: Clock<S>,
    /// Its open store.
    pub store: Store,
    /// What the store held.
    pub found: Found,
    /// Its connection, and what comes out of it.
    pub connection: C,
    /// What arrives over the connection.
    pub arrivals: mpsc::Receiver<Arrival>,
    /// The data plane.
    pub exchange: Exchange,
    /// The jobs whose outputs the data plane takes.
    pub open_jobs: Arc<OpenJobs>,
    /// How work is done, on a worker.
    pub executor: Option<Executor>,
    /// Inputs from whoever runs the node: jobs to submit.
    pub orders: mpsc::Receiver<Input>,
    /// Who watches.
    pub watcher: mpsc::UnboundedSender<Seen>,
}

/// Why a node stopped.
#[derive(Debug, thiserror::Error)]
pub enum DriverError {
    /// Its store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// Its records.
    #[error("{folder}: {cause}")]
    Recover {
        /// The node's folder.
        folder: std::path::PathBuf,
        /// Why not.
        cause: RecoverError,
    },
}

/// Whose store a node's is.
#[must_use]
pub fn owner(shared: &Shared, local: &Local) -> Owner {
    Owner { network: shared.protocol.network, node: local.id, key: identity::public(&local.secret) }
}

/// A node at work.
pub struct Driver<C, S> {
    node: Node,
    clock: Clock<S>,
    store: Store,
    log: LogWriter,
    connection: C,
    arrivals: mpsc::Receiver<Arrival>,
    exchange: Exchange,
    open_jobs: Arc<OpenJobs>,
    executor: Option<Executor>,
    orders: mpsc::Receiver<Input>,
    watcher: mpsc::UnboundedSender<Seen>,
    outbox: Outbox,
    work: JoinSet<Input>,
    running: BTreeMap<TaskId, AbortHandle>,
    /// Checkpoints of the work under way, and where it says them.
    kept: (mpsc::Sender<Input>, mpsc::Receiver<Input>),
    persisted: Time,
    dropped: u64,
}

impl<C: Connection, S: Source> Driver<C, S> {
    /// A node as its records left it, with a new log in `folder`.
    ///
    /// # Errors
    /// If the records do not fit the node, or the log cannot be written.
    pub fn new(parts: Parts<C, S>, folder: &Path) -> Result<Self, DriverError> {
        let Parts { shared, local, clock, store, found, connection, arrivals, exchange, open_jobs, executor, orders, watcher } =
            parts;
        found.records.iter().for_each(|record| open_jobs.note(record));
        let header = Header {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            protocol: shared.protocol.clone(),
            node: local.id,
            region: local.region,
            roles: local.roles,
            key: identity::public(&local.secret),
            records: found.records.clone(),
        };
        let node = Node::recover(shared, &local, found.records);
        let node = node.map_err(|cause| DriverError::Recover { folder: folder.to_owned(), cause })?;
        let log = LogWriter::create(folder, &header)?;
        Ok(Self {
            node,
            clock,
            store,
            log,
            connection,
            arrivals,
            exchange,
            open_jobs,
            executor,
            orders,
            watcher,
            outbox: Outbox::default(),
            work: JoinSet::new(),
            running: BTreeMap::new(),
            kept: mpsc::channel(KEPT_MAX),
            persisted: found.time,
            dropped: 0,
        })
    }

    /// Runs until the connection or whoever gives orders is gone; gives back the node as it then was.
    ///
    /// # Errors
    /// If store or log fail: a node that cannot remember must not speak.
    pub async fn run(mut self) -> Result<Node, DriverError> {
        self.take(Input::Start)?;
        loop {
            let wake = self.node.next_wake().map_or(TICK, |at| self.clock.until(at).min(TICK));
            tokio::select! {
                biased;
                order = self.orders.recv() => match order {
                    Some(order) => self.take(order)?,
                    None => return Ok(self.node),
                },
                Some(kept) = self.kept.1.recv() => self.on_kept(kept)?,
                Some(ended) = self.work.join_next(), if !self.work.is_empty() => self.on_work(ended)?,
                // Before arrivals, which may never stop.
                () = tokio::time::sleep(wake) => self.on_time()?,
                arrival = self.arrivals.recv() => match arrival {
                    Some(arrival) => self.on_arrival(arrival)?,
                    None => return Ok(self.node),
                },
            }
        }
    }

    fn on_time(&mut self) -> Result<(), DriverError> {
        let now = self.clock.now();
        let dropped = self.connection.counters().dropped;
        if dropped > self.dropped {
            self.say(Seen::Dropped(self.node.id(), dropped - self.dropped));
            self.dropped = dropped;
        }
        if self.node.next_wake().is_some_and(|at| at <= now) {
            self.take(Input::Wake)?;
        }
        if now.since(self.persisted).0 >= u64::try_from(TICK.as_nanos()).unwrap_or(u64::MAX) {
            self.commit(now, &[])?;
        }
        Ok(())
    }

    fn on_arrival(&mut self, arrival: Arrival) -> Result<(), DriverError> {
        let id = self.node.id();
        match arrival {
            Arrival::Envelope(envelope) => self.take(Input::Deliver(envelope))?,
            Arrival::Data(bytes) => self.exchange.on_data(&bytes),
            Arrival::Malformed { .. } => self.say(Seen::Malformed(id)),
            Arrival::Up => self.say(Seen::Link(id, true)),
            Arrival::Down => self.say(Seen::Link(id, false)),
        }
        Ok(())
    }

    /// Work has come further; what was aborted has not.
    fn on_kept(&mut self, kept: Input) -> Result<(), DriverError> {
        match &kept {
            Input::Checkpointed { work, .. } if self.running.contains_key(work) => self.take(kept),
            _ => Ok(()),
        }
    }

    /// Work came to an end; what was aborted has none.
    fn on_work(&mut self, ended: Result<Input, tokio::task::JoinError>) -> Result<(), DriverError> {
        let input = match ended {
            Ok(input) => input,
            Err(error) if error.is_panic() => {
                // Ours or a library's defect: the work is given back, the node goes on.
                let broken = self.running.iter().find(|(_, handle)| handle.id() == error.id()).map(|(task, _)| *task);
                let Some(work) = broken else { return Ok(()) };
                Input::Failed { work, reason: format!("it broke down: {error}") }
            }
            Err(_) => return Ok(()),
        };
        if let Input::Finished { work, .. } | Input::Failed { work, .. } = &input
            && self.running.remove(work).is_some()
        {
            self.say_running();
            self.take(input)?;
        }
        Ok(())
    }

    /// One step: log it, persist what it wants persisted, then carry out the rest in order.
    fn take(&mut self, input: Input) -> Result<(), DriverError> {
        let now = self.clock.now();
        self.node.step(now, input.clone(), &mut self.outbox);
        let outputs: Vec<Output> = self.outbox.drain().collect();
        self.log.step(&Entry { now, input, outputs: log::digest(&outputs) })?;
        let persist = |output: &Output| if let Output::Persist(record) = output { Some((**record).clone()) } else { None };
        let records: Vec<Record> = outputs.iter().filter_map(persist).collect();
        records.iter().for_each(|record| self.open_jobs.note(record));
        if !records.is_empty() {
            self.commit(now, &records)?;
        }
        for output in outputs {
            match output {
                Output::Send(envelope) => {
                    self.say(Seen::Sent(envelope.encoded_len() as u64));
                    self.connection.send(now, *envelope);
                }
                Output::Subscribe(topic) => self.connection.subscribe(topic),
                Output::Run(assignment) => {
                    if let Some(executor) = self.executor.clone() {
                        let (task, kept) = (assignment.task, self.kept.0.clone());
                        let handle = self.work.spawn(async move { executor.run(*assignment, kept).await });
                        self.running.insert(task, handle);
                        self.say_running();
                    }
                }
                Output::Abort(task) => {
                    if let Some(work) = self.running.remove(&task) {
                        work.abort();
                        self.say_running();
                    }
                }
                // Persisted above; nothing is said unsealed on a real network.
                Output::Persist(_) => {}
                Output::Report(event) => self.say(Seen::Event { node: self.node.id(), at: now, event }),
            }
        }
        Ok(())
    }

    fn commit(&mut self, now: Time, records: &[Record]) -> Result<(), DriverError> {
        self.persisted = now;
        Ok(block_in_place(|| self.store.commit(now, records))?)
    }

    fn say_running(&mut self) {
        let running = u32::try_from(self.running.len()).unwrap_or(u32::MAX);
        let (node, at) = (self.node.id(), self.clock.now());
        self.say(Seen::Work { node, at, running });
    }

    /// Nobody may be watching any more.
    fn say(&self, seen: Seen) {
        let _ = self.watcher.send(seen);
    }
}
