//! A network inside one process: a hub that hands envelopes from connection to connection.
//!
//! The hub plays the broker: it keeps what a slow receiver has not read yet (up to a bound), so that nobody waits for it.
//! Envelopes are cloned, not encoded. Order is kept.

use super::meter::Meter;
use super::{Arrival, Connection, Counters, DataSender, OUTBOX_CHUNKS_MAX, OUTBOX_ENVELOPES_MAX, SendError, check_chunk};
use engine::{Envelope, NodeId, Time, Topic, Transport};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::AbortHandle;

/// Envelopes that the hub keeps for one slow receiver at most: above what a broker's queue is asked to hold.
const BACKLOG_ENVELOPES_MAX: usize = 4 * OUTBOX_ENVELOPES_MAX;

/// Joins loopback connections; cheap to clone.
#[derive(Clone, Default)]
pub struct LoopbackHub(Arc<Mutex<Hub>>);

#[derive(Default)]
struct Hub {
    ports: BTreeMap<NodeId, Port>,
    subscribers: BTreeMap<Topic, BTreeSet<NodeId>>,
}

/// The hub's side of one connection.
struct Port {
    /// To the task that feeds the driver. Unbounded as a channel, bounded by the two semaphores.
    feed: mpsc::UnboundedSender<Parcel>,
    envelopes: Arc<Semaphore>,
    chunks: Arc<Semaphore>,
    meter: Arc<Meter>,
    connected: bool,
}

/// An arrival and its place in the backlog, given back when the driver has taken it.
struct Parcel(Arrival, Option<OwnedSemaphorePermit>);

impl LoopbackHub {
    /// A hub without connections.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Connects node `node`; its arrivals go into `arrivals`, fed by a task on `runtime`.
    ///
    /// A second connection of the same node takes the place of the first, as with a broker.
    #[must_use]
    pub fn connect(&self, runtime: &Handle, node: NodeId, arrivals: mpsc::Sender<Arrival>) -> LoopbackTransport {
        let (feed, mut parcels) = mpsc::unbounded_channel::<Parcel>();
        let meter = Arc::new(Meter::default());
        let counted = meter.clone();
        let feeder = runtime.spawn(async move {
            while let Some(Parcel(arrival, permit)) = parcels.recv().await {
                let is_envelope = matches!(arrival, Arrival::Envelope(_));
                if arrivals.send(arrival).await.is_err() {
                    break;
                }
                Meter::add(&counted.received, usize::from(is_envelope));
                drop(permit);
            }
        });
        let port = Port {
            feed,
            envelopes: Arc::new(Semaphore::new(BACKLOG_ENVELOPES_MAX)),
            chunks: Arc::new(Semaphore::new(OUTBOX_CHUNKS_MAX)),
            meter: meter.clone(),
            connected: true,
        };
        port.feed(Arrival::Up, None);
        let feed = port.feed.clone();
        let mut hub = self.lock();
        hub.leave(node);
        hub.ports.insert(node, port);
        LoopbackTransport { hub: self.clone(), node, meter, feed, feeder: feeder.abort_handle() }
    }

    /// Cuts the link of `node`: until [`restore`](Self::restore), what it sends and what is sent to it is lost and counted.
    pub fn cut(&self, node: NodeId) {
        self.set_connected(node, false);
    }

    /// Brings the link of `node` back; its subscriptions hold.
    pub fn restore(&self, node: NodeId) {
        self.set_connected(node, true);
    }

    fn set_connected(&self, node: NodeId, connected: bool) {
        if let Some(port) = self.lock().ports.get_mut(&node)
            && port.connected != connected
        {
            port.connected = connected;
            Meter::add(&port.meter.reconnects, usize::from(connected));
            port.feed(if connected { Arrival::Up } else { Arrival::Down }, None);
        }
    }

    /// A panic elsewhere while the lock was held leaves maps that are whole: every change is one insertion or removal.
    fn lock(&self) -> MutexGuard<'_, Hub> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a chunk for `to` waits, and for how many; `None` if there is no such node in reach.
    fn data_port(&self, from: NodeId, to: NodeId) -> Option<(mpsc::UnboundedSender<Parcel>, Arc<Semaphore>)> {
        let hub = self.lock();
        let port = hub.ports.get(&to).filter(|port| port.connected && hub.is_connected(from))?;
        Some((port.feed.clone(), port.chunks.clone()))
    }
}

impl Hub {
    fn is_connected(&self, node: NodeId) -> bool {
        self.ports.get(&node).is_some_and(|port| port.connected)
    }

    fn leave(&mut self, node: NodeId) {
        self.ports.remove(&node);
        for subscribers in self.subscribers.values_mut() {
            subscribers.remove(&node);
        }
    }

    fn publish(&self, from: NodeId, envelope: &Envelope) {
        let Some(sender) = self.ports.get(&from) else { return };
        if !sender.connected {
            return Meter::add(&sender.meter.dropped, 1);
        }
        Meter::add(&sender.meter.sent, 1);
        for port in self.subscribers.get(&envelope.to).into_iter().flatten().filter_map(|node| self.ports.get(node)) {
            match port.envelopes.clone().try_acquire_owned() {
                Ok(permit) if port.connected => port.feed(Arrival::Envelope(Box::new(envelope.clone())), Some(permit)),
                _ => Meter::add(&port.meter.dropped, 1),
            }
        }
    }
}

impl Port {
    fn feed(&self, arrival: Arrival, permit: Option<OwnedSemaphorePermit>) {
        // Fails only if the driver is gone; then nobody misses the arrival.
        let _ = self.feed.send(Parcel(arrival, permit));
    }
}

/// A node's connection to a [`LoopbackHub`].
pub struct LoopbackTransport {
    hub: LoopbackHub,
    node: NodeId,
    meter: Arc<Meter>,
    /// Tells this connection from a later one of the same node.
    feed: mpsc::UnboundedSender<Parcel>,
    feeder: AbortHandle,
}

impl Transport for LoopbackTransport {
    fn send(&mut self, _now: Time, envelope: Envelope) {
        self.hub.lock().publish(self.node, &envelope);
    }

    fn subscribe(&mut self, topic: Topic) {
        self.hub.lock().subscribers.entry(topic).or_default().insert(self.node);
    }
}

impl Connection for LoopbackTransport {
    fn data(&self) -> Arc<dyn DataSender> {
        Arc::new(LoopbackData { hub: self.hub.clone(), node: self.node })
    }

    fn counters(&self) -> Counters {
        self.meter.read()
    }
}

impl Drop for LoopbackTransport {
    fn drop(&mut self) {
        self.feeder.abort();
        let mut hub = self.hub.lock();
        if hub.ports.get(&self.node).is_some_and(|port| port.feed.same_channel(&self.feed)) {
            hub.leave(self.node);
        }
    }
}

struct LoopbackData {
    hub: LoopbackHub,
    node: NodeId,
}

impl DataSender for LoopbackData {
    fn try_send(&self, to: NodeId, chunk: Vec<u8>) -> Result<(), SendError> {
        check_chunk(&chunk)?;
        // To nobody: lost, as on a broker.
        let Some((feed, chunks)) = self.hub.data_port(self.node, to) else { return Ok(()) };
        let permit = chunks.try_acquire_owned().map_err(|_| SendError::Full)?;
        let _ = feed.send(Parcel(Arrival::Data(chunk), Some(permit)));
        Ok(())
    }

    fn send(&self, to: NodeId, chunk: Vec<u8>) -> Pin<Box<dyn Future<Output = Result<(), SendError>> + Send + '_>> {
        Box::pin(async move {
            check_chunk(&chunk)?;
            let Some((feed, chunks)) = self.hub.data_port(self.node, to) else { return Ok(()) };
            let permit = tokio::select! {
                biased;
                permit = chunks.acquire_owned() => permit.map_err(|_| SendError::Closed)?,
                // The receiver left while we waited for it: lost, as on a broker.
                () = feed.closed() => return Ok(()),
            };
            let _ = feed.send(Parcel(Arrival::Data(chunk), Some(permit)));
            Ok(())
        })
    }
}
