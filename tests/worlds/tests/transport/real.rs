//! What the harnesses of real transports share: connections by node, driven on a runtime.

use engine::NodeId;
use engine::Transport;
use node::transport::{Arrival, Connection, Counters, DataSender};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

/// After so long a silence something is taken for lost; what comes later costs only a repetition.
const SILENCE: Duration = Duration::from_secs(3);

/// Connections of one test.
pub struct Real {
    pub runtime: Runtime,
    pub network: u64,
    connections: BTreeMap<u32, (Box<dyn Connection>, mpsc::Receiver<Arrival>)>,
}

impl Real {
    pub fn new() -> Self {
        static NETWORKS: AtomicU64 = AtomicU64::new(1);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        Self { runtime, network: NETWORKS.fetch_add(1, Ordering::Relaxed), connections: BTreeMap::new() }
    }

    pub fn add(&mut self, node: u32, connection: Box<dyn Connection>, arrivals: mpsc::Receiver<Arrival>) {
        self.connections.insert(node, (connection, arrivals));
    }

    pub fn transport(&mut self, node: u32) -> &mut dyn Transport {
        self.connections.get_mut(&node).expect("connected").0.as_mut()
    }

    pub fn next(&mut self, node: u32) -> Option<Arrival> {
        let arrivals = &mut self.connections.get_mut(&node).expect("connected").1;
        self.runtime.block_on(async { tokio::time::timeout(SILENCE, arrivals.recv()).await.ok().flatten() })
    }

    pub fn counters(&self, node: u32) -> Counters {
        self.connections[&node].0.counters()
    }

    pub fn data(&self, node: u32) -> Arc<dyn DataSender> {
        self.connections[&node].0.data()
    }
}

pub fn id(node: u32) -> NodeId {
    NodeId(node)
}
