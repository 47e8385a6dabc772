//! The worker: finds its validator, registers, beats, runs tasks, delivers results until they are acknowledged.

use crate::config::HeartbeatMode;
use crate::id::{NodeId, TaskId};
use crate::node::{Ctx, Event, Record, RecoverError};
use crate::schedule::Capacity;
use crate::time::Time;
use crate::wire::{Assignment, Capability, Message, WorkResult};
use alloc::collections::BTreeMap;
use alloc::string::String;

/// A task this worker owes something for.
struct Held {
    assignment: Assignment,
    result: Option<Delivery>,
}

/// A result on its way.
struct Delivery {
    result: WorkResult,
    resend_at: Time,
    tries: u32,
}

/// State of a worker. Only `tasks` outlives a crash.
pub struct Worker {
    capacity: Capacity,
    validator: Option<NodeId>,
    registered: bool,
    tasks: BTreeMap<TaskId, Held>,
    /// Next `Locate` or `Register`, while not registered.
    hello_at: Option<Time>,
    hello_tries: u32,
    beat_at: Option<Time>,
}

impl Worker {
    pub(crate) fn new(capability: Capability) -> Self {
        Self {
            capacity: Capacity::new(capability),
            validator: None,
            registered: false,
            tasks: BTreeMap::new(),
            hello_at: None,
            hello_tries: 0,
            beat_at: None,
        }
    }

    pub(crate) fn restore(&mut self, record: Record) {
        match record {
            Record::Accepted(assignment) => {
                self.tasks.insert(assignment.task, Held { assignment, result: None });
            }
            Record::Finished { task, result } => {
                // The result may have outlived its assignment, if only the last record under each key was kept.
                if let Some(held) = self.tasks.get_mut(&task) {
                    held.result = Some(Delivery { result, resend_at: Time::ZERO, tries: 0 });
                }
            }
            Record::Forgot { task } => {
                self.tasks.remove(&task);
            }
            _ => {}
        }
    }

    /// Reserves what the tasks take that still run, whatever the order of their records was.
    pub(crate) fn rebuild(&mut self) -> Result<(), RecoverError> {
        for (task, held) in self.tasks.iter().filter(|(_, held)| held.result.is_none()) {
            if !self.capacity.reserve(&held.assignment.spec) {
                return Err(RecoverError::Capacity(*task));
            }
        }
        Ok(())
    }

    pub(crate) fn start(&mut self, ctx: &mut Ctx<'_>) {
        for held in self.tasks.values().filter(|held| held.result.is_none()) {
            ctx.out.run(held.assignment.clone());
        }
        self.say_hello(ctx);
    }

    /// Asks for a validator, or to be registered by the one that is known; again later if nothing comes back.
    fn say_hello(&mut self, ctx: &mut Ctx<'_>) {
        match self.validator {
            None => ctx.locate(),
            Some(validator) => {
                let (incarnation, capability) = (ctx.identity.incarnation, self.capacity.total);
                ctx.send_to(validator, Message::Register { incarnation, capability });
            }
        }
        self.hello_at = Some(ctx.now + ctx.protocol.pause_after(self.hello_tries));
        self.hello_tries = self.hello_tries.saturating_add(1);
    }

    pub(crate) fn on_located(&mut self, validator: NodeId, ctx: &mut Ctx<'_>) {
        self.validator = Some(validator);
        self.registered = false;
        self.hello_tries = 0;
        self.say_hello(ctx);
    }

    pub(crate) fn on_message(&mut self, from: NodeId, message: Message, ctx: &mut Ctx<'_>) {
        if self.validator != Some(from) {
            return;
        }
        match message {
            Message::Welcome { incarnation, tasks } if incarnation == ctx.identity.incarnation => {
                self.registered = true;
                self.hello_at = None;
                self.hello_tries = 0;
                if ctx.protocol.heartbeat_mode == HeartbeatMode::Messages && self.beat_at.is_none() {
                    self.beat(ctx);
                }
                // What it does not list may have been assigned after it was sent: ask again, and it is cancelled if unwanted.
                for (&task, held) in self.tasks.iter().filter(|(task, _)| !tasks.contains(task)) {
                    if held.result.is_none() {
                        ctx.send_to(from, Message::Accept { task });
                    }
                }
            }
            Message::Assign(assignment) => self.on_assign(from, *assignment, ctx),
            Message::DoneAck { task } | Message::Cancel { task } => self.forget(task, ctx),
            _ => {}
        }
    }

    fn on_assign(&mut self, from: NodeId, assignment: Assignment, ctx: &mut Ctx<'_>) {
        let task = assignment.task;
        if !self.tasks.contains_key(&task) {
            if !self.capacity.reserve(&assignment.spec) {
                ctx.send_to(from, Message::Reject { task });
                return;
            }
            self.tasks.insert(task, Held { assignment: assignment.clone(), result: None });
            ctx.persist(Record::Accepted(assignment.clone()));
            ctx.out.run(assignment);
        }
        ctx.send_to(from, Message::Accept { task });
    }

    pub(crate) fn on_finished(&mut self, task: TaskId, result: WorkResult, ctx: &mut Ctx<'_>) {
        if let Some(held) = self.tasks.get_mut(&task)
            && held.result.is_none()
        {
            held.result = Some(Delivery { result, resend_at: ctx.now, tries: 0 });
            self.capacity.release(&held.assignment.spec);
            ctx.persist(Record::Finished { task, result });
            self.deliver(ctx);
        }
    }

    /// Gives work back. If the validator does not hear it, the attempt times out there.
    pub(crate) fn on_failed(&mut self, task: TaskId, reason: String, ctx: &mut Ctx<'_>) {
        if let Some(held) = self.tasks.get(&task).filter(|held| held.result.is_none()) {
            self.capacity.release(&held.assignment.spec);
            self.tasks.remove(&task);
            ctx.persist(Record::Forgot { task });
            ctx.report(Event::WorkFailed { task, reason });
            if let Some(validator) = self.validator {
                ctx.send_to(validator, Message::Reject { task });
            }
        }
    }

    /// Sends every result that is due. Without a validator they wait for one.
    fn deliver(&mut self, ctx: &mut Ctx<'_>) {
        let Some(validator) = self.validator else { return };
        for (&task, held) in &mut self.tasks {
            if let Some(delivery) = &mut held.result
                && delivery.resend_at <= ctx.now
            {
                ctx.send_to(validator, Message::Done { task, result: delivery.result });
                delivery.resend_at = ctx.now + ctx.protocol.pause_after(delivery.tries);
                delivery.tries = delivery.tries.saturating_add(1);
            }
        }
    }

    fn forget(&mut self, task: TaskId, ctx: &mut Ctx<'_>) {
        if let Some(held) = self.tasks.remove(&task) {
            if held.result.is_none() {
                self.capacity.release(&held.assignment.spec);
                ctx.out.abort(task);
            }
            ctx.persist(Record::Forgot { task });
        }
    }

    fn beat(&mut self, ctx: &mut Ctx<'_>) {
        if let Some(validator) = self.validator {
            ctx.send_to(validator, Message::Heartbeat { incarnation: ctx.identity.incarnation });
            let due = self.beat_at.unwrap_or(ctx.now);
            let next = due + ctx.protocol.heartbeat_period;
            self.beat_at = Some(if next > ctx.now { next } else { ctx.now + ctx.protocol.heartbeat_period });
        }
    }

    pub(crate) fn wake(&mut self, ctx: &mut Ctx<'_>) {
        if self.beat_at.is_some_and(|at| at <= ctx.now) {
            self.beat(ctx);
        }
        if self.hello_at.is_some_and(|at| at <= ctx.now) {
            self.say_hello(ctx);
        }
        self.deliver(ctx);
    }

    pub(crate) fn next_wake(&self) -> Option<Time> {
        let deliveries = self.tasks.values().filter_map(|held| held.result.as_ref()).map(|delivery| delivery.resend_at);
        let deliveries = if self.validator.is_some() { deliveries.min() } else { None };
        [self.beat_at, self.hello_at, deliveries].into_iter().flatten().min()
    }
}
