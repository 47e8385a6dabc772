//! Latency, jitter, bandwidth, loss and repeats. Only carries: topics are the engine's.
//!
//! One way takes half the regions' round-trip time, times a factor of the pair that keeps its value for a while
//! (persistent jitter), plus the size over the narrower of the sender's uplink and the receiver's downlink.

use engine::rng::{hits, mix};
use engine::units::transfer_span;
use engine::{Envelope, NodeId, Span, Time, Topic};
use std::collections::BTreeMap;
use world::streams::{Purpose, stream};
use world::{Jitter, NetworkPlan};

/// One copy of an envelope on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// To whom.
    pub to: u32,
    /// When it arrives.
    pub at: Time,
    /// The sender's running number of copies.
    pub sequence: u64,
}

/// The network at work: who listens to what, and what went wrong so far.
#[derive(Debug)]
pub struct Network {
    plan: NetworkPlan,
    seed: u64,
    region_of: Vec<u16>,
    subscribers: BTreeMap<Topic, Vec<u32>>,
    copies: Vec<u64>,
    /// Copies lost.
    pub lost: u64,
    /// Copies repeated.
    pub duplicated: u64,
}

/// Latency to oneself.
const LOOPBACK: Span = Span(50_000);

impl Network {
    /// A network among nodes of these regions.
    #[must_use]
    pub fn new(plan: NetworkPlan, seed: u64, region_of: Vec<u16>) -> Self {
        let copies = vec![0; region_of.len()];
        Self { plan, seed, region_of, subscribers: BTreeMap::new(), copies, lost: 0, duplicated: 0 }
    }

    /// From now on copies of what goes to `topic` reach `node`. A node's own topic needs no entry.
    pub fn subscribe(&mut self, node: u32, topic: Topic) {
        if topic != Topic::Node(NodeId(node)) {
            let subscribers = self.subscribers.entry(topic).or_default();
            if let Err(place) = subscribers.binary_search(&node) {
                subscribers.insert(place, node);
            }
        }
    }

    /// Calls `deliver` for every copy that arrives. The sender is one of the nodes.
    pub fn send(&mut self, now: Time, envelope: &Envelope, bytes: u64, mut deliver: impl FnMut(Delivery)) {
        let from = envelope.sender.0;
        let own = match envelope.to {
            Topic::Node(NodeId(node)) => Some(node).filter(|node| (*node as usize) < self.region_of.len()),
            _ => None,
        };
        let subscribers = self.subscribers.get(&envelope.to).map_or(&[][..], Vec::as_slice);
        for &to in own.as_slice().iter().chain(subscribers) {
            let draws = stream(self.seed, u64::from(from), Purpose::Loss);
            let copy = self.copies[from as usize];
            self.copies[from as usize] += 2;
            if to != from && hits(draws.at(copy), self.plan.loss_parts) {
                self.lost += 1;
                continue;
            }
            let delay = self.delay(now, from, to, bytes);
            deliver(Delivery { to, at: now + delay, sequence: copy });
            if to != from && hits(draws.at(copy + 1), self.plan.duplicate_parts) {
                self.duplicated += 1;
                deliver(Delivery { to, at: now + delay + delay, sequence: copy + 1 });
            }
        }
    }

    /// Time one way for `bytes`.
    #[must_use]
    pub fn delay(&self, now: Time, from: u32, to: u32, bytes: u64) -> Span {
        if from == to {
            return LOOPBACK;
        }
        let (a, b) = (self.region_of[from as usize], self.region_of[to as usize]);
        let half = self.plan.rtt[usize::from(a)][usize::from(b)].0 / 2;
        let latency = match &self.plan.jitter {
            None => half,
            Some(jitter) => scaled_q16(half, self.factor_q16(jitter, now, from, to)),
        };
        let rate = self.plan.bandwidth[usize::from(a)].upload_bps.min(self.plan.bandwidth[usize::from(b)].download_bps);
        let rate = if a == b { rate } else { rate.min(self.plan.inter_regional_bps) };
        Span(latency) + transfer_span(bytes, rate)
    }

    fn factor_q16(&self, jitter: &Jitter, now: Time, from: u32, to: u32) -> u64 {
        let pair = u64::from(from.min(to)) << 32 | u64::from(from.max(to));
        let draws = stream(self.seed, pair, Purpose::Jitter);
        let phase = mix(pair) % jitter.block.0.max(1);
        jitter.factor_q16.draw(draws.at((now.0 + phase) / jitter.block.0.max(1)))
    }
}

fn scaled_q16(ns: u64, factor_q16: u64) -> u64 {
    u64::try_from((u128::from(ns) * u128::from(factor_q16)) >> 16).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::wire::{Message, Signature};
    use world::law::{Law, QuantileTable};
    use world::{Bandwidth, parts_in_2_32};

    fn network(jitter: Option<Jitter>, loss: f64, duplicate: f64) -> Network {
        let rtt = vec![vec![Span::from_millis(10), Span::from_millis(100)], vec![Span::from_millis(100), Span::from_millis(20)]];
        let link = Bandwidth { download_bps: 8_000_000, upload_bps: 800_000 };
        let plan = NetworkPlan {
            rtt,
            jitter,
            bandwidth: vec![link, link],
            inter_regional_bps: 400_000,
            loss_parts: parts_in_2_32(loss),
            duplicate_parts: parts_in_2_32(duplicate),
        };
        Network::new(plan, 1, vec![0, 0, 1, 1])
    }

    fn envelope(to: Topic) -> Envelope {
        let (sender, expires, signature) = (NodeId(0), Time::MAX, Signature([0; 64]));
        Envelope { version: 1, sender, to, sequence: 0, expires, message: Message::Announce, signature }
    }

    #[test]
    fn a_message_takes_half_the_round_trip_and_its_transfer() {
        let network = network(None, 0.0, 0.0);
        assert_eq!(network.delay(Time::ZERO, 0, 1, 0), Span::from_millis(5));
        assert_eq!(network.delay(Time::ZERO, 0, 2, 100_000), Span::from_millis(50 + 2_000));
    }

    #[test]
    fn copies_go_to_subscribers_and_are_lost_and_repeated_at_the_stated_rates() {
        let mut network = network(None, 0.1, 0.2);
        let region = Topic::Region(engine::RegionId(0));
        for node in [3, 1, 1, 2] {
            network.subscribe(node, region);
        }
        let (mut arrived, n) = ([0_u32; 4], 20_000_u32);
        for _ in 0..n {
            network.send(Time::ZERO, &envelope(region), 0, |delivery| arrived[delivery.to as usize] += 1);
        }
        assert_eq!(arrived[0], 0);
        let lost = network.lost as f64 / f64::from(3 * n);
        assert!((lost - 0.1).abs() < 3.0 * (0.09 / f64::from(3 * n)).sqrt(), "{lost}");
        let repeated = network.duplicated as f64 / (f64::from(3 * n) * 0.9);
        assert!((repeated - 0.2).abs() < 3.0 * (0.16 / (f64::from(3 * n) * 0.9)).sqrt(), "{repeated}");
    }

    #[test]
    fn jitter_persists_as_long_as_its_block() {
        // Lag-1 autocorrelation 0.87 over slices of 15.7 s (Seattle) is a block of 15.7 / 0.13 s.
        let law = Law::Lognormal { mu: 0.0, sigma: 0.844 };
        let slice = Span(15_700_000_000);
        let block = Span((15.7e9 / 0.13) as u64);
        let jitter = Jitter { factor_q16: QuantileTable::new(&law, 65_536.0, 12).unwrap(), block };
        let network = network(Some(jitter), 0.0, 0.0);
        let series: Vec<f64> = (0..40_000).map(|k| (network.delay(Time(slice.0 * k), 0, 2, 0).0 as f64).ln()).collect();
        let mean = series.iter().sum::<f64>() / series.len() as f64;
        let moment = |lag: usize| series.iter().zip(&series[lag..]).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>();
        let correlation = moment(1) / moment(0);
        assert!((correlation - 0.87).abs() < 0.02, "{correlation}");
        let sigma = (moment(0) / series.len() as f64).sqrt();
        assert!((sigma - 0.844).abs() < 0.05, "{sigma}");
    }
}
