//! The requester: submits jobs to its region's validator and asks again until each has ended.

use crate::amount::Amount;
use crate::id::{JobId, NodeId};
use crate::job::JobSpec;
use crate::node::{Ctx, Event, Record};
use crate::time::Time;
use crate::wire::{JobStatus, Message, Submission};
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use borsh::{BorshDeserialize, BorshSerialize};

#[derive(BorshSerialize, BorshDeserialize)]
struct Pending {
    submission: Submission,
    /// The validator that it was referred to; after a crash it is referred there again.
    referred: Option<NodeId>,
    ask_at: Time,
    tries: u32,
}

/// State of a requester. Jobs and the running number outlive a crash.
#[derive(BorshSerialize, BorshDeserialize)]
pub struct Requester {
    validator: Option<NodeId>,
    next_number: u32,
    jobs: BTreeMap<JobId, Pending>,
    hello_at: Option<Time>,
    hello_tries: u32,
}

impl Requester {
    pub(crate) fn new() -> Self {
        Self { validator: None, next_number: 0, jobs: BTreeMap::new(), hello_at: None, hello_tries: 0 }
    }

    pub(crate) fn restore(&mut self, record: Record) {
        match record {
            Record::Submitted(submission) => {
                let job = submission.job;
                self.next_number = self.next_number.max(job.number.saturating_add(1));
                self.jobs.insert(job, Pending { submission, referred: None, ask_at: Time::ZERO, tries: 0 });
            }
            Record::JobOver { job } => {
                self.next_number = self.next_number.max(job.number.saturating_add(1));
                self.jobs.remove(&job);
            }
            _ => {}
        }
    }

    pub(crate) fn start(&mut self, ctx: &mut Ctx<'_>) {
        self.say_hello(ctx);
    }

    fn say_hello(&mut self, ctx: &mut Ctx<'_>) {
        ctx.locate(self.hello_tries);
        self.hello_at = Some(ctx.now + ctx.protocol.pause_after(self.hello_tries));
        self.hello_tries = self.hello_tries.saturating_add(1);
    }

    pub(crate) fn on_located(&mut self, validator: NodeId, ctx: &mut Ctx<'_>) {
        self.validator = Some(validator);
        self.hello_at = None;
        self.ask(ctx);
    }

    pub(crate) fn submit(&mut self, spec: JobSpec, budget: Amount, ctx: &mut Ctx<'_>) {
        let job = JobId { requester: ctx.identity.id, number: self.next_number };
        self.next_number = self.next_number.saturating_add(1);
        let submission = Submission { job, spec, budget };
        ctx.persist(|| Record::Submitted(submission.clone()));
        self.jobs.insert(job, Pending { submission, referred: None, ask_at: ctx.now, tries: 0 });
        self.ask(ctx);
    }

    /// Sends every submission that is due; to the validator a repeated one is a question how the job stands.
    fn ask(&mut self, ctx: &mut Ctx<'_>) {
        let Some(validator) = self.validator else { return };
        let now = ctx.now;
        for pending in self.jobs.values_mut().filter(|pending| pending.ask_at <= now) {
            let submission = Box::new(pending.submission.clone());
            match pending.referred {
                None => ctx.send_to(validator, Message::Submit(submission)),
                Some(other) => ctx.send_to(other, Message::SubmitReferred(submission)),
            }
            pending.ask_at = ctx.now + ctx.protocol.pause_after(pending.tries);
            pending.tries = pending.tries.saturating_add(1);
        }
    }

    /// Its validator does not take a job in, and `to` may. At most once a job: the first word counts.
    pub(crate) fn on_refer(&mut self, from: NodeId, job: JobId, to: NodeId, ctx: &mut Ctx<'_>) {
        let own = self.validator == Some(from) && to != from;
        if let Some(pending) = self.jobs.get_mut(&job).filter(|pending| own && pending.referred.is_none()) {
            (pending.referred, pending.ask_at, pending.tries) = (Some(to), ctx.now, 0);
            self.ask(ctx);
        }
    }

    pub(crate) fn on_status(&mut self, status: &JobStatus, ctx: &mut Ctx<'_>) {
        let Some(pending) = self.jobs.get_mut(&status.job) else { return };
        if status.state.is_final() {
            self.jobs.remove(&status.job);
            ctx.persist(|| Record::JobOver { job: status.job });
            ctx.report(Event::JobOver(Box::new(status.clone())));
        } else {
            // It is in hand: from now on ask rarely, in case the last word gets lost.
            pending.ask_at = ctx.now + ctx.protocol.resend_max;
        }
    }

    pub(crate) fn wake(&mut self, ctx: &mut Ctx<'_>) {
        if self.hello_at.is_some_and(|at| at <= ctx.now) {
            self.say_hello(ctx);
        }
        self.ask(ctx);
    }

    pub(crate) fn next_wake(&self) -> Time {
        let ask = if self.validator.is_some() { self.jobs.values().map(|pending| pending.ask_at).min() } else { None };
        [self.hello_at, ask].into_iter().flatten().min().unwrap_or(Time::MAX)
    }
}
