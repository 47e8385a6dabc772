//! MQTT 3.1.1 by rumqttc: QoS 1, a persistent session per node, reconnecting for ever.
//!
//! ```text
//!   send, subscribe ──▶ outbox (bounded, drops) ─┐                    ┌─▶ broker
//!   DataSender ───────▶ chunks (bounded, waits) ─┴▶ Outbox ──▶ Link ──┤
//!   driver ◀── arrivals (bounded, waits) ◀───────────────────────┘    └── broker
//! ```
//!
//! `Link` alone polls rumqttc's event loop, whose `poll` must not be cancelled. While the driver's channel is full it does not
//! poll: TCP then holds the broker back, and the broker queues. If that lasts longer than the keep-alive, the broker ends the
//! link and the persistent session brings the rest afterwards. Acknowledging by hand instead would keep the link busy, but
//! rumqttd answers no publish of a client that owes it 100 acknowledgements, and rumqttc holds acknowledgements back while
//! 100 of its own publishes are unanswered: the two then wait for each other.

mod link;
mod outbox;
mod url;

pub use url::{BrokerUrl, UrlError};

use super::meter::Meter;
use super::{
    Arrival, Connection, Counters, DataSender, ENVELOPE_BYTES_MAX, OUTBOX_CHUNKS_MAX, OUTBOX_ENVELOPES_MAX, SendError,
    check_chunk, data_name, topic_name,
};
use engine::{Envelope, NodeId, Time, Topic, Transport};
use link::Link;
use outbox::{Outbox, Publication};
use rumqttc::{AsyncClient, MqttOptions};
use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, timeout_at};

/// The link is pinged when this old (s); a broker gives it up after one and a half times as long a silence.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// Longest wait for the connection and for a single packet to leave (s); a packet of 8 MiB then needs 0.8 MiB/s.
const NETWORK_TIMEOUT_S: u64 = 10;

/// Publishes that the broker has not acknowledged yet; rumqttd knows no more than 100.
const INFLIGHT_MAX: u16 = 100;

/// Requests between the outbox and the event loop: few, since those cannot be reordered any more.
const REQUESTS_MAX: usize = 8;

/// Bytes beside the payload in the longest packet: header, topic name, packet id.
const PACKET_OVERHEAD_BYTES: usize = 1 << 10;

/// What MQTT itself allows. A lower bound here would turn one oversized message, sent again after each reconnect, into a link
/// that never stays up; limiting incoming packets is the broker's part.
const INCOMING_BYTES_MAX: usize = 268_435_455;

/// The broker did not let us in within the time given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no connection to the broker at {url} within {within_s} s ({cause}). Is it running there? Start one (`mosquitto -p {port}`), \
     correct the address, or leave --broker away to use the built-in broker"
)]
pub struct ConnectError {
    /// Where it should be.
    pub url: BrokerUrl,
    /// What the last attempt said.
    pub cause: String,
    /// How long was tried (s).
    pub within_s: u64,
    port: u16,
}

/// Waits until something listens at `url`, without saying anything to it: no session is left on a broker that is not used in the
/// end.
///
/// # Errors
/// When nothing does after `within`.
pub async fn wait_listening(url: &BrokerUrl, within: Duration) -> Result<(), ConnectError> {
    let deadline = Instant::now() + within;
    let mut cause = "no answer".to_owned();
    while Instant::now() < deadline {
        match timeout_at(deadline, TcpStream::connect((url.host.as_str(), url.port))).await {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err(error)) => cause = error.to_string(),
            Err(_) => break,
        }
        sleep(Duration::from_millis(200)).await;
    }
    Err(ConnectError { url: url.clone(), cause, within_s: within.as_secs(), port: url.port })
}

/// A link's state, told to the outbox and to [`MqttTransport::wait_up`].
#[derive(Clone, Debug, Default)]
struct LinkState {
    up: bool,
    /// Of the last attempt that failed.
    error: Option<String>,
}

/// What a connection and its tasks share.
struct Shared {
    network: u64,
    meter: Meter,
    state: watch::Sender<LinkState>,
    /// Names of all subscriptions made, to be made again with every new link.
    topics: Mutex<BTreeSet<String>>,
}

impl Shared {
    fn topics(&self) -> BTreeSet<String> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add_topic(&self, name: String) -> bool {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner).insert(name)
    }
}

/// A node's connection to an MQTT broker.
pub struct MqttTransport {
    url: BrokerUrl,
    shared: Arc<Shared>,
    subscriptions: mpsc::UnboundedSender<String>,
    envelopes: mpsc::Sender<Publication>,
    chunks: mpsc::Sender<Publication>,
    tasks: [AbortHandle; 2],
}

impl MqttTransport {
    /// Opens node `node`'s connection to the broker at `url` and returns at once; tasks on `runtime` connect, and connect again
    /// for ever. Arrivals go into `arrivals`. The session on the broker is named after network and node: a second connection
    /// of the same node takes the place of the first.
    #[must_use]
    pub fn open(runtime: &Handle, url: &BrokerUrl, network: u64, node: NodeId, arrivals: mpsc::Sender<Arrival>) -> Self {
        let shared = Arc::new(Shared {
            network,
            meter: Meter::default(),
            state: watch::Sender::new(LinkState::default()),
            topics: Mutex::new(BTreeSet::from([data_name(network, node)])),
        });
        let (client, mut events) = AsyncClient::new(options(url, network, node), REQUESTS_MAX);
        let mut network_options = events.network_options();
        network_options.set_tcp_nodelay(true);
        network_options.set_connection_timeout(NETWORK_TIMEOUT_S);
        events.set_network_options(network_options);
        let (subscriptions, subscribe) = mpsc::unbounded_channel();
        let (envelopes, outgoing) = mpsc::channel(OUTBOX_ENVELOPES_MAX);
        let (chunks, data) = mpsc::channel(OUTBOX_CHUNKS_MAX);
        let link = Link::new(events, arrivals, shared.clone(), data_name(network, node));
        let outbox = Outbox { client, state: shared.state.subscribe(), subscribe, envelopes: outgoing, chunks: data };
        let tasks = [runtime.spawn(link.run()).abort_handle(), runtime.spawn(outbox.run()).abort_handle()];
        Self { url: url.clone(), shared, subscriptions, envelopes, chunks, tasks }
    }

    /// Waits until the link is up.
    ///
    /// # Errors
    /// When it is not up after `within`; the connection goes on trying all the same.
    pub async fn wait_up(&self, within: Duration) -> Result<(), ConnectError> {
        let mut state = self.shared.state.subscribe();
        let up = tokio::time::timeout(within, state.wait_for(|state| state.up)).await;
        if matches!(up, Ok(Ok(_))) {
            return Ok(());
        }
        let cause = self.last_error().unwrap_or_else(|| "no answer".into());
        Err(ConnectError { url: self.url.clone(), cause, within_s: within.as_secs(), port: self.url.port })
    }

    /// Why the last attempt to connect or to subscribe failed, or the link broke; `None` while all is well.
    #[must_use]
    pub fn last_error(&self) -> Option<String> {
        self.shared.state.borrow().error.clone()
    }
}

fn options(url: &BrokerUrl, network: u64, node: NodeId) -> MqttOptions {
    let mut options = MqttOptions::new(format!("xpand-{network:016x}-{}", node.0), &url.host, url.port);
    options.set_clean_session(false);
    options.set_keep_alive(KEEP_ALIVE);
    options.set_inflight(INFLIGHT_MAX);
    options.set_max_packet_size(INCOMING_BYTES_MAX, ENVELOPE_BYTES_MAX + PACKET_OVERHEAD_BYTES);
    if let Some((user, password)) = &url.credentials {
        options.set_credentials(user, password);
    }
    options
}

impl Transport for MqttTransport {
    fn send(&mut self, _now: Time, envelope: Envelope) {
        let publication = Publication { topic: topic_name(self.shared.network, envelope.to), payload: envelope.encode() };
        let fits = publication.payload.len() <= ENVELOPE_BYTES_MAX;
        let meter = &self.shared.meter;
        let taken = fits && self.envelopes.try_send(publication).is_ok();
        Meter::add(if taken { &meter.sent } else { &meter.dropped }, 1);
    }

    fn subscribe(&mut self, topic: Topic) {
        let name = topic_name(self.shared.network, topic);
        if self.shared.add_topic(name.clone()) {
            // Fails only once the tasks have ended; then there is no link to subscribe on.
            let _ = self.subscriptions.send(name);
        }
    }
}

impl Connection for MqttTransport {
    fn data(&self) -> Arc<dyn DataSender> {
        Arc::new(MqttData { network: self.shared.network, chunks: self.chunks.clone() })
    }

    fn counters(&self) -> Counters {
        self.shared.meter.read()
    }
}

impl Drop for MqttTransport {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

struct MqttData {
    network: u64,
    chunks: mpsc::Sender<Publication>,
}

impl DataSender for MqttData {
    fn try_send(&self, to: NodeId, chunk: Vec<u8>) -> Result<(), SendError> {
        check_chunk(&chunk)?;
        let publication = Publication { topic: data_name(self.network, to), payload: chunk };
        self.chunks.try_send(publication).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => SendError::Full,
            mpsc::error::TrySendError::Closed(_) => SendError::Closed,
        })
    }

    fn send(&self, to: NodeId, chunk: Vec<u8>) -> Pin<Box<dyn Future<Output = Result<(), SendError>> + Send + '_>> {
        Box::pin(async move {
            check_chunk(&chunk)?;
            let publication = Publication { topic: data_name(self.network, to), payload: chunk };
            self.chunks.send(publication).await.map_err(|_| SendError::Closed)
        })
    }
}
