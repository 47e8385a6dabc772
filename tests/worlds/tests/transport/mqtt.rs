//! The contract on MQTT, over the built-in broker and over mosquitto; and what only a broker can do.

use crate::envelopes::{huge, inbox, numbered};
use crate::proxy::Proxy;
use crate::real::{Real, id};
use crate::suite::{Harness, join, make_good, read, say, slow_subscriber};
use engine::{Envelope, Time, Topic, Transport};
use node::broker::{EmbeddedBroker, Mosquitto, Persistence, Segments};
use node::transport::{Arrival, BrokerUrl, Counters, DataSender, ENVELOPE_BYTES_MAX, MqttTransport, topic_name};
use rumqttc::{AsyncClient, Event, MqttOptions, Packet, QoS};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::mpsc;

const PATIENCE: Duration = Duration::from_secs(20);

struct Mqtt {
    name: &'static str,
    real: Real,
    url: BrokerUrl,
    proxies: BTreeMap<u32, Proxy>,
    mosquitto: Option<Mosquitto>,
}

impl Mqtt {
    fn new(name: &'static str, url: BrokerUrl, mosquitto: Option<Mosquitto>) -> Self {
        Self { name, real: Real::new(), url, proxies: BTreeMap::new(), mosquitto }
    }

    /// One for all tests, since it cannot be stopped; each test has a network of its own.
    fn embedded() -> Option<Self> {
        static BROKER: OnceLock<EmbeddedBroker> = OnceLock::new();
        let broker = BROKER.get_or_init(|| EmbeddedBroker::start().expect("the built-in broker"));
        Some(Self::new("mqtt, built-in broker", broker.url(), None))
    }

    fn mosquitto(persistence: Persistence) -> Option<Self> {
        let Some(program) = Mosquitto::find() else {
            eprintln!("SKIPPED, NOT RUN: mosquitto is not installed (Debian: apt-get install mosquitto)");
            return None;
        };
        let broker = Mosquitto::start(&program, persistence).expect("mosquitto");
        Some(Self::new("mqtt, mosquitto", broker.url(), Some(broker)))
    }
}

impl Harness for Mqtt {
    fn name(&self) -> String {
        self.name.into()
    }

    fn network(&self) -> u64 {
        self.real.network
    }

    fn connect(&mut self, node: u32, room: usize) {
        let proxy = Proxy::start(&self.real.runtime, self.url.port);
        let url = BrokerUrl { port: proxy.port, ..self.url.clone() };
        self.proxies.insert(node, proxy);
        let (arrivals, receiver) = mpsc::channel(room);
        let connection = MqttTransport::open(self.real.runtime.handle(), &url, self.real.network, id(node), arrivals);
        self.real.runtime.block_on(connection.wait_up(PATIENCE)).expect("a link");
        self.real.add(node, Box::new(connection), receiver);
    }

    fn send(&mut self, envelope: Envelope) {
        self.real.transport(envelope.sender.0).send(Time::ZERO, envelope);
    }

    fn subscribe(&mut self, node: u32, topic: Topic) {
        self.real.transport(node).subscribe(topic);
    }

    fn next(&mut self, node: u32) -> Option<Arrival> {
        self.real.next(node)
    }

    fn cut(&mut self, node: u32) {
        self.proxies[&node].set_open(false);
    }

    fn restore(&mut self, node: u32) {
        self.proxies[&node].set_open(true);
    }

    fn counters(&self, node: u32) -> Option<Counters> {
        Some(self.real.counters(node))
    }

    fn data(&self, node: u32) -> Option<Arc<dyn DataSender>> {
        Some(self.real.data(node))
    }
}

mod embedded {
    contract!(super::Mqtt::embedded());
    contract!(super::Mqtt::embedded(), chunks_of_the_data_plane_arrive);
}

mod mosquitto {
    contract!(super::Mqtt::mosquitto(super::Persistence::Off));
    contract!(super::Mqtt::mosquitto(super::Persistence::Off), chunks_of_the_data_plane_arrive);
}

/// rumqttd keeps a bounded log of each topic and tells nobody what it dropped: 192 KiB here, more than one batch and far less than all.
#[test]
fn what_the_built_in_broker_loses_arrives_when_sent_again() {
    let broker = EmbeddedBroker::start_with(Segments { bytes: 64 << 10, count: 3 }).expect("a broker");
    let mut h = Mqtt::new("mqtt, built-in broker with 192 KiB a topic", broker.url(), None);
    assert!(slow_subscriber(&mut h, 20_000) > 0, "a log this short must lose something");
}

fn restart_in_mid_stream(persistence: Persistence) {
    let Some(mut h) = Mqtt::mosquitto(persistence) else { return };
    join(&mut h, 1, 64, &[]);
    join(&mut h, 2, 64, &[inbox(2)]);
    let sent: Vec<Envelope> = (1..=3_000).map(|n| numbered(h.network(), 1, inbox(2), n)).collect();
    let mut got = BTreeSet::new();
    for envelope in &sent[..1_500] {
        h.send(envelope.clone());
    }
    got.insert(read(&mut h, 2).expect("the stream has begun").sequence);
    let broker = h.mosquitto.as_mut().expect("a process");
    broker.kill();
    sent[1_500..2_000].iter().for_each(|envelope| h.send(envelope.clone()));
    h.mosquitto.as_mut().expect("a process").restart().expect("the same port");
    sent[2_000..].iter().for_each(|envelope| h.send(envelope.clone()));
    while let Some(envelope) = read(&mut h, 2) {
        got.insert(envelope.sequence);
    }
    let repeated = make_good(&mut h, 2, &sent, got);
    println!("mosquitto killed and restarted, persistence {persistence:?}: {repeated} of {} sent again", sent.len());
    assert!(h.real.counters(1).reconnects >= 1 && h.real.counters(2).reconnects >= 1);
}

#[test]
fn a_killed_broker_that_forgets_loses_nothing_that_is_sent_again() {
    restart_in_mid_stream(Persistence::Off);
}

#[test]
fn a_killed_broker_that_remembers_loses_nothing_that_is_sent_again() {
    restart_in_mid_stream(Persistence::On);
}

/// Anyone may publish: what is no envelope is told and counted, and the link stays.
#[test]
fn junk_on_a_protocol_topic_is_told_and_counted() {
    let mut h = Mqtt::embedded().expect("built in");
    join(&mut h, 1, 64, &[inbox(1)]);
    let (client, mut events) = AsyncClient::new(MqttOptions::new("stranger", &h.url.host, h.url.port), 1);
    let topic = topic_name(h.network(), inbox(1));
    h.real.runtime.spawn(async move { client.publish(topic, QoS::AtLeastOnce, false, "junk").await });
    h.real
        .runtime
        .block_on(async { while !matches!(events.poll().await.expect("a link"), Event::Incoming(Packet::PubAck(_))) {} });
    while h.next(1).expect("the junk") != (Arrival::Malformed { bytes: 4 }) {}
    let good = say(&mut h, 1, inbox(1), 1);
    assert_eq!(read(&mut h, 1), Some(good));
    let counters = h.real.counters(1);
    assert_eq!((counters.malformed, counters.reconnects), (1, 0));
}

#[test]
fn an_envelope_that_is_too_long_is_dropped_and_counted() {
    let mut h = Mqtt::embedded().expect("built in");
    join(&mut h, 1, 64, &[inbox(1)]);
    let long = huge(h.network(), 1, inbox(1), ENVELOPE_BYTES_MAX);
    h.send(long);
    let good = say(&mut h, 1, inbox(1), 1);
    assert_eq!(read(&mut h, 1), Some(good));
    assert_eq!((h.real.counters(1).dropped, h.real.counters(1).reconnects), (1, 0));
}

/// While there is no broker, sending does not wait: what finds no room is dropped and counted.
#[test]
fn without_a_broker_nothing_waits_and_the_error_says_what_to_do() {
    let real = Real::new();
    let url: BrokerUrl = "mqtt://127.0.0.1:1".parse().expect("an address");
    let (arrivals, _receiver) = mpsc::channel(1);
    let mut connection = MqttTransport::open(real.runtime.handle(), &url, real.network, id(1), arrivals);
    for n in 0..20_000 {
        connection.send(Time::ZERO, numbered(real.network, 1, inbox(2), n));
    }
    let counters = node::transport::Connection::counters(&connection);
    assert!(counters.dropped > 0 && counters.sent + counters.dropped == 20_000, "{counters:?}");
    let error = real.runtime.block_on(connection.wait_up(Duration::from_secs(1))).expect_err("nobody listens").to_string();
    assert!(error.contains("mosquitto -p 1") && error.contains("leave --broker away"), "{error}");
    assert!(error.contains("refused"), "the cause: {error}");
}
