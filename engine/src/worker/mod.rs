//! The worker: finds its validator, registers, beats, runs tasks, delivers results until they are acknowledged.

mod held;

use crate::config::HeartbeatMode;
use crate::id::{NodeId, TaskId};
use crate::node::{Ctx, Event, Record, RecoverError};
use crate::schedule::Capacity;
use crate::thin;
use crate::time::{Span, Time};
use crate::wire::{Assignment, Capability, Checkpoint, Message, WorkResult};
use alloc::string::String;
use borsh::{BorshDeserialize, BorshSerialize};
use held::{Delivery, Held};
use thin_vec::ThinVec;

/// State of a worker. Only `tasks` outlives a crash. Times are [`Time::MAX`] for never. In the order of use, as in
/// [`Node`](crate::Node).
#[derive(BorshSerialize, BorshDeserialize)]
#[repr(C)]
pub struct Worker {
    /// When the next heartbeat is due, if the worker keeps time itself.
    beat_at: Time,
    inventory_at: Time,
    /// Next `Locate` or `Register`, while not registered.
    hello_at: Time,
    /// In order of attempts; few.
    #[borsh(serialize_with = "thin::write", deserialize_with = "thin::read")]
    tasks: ThinVec<Held>,
    validator: Option<NodeId>,
    hello_tries: u32,
    /// It may see private data.
    trusted: bool,
    /// First heartbeat of this life.
    beats_since: Time,
    /// Number of the next one.
    beat_number: u64,
    capacity: Capacity,
}

impl Worker {
    pub(crate) fn new(capability: Capability) -> Self {
        Self {
            capacity: Capacity::new(capability),
            validator: None,
            tasks: ThinVec::new(),
            hello_at: Time::MAX,
            hello_tries: 0,
            trusted: capability.trusted,
            inventory_at: Time::MAX,
            beats_since: Time::MAX,
            beat_at: Time::MAX,
            beat_number: 0,
        }
    }

    fn capability(&self) -> Capability {
        Capability { trusted: self.trusted, ..self.capacity.total() }
    }

    pub(crate) fn restore(&mut self, record: Record) {
        match record {
            Record::Accepted(assignment) => self.hold(assignment),
            Record::Finished { task, result } => {
                // The result may have outlived its assignment, if only the last record under each key was kept.
                if let Some(held) = self.held(task) {
                    held.result = Some(Delivery { result, resend_at: Time::ZERO, tries: 0 });
                }
            }
            Record::Forgot { task } => drop(self.drop_held(task)),
            _ => {}
        }
    }

    /// Reserves what the tasks take that still run, whatever the order of their records was.
    pub(crate) fn rebuild(&mut self) -> Result<(), RecoverError> {
        for held in self.tasks.iter().filter(|held| held.result.is_none()) {
            if !self.capacity.reserve(&held.assignment.spec) {
                return Err(RecoverError::Capacity(held.assignment.task));
            }
        }
        Ok(())
    }

    pub(crate) fn start(&mut self, ctx: &mut Ctx<'_>) {
        for assignment in self.running() {
            ctx.out.run(assignment.clone());
        }
        self.say_hello(ctx);
    }

    /// Asks for a validator, or to be registered by the one that is known; again later if nothing comes back.
    fn say_hello(&mut self, ctx: &mut Ctx<'_>) {
        match self.validator {
            None => ctx.locate(self.hello_tries),
            Some(validator) => {
                let (incarnation, capability) = (ctx.identity.incarnation, self.capability());
                ctx.send_to(validator, Message::Register { incarnation, capability });
            }
        }
        self.hello_at = ctx.now + ctx.protocol.pause_after(self.hello_tries);
        self.hello_tries = self.hello_tries.saturating_add(1);
    }

    pub(crate) fn on_located(&mut self, validator: NodeId, ctx: &mut Ctx<'_>) {
        self.validator = Some(validator);
        self.hello_tries = 0;
        self.say_hello(ctx);
    }

    /// A validator begins to serve the region. One that was down when it was asked knows no key of this worker, and would hear nothing
    /// else from it.
    pub(crate) fn on_announce(&mut self, validator: NodeId, ctx: &mut Ctx<'_>) {
        match self.validator {
            Some(_) => self.on_located(validator, ctx),
            None => ctx.locate_at(validator),
        }
    }

    pub(crate) fn on_message(&mut self, from: NodeId, message: Message, ctx: &mut Ctx<'_>) {
        if self.validator != Some(from) {
            return;
        }
        match message {
            Message::Welcome { incarnation, tasks } if incarnation == ctx.identity.incarnation => {
                self.hello_at = Time::MAX;
                self.hello_tries = 0;
                self.start_beating(ctx);
                // What it does not list may have been assigned after it was sent: ask again, and it is cancelled if unwanted.
                for Assignment { task, .. } in self.running().filter(|held| !tasks.contains(&held.task)) {
                    ctx.send_to(from, Message::Accept { task: *task });
                }
            }
            Message::Assign(assignment) => self.on_assign(from, *assignment, ctx),
            Message::DoneAck { task } | Message::Cancel { task } => self.forget(task, ctx),
            _ => {}
        }
    }

    fn on_assign(&mut self, from: NodeId, assignment: Assignment, ctx: &mut Ctx<'_>) {
        let task = assignment.task;
        if self.position(task).is_err() {
            if !self.capacity.reserve(&assignment.spec) {
                ctx.send_to(from, Message::Reject { task });
                return;
            }
            self.hold(assignment.clone());
            ctx.persist(|| Record::Accepted(assignment.clone()));
            ctx.out.run(assignment);
        }
        ctx.send_to(from, Message::Accept { task });
    }

    pub(crate) fn on_finished(&mut self, task: TaskId, result: WorkResult, ctx: &mut Ctx<'_>) {
        if let Some(held) = self.held(task).filter(|held| held.result.is_none()) {
            held.result = Some(Delivery { result, resend_at: ctx.now, tries: 0 });
            let spec = held.assignment.spec;
            self.capacity.release(&spec);
            ctx.persist(|| Record::Finished { task, result });
            self.deliver(ctx);
        }
    }

    /// Told once: if it is lost, the next one says more.
    pub(crate) fn on_checkpointed(&mut self, task: TaskId, checkpoint: Checkpoint, ctx: &mut Ctx<'_>) {
        let Some(held) = self.held(task).filter(|held| held.result.is_none()) else { return };
        let (from, work) = (held.assignment.from.done, held.assignment.spec.work);
        if checkpoint.done <= from || checkpoint.done > work {
            return;
        }
        held.assignment.from = checkpoint;
        ctx.persist(|| Record::Accepted(held.assignment.clone()));
        if let Some(validator) = self.validator {
            ctx.send_to(validator, Message::Progress { task, checkpoint });
        }
    }

    /// Gives work back. If the validator does not hear it, the attempt times out there.
    pub(crate) fn on_failed(&mut self, task: TaskId, reason: String, ctx: &mut Ctx<'_>) {
        if let Some(spec) = self.held(task).filter(|held| held.result.is_none()).map(|held| held.assignment.spec) {
            self.capacity.release(&spec);
            self.drop_held(task);
            ctx.persist(|| Record::Forgot { task });
            ctx.report(Event::WorkFailed { task, reason });
            if let Some(validator) = self.validator {
                ctx.send_to(validator, Message::Reject { task });
            }
        }
    }

    /// Sends every result that is due. Without a validator they wait for one.
    fn deliver(&mut self, ctx: &mut Ctx<'_>) {
        let Some(validator) = self.validator else { return };
        for held in &mut self.tasks {
            let task = held.assignment.task;
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
        if let Some(held) = self.drop_held(task) {
            if held.result.is_none() {
                self.capacity.release(&held.assignment.spec);
                ctx.out.abort(task);
            }
            ctx.persist(|| Record::Forgot { task });
        }
    }

    pub(crate) fn beats_since(&self) -> Option<Time> {
        Some(self.beats_since).filter(|at| *at < Time::MAX)
    }

    /// Whether it was welcomed and has not been told of a new validator since.
    pub(crate) fn is_registered(&self) -> bool {
        self.validator.is_some() && self.hello_at == Time::MAX
    }

    /// From the first welcome of this life on.
    fn start_beating(&mut self, ctx: &mut Ctx<'_>) {
        let (mode, period) = (ctx.protocol.heartbeat_mode, ctx.protocol.inventory_period);
        if period > Span::ZERO && self.inventory_at == Time::MAX {
            self.inventory_at = ctx.now + period;
        }
        if mode == HeartbeatMode::Runs || self.beats_since < Time::MAX {
            return;
        }
        self.beats_since = ctx.now;
        if mode == HeartbeatMode::Messages {
            self.beat_at = ctx.now;
            self.beat(ctx);
        }
    }

    /// A beat's number is that of its period since the first one, and higher than the last one's.
    pub(crate) fn beat(&mut self, ctx: &mut Ctx<'_>) {
        if let Some(validator) = self.validator
            && self.beats_since < Time::MAX
        {
            let period = ctx.protocol.heartbeat_period;
            let number = self.beat_number.max(ctx.now.since(self.beats_since).0 / period.0);
            self.beat_number = number + 1;
            ctx.send_beat(validator, number);
            if self.beat_at < Time::MAX {
                let next = self.beat_at + period;
                self.beat_at = if next > ctx.now { next } else { ctx.now + period };
            }
        }
    }

    /// Tells the validator what is held, for its books to be compared.
    fn send_inventory(&mut self, ctx: &mut Ctx<'_>) {
        let digest = self.running().fold(0_u64, |sum, held| sum.wrapping_add(held.task.digest()));
        if let Some(validator) = self.validator {
            ctx.send_to(validator, Message::Inventory { incarnation: ctx.identity.incarnation, digest });
        }
        self.inventory_at = ctx.now + ctx.protocol.inventory_period;
    }

    pub(crate) fn wake(&mut self, ctx: &mut Ctx<'_>) {
        if self.beat_at <= ctx.now {
            self.beat(ctx);
        }
        if self.inventory_at <= ctx.now {
            self.send_inventory(ctx);
        }
        if self.hello_at <= ctx.now {
            self.say_hello(ctx);
        }
        self.deliver(ctx);
    }

    /// [`Time::MAX`] for never, as in all roles.
    pub(crate) fn next_wake(&self) -> Time {
        let mut next = self.beat_at.min(self.inventory_at).min(self.hello_at);
        if self.validator.is_some() {
            for delivery in self.tasks.iter().filter_map(|held| held.result.as_ref()) {
                next = next.min(delivery.resend_at);
            }
        }
        next
    }
}
