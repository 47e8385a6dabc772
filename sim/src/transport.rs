//! A node's connection to the simulated network.

use crate::network::{Delivery, Network};
use crate::port::Ports;
use borsh::{BorshDeserialize, BorshSerialize};
use engine::wire::MessageKind;
use engine::{Envelope, Time, Topic, Transport};
use world::Costs;

/// So many messages, and their bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Sent {
    /// Messages.
    pub messages: u64,
    /// Bytes.
    pub bytes: u64,
}

impl std::ops::AddAssign for Sent {
    fn add_assign(&mut self, more: Self) {
        self.messages += more.messages;
        self.bytes += more.bytes;
    }
}

/// What was sent so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Traffic {
    kinds: [Sent; MessageKind::ALL.len()],
}

impl Traffic {
    /// Of one kind.
    pub fn of(&mut self, kind: MessageKind) -> &mut Sent {
        &mut self.kinds[kind as usize]
    }

    /// Of each kind that there was any of, in their order.
    pub fn by_kind(&self) -> impl Iterator<Item = (MessageKind, Sent)> {
        let kinds = MessageKind::ALL.iter().copied().zip(self.kinds);
        kinds.filter(|(_, sent)| sent.messages > 0)
    }

    /// Of all kinds.
    #[must_use]
    pub fn total(&self) -> Sent {
        let mut total = Sent::default();
        self.kinds.iter().for_each(|sent| total += *sent);
        total
    }
}

/// One node's connection to the simulated network.
///
/// What handling an envelope costs at both ends passes before it is on its way.
pub struct SimTransport<'a, P, D> {
    /// The network.
    pub network: &'a mut Network,
    /// The nodes' ends of it.
    pub ports: &'a mut P,
    /// What handling an envelope costs.
    pub costs: Costs,
    /// Which node.
    pub node: u32,
    /// Counts what is sent.
    pub traffic: &'a mut Traffic,
    /// Is told of every copy that will arrive.
    pub deliver: D,
}

impl<P: Ports, D: FnMut(&Envelope, Delivery)> SimTransport<'_, P, D> {
    /// As [`Transport::send`]; the envelope stays with the caller.
    pub fn dispatch(&mut self, now: Time, envelope: &Envelope) {
        let kind = envelope.message.kind();
        let bytes = envelope.encoded_len() as u64 + self.network.padding_bytes(kind);
        *self.traffic.of(kind) += Sent { messages: 1, bytes };
        let deliver = &mut self.deliver;
        let off = now + self.costs.handling(bytes);
        self.network.send(self.ports, off, envelope, bytes, |delivery| deliver(envelope, delivery));
    }
}

impl<P: Ports, D: FnMut(&Envelope, Delivery)> Transport for SimTransport<'_, P, D> {
    fn send(&mut self, now: Time, envelope: Envelope) {
        self.dispatch(now, &envelope);
    }

    fn subscribe(&mut self, topic: Topic) {
        self.network.subscribe(self.node, topic);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::Port;
    use engine::wire::{Message, Signature};
    use engine::{NodeId, RegionId, Span};
    use world::{Bandwidth, NetworkPlan};

    #[test]
    fn an_envelope_goes_to_subscribers_after_its_handling_and_is_counted() {
        let link = Bandwidth { download_bps: 8_000_000, upload_bps: 8_000_000 };
        let plan = NetworkPlan {
            rtt: vec![vec![Span::from_millis(10)]],
            jitter: None,
            bandwidth: vec![link],
            inter_regional_bps: 8_000_000,
            loss_parts: 0,
            duplicate_parts: 0,
        };
        let (mut network, mut traffic) = (Network::new(plan, 1), Traffic::default());
        let mut ports = vec![Port::new(0); 3];
        let costs = Costs { sign: Span::from_millis(20), verify: Span::from_millis(40), encode_ns_per_kib: 0 };
        let mut arrived = Vec::new();
        let topic = Topic::Region(RegionId(0));
        let signature = Signature([0; 64]);
        let envelope = Envelope {
            version: 1,
            sender: NodeId(0),
            to: topic,
            sequence: 0,
            expires: Time::MAX,
            message: Message::Announce,
            signature,
        };
        let bytes = envelope.encoded_len() as u64;
        for node in [2, 0] {
            let deliver = |_: &Envelope, delivery: Delivery| arrived.push((node, delivery.to, delivery.at));
            let mut transport =
                SimTransport { network: &mut network, ports: &mut ports, costs, node, traffic: &mut traffic, deliver };
            match node {
                0 => transport.send(Time::ZERO, envelope.clone()),
                _ => transport.subscribe(topic),
            }
        }
        let at = Time(65_000_000 + bytes * 1_000); // a byte takes 1 µs
        assert_eq!(arrived, [(0, 2, at)]);
        assert_eq!(traffic.total(), Sent { messages: 1, bytes });
        assert_eq!(traffic.by_kind().collect::<Vec<_>>(), [(MessageKind::Announce, Sent { messages: 1, bytes })]);
    }
}
