//! A stranger on the broker, without any key of the network, while a job runs.

use crate::attack::{Receiver, Verdict, variants};
use crate::books::{assert_done_and_paid_once, assert_replays};
use crate::repository::Repository;
use crate::{mosquitto, options, run, with_short_epochs};
use engine::units::MilliGflops;
use engine::wire::{Capability, Ed25519, Scheme, SecretKey, Signature, WIRE_VERSION};
use engine::{Envelope, Event, Message, NodeId, RegionId, Time, Topic};
use node::broker::EmbeddedBroker;
use node::devnet::{Outcome, Wire};
use node::driver::Seen;
use node::transport::{BrokerUrl, data_name, topic_name};
use rumqttc::{AsyncClient, Event as Mqtt, MqttOptions, Packet, QoS};
use std::collections::{BTreeMap, BTreeSet};
use std::mem::{Discriminant, discriminant};
use std::thread;
use tokio::sync::mpsc;
use world::{Plan, Role};

/// Longest envelope that is taken apart (bytes).
const LENGTH_MAX: usize = 700;

/// A worker that is none of the devnet's.
const GUEST: NodeId = NodeId(4_242);

/// Its key.
const GUEST_SECRET: SecretKey = SecretKey([42; 32]);

/// What each node must have refused, by verdict.
type Expected = BTreeMap<(NodeId, Verdict), u64>;

/// How far the guest has come. It registers once a validator has answered it: a broker keeps no order between topics.
#[derive(Clone, Copy, PartialEq)]
enum Guest {
    Silent,
    Asked,
    Registered,
}

/// The stranger.
struct Stranger {
    client: AsyncClient,
    receivers: BTreeMap<NodeId, Receiver>,
    network: Option<u64>,
    guest: Guest,
    /// What it published itself: it hears that too.
    own: BTreeSet<(String, Vec<u8>)>,
    taken: Vec<(NodeId, Discriminant<engine::Message>)>,
    expected: Expected,
}

impl Stranger {
    fn publish(&mut self, topic: String, bytes: Vec<u8>) {
        self.own.insert((topic.clone(), bytes.clone()));
        self.client.try_publish(topic, QoS::AtLeastOnce, false, bytes).expect("room for all of it");
    }

    /// Attacks with what was said to a node, once for each receiver and kind of message.
    fn on_heard(&mut self, topic: &str, bytes: &[u8]) {
        if self.own.contains(&(topic.to_owned(), bytes.to_vec())) {
            return;
        }
        let network = *self.network.get_or_insert_with(|| u64::from_str_radix(&topic[..16], 16).expect("a network's id"));
        if self.guest == Guest::Silent {
            self.guest = Guest::Asked;
            let key = Ed25519.public_key(&GUEST_SECRET);
            self.say_as_guest(network, Topic::Validators(RegionId(0)), Message::Locate { key });
        }
        let Some(envelope) = Envelope::decode(bytes) else { return };
        if envelope.to == Topic::Node(GUEST) && self.guest == Guest::Asked {
            self.guest = Guest::Registered;
            let capability = Capability { speed: MilliGflops(1), memory_mib: 1, slots: 1, ..Capability::default() };
            self.say_as_guest(network, Topic::Node(NodeId(0)), Message::Register { incarnation: 0, capability });
        }
        let receivers = self.receivers.values().filter(|receiver| receiver.topics.contains(&Some(envelope.to)));
        let receivers: Vec<Receiver> = receivers.copied().collect();
        // What one node gets: its inbox, or what goes to the validators of a region, of which there is one.
        let [receiver] = receivers[..] else { return };
        let kind = (receiver.id, discriminant(&envelope.message));
        if self.taken.contains(&kind) || bytes.len() > LENGTH_MAX {
            return;
        }
        self.taken.push(kind);
        for variant in variants(network, &envelope) {
            *self.expected.entry((receiver.id, receiver.verdict(&variant, bytes))).or_default() += 1;
            self.publish(topic.to_owned(), variant);
        }
        // Redirected: to everybody else's inbox, and where chunks of data are expected.
        for other in self.receivers.values().copied().filter(|other| other.id != receiver.id).collect::<Vec<_>>() {
            *self.expected.entry((other.id, other.verdict(bytes, bytes))).or_default() += 1;
            self.publish(topic_name(network, Topic::Node(other.id)), bytes.to_vec());
            self.publish(data_name(network, other.id), bytes.to_vec());
        }
        self.publish(data_name(network, receiver.id), vec![0xff; 300_000]); // longer than a chunk may be
        *self.expected.entry((receiver.id, Verdict::Malformed)).or_default() += 1;
    }

    /// As a worker that nobody knows, which anybody may be, and which is never heard again.
    fn say_as_guest(&mut self, network: u64, to: Topic, message: Message) {
        let (expires, signature) = (Time(u64::MAX), Signature([0; 64]));
        let mut envelope = Envelope { version: WIRE_VERSION, sender: GUEST, to, sequence: 0, expires, message, signature };
        envelope.sign(network, &Ed25519, &GUEST_SECRET, &mut Vec::new());
        self.publish(topic_name(network, to), envelope.encode());
    }
}

fn receivers(plan: &Plan) -> BTreeMap<NodeId, Receiver> {
    let receiver = |(id, node): (u32, &world::NodePlan)| {
        let (id, region) = (NodeId(id), engine::RegionId(node.region));
        let validators = (node.role == Role::Validator).then_some(Topic::Validators(region));
        (id, Receiver { id, topics: [Some(Topic::Node(id)), Some(Topic::Region(region)), validators] })
    };
    (0..).zip(&plan.nodes).map(receiver).collect()
}

/// Attacks from when all nodes are there until the job is over; then only listens, so that all is refused before the network ends.
async fn attack(url: BrokerUrl, plan: Plan, mut seen: mpsc::UnboundedReceiver<Seen>) -> (Expected, usize, u32) {
    let mut options = MqttOptions::new("stranger", &url.host, url.port);
    options.set_max_packet_size(1 << 24, 1 << 24);
    let (client, mut events) = AsyncClient::new(options, 1_000_000);
    client.subscribe("#", QoS::AtLeastOnce).await.expect("room");
    let (own, taken, expected) = Default::default();
    let mut stranger =
        Stranger { client, receivers: receivers(&plan), network: None, guest: Guest::Silent, own, taken, expected };
    let (mut begun, mut over, mut before, mut guest) = (false, false, Vec::new(), 0);
    loop {
        tokio::select! {
            biased;
            seen = seen.recv() => match seen {
                Some(Seen::Event { event, .. }) => match *event {
                    Event::JobState { .. } if !begun => {
                        begun = true;
                        let heard: Vec<(String, Vec<u8>)> = std::mem::take(&mut before);
                        heard.iter().for_each(|(topic, bytes)| stranger.on_heard(topic, bytes));
                    }
                    Event::JobOver(_) => over = true,
                    Event::MemberUp(GUEST) | Event::MemberLost(GUEST) => guest += 1,
                    _ => {}
                },
                Some(_) => {}
                None => return (stranger.expected, stranger.taken.len(), guest),
            },
            event = events.poll() => {
                let Mqtt::Incoming(Packet::Publish(publish)) = event.expect("the link holds") else { continue };
                if over || publish.topic.contains("/data/") {
                    continue;
                }
                if begun {
                    stranger.on_heard(&publish.topic, &publish.payload);
                } else {
                    before.push((publish.topic, publish.payload.to_vec()));
                }
            },
        }
    }
}

fn refused(outcome: &Outcome) -> Expected {
    let mut refused = Expected::new();
    for (id, books) in (0..).map(NodeId).zip(&outcome.books) {
        let by_reason = books.refused.iter().filter_map(|(reason, count)| Some((Verdict::of(*reason)?, *count)));
        for (verdict, count) in by_reason.chain([(Verdict::Malformed, books.malformed)]).filter(|(_, count)| *count > 0) {
            *refused.entry((id, verdict)).or_default() += count;
        }
    }
    refused
}

fn under_attack(url: BrokerUrl) {
    let (repository, folder) = (Repository::with(50), tempfile::tempdir().expect("a folder"));
    let mut options = with_short_epochs(options(&repository, folder.path(), Wire::Broker(url.to_string()), Vec::new()));
    let (tap, seen) = mpsc::unbounded_channel();
    options.tap = Some(tap);
    let plan = options.plan.clone();
    let stranger = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(attack(url, plan, seen))
    });
    let outcome = run(options);
    let (expected, kinds, guest) = stranger.join().expect("no panic");
    assert_eq!(guest, 2, "a worker that nobody knows came and was missed");
    assert!(kinds >= 12, "{kinds} kinds of messages at different receivers");
    let refused = refused(&outcome);
    println!("{kinds} kinds of messages attacked with, {} refused", refused.values().sum::<u64>());
    for ((node, verdict), expected) in expected {
        let (found, name) = (refused.get(&(node, verdict)).copied().unwrap_or(0), &outcome.names[node.0 as usize]);
        // A broker may deliver twice, above all after a link broke; never is one missing.
        let exact = outcome.books[node.0 as usize].links_lost == 0 && verdict != Verdict::Replay;
        assert!(found == expected || found > expected && !exact, "{name} refused {found} as {verdict:?}, {expected} were sent");
    }
    // And nothing else came of it.
    assert_done_and_paid_once(&outcome, &repository);
    assert!(assert_replays(&outcome).values().all(|lives| *lives == 1));
    let workers = outcome.books.iter().filter(|books| books.available_s > 0).count();
    assert_eq!(workers, 4, "who is rewarded");
}

#[test]
fn a_stranger_on_the_built_in_broker_is_refused_and_counted() {
    under_attack(EmbeddedBroker::start().expect("the built-in broker").url());
}

#[test]
fn a_stranger_on_mosquitto_is_refused_and_counted() {
    let Some(broker) = mosquitto() else { return };
    under_attack(broker.url());
}
