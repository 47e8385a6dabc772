//! Carrying out what a node asks for: one arm per output.

use super::Simulation;
use super::happening::{Happening, WORK, What};
use crate::error::SimError;
use crate::host::Running;
use crate::kernel::{Entry, Key, Queue};
use engine::job::TaskSpec;
use engine::{Envelope, Output, Span, TaskId, Time, Topic, Transport};

/// One node's connection to the simulated network.
struct SimTransport<'a> {
    simulation: &'a mut Simulation,
    node: u32,
}

impl Transport for SimTransport<'_> {
    fn send(&mut self, now: Time, envelope: Envelope) {
        let Self { simulation, .. } = self;
        let bytes = envelope.encoded_len() as u64;
        simulation.messages += 1;
        simulation.bytes += bytes;
        let costs = simulation.plan.costs;
        let handling = costs.sign + costs.verify + Span(costs.encode_ns_per_kib.saturating_mul(2 * bytes) / 1_024);
        let queue = &mut simulation.queue;
        simulation.network.send(now + handling, &envelope, bytes, |sequence, delivery| {
            let what = What::Deliver(Box::new(envelope.clone()));
            let key = Key { time: delivery.at, sender: envelope.sender.0, purpose: what.purpose() as u8, sequence };
            queue.push(Entry { key, target: delivery.to, what: Happening { life: 0, what } });
        });
    }

    fn subscribe(&mut self, topic: Topic) {
        self.simulation.network.subscribe(self.node, topic);
    }
}

impl Simulation {
    pub(super) fn carry_out(&mut self, id: u32) -> Result<(), SimError> {
        let mut outbox = std::mem::take(&mut self.outbox);
        let now = self.now;
        for output in outbox.drain() {
            match output {
                Output::Send(envelope) => SimTransport { simulation: self, node: id }.send(now, *envelope),
                Output::Subscribe(topic) => SimTransport { simulation: self, node: id }.subscribe(topic),
                Output::Run { work, spec } => self.run_work(id, work, spec),
                Output::Abort(work) => {
                    if self.hosts[id as usize].end_work(self.now, work) {
                        self.observer.on_work(-1, self.hosts[id as usize].running.is_empty());
                    }
                }
                Output::Persist(record) => {
                    // Only workers go down in this world: the disks of others are never read.
                    if self.hosts[id as usize].local.roles.worker.is_some() {
                        self.hosts[id as usize].disk.keep(*record);
                    }
                }
                Output::Report(event) => self.observer.on_event(self.now, *event)?,
            }
        }
        self.outbox = outbox;
        self.arm(id);
        Ok(())
    }

    /// Keeps one pending `Wake` a node: the earliest.
    fn arm(&mut self, id: u32) {
        let host = &mut self.hosts[id as usize];
        let wake = host.node.as_ref().and_then(|node| node.next_wake()).map(|at| at.max(self.now));
        if let Some(at) = wake
            && host.armed.is_none_or(|armed| at < armed)
        {
            host.armed = Some(at);
            self.schedule_own(id, at, What::Wake);
        }
    }

    /// Prices work: fetch the input from the requester, compute, send the output back.
    fn run_work(&mut self, id: u32, work: TaskId, spec: TaskSpec) {
        let requester = work.job.requester.0;
        let fetch = self.network.delay(self.now, requester, id, spec.input_bytes);
        let give_back = self.network.delay(self.now, id, requester, spec.output_bytes);
        let host = &mut self.hosts[id as usize];
        let speed = host.local.roles.worker.map(|capability| capability.speed).unwrap_or_default();
        let at = self.now + fetch + spec.work.at(speed) + give_back;
        let sequence = host.next_sequence(WORK);
        let was_idle = host.running.is_empty();
        host.running.insert(work, Running { counted_to: self.now, sequence });
        self.observer.on_work(1, was_idle);
        let key = Key { time: at, sender: id, purpose: WORK as u8, sequence };
        let what = What::Finished { work, sequence, output_bytes: spec.output_bytes };
        let life = host.life;
        self.queue.push(Entry { key, target: id, what: Happening { life, what } });
    }
}
