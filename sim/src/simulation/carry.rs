//! Carrying out what a node asks for: one arm per output.

use super::happening::{Kind, What};
use super::{Simulation, Work};
use crate::error::SimError;
use crate::host::{Hot, UNKNOWN};
use crate::leg::{Ends, next_leg};
use crate::transport::SimTransport;
use engine::units::MilliGflop;
use engine::wire::{Assignment, MessageKind};
use engine::{Envelope, Message, NodeId, Output};
use kernel::{Entry, Queue};

impl Simulation {
    #[inline(never)]
    pub(super) fn carry_out(&mut self, id: u32) -> Result<(), SimError> {
        if !self.outbox.is_empty() {
            let mut outputs = self.outbox.take();
            for output in outputs.drain(..) {
                match output {
                    Output::Send(envelope) => self.send(id, envelope),
                    Output::Subscribe(topic) => self.network.subscribe(id, topic),
                    Output::Run(assignment) => self.run_work(id, &assignment),
                    Output::Abort(work) => {
                        if let Some(idle) = self.hosts.end_work(id, self.now.0, work) {
                            self.observer.on_work(-1, idle);
                        }
                    }
                    Output::Persist(record) => self.hosts.disks.keep(id, *record),
                    Output::Report(event) => {
                        let event = self.outbox.tell(event);
                        if self.seen.is_some() {
                            self.see_report(id, &event);
                        }
                        self.judge(&event);
                        self.observer.on_event(self.now, event)?;
                    }
                }
            }
            self.outbox.put_back(outputs);
        }
        self.arm(id);
        Ok(())
    }

    /// Each copy that arrives is a happening.
    fn send(&mut self, id: u32, envelope: Box<Envelope>) {
        let beat = matches!(envelope.message, Message::Heartbeat { .. });
        // Beats that are evaluated are counted as such.
        let counted_apart = (beat && self.network.beats_arrive).then(|| *self.traffic.of(MessageKind::Heartbeat));
        let (deliveries, traffic) = (&mut self.deliveries, &mut self.traffic);
        let deliver = |_: &Envelope, delivery| deliveries.push(delivery);
        let network = &mut self.network;
        let ports = &mut self.hosts.hot;
        SimTransport { network, ports, costs: self.plan.costs, node: id, traffic, deliver }.dispatch(self.now, &envelope);
        if let Some(before) = counted_apart {
            *self.traffic.of(MessageKind::Heartbeat) = before;
        }
        if !self.troubles.are_none() {
            self.strike(id, beat);
        }
        let purpose = if beat { Kind::BeatArrives } else { Kind::Deliver } as u8;
        let (sender, mut original) = (envelope.sender.0, Some(envelope));
        while let Some(delivery) = self.deliveries.pop() {
            let copy = if self.deliveries.is_empty() { original.take() } else { original.clone() };
            if let Some(copy) = copy {
                let (time_ns, target, sequence) = (delivery.at.0, delivery.to, delivery.sequence);
                let what = What { life: self.row_at(sender, target), slot: self.envelopes.insert(copy) };
                self.queue.push(Entry { time_ns, sender, sequence, target, purpose, what });
            }
        }
    }

    /// The row that a worker has at its validator, once it has one: the validator finds it without a search.
    fn row_at(&mut self, worker: u32, validator: u32) -> u32 {
        let row = self.hosts.hot[worker as usize].row;
        if row != UNKNOWN {
            return row;
        }
        let found = self.validator_at(validator).and_then(|validator| validator.row_of(NodeId(worker)));
        if let Some(row) = found.filter(|_| self.validator_of(worker) == validator) {
            self.hosts.hot[worker as usize].row = row;
        }
        UNKNOWN
    }

    /// Keeps one pending `Wake` a node: the earliest.
    fn arm(&mut self, id: u32) {
        let wake = self.hosts.nodes[id as usize].as_ref().and_then(|node| node.next_wake()).map(|at| at.max(self.now));
        if let Some(at) = wake
            && at.0 < self.hosts.hot[id as usize].armed_ns
        {
            self.hosts.hot[id as usize].armed_ns = at.0;
            self.schedule_own(id, at, Kind::Wake);
        }
    }

    /// Work begins, or goes on from a checkpoint of another life.
    fn run_work(&mut self, id: u32, assignment: &Assignment) {
        let Assignment { task, spec, from, ref inputs, .. } = *assignment;
        let output = self.plan.output(NodeId(id), task, inputs);
        let sequence = self.start_leg(id, Work { id: task, sequence: 0, spec, done: from.done, output }, true);
        let was_idle = self.hosts.begin_work(id, self.now.0, task, sequence);
        self.observer.on_work(1, was_idle);
    }

    /// A leg of work under way begins where the one before ended; the number of the event that will end it.
    pub(super) fn start_leg(&mut self, id: u32, work: Work, is_first: bool) -> u32 {
        let at = |node: u32| (node, self.hosts.hot[node as usize].port.site);
        let ends = Ends { requester: at(work.id.job.requester.0), worker: at(id), speed: self.plan.speed(id) };
        let mut leg = next_leg(&self.network, self.now, ends, &work.spec, work.done, is_first);
        if !self.troubles.are_none() {
            let computed = MilliGflop(leg.done.0 - work.done.0).at(work.spec.speed_on(ends.speed));
            leg.ends = self.struck_work_end(ends.requester.1, ends.worker.1, self.now + computed, leg.ends);
        }
        let hot: &mut Hot = &mut self.hosts.hot[id as usize];
        let (life, sequence) = (hot.life, hot.next_sequence());
        let slot = self.works.insert(Work { sequence, done: leg.done, ..work });
        let (purpose, what) = (Kind::Finished as u8, What { life, slot });
        self.queue.push(Entry { time_ns: leg.ends.0, sender: id, sequence, target: id, purpose, what });
        sequence
    }
}
