//! Latency, jitter, bandwidth, loss and repeats. Only carries: topics are the engine's.
//!
//! One way takes half the regions' round-trip time, times a factor of the pair that keeps its value for a while
//! (persistent jitter), plus the size over the narrower of the sender's uplink and the receiver's downlink.

use crate::fate::{BeatFates, Fate, Odds};
use crate::port::{Port, Ports};
use borsh::io::{Read, Result, Write};
use borsh::{BorshDeserialize, BorshSerialize};
use engine::rng::mix;
use engine::units::transfer_span;
use engine::wire::MessageKind;
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

/// The network at work: who listens to what, and what went wrong so far.
#[derive(Debug)]
pub struct Network {
    plan: NetworkPlan,
    seed: u64,
    odds: Odds,
    /// How long a pair's latency stays the same (ns).
    steady_ns: u64,
    subscribers: BTreeMap<Topic, Vec<u32>>,
    /// Whether anybody listens to what is for another node.
    overheard: bool,
    /// Heartbeats are neither lost nor repeated here: who sends one has drawn already that it arrives.
    pub(crate) beats_arrive: bool,
    /// Added to the size of each message, by kind (bytes).
    padding_bytes: [u64; MessageKind::ALL.len()],
    /// Copies lost.
    pub lost: u64,
    /// Copies repeated.
    pub duplicated: u64,
}

/// Latency to oneself.
const LOOPBACK: Span = Span(50_000);

impl Network {
    /// A network in which nothing was said yet.
    #[must_use]
    pub fn new(plan: NetworkPlan, seed: u64) -> Self {
        let odds = Odds { loss_parts: plan.loss_parts, duplicate_parts: plan.duplicate_parts };
        let steady_ns = plan.jitter.as_ref().map_or(u64::MAX, |jitter| jitter.block.0.max(1));
        Self {
            plan,
            seed,
            odds,
            steady_ns,
            subscribers: BTreeMap::new(),
            overheard: false,
            beats_arrive: false,
            padding_bytes: [0; MessageKind::ALL.len()],
            lost: 0,
            duplicated: 0,
        }
    }

    /// From now on each message of this kind is so much longer than it is encoded.
    pub(crate) fn pad(&mut self, kind: MessageKind, bytes: u64) {
        self.padding_bytes[kind as usize] = bytes;
    }

    pub(crate) fn padding_bytes(&self, kind: MessageKind) -> u64 {
        self.padding_bytes[kind as usize]
    }

    /// Appends all that does not follow from the plan.
    pub(crate) fn save(&self, out: &mut impl Write) -> Result<()> {
        let Self {
            plan: _,
            seed: _,
            odds: _,
            steady_ns: _,
            subscribers,
            overheard: _,
            beats_arrive: _,
            padding_bytes: _,
            lost,
            duplicated,
        } = self;
        (subscribers, lost, duplicated).serialize(out)
    }

    /// Takes what [`save`](Self::save) wrote; false if that network had others than these `nodes`.
    pub(crate) fn restore(&mut self, nodes: u32, from: &mut impl Read) -> Result<bool> {
        (self.subscribers, self.lost, self.duplicated) = BorshDeserialize::deserialize_reader(from)?;
        self.overheard = self.subscribers.keys().any(|topic| matches!(topic, Topic::Node(_)));
        Ok(self.subscribers.values().flatten().all(|node| *node < nodes))
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

    /// Calls `deliver` for every copy that arrives. The sender has one of the `ports`.
    pub fn send(
        &mut self,
        ports: &mut impl Ports,
        now: Time,
        envelope: &Envelope,
        bytes: u64,
        mut deliver: impl FnMut(Delivery),
    ) {
        let from = envelope.sender.0;
        let beat = matches!(envelope.message, Message::Heartbeat { .. }).then_some(envelope.sequence);
        if let Topic::Node(NodeId(to)) = envelope.to {
            self.carry(ports, now, (from, to), beat, bytes, &mut deliver);
            if !self.overheard {
                return;
            }
        }
        let Some(subscribers) = self.subscribers.get_mut(&envelope.to).map(std::mem::take) else { return };
        for &to in &subscribers {
            self.carry(ports, now, (from, to), beat, bytes, &mut deliver);
        }
        self.subscribers.insert(envelope.to, subscribers);
    }

    /// Carries one copy; heartbeats come with their wire number.
    fn carry(
        &mut self,
        ports: &mut impl Ports,
        now: Time,
        (from, to): (u32, u32),
        beat: Option<u64>,
        bytes: u64,
        deliver: &mut impl FnMut(Delivery),
    ) {
        let Some(site) = ports.port(to).map(|port| port.site) else { return };
        let Some(port) = ports.port_mut(from) else { return };
        let sequence = match beat {
            Some(number) => (2 * number) as u32,
            None => {
                port.copies = port.copies.wrapping_add(2);
                port.copies.wrapping_sub(2)
            }
        };
        let fate = match beat {
            _ if to == from || self.odds.are_none() => Fate::ARRIVES,
            Some(_) if self.beats_arrive => Fate::ARRIVES,
            Some(number) => self.beat_fates(from).of(number),
            None => self.odds.fate(stream(self.seed, u64::from(from), Purpose::Loss).at(u64::from(sequence))),
        };
        if fate.lost {
            self.lost += 1;
            return;
        }
        let delay = match to == from {
            true => LOOPBACK,
            false => {
                let is_known = port.peer == to && now.0 < port.until_ns && now.0 >= port.until_ns.saturating_sub(self.steady_ns);
                let latency = if is_known { Span(port.latency_ns.into()) } else { self.look_up(now, (from, port), (to, site)) };
                latency + transfer_span(bytes, self.rate_bps(port.site, site))
            }
        };
        deliver(Delivery { to, at: now + delay, sequence });
        if fate.repeated {
            self.duplicated += 1;
            deliver(Delivery { to, at: now + delay + delay, sequence: sequence.wrapping_add(1) });
        }
    }

    /// The latency from one node to another at `site`; the port of the first one remembers it, if it is less than 4.3 s.
    #[inline(never)]
    fn look_up(&self, now: Time, (from, port): (u32, &mut Port), (to, site): (u32, u16)) -> Span {
        let (latency, until) = self.latency(now, from, to, port.site, site);
        if let Ok(latency_ns) = u32::try_from(latency.0) {
            (port.latency_ns, port.until_ns, port.peer) = (latency_ns, until.0, to);
        }
        latency
    }

    /// Time one way for `bytes` that set out `now` from one node to another, each with its site, and until when (exclusive) it
    /// stays the same.
    #[must_use]
    pub fn delay(&self, now: Time, (from, a): (u32, u16), (to, b): (u32, u16), bytes: u64) -> (Span, Time) {
        if from == to {
            return (LOOPBACK, Time::MAX);
        }
        let (latency, until) = self.latency(now, from, to, a, b);
        (latency + transfer_span(bytes, self.rate_bps(a, b)), until)
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

    /// Which of a node's heartbeats are lost, which come twice.
    pub(crate) fn beat_fates(&self, from: u32) -> BeatFates {
        BeatFates { draws: stream(self.seed, u64::from(from), Purpose::Beat), odds: self.odds }
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
        Network::new(plan, 1)
    }

    const SITES: [u16; 4] = [0, 0, 1, 1];

    fn delay(network: &Network, now: Time, from: u32, to: u32, bytes: u64) -> Span {
        let at = |node: u32| (node, SITES[node as usize]);
        network.delay(now, at(from), at(to), bytes).0
    }

    fn envelope(to: Topic) -> Envelope {
        let (sender, expires, signature) = (NodeId(0), Time::MAX, Signature([0; 64]));
        Envelope { version: 1, sender, to, sequence: 0, expires, message: Message::Announce, signature }
    }

    #[test]
    fn a_message_takes_half_the_round_trip_and_its_transfer() {
        let network = network(None, 0.0, 0.0);
        assert_eq!(delay(&network, Time::ZERO, 0, 1, 0), Span::from_millis(5));
        assert_eq!(delay(&network, Time::ZERO, 0, 2, 100_000), Span::from_millis(50 + 2_000));
    }

    #[test]
    fn copies_go_to_subscribers_and_are_lost_and_repeated_at_the_stated_rates() {
        let mut network = network(None, 0.1, 0.2);
        let region = Topic::Region(engine::RegionId(0));
        for node in [3, 1, 1, 2] {
            network.subscribe(node, region);
        }
        let mut ports: Vec<Port> = SITES.map(Port::new).into();
        let (mut arrived, n) = ([0_u32; 4], 20_000_u32);
        for _ in 0..n {
            network.send(&mut ports, Time::ZERO, &envelope(region), 0, |delivery| arrived[delivery.to as usize] += 1);
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
        let series: Vec<f64> = (0..40_000).map(|k| (delay(&network, Time(slice.0 * k), 0, 2, 0).0 as f64).ln()).collect();
        let mean = series.iter().sum::<f64>() / series.len() as f64;
        let moment = |lag: usize| series.iter().zip(&series[lag..]).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>();
        let correlation = moment(1) / moment(0);
        assert!((correlation - 0.87).abs() < 0.02, "{correlation}");
        let sigma = (moment(0) / series.len() as f64).sqrt();
        assert!((sigma - 0.844).abs() < 0.05, "{sigma}");
    }
}
