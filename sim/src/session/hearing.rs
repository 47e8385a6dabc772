//! What nodes say, heard at once; workers are answered for by this driver.

use super::Session;
use super::happening::Kind;
use crate::digest;
use crate::error::SimError;
use crate::host::UNKNOWN;
use crate::leg::{Ends, next_leg};
use crate::trace::heard;
use engine::wire::Message;
use engine::{Input, NodeId, Output, TaskId, Topic};
use records::table::EventKind;

/// Something said that is still to be heard, at the time at which it was said.
pub(super) struct Said {
    to: u32,
    from: u32,
    message: Message,
}

impl Session {
    /// Gives a node an input, and lets all hear what comes of it.
    pub(super) fn input(&mut self, id: u32, input: Input) -> Result<(), SimError> {
        if self.trace.open {
            self.record_input(id, &input)?;
        }
        self.fixed[id as usize].node.step(self.now, input, &mut self.outbox);
        self.carry_out(id)?;
        self.hear_all()
    }

    /// Lets a node hear `message`, and all what comes of it.
    pub(super) fn tell(&mut self, to: u32, from: u32, message: Message) -> Result<(), SimError> {
        self.hear(Said { to, from, message })?;
        self.hear_all()
    }

    fn hear_all(&mut self) -> Result<(), SimError> {
        while let Some(said) = self.said.pop_front() {
            self.hear(said)?;
        }
        Ok(())
    }

    fn hear(&mut self, Said { to, from, message }: Said) -> Result<(), SimError> {
        let fixed = &mut self.fixed[to as usize];
        fixed.chain.see(self.now.0, from, digest::of(&message));
        if self.trace.open {
            self.record_heard(to, from, &message)?;
        }
        let row = self.workers.hot.get(self.row(from)).map_or(UNKNOWN, |hot| hot.row);
        self.fixed[to as usize].node.hear(self.now, row, NodeId(from), message, &mut self.outbox);
        self.carry_out(to)
    }

    fn carry_out(&mut self, id: u32) -> Result<(), SimError> {
        let mut outputs = self.outbox.take();
        for output in outputs.drain(..) {
            match output {
                Output::Send(envelope) => {
                    let (to, message) = (envelope.to, self.outbox.open(envelope));
                    self.say(id, to, message)?;
                }
                Output::Subscribe(topic) => self.subscribers.entry(topic).or_default().push(id),
                Output::Report(event) => self.observer.on_event(self.now, self.outbox.tell(event))?,
                // Validators and requesters do no work, and keep no records here.
                Output::Run(_) | Output::Abort(_) | Output::Persist(_) => {}
            }
        }
        self.outbox.put_back(outputs);
        self.arm(id);
        Ok(())
    }

    fn say(&mut self, from: u32, to: Topic, message: Message) -> Result<(), SimError> {
        match to {
            Topic::Node(NodeId(to)) if to < self.first_worker() => self.said.push_back(Said { to, from, message }),
            Topic::Node(NodeId(to)) => return self.answer(from, to, message),
            topic => {
                let subscribers = self.subscribers.get(&topic).map_or(&[][..], Vec::as_slice);
                self.said.extend(subscribers.iter().map(|&to| Said { to, from, message: message.clone() }));
            }
        }
        Ok(())
    }

    /// A worker hears `message` from its validator.
    fn answer(&mut self, validator: u32, worker: u32, message: Message) -> Result<(), SimError> {
        let at = self.row(worker);
        let what = self.trace.open.then(|| heard(&message));
        let Some(hot) = self.workers.hot.get_mut(at) else { return Ok(()) };
        let is_up = hot.books.up_since_ns().is_some();
        if !is_up {
            self.observer.on_unheard();
        }
        match message {
            Message::Assign(assignment) if is_up => {
                let task = assignment.task;
                let output = self.plan.output(NodeId(worker), task, &assignment.inputs);
                hot.chain.see(self.now.0, validator, task.digest());
                let slot = self.workers.hold(at, worker, &assignment, output);
                self.begin(at, slot);
                self.said.push_back(Said { to: validator, from: worker, message: Message::Accept { task } });
            }
            // A machine that is down will be told when it is up again.
            Message::Cancel { task } => self.cancel(at, task),
            _ => {}
        }
        what.map_or(Ok(()), |what| self.record_seen(worker, validator, EventKind::Deliver, what))
    }

    fn cancel(&mut self, at: usize, task: TaskId) {
        if let Some(slot) = self.workers.find(at, task) {
            let work = self.workers.drop_work(at, slot);
            if work.ends_ns != super::Work::NEVER {
                self.end_work(at);
            }
        }
    }

    /// Work that a worker holds begins, or goes on from what was kept.
    pub(super) fn begin(&mut self, at: usize, slot: u32) {
        self.start_leg(slot, true);
        let was_idle = self.workers.hot[at].books.begin_task(self.now.0);
        self.observer.on_work(1, was_idle);
    }

    /// A leg of work begins.
    pub(super) fn start_leg(&mut self, slot: u32, is_first: bool) {
        let Some(work) = self.workers.works.get_mut(slot) else { return };
        let (id, worker) = (work.id, work.worker);
        let place = |node: u32| (node, self.plan.sites[usize::from(self.plan.nodes[node as usize].region)]);
        let (speed, conduct) = (self.plan.speed(worker), self.plan.nodes[worker as usize].conduct);
        let ends =
            Ends { requester: place(id.job.requester.0), worker: place(worker), speed, conduct, owner: self.plan.owner(worker) };
        let Some(leg) = next_leg(&self.network, self.now, ends, &work.spec, work.done, is_first) else {
            work.ends_ns = super::Work::ENDLESS;
            return;
        };
        (work.ends_ns, work.next_done) = (leg.ends.0, leg.done);
        // Work that would end at one time on one machine is told apart by what it is.
        self.schedule(leg.ends, worker, id.digest() as u32, Kind::Finished, slot);
    }

    /// A worker has one task less under way.
    pub(super) fn end_work(&mut self, at: usize) {
        let is_idle = self.workers.hot[at].books.end_task(self.now.0);
        self.observer.on_work(-1, is_idle);
    }

    /// Keeps one pending `Wake` a node: the earliest.
    fn arm(&mut self, id: u32) {
        let fixed = &mut self.fixed[id as usize];
        let wake = fixed.node.next_wake().map(|at| at.max(self.now));
        if let Some(at) = wake.filter(|at| at.0 < fixed.armed_ns) {
            fixed.armed_ns = at.0;
            fixed.sequence = fixed.sequence.wrapping_add(1);
            let sequence = fixed.sequence;
            self.schedule(at, id, sequence, Kind::Wake, 0);
        }
    }
}
