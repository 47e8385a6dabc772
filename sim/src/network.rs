//! Latency, jitter, bandwidth, loss and repeats. Only carries: topics are the engine's.
//!
//! One way takes half the regions' round-trip time, times a factor of the pair that keeps its value for a while
//! (persistent jitter), plus the size over the narrower of the sender's uplink and the receiver's downlink.

use borsh::io::{Read, Result, Write};
use borsh::{BorshDeserialize, BorshSerialize};
use engine::job::TaskSpec;
use engine::rng::{Stream, hits, mix};
use engine::units::{MilliGflops, transfer_span};
use engine::{Envelope, Message, NodeId, Span, Time, Topic};
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
    /// The sender's running number of copies, heartbeats counted apart. It orders what arrives at one time, and may wrap.
    pub sequence: u32,
}

/// A node's end of the network.
#[derive(Clone, Copy, Debug)]
struct Port {
    /// Latency to `peer`, to which it sent last, and since and until when it is that (ns): a worker talks to one validator.
    latency_ns: u64,
    since_ns: u64,
    until_ns: u64,
    peer: u32,
    /// Copies that it sent, and as many more for their repeats.
    copies: u32,
    site: u16,
}

/// The network at work: who listens to what, and what went wrong so far.
#[derive(Debug)]
pub struct Network {
    plan: NetworkPlan,
    seed: u64,
    ports: Vec<Port>,
    subscribers: BTreeMap<Topic, Vec<u32>>,
    /// Whether anybody listens to what is for another node.
    overheard: bool,
    /// Heartbeats are neither lost nor repeated here: who sends one has drawn already that it arrives.
    pub(crate) beats_arrive: bool,
    /// Copies lost.
    pub lost: u64,
    /// Copies repeated.
    pub duplicated: u64,
}

/// Latency to oneself.
const LOOPBACK: Span = Span(50_000);

impl Network {
    /// A network among nodes at these sites.
    #[must_use]
    pub fn new(plan: NetworkPlan, seed: u64, site_of: Vec<u16>) -> Self {
        let ports =
            site_of.into_iter().map(|site| Port { latency_ns: 0, since_ns: 0, until_ns: 0, peer: 0, copies: 0, site }).collect();
        Self { plan, seed, ports, subscribers: BTreeMap::new(), overheard: false, beats_arrive: false, lost: 0, duplicated: 0 }
    }

    /// Appends all that does not follow from the plan; the latencies that ports remember do.
    pub(crate) fn save(&self, out: &mut impl Write) -> Result<()> {
        let Self { plan: _, seed: _, ports, subscribers, overheard: _, beats_arrive: _, lost, duplicated } = self;
        (subscribers, lost, duplicated).serialize(out)?;
        ports.iter().try_for_each(|port| port.copies.serialize(out))
    }

    /// Takes what [`save`](Self::save) wrote; false if that network had other nodes.
    pub(crate) fn restore(&mut self, from: &mut impl Read) -> Result<bool> {
        (self.subscribers, self.lost, self.duplicated) = BorshDeserialize::deserialize_reader(from)?;
        self.overheard = self.subscribers.keys().any(|topic| matches!(topic, Topic::Node(_)));
        for port in &mut self.ports {
            port.copies = BorshDeserialize::deserialize_reader(from)?;
        }
        let nodes = self.ports.len();
        Ok(self.subscribers.values().flatten().all(|node| (*node as usize) < nodes))
    }

    /// From now on copies of what goes to `topic` reach `node`. A node's own topic needs no entry.
    pub fn subscribe(&mut self, node: u32, topic: Topic) {
        if topic != Topic::Node(NodeId(node)) {
            self.overheard |= matches!(topic, Topic::Node(_));
            let subscribers = self.subscribers.entry(topic).or_default();
            if let Err(place) = subscribers.binary_search(&node) {
                subscribers.insert(place, node);
            }
        }
    }

    /// Asks for the memory of a node's end.
    pub(crate) fn prefetch(&self, node: u32) {
        if let Some(port) = self.ports.get(node as usize) {
            kernel::prefetch(port);
        }
    }

    /// Calls `deliver` for every copy that arrives. The sender is one of the nodes.
    pub fn send(&mut self, now: Time, envelope: &Envelope, bytes: u64, mut deliver: impl FnMut(Delivery)) {
        let from = envelope.sender.0;
        let own = match envelope.to {
            Topic::Node(NodeId(node)) => Some(node).filter(|node| (*node as usize) < self.ports.len()),
            _ => None,
        };
        let private = own.is_some() && !self.overheard;
        let subscribers = if private { None } else { self.subscribers.get(&envelope.to) };
        let subscribers = subscribers.map_or(&[][..], Vec::as_slice);
        let beat = matches!(envelope.message, Message::Heartbeat { .. });
        let perfect = beat && self.beats_arrive || self.plan.loss_parts == 0 && self.plan.duplicate_parts == 0;
        let mut port = self.ports[from as usize];
        for &to in own.as_slice().iter().chain(subscribers) {
            let (draws, copy, sequence) = match beat {
                true => (self.beat_draws(from), 2 * envelope.sequence, (2 * envelope.sequence) as u32),
                false => {
                    let copy = port.copies;
                    port.copies = copy.wrapping_add(2);
                    (stream(self.seed, u64::from(from), Purpose::Loss), u64::from(copy), copy)
                }
            };
            let perfect = perfect || to == from;
            if !perfect && hits(draws.at(copy), self.plan.loss_parts) {
                self.lost += 1;
                continue;
            }
            let delay = match to == from {
                true => LOOPBACK,
                false => {
                    let site = self.ports[to as usize].site;
                    if port.peer != to || now.0 < port.since_ns || now.0 >= port.until_ns {
                        let (latency, until) = self.latency(now, from, to, port.site, site);
                        (port.latency_ns, port.since_ns, port.until_ns, port.peer) = (latency.0, now.0, until.0, to);
                    }
                    Span(port.latency_ns) + transfer_span(bytes, self.rate_bps(port.site, site))
                }
            };
            deliver(Delivery { to, at: now + delay, sequence });
            if !perfect && hits(draws.at(copy + 1), self.plan.duplicate_parts) {
                self.duplicated += 1;
                deliver(Delivery { to, at: now + delay + delay, sequence: sequence.wrapping_add(1) });
            }
        }
        self.ports[from as usize] = port;
    }

    /// Time one way for `bytes` that set out `now`, and until when (exclusive) it stays the same.
    #[must_use]
    pub fn delay(&self, now: Time, from: u32, to: u32, bytes: u64) -> (Span, Time) {
        self.delay_between(now, (from, self.site_of(from)), (to, self.site_of(to)), bytes)
    }

    /// As [`delay`](Self::delay), for nodes of which the network need not know where they are.
    fn delay_between(&self, now: Time, (from, a): (u32, u16), (to, b): (u32, u16), bytes: u64) -> (Span, Time) {
        if from == to {
            return (LOOPBACK, Time::MAX);
        }
        let (latency, until) = self.latency(now, from, to, a, b);
        (latency + transfer_span(bytes, self.rate_bps(a, b)), until)
    }

    /// Where a node is.
    pub(crate) fn site_of(&self, node: u32) -> u16 {
        self.ports[node as usize].site
    }

    /// Latency between two nodes at these sites, and until when (exclusive) it stays.
    fn latency(&self, now: Time, from: u32, to: u32, a: u16, b: u16) -> (Span, Time) {
        let half = self.plan.rtt[usize::from(a)][usize::from(b)].0 / 2;
        match &self.plan.jitter {
            None => (Span(half), Time::MAX),
            Some(jitter) => {
                let (factor_q16, until) = self.factor_q16(jitter, now, from, to);
                (Span(scaled_q16(half, factor_q16)), until)
            }
        }
    }

    /// When work ends that `worker`, of this speed, begins `now`: it fetches the input from the requester, computes, and gives
    /// the output back. Both come with where they are.
    pub(crate) fn work_end(
        &self,
        now: Time,
        requester: (u32, u16),
        worker: (u32, u16),
        spec: &TaskSpec,
        speed: MilliGflops,
    ) -> Time {
        let (fetch, _) = self.delay_between(now, requester, worker, spec.input_bytes);
        let (give_back, _) = self.delay_between(now, worker, requester, spec.output_bytes);
        now + fetch + spec.work.at(speed) + give_back
    }

    fn rate_bps(&self, a: u16, b: u16) -> u64 {
        let rate = self.plan.bandwidth[usize::from(a)].upload_bps.min(self.plan.bandwidth[usize::from(b)].download_bps);
        if a == b { rate } else { rate.min(self.plan.inter_regional_bps) }
    }

    fn factor_q16(&self, jitter: &Jitter, now: Time, from: u32, to: u32) -> (u64, Time) {
        let pair = u64::from(from.min(to)) << 32 | u64::from(from.max(to));
        let draws = stream(self.seed, pair, Purpose::Jitter);
        let length = jitter.block.0.max(1);
        let phase = mix(pair) % length;
        let block = (now.0 + phase) / length;
        (jitter.factor_q16.draw(draws.at(block)), Time(((block + 1).saturating_mul(length)).saturating_sub(phase)))
    }

    /// The draws of a node's heartbeats: two for each, by its number.
    fn beat_draws(&self, from: u32) -> Stream {
        stream(self.seed, u64::from(from), Purpose::Beat)
    }

    /// Which of a node's heartbeats are lost, which come twice.
    #[must_use]
    pub fn beat_fate(&self, from: u32) -> BeatFate {
        let (loss_parts, duplicate_parts) = (self.plan.loss_parts, self.plan.duplicate_parts);
        BeatFate { draws: self.beat_draws(from), loss_parts, duplicate_parts }
    }

    /// The longest that `bytes` are under way between any two nodes.
    #[must_use]
    pub fn delay_max(&self, bytes: u64) -> Span {
        let sites = || (0_u16..).take(self.plan.bandwidth.len());
        let factor_q16 = self.plan.jitter.as_ref().map_or(1 << 16, |jitter| jitter.factor_q16.max());
        let pairs = sites().flat_map(|a| sites().map(move |b| (a, b)));
        let delay = |(a, b): (u16, u16)| {
            let half = self.plan.rtt[usize::from(a)][usize::from(b)].0 / 2;
            Span(scaled_q16(half, factor_q16)) + transfer_span(bytes, self.rate_bps(a, b))
        };
        pairs.map(delay).max().unwrap_or_default()
    }
}

/// Which of a node's heartbeats are lost, which come twice: a pure function of its wire number.
#[derive(Clone, Copy, Debug)]
pub struct BeatFate {
    draws: Stream,
    loss_parts: u64,
    duplicate_parts: u64,
}

impl BeatFate {
    /// Whether beat `sequence` never arrives.
    #[must_use]
    pub fn is_lost(&self, sequence: u64) -> bool {
        hits(self.draws.at(2 * sequence), self.loss_parts)
    }

    /// Whether beat `sequence` arrives twice, if it does.
    #[must_use]
    pub fn is_repeated(&self, sequence: u64) -> bool {
        hits(self.draws.at(2 * sequence + 1), self.duplicate_parts)
    }

    /// Whether none is ever lost.
    #[must_use]
    pub fn none_is_lost(&self) -> bool {
        self.loss_parts == 0
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
        assert_eq!(network.delay(Time::ZERO, 0, 1, 0).0, Span::from_millis(5));
        assert_eq!(network.delay(Time::ZERO, 0, 2, 100_000).0, Span::from_millis(50 + 2_000));
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
        let series: Vec<f64> = (0..40_000).map(|k| (network.delay(Time(slice.0 * k), 0, 2, 0).0.0 as f64).ln()).collect();
        let mean = series.iter().sum::<f64>() / series.len() as f64;
        let moment = |lag: usize| series.iter().zip(&series[lag..]).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>();
        let correlation = moment(1) / moment(0);
        assert!((correlation - 0.87).abs() < 0.02, "{correlation}");
        let sigma = (moment(0) / series.len() as f64).sqrt();
        assert!((sigma - 0.844).abs() < 0.05, "{sigma}");
    }
}
