//! One node of a devnet: its folder outlives it, so that it can be killed and started again.

use super::network::Network;
use crate::clock::{Clock, Machine};
use crate::data::{Blobs, Exchange, OpenJobs};
use crate::driver::{Driver, DriverError, Parts, Seen, owner};
use crate::store::Store;
use crate::work::{Executor, Programs};
use anyhow::{Context, Result, anyhow};
use engine::{Input, Local, Node, Shared};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// What all hosts of a devnet share.
pub struct Ground {
    /// Parameters and signature scheme.
    pub shared: Arc<Shared>,
    /// When the network began, since the Unix epoch.
    pub genesis: Duration,
    /// What the nodes talk over.
    pub network: Network,
    /// What workers can run.
    pub programs: Arc<Programs>,
    /// Who watches.
    pub watcher: mpsc::UnboundedSender<Seen>,
}

/// A node that runs.
struct Life {
    orders: mpsc::Sender<Input>,
    task: JoinHandle<Result<Node, DriverError>>,
}

/// One machine of the devnet.
pub struct Host {
    /// As people call it.
    pub name: String,
    /// Who its node is.
    pub local: Local,
    folder: PathBuf,
    life: Option<Life>,
}

impl Host {
    /// A host that has not started; its data goes into `folder`.
    #[must_use]
    pub fn new(name: String, local: Local, folder: PathBuf) -> Self {
        Self { name, local, folder, life: None }
    }

    /// Whether its node runs.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.life.is_some()
    }

    /// The blobs it keeps.
    ///
    /// # Errors
    /// If their folder cannot be made.
    pub fn blobs(&self) -> Result<Blobs> {
        Ok(Blobs::open(&self.folder.join("blobs"))?)
    }

    /// Starts its node from what it persisted; a node that runs stays as it is.
    ///
    /// # Errors
    /// If its data cannot be used. A network that cannot be reached is tried again for ever.
    pub fn start(&mut self, ground: &Ground) -> Result<()> {
        if self.is_up() {
            return Ok(());
        }
        let (shared, id) = (ground.shared.clone(), self.local.id);
        let (store, found) = Store::open(&self.folder, &owner(&shared, &self.local))?;
        let (clock, behind) = Clock::new(Machine::default(), ground.genesis, found.time);
        if let Some(behind) = behind {
            let _ = ground.watcher.send(Seen::Behind(id, behind));
        }
        let (connection, arrivals) = ground.network.connect(shared.protocol.network, id);
        let open_jobs = Arc::new(OpenJobs::default());
        let exchange = Exchange::new(id, self.blobs()?, connection.data(), open_jobs.clone());
        let executor = self.local.roles.worker.map(|capability| Executor {
            exchange: exchange.clone(),
            programs: ground.programs.clone(),
            speed: capability.speed,
        });
        let (orders, given) = mpsc::channel(64);
        let (local, watcher) = (self.local.clone(), ground.watcher.clone());
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
        let driver = Driver::new(parts, &self.folder)?;
        self.life = Some(Life { orders, task: tokio::spawn(driver.run()) });
        Ok(())
    }

    /// Gives the node an order.
    ///
    /// # Errors
    /// If it does not run.
    pub async fn order(&mut self, input: Input) -> Result<()> {
        let sent = match &self.life {
            Some(life) => life.orders.send(input).await.is_ok(),
            None => false,
        };
        if sent { Ok(()) } else { Err(self.why_stopped().await) }
    }

    /// Kills the node: nothing is said, nothing flushed, its work is gone. False if it did not run.
    pub async fn kill(&mut self) -> bool {
        let Some(Life { task, .. }) = self.life.take() else { return false };
        task.abort();
        let _ = task.await;
        true
    }

    /// Stops the node and gives it back as it then was; `None` if it did not run.
    ///
    /// # Errors
    /// What it failed from.
    pub async fn stop(&mut self) -> Result<Option<Node>> {
        let Some(Life { orders, task }) = self.life.take() else { return Ok(None) };
        drop(orders);
        let node = task.await.map_err(|error| anyhow!("{} broke down: {error}", self.name))?;
        Ok(Some(node.with_context(|| format!("{} failed", self.name))?))
    }

    /// If the node stopped by itself: why.
    ///
    /// # Errors
    /// Why.
    pub async fn check(&mut self) -> Result<()> {
        match &self.life {
            Some(life) if life.task.is_finished() => Err(self.why_stopped().await),
            _ => Ok(()),
        }
    }

    async fn why_stopped(&mut self) -> anyhow::Error {
        match self.stop().await {
            Err(error) => error,
            Ok(_) => anyhow!("{} does not run", self.name),
        }
    }
}
