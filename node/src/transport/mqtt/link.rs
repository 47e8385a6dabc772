//! The task that keeps a link to the broker up and hands what arrives to the driver.

use super::super::meter::Meter;
use super::{Arrival, ENVELOPE_BYTES_MAX, LinkState, Shared};
use crate::transport::CHUNK_BYTES_MAX;
use engine::Envelope;
use rumqttc::{ConnectionError, Event, EventLoop, Packet, Publish, QoS, Request, SubAck, Subscribe, SubscribeFilter};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

/// Pause after the first failure; doubles with each further one.
const BACK_OFF_MIN: Duration = Duration::from_millis(20);

/// Longest pause between two attempts. A link that lasted this long starts again from the shortest.
const BACK_OFF_MAX: Duration = Duration::from_secs(5);

/// Requests of lost links that are kept for the next one; the protocol repeats the rest.
const PENDING_MAX: usize = 1_024;

/// The driver has gone.
struct Closed;

/// Owner of rumqttc's event loop.
pub(super) struct Link {
    events: EventLoop,
    arrivals: mpsc::Sender<Arrival>,
    shared: Arc<Shared>,
    /// Name of this node's data channel.
    data: String,
    back_off: Duration,
    connected: Option<Instant>,
    was_up: bool,
    /// The subscriptions made at connecting are not acknowledged yet.
    subscribing: bool,
}

impl Link {
    pub fn new(events: EventLoop, arrivals: mpsc::Sender<Arrival>, shared: Arc<Shared>, data: String) -> Self {
        let (back_off, connected) = (BACK_OFF_MIN, None);
        Self { events, arrivals, shared, data, back_off, connected, was_up: false, subscribing: false }
    }

    /// Ends when the driver's end of the arrivals is dropped.
    pub async fn run(mut self) {
        loop {
            let done = match self.events.poll().await {
                Ok(Event::Incoming(Packet::ConnAck(_))) => {
                    self.on_connected();
                    Ok(())
                }
                Ok(Event::Incoming(Packet::SubAck(ack))) => self.on_subscribed(&ack).await,
                Ok(Event::Incoming(Packet::Publish(publish))) => self.on_publish(publish).await,
                Ok(_) => Ok(()),
                Err(error) => self.on_lost(&error).await,
            };
            if done.is_err() {
                return;
            }
        }
    }

    /// Subscribes to everything again, ahead of what waits. Also in a session that the broker remembers: a subscription that
    /// was under way when the last link broke is in no queue.
    fn on_connected(&mut self) {
        self.connected = Some(Instant::now());
        self.subscribing = true;
        // rumqttc forgets a publish that waits for a packet id to become free neither at a loss nor at a new session, and takes
        // no request while it has one.
        if let Some(mut publish) = self.events.state.collision.take() {
            publish.pkid = 0;
            self.events.pending.push_back(Request::Publish(publish));
        }
        let filters = self.shared.topics().into_iter().map(|name| SubscribeFilter::new(name, QoS::AtLeastOnce));
        self.events.pending.push_front(Request::Subscribe(Subscribe::new_many(filters)));
    }

    async fn on_subscribed(&mut self, ack: &SubAck) -> Result<(), Closed> {
        if ack.return_codes.contains(&rumqttc::SubscribeReasonCode::Failure) {
            let error = "the broker refused a subscription: check the rights (ACL) of this node's user there".to_owned();
            self.shared.state.send_modify(|state| state.error = Some(error));
        } else if self.subscribing {
            self.shared.state.send_modify(|state| state.error = None);
        }
        if !std::mem::take(&mut self.subscribing) {
            return Ok(());
        }
        Meter::add(&self.shared.meter.reconnects, usize::from(self.was_up));
        self.was_up = true;
        self.shared.state.send_modify(|state| state.up = true);
        self.hand(Arrival::Up).await
    }

    async fn on_publish(&mut self, publish: Publish) -> Result<(), Closed> {
        let bytes = publish.payload.len();
        if publish.topic == self.data && bytes <= CHUNK_BYTES_MAX {
            return self.hand(Arrival::Data(publish.payload.to_vec())).await;
        }
        let decoded =
            if bytes <= ENVELOPE_BYTES_MAX && publish.topic != self.data { Envelope::decode(&publish.payload) } else { None };
        let meter = &self.shared.meter;
        let (counter, arrival) = match decoded {
            Some(envelope) => (&meter.received, Arrival::Envelope(Box::new(envelope))),
            None => (&meter.malformed, Arrival::Malformed { bytes }),
        };
        Meter::add(counter, 1);
        self.hand(arrival).await
    }

    /// Tells of the loss, drops what is too much, and waits before the next attempt.
    async fn on_lost(&mut self, error: &ConnectionError) -> Result<(), Closed> {
        let lasted = self.connected.take().map_or(Duration::ZERO, |since| since.elapsed());
        let state = LinkState { up: false, error: Some(error.to_string()) };
        let was_up = self.shared.state.send_replace(state).up;
        let excess = self.events.pending.len().saturating_sub(PENDING_MAX);
        self.events.pending.truncate(PENDING_MAX);
        Meter::add(&self.shared.meter.dropped, excess);
        if was_up {
            self.hand(Arrival::Down).await?;
        } else if self.arrivals.is_closed() {
            return Err(Closed);
        }
        self.back_off = if lasted >= BACK_OFF_MAX { BACK_OFF_MIN } else { self.back_off };
        sleep(self.back_off).await;
        self.back_off = (self.back_off * 2).min(BACK_OFF_MAX);
        Ok(())
    }

    /// Waits while the driver's channel is full. By `&mut`, since rumqttc's network may be sent to a thread but not shared.
    async fn hand(&mut self, arrival: Arrival) -> Result<(), Closed> {
        self.arrivals.send(arrival).await.map_err(|_| Closed)
    }
}
