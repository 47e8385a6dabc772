//! Admission of jobs, their life cycle, and closing: who is paid what.

use super::Validator;
use super::job::Job;
use super::timers::Timer;
use crate::amount::Amount;
use crate::config::Protocol;
use crate::id::{JobId, TaskId};
use crate::job::{JobGraph, JobState, TaskState};
use crate::node::{Ctx, Event, JobAdmitted, JobClosed, Record, TaskOutcome};
use crate::schedule::WhenFull;
use crate::time::{Span, Time};
use crate::wire::{JobStatus, Message, Submission, Transaction};
use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

impl Validator {
    /// A job that was `referred` here by another validator is not referred again.
    pub(super) fn on_submit(&mut self, submission: Submission, referred: bool, ctx: &mut Ctx<'_>) {
        let job = submission.job;
        self.over.forget(ctx.now);
        if !referred && self.refers(&submission, ctx) {
            return;
        }
        if !self.jobs.contains_key(&job) && !self.over.contains(job) {
            match JobGraph::new(&submission.spec) {
                Ok(graph) => self.admit(submission, graph, ctx),
                Err(error) => self.refuse(job, error.to_string(), ctx),
            }
        }
        self.tell_requester(job, ctx);
    }

    /// A job that never starts: nothing is locked, nothing recorded; the requester may ask again and gets the same answer.
    fn refuse(&mut self, job: JobId, reason: String, ctx: &mut Ctx<'_>) {
        for state in [JobState::Submitted, JobState::Failed, JobState::Refunded] {
            ctx.report(Event::JobState { job, state });
        }
        let nothing = Amount::ZERO;
        let (state, payouts, outputs) = (JobState::Refunded, Vec::new(), Vec::new());
        let closed = JobClosed { state, reason, escrowed: nothing, payouts, burned: nothing, refunded: nothing, outputs };
        self.keep_last_word(closed.status(job), ctx);
        ctx.report(Event::JobClosed { job, closed: Box::new(closed) });
    }

    fn admit(&mut self, submission: Submission, graph: JobGraph, ctx: &mut Ctx<'_>) {
        let (rule, waiting) = (ctx.protocol.queue, self.queue.len());
        if rule.tasks_max > 0 && waiting >= rule.tasks_max {
            if rule.when_full == WhenFull::Refuse {
                let reason = format!("{waiting} tasks wait in the region, at most {} may: try again later", rule.tasks_max);
                self.refuse(submission.job, reason, ctx);
            }
            return;
        }
        let (id, amount) = (submission.job, submission.spec.price(ctx.protocol.price_per_tflop));
        if amount > submission.budget {
            let reason = format!("its price is {amount} tokens, its budget {}", submission.budget);
            return self.refuse(id, reason, ctx);
        }
        let at = ctx.now;
        ctx.persist(|| Record::Job(JobAdmitted { submission: submission.clone(), at }));
        ctx.report(Event::JobState { job: id, state: JobState::Submitted });
        let job = Job::new(submission.spec, graph, at);
        if job.due < Time::MAX {
            self.timers.set(job.due, Timer::Due(id));
        }
        self.jobs.insert(id, job);
        self.transact(Transaction::Lock { job: id, amount }, ctx);
    }

    pub(super) fn job_state(&self, id: JobId) -> Option<JobState> {
        self.jobs.get(&id).map(|job| job.state)
    }

    /// Moves a job along an edge of its life cycle; anything else changes nothing.
    pub(super) fn set_job_state(&mut self, id: JobId, state: JobState, reason: String, ctx: &mut Ctx<'_>) -> bool {
        let Some(job) = self.jobs.get_mut(&id).filter(|job| job.state.can_become(state)) else { return false };
        job.state = state;
        job.reason.clone_from(&reason);
        job.escrowed |= state == JobState::Escrowed;
        ctx.persist(|| Record::JobState { job: id, state, reason, escrowed: job.escrowed });
        ctx.report(Event::JobState { job: id, state });
        true
    }

    pub(super) fn on_locked(&mut self, id: JobId, ctx: &mut Ctx<'_>) {
        if self.set_job_state(id, JobState::Escrowed, String::new(), ctx) {
            self.on_due(id, ctx);
            let job = self.jobs.get(&id).filter(|job| job.state == JobState::Escrowed);
            let roots = job.map(|job| job.by_urgency(job.graph.roots())).unwrap_or_default();
            for task in roots {
                self.make_ready(id, task, ctx);
            }
            self.place_queued(ctx);
        }
    }

    /// After a task was verified: which edges of the life cycle does that open?
    pub(super) fn advance(&mut self, id: JobId, ctx: &mut Ctx<'_>) {
        let stages = |validator: &Self, also_final| validator.jobs.get(&id).is_some_and(|job| job.stages_verified(also_final));
        if stages(self, false) {
            self.set_job_state(id, JobState::Verified, String::new(), ctx);
        }
        if stages(self, true) && self.set_job_state(id, JobState::Reduced, String::new(), ctx) {
            self.close(id, ctx);
        }
    }

    /// A job that is late is given up; one whose tasks are all verified is only to be closed.
    pub(super) fn on_due(&mut self, id: JobId, ctx: &mut Ctx<'_>) {
        // One whose price is about to be locked can only be closed once it is.
        let is_late = |job: &&Job| job.due <= ctx.now && job.state != JobState::Submitted;
        let late = self.jobs.get(&id).filter(is_late).map(|job| job.spec.due.0 / Span::SECOND.0);
        if let Some(due_s) = late {
            self.fail(id, format!("not done within {due_s} s"), ctx);
        }
    }

    /// Gives a job up: takes back every task, then closes it.
    pub(super) fn fail(&mut self, id: JobId, reason: String, ctx: &mut Ctx<'_>) {
        if !self.set_job_state(id, JobState::Failed, reason, ctx) {
            return;
        }
        let Some(job) = self.jobs.get(&id) else { return };
        let held: Vec<TaskId> = job.deadlines(id).map(|(task, _)| task).collect();
        let states = (0..).zip(&job.tasks).map(|(task, record)| (task, record.attempts, record.state));
        let others: Vec<(u16, u16, TaskState)> = states.collect();
        for task in held {
            self.end_attempt(task, Err(TaskOutcome::Cancelled), ctx);
        }
        for (task, attempts, state) in others {
            match state {
                TaskState::Ready { .. } => self.withdraw(id, task, ctx),
                TaskState::Returned { node, .. } => {
                    let attempt = TaskId { job: id, task, attempt: attempts.saturating_sub(1) };
                    self.end_returned(attempt, node, TaskOutcome::Cancelled, ctx);
                }
                _ => {}
            }
        }
        self.close(id, ctx);
    }

    fn close(&mut self, id: JobId, ctx: &mut Ctx<'_>) {
        if let Some(job) = self.jobs.get(&id) {
            let JobClosed { payouts, burned, .. } = job.closed(ctx.protocol);
            self.transact(Transaction::Close { job: id, payouts, burned }, ctx);
        }
    }

    /// The chain closed it, or never opened it: say how it ended and keep only that.
    pub(super) fn finish_job(&mut self, id: JobId, state: JobState, ctx: &mut Ctx<'_>) {
        let reason = self.jobs.get(&id).map(|job| job.reason.clone()).unwrap_or_default();
        if !self.set_job_state(id, state, reason, ctx) {
            return;
        }
        if let Some(job) = self.jobs.remove(&id) {
            let closed = job.closed(ctx.protocol);
            self.keep_last_word(closed.status(id), ctx);
            ctx.report(Event::JobClosed { job: id, closed: Box::new(closed) });
            self.tell_requester(id, ctx);
        }
    }

    fn keep_last_word(&mut self, status: JobStatus, ctx: &Ctx<'_>) {
        self.over.forget(ctx.now);
        self.over.insert(status, ctx.now + super::over_kept(ctx.protocol));
    }

    fn tell_requester(&self, id: JobId, ctx: &mut Ctx<'_>) {
        let status = match (self.over.status(id), self.jobs.get(&id)) {
            (Some(status), _) => status,
            (None, Some(job)) => {
                let (paid, refunded) = (Amount::ZERO, Amount::ZERO);
                JobStatus { job: id, state: job.state, paid, refunded, reason: String::new(), outputs: Vec::new() }
            }
            (None, None) => return,
        };
        ctx.send_to(id.requester, Message::Status(Box::new(status)));
    }

    /// Rebuilds the last word on a job that was over when the node crashed.
    pub(super) fn restore_over(&mut self, id: JobId, protocol: &Protocol) {
        if let Some(job) = self.jobs.remove(&id) {
            self.over.insert(job.closed(protocol).status(id), Time::MAX);
        }
    }
}

impl JobClosed {
    fn status(&self, job: JobId) -> JobStatus {
        let paid = self.payouts.iter().map(|(_, amount)| *amount).sum();
        let (reason, outputs) = (self.reason.clone(), self.outputs.clone());
        JobStatus { job, state: self.state, paid, refunded: self.refunded, reason, outputs }
    }
}
