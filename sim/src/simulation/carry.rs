//! Carrying out what a node asks for: one arm per output.

use super::Simulation;
use super::happening::{Happening, WORK, What};
use crate::error::SimError;
use crate::host::Running;
use crate::kernel::{Entry, Key, Queue};
use crate::network::Delivery;
use crate::transport::SimTransport;
use engine::job::TaskSpec;
use engine::{Envelope, Output, TaskId, Transport};

impl Simulation {
    pub(super) fn carry_out(&mut self, id: u32) -> Result<(), SimError> {
        let mut outbox = std::mem::take(&mut self.outbox);
        let now = self.now;
        for output in outbox.drain() {
            match output {
                Output::Send(envelope) => self.transport(id).send(now, *envelope),
                Output::Subscribe(topic) => self.transport(id).subscribe(topic),
                Output::Run(assignment) => self.run_work(id, assignment.task, assignment.spec),
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

    /// The node's connection: a copy that arrives is a happening.
    fn transport(&mut self, node: u32) -> SimTransport<'_, impl FnMut(&Envelope, Delivery)> {
        let queue = &mut self.queue;
        let deliver = |envelope: &Envelope, delivery: Delivery| {
            let what = What::Deliver(Box::new(envelope.clone()));
            let (time, sender, sequence) = (delivery.at, envelope.sender.0, delivery.sequence);
            let key = Key { time, sender, purpose: what.purpose() as u8, sequence };
            queue.push(Entry { key, target: delivery.to, what: Happening { life: 0, what } });
        };
        SimTransport { network: &mut self.network, costs: self.plan.costs, node, traffic: &mut self.traffic, deliver }
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
