//! A network of drivers in this process, over queues: jobs of sizes only, any node can be killed and started again.

use engine::job::{JobSpec, JobState, Stage, TaskSpec};
use engine::units::MilliGflop;
use engine::wire::{Ed25519, JobStatus};
use engine::{Amount, Event, Input, Local, Node, NodeId, Shared, Span, TaskId};
use node::clock::{Clock, Machine};
use node::data::{Blobs, Exchange, OpenJobs, ballast};
use node::devnet::{Files, Options, Wire};
use node::driver::{Driver, DriverError, Parts, Seen, owner};
use node::identity;
use node::store::Store;
use node::transport::{Connection, LoopbackHub};
use node::work::{Executor, Programs};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Speed of a worker (GFLOP/s): a task of ours takes it a tenth of a second.
const GFLOPS: f64 = 10.0;
const INPUT_BYTES: u64 = 200_000;

struct Life {
    orders: mpsc::Sender<Input>,
    task: JoinHandle<Result<Node, DriverError>>,
}

/// The network: the first three nodes are validators, the fourth is the requester, then come four workers.
pub struct Cluster {
    folder: TempDir,
    pub shared: Arc<Shared>,
    locals: Vec<Local>,
    genesis: Duration,
    hub: LoopbackHub,
    lives: BTreeMap<usize, Life>,
    /// What workers can run.
    programs: Arc<Programs>,
    watcher: mpsc::UnboundedSender<Seen>,
    seen: mpsc::UnboundedReceiver<Seen>,
    /// Jobs that their validator knows.
    pub known: BTreeMap<u32, JobState>,
    /// Jobs that are over, as the requester was told.
    pub over: BTreeMap<u32, JobStatus>,
    /// Where attempts went, in order.
    pub placed: Vec<(TaskId, NodeId)>,
}

pub const REQUESTER: usize = 3;

impl Cluster {
    /// All nodes, started.
    pub async fn start() -> Self {
        Self::start_with(Programs::new()).await
    }

    /// The same, with programs.
    pub async fn start_with(programs: Programs) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files { folder: PathBuf::new(), max: 1 };
        let options = Options::on_files(files, GFLOPS, None, PathBuf::new(), Wire::Loopback, Vec::new()).expect("a plan");
        let mut plan = options.plan;
        // Many die here; that is no reason to give a job up.
        plan.protocol.attempts_max = 200;
        plan.protocol.resend = Span::from_millis(100);
        plan.protocol.resend_max = Span::from_millis(500);
        let nodes = plan.nodes.len();
        let home = |node: usize| {
            let home = folder.path().join(format!("node-{node}"));
            std::fs::create_dir_all(&home).expect("a folder");
            home
        };
        let secrets: Vec<_> = (0..nodes).map(|node| identity::load_or_create(&home(node)).expect("a key")).collect();
        let key = |id: u32| identity::public(&secrets[id as usize]);
        let shared = Arc::new(plan.shared_with(7, Box::new(Ed25519), key).expect("a protocol"));
        let locals: Vec<Local> = (0..).zip(&secrets).map(|(id, secret)| plan.local_with(id, secret.clone())).collect();
        assert!(locals[REQUESTER].roles.requester && locals[REQUESTER + 1].roles.worker.is_some());
        let (watcher, seen) = mpsc::unbounded_channel();
        let genesis = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
        let (hub, lives, known, over, placed) = Default::default();
        let programs = Arc::new(programs);
        let mut cluster = Self { folder, shared, locals, genesis, hub, lives, programs, watcher, seen, known, over, placed };
        for node in 0..nodes {
            cluster.revive(node);
        }
        cluster
    }

    pub fn nodes(&self) -> usize {
        self.locals.len()
    }

    /// A node's folder.
    pub fn home(&self, node: usize) -> PathBuf {
        self.folder.path().join(format!("node-{node}"))
    }

    /// Starts a node from what it persisted.
    pub fn revive(&mut self, node: usize) {
        let (local, home) = (self.locals[node].clone(), self.home(node));
        let (store, found) = Store::open(&home, &owner(&self.shared, &local)).expect("its own store");
        let (clock, _) = Clock::new(Machine::default(), self.genesis, found.time);
        let (sender, arrivals) = mpsc::channel(256);
        let connection = self.hub.connect(&Handle::current(), local.id, sender);
        let open_jobs = Arc::new(OpenJobs::default());
        let blobs = Blobs::open(&home.join("blobs")).expect("a folder");
        let exchange = Exchange::new(local.id, blobs, connection.data(), open_jobs.clone());
        let executor = local.roles.worker.map(|worker| Executor {
            exchange: exchange.clone(),
            programs: self.programs.clone(),
            speed: worker.speed,
        });
        let (orders, given) = mpsc::channel(16);
        let (shared, watcher) = (self.shared.clone(), self.watcher.clone());
        let parts = Parts {
            shared,
            local,
            clock,
            store,
            found,
            connection,
            arrivals,
            exchange,
            open_jobs,
            executor,
            orders: given,
            watcher,
        };
        let driver = Driver::new(parts, &home).expect("its records fit");
        self.lives.insert(node, Life { orders, task: tokio::spawn(driver.run()) });
    }

    /// Kills a node: nothing is said, nothing flushed.
    pub async fn kill(&mut self, node: usize) {
        let life = self.lives.remove(&node).expect("it runs");
        life.task.abort();
        assert!(life.task.await.is_err_and(|error| error.is_cancelled()), "node {node} stopped by itself");
    }

    /// Ends all nodes and gives them back as they then were.
    pub async fn stop(&mut self) -> Vec<Node> {
        let mut nodes = Vec::new();
        for Life { orders, task } in std::mem::take(&mut self.lives).into_values() {
            drop(orders);
            nodes.push(task.await.expect("no panic").expect("no failure"));
        }
        nodes
    }

    /// Has the requester submit a job of `parts` tasks and one that gathers.
    pub async fn submit(&mut self, parts: u16) -> JobSpec {
        let blobs = Blobs::open(&self.home(REQUESTER).join("blobs")).expect("a folder");
        let work = MilliGflop((GFLOPS * 100.0) as u64);
        let part = TaskSpec {
            stage: Stage::Scatter,
            work,
            input_bytes: INPUT_BYTES,
            output_bytes: 50_000,
            memory_mib: 1,
            gpu_memory_mib: 0,
            checkpoint_every: engine::Span::ZERO,
            checkpoint_bytes: 0,
            replica: engine::job::Replica::ONE,
            privacy: engine::job::Privacy::Open,
            near_bytes: 0,
        };
        let spec = JobSpec::scatter_gather(parts, part, work);
        for task in &spec.tasks {
            blobs.put(&ballast(task.input_bytes)).expect("room");
        }
        self.order(spec.clone()).await;
        spec
    }

    /// Has the requester submit a job.
    pub async fn order(&self, spec: JobSpec) {
        let budget = self.price(&spec);
        let order = Input::Submit { spec: Box::new(spec), budget };
        self.lives[&REQUESTER].orders.send(order).await.expect("it runs");
    }

    pub fn price(&self, spec: &JobSpec) -> Amount {
        spec.price(self.shared.protocol.price_per_tflop)
    }

    /// Watches until `done` says so; panics if that takes unreasonably long.
    pub async fn watch(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let limit = tokio::time::Instant::now() + Duration::from_secs(100);
        while !done(self) {
            let seen = tokio::time::timeout_at(limit, self.seen.recv()).await;
            let Ok(Some(seen)) = seen else { panic!("{what}: never; known {:?}, over {:?}", self.known, self.over) };
            self.on_seen(seen);
        }
    }

    /// Watches what happened until now.
    pub fn watch_now(&mut self) {
        while let Ok(seen) = self.seen.try_recv() {
            self.on_seen(seen);
        }
    }

    fn on_seen(&mut self, seen: Seen) {
        let Seen::Event { event, node, .. } = seen else { return };
        match *event {
            Event::JobState { job, state } if job.requester == NodeId(REQUESTER as u32) => {
                self.known.insert(job.number, state);
            }
            Event::TaskPlaced { task, node, .. } => self.placed.push((task, node)),
            Event::JobOver(status) => {
                assert_eq!(node, NodeId(REQUESTER as u32));
                let number = status.job.number;
                assert!(self.over.insert(number, *status).is_none(), "job {number} is over twice");
            }
            _ => {}
        }
    }
}

/// A runtime as the devnet's.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build();
    runtime.expect("a runtime").block_on(future)
}
