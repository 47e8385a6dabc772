//! The contract on the loopback transport.

use crate::real::{Real, id};
use crate::suite::Harness;
use engine::{Envelope, Time, Topic};
use node::transport::{Arrival, Counters, DataSender, LoopbackHub};
use std::sync::Arc;
use tokio::sync::mpsc;

struct Loopback(Real, LoopbackHub);

impl Harness for Loopback {
    fn name(&self) -> String {
        "loopback".into()
    }

    fn network(&self) -> u64 {
        self.0.network
    }

    fn connect(&mut self, node: u32, room: usize) {
        let (arrivals, receiver) = mpsc::channel(room);
        let connection = self.1.connect(self.0.runtime.handle(), id(node), arrivals);
        self.0.add(node, Box::new(connection), receiver);
    }

    fn send(&mut self, envelope: Envelope) {
        self.0.transport(envelope.sender.0).send(Time::ZERO, envelope);
    }

    fn subscribe(&mut self, node: u32, topic: Topic) {
        self.0.transport(node).subscribe(topic);
    }

    fn next(&mut self, node: u32) -> Option<Arrival> {
        self.0.next(node)
    }

    fn cut(&mut self, node: u32) {
        self.1.cut(id(node));
    }

    fn restore(&mut self, node: u32) {
        self.1.restore(id(node));
    }

    fn counters(&self, node: u32) -> Option<Counters> {
        Some(self.0.counters(node))
    }

    fn data(&self, node: u32) -> Option<Arc<dyn DataSender>> {
        Some(self.0.data(node))
    }
}

contract!(Some(Loopback(Real::new(), LoopbackHub::new())));
contract!(Some(Loopback(Real::new(), LoopbackHub::new())), chunks_of_the_data_plane_arrive);
