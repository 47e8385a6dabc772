//! The contract on the simulated transport, in virtual time: without and with losses and repeats.

use crate::suite::{self, Harness};
use engine::{Envelope, Span, Time, Topic, Transport};
use node::transport::{Arrival, Counters, DataSender};
use sim::{Delivery, Network, Port, SimTransport, Traffic};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use world::{Bandwidth, Costs, NetworkPlan};

/// Nodes 0 to 4, all in one region.
const NODES: usize = 5;

struct Simulated {
    network: Network,
    ports: Vec<Port>,
    traffic: Traffic,
    now: Time,
    /// What is on its way: by receiver, time of arrival, sender and the sender's number of the copy.
    coming: BTreeMap<(u32, Time, u32, u32), Envelope>,
    cut: BTreeSet<u32>,
}

impl Simulated {
    /// `loss` and `repeats` are probabilities in 2⁻³².
    fn new(loss: u64, repeats: u64) -> Self {
        let plan = NetworkPlan {
            rtt: vec![vec![Span::from_millis(10)]],
            jitter: None,
            bandwidth: vec![Bandwidth { download_bps: 1_000_000_000, upload_bps: 1_000_000_000 }],
            inter_regional_bps: 1_000_000_000,
            loss_parts: loss,
            duplicate_parts: repeats,
        };
        Self {
            network: Network::new(plan, 1),
            ports: vec![Port::new(0); NODES],
            traffic: Traffic::default(),
            now: Time::ZERO,
            coming: BTreeMap::new(),
            cut: BTreeSet::new(),
        }
    }

    fn with_transport(&mut self, node: u32, call: impl FnOnce(&mut dyn Transport)) {
        let (coming, cut) = (&mut self.coming, &self.cut);
        let deliver = |envelope: &Envelope, delivery: Delivery| {
            if !cut.contains(&delivery.to) && !cut.contains(&node) {
                coming.insert((delivery.to, delivery.at, node, delivery.sequence), envelope.clone());
            }
        };
        let costs = Costs { sign: Span::from_millis(1), verify: Span::from_millis(1), encode_ns_per_kib: 1_000 };
        let traffic = &mut self.traffic;
        call(&mut SimTransport { network: &mut self.network, ports: &mut self.ports, costs, node, traffic, deliver });
    }
}

impl Harness for Simulated {
    fn name(&self) -> String {
        "simulated".into()
    }

    fn network(&self) -> u64 {
        1
    }

    /// A copy that comes twice comes late.
    fn keeps_order(&self) -> bool {
        false
    }

    fn connect(&mut self, node: u32, _room: usize) {
        assert!((node as usize) < NODES, "the network was made for {NODES} nodes");
    }

    fn send(&mut self, envelope: Envelope) {
        // A driver's clock moves on between two steps.
        self.now = self.now + Span(1_000);
        let now = self.now;
        self.with_transport(envelope.sender.0, |transport| transport.send(now, envelope));
    }

    fn subscribe(&mut self, node: u32, topic: Topic) {
        self.with_transport(node, |transport| transport.subscribe(topic));
    }

    fn next(&mut self, node: u32) -> Option<Arrival> {
        let from = (node, Time::ZERO, 0, 0);
        let key = *self.coming.range(from..).next().map(|(key, _)| key).filter(|key| key.0 == node)?;
        self.now = self.now.max(key.1);
        self.coming.remove(&key).map(|envelope| Arrival::Envelope(Box::new(envelope)))
    }

    /// The host is away: what is on its way to it and from it later is lost.
    fn cut(&mut self, node: u32) {
        self.cut.insert(node);
        self.coming.retain(|key, _| key.0 != node);
    }

    fn restore(&mut self, node: u32) {
        self.cut.remove(&node);
    }

    fn counters(&self, _node: u32) -> Option<Counters> {
        None
    }

    fn data(&self, _node: u32) -> Option<Arc<dyn DataSender>> {
        None
    }
}

contract!(Some(Simulated::new(0, 0)));

/// One copy in ten is lost, one in ten comes twice.
#[test]
fn losses_and_repeats_are_made_good_by_sending_again() {
    let parts = (1_u64 << 32) / 10;
    for clause in
        [suite::links_that_hold_keep_order, suite::subscriptions_outlive_a_cut_link, suite::a_slow_subscriber_holds_nobody_up]
    {
        let mut h = Simulated::new(parts, parts);
        clause(&mut h);
        assert!(h.network.lost > 0 && h.network.duplicated > 0, "nothing was lost or repeated");
    }
}
