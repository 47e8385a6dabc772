//! Transactions to the sequencer, kept until answered, and the report of each epoch.

use super::Validator;
use super::timers::Timer;
use crate::job::{JobState, TaskState};
use crate::node::{Ctx, Record};
use crate::time::{Span, Time};
use crate::wire::{EpochEntry, Message, Transaction, TransactionError};
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::ToString;
use alloc::sync::Arc;
use borsh::{BorshDeserialize, BorshSerialize};

/// Transactions under way, by number.
#[derive(Default, BorshSerialize, BorshDeserialize)]
pub(super) struct Outgoing {
    pub next: u64,
    pub pending: BTreeMap<u64, Transaction>,
    /// When all of them are sent again; `None` while there are none.
    resend_at: Option<Time>,
    tries: u32,
}

impl Outgoing {
    fn send(&self, number: u64, ctx: &mut Ctx<'_>) {
        if let Some(transaction) = self.pending.get(&number) {
            let answered_below = self.pending.first_key_value().map_or(self.next, |(first, _)| *first);
            let transaction = Box::new(transaction.clone());
            let sequencer = ctx.protocol.sequencer;
            ctx.send_to(sequencer, Message::Transact { number, answered_below, transaction });
        }
    }

    pub fn send_all(&self, ctx: &mut Ctx<'_>) {
        for &number in self.pending.keys() {
            self.send(number, ctx);
        }
    }
}

impl Validator {
    pub(super) fn transact(&mut self, transaction: Transaction, ctx: &mut Ctx<'_>) {
        let number = self.outgoing.next;
        self.outgoing.next += 1;
        ctx.persist(|| Record::Transaction { number, transaction: transaction.clone() });
        self.outgoing.pending.insert(number, transaction);
        self.outgoing.send(number, ctx);
        if self.outgoing.resend_at.is_none() {
            self.resend_later(ctx);
        }
    }

    fn resend_later(&mut self, ctx: &mut Ctx<'_>) {
        let at = ctx.now + ctx.protocol.pause_after(self.outgoing.tries);
        self.outgoing.tries = self.outgoing.tries.saturating_add(1);
        self.outgoing.resend_at = Some(at);
        self.timers.set(at, Timer::Resend);
    }

    pub(super) fn on_resend(&mut self, ctx: &mut Ctx<'_>) {
        if self.outgoing.resend_at.is_some_and(|at| at <= ctx.now) {
            self.outgoing.resend_at = None;
            if !self.outgoing.pending.is_empty() {
                self.outgoing.send_all(ctx);
                self.resend_later(ctx);
            }
        }
    }

    pub(super) fn on_receipt(&mut self, number: u64, outcome: Result<(), TransactionError>, ctx: &mut Ctx<'_>) {
        let Some(transaction) = self.outgoing.pending.remove(&number) else { return };
        ctx.persist(|| Record::Answered { number });
        self.outgoing.tries = 0;
        match (transaction, outcome) {
            (Transaction::Lock { job, .. }, Ok(())) => self.on_locked(job, ctx),
            (Transaction::Lock { job, .. }, Err(error)) => {
                self.set_job_state(job, JobState::Failed, error.to_string(), ctx);
                self.finish_job(job, JobState::Refunded, ctx);
            }
            (Transaction::Close { job, .. }, outcome) => {
                // A refused close leaves the escrow as it is, for an operator to see: nothing was paid.
                if outcome.is_ok() {
                    let end = if self.job_state(job) == Some(JobState::Failed) { JobState::Refunded } else { JobState::Settled };
                    self.finish_job(job, end, ctx);
                }
            }
            (Transaction::Report { .. }, _) => {}
        }
    }

    /// Reports the next epoch if it is due, and sets the timer for the one after.
    pub(super) fn report_epoch(&mut self, ctx: &mut Ctx<'_>) {
        let epoch = self.next_report;
        let due = ctx.protocol.report_due(epoch);
        if ctx.now >= due {
            let period_s = ctx.protocol.heartbeat_period.0 / Span::SECOND.0;
            // Without availability there is no influence, whatever the power: those who stayed away need no line.
            let present = self.peers.members_by_id(|member| member.availability.slots_in(epoch) > 0);
            let entry = |row: super::Row| {
                self.peers.member_at(row).map(|member| EpochEntry {
                    node: self.peers.node(row),
                    power_mgflops: member.power.score_mgflops(),
                    available_s: u32::try_from(u64::from(member.availability.slots_in(epoch)) * period_s).unwrap_or(u32::MAX),
                })
            };
            let entries = Arc::new(present.into_iter().filter_map(entry).collect());
            self.transact(Transaction::Report { epoch, entries }, ctx);
            self.next_report += 1;
            ctx.persist(|| Record::Reported { next_epoch: self.next_report });
            let rule = ctx.protocol.power;
            for row in self.peers.members_by_id(|member| member.power.penalty_mgflops != 0) {
                if let Some(member) = self.peers.member_at_mut(row) {
                    member.power.on_epoch(rule);
                }
                self.persist_member(row, ctx);
            }
        }
        self.timers.set(ctx.protocol.report_due(self.next_report), Timer::Report);
    }

    pub(super) fn start_timers(&mut self, ctx: &mut Ctx<'_>) {
        let silence = ctx.now + ctx.protocol.silence_max();
        for row in self.peers.members_by_id(|member| member.online) {
            let node = self.peers.node(row);
            if let Some(member) = self.peers.member_at_mut(row) {
                member.last_heard = member.last_heard.max(ctx.now);
            }
            if ctx.protocol.heartbeat_mode != crate::config::HeartbeatMode::Runs {
                self.timers.set(silence, Timer::Silence(node));
            }
        }
        for (&id, job) in &self.jobs {
            if job.due < Time::MAX {
                self.timers.set(job.due.max(ctx.now), Timer::Due(id));
            }
            for (task, deadline) in job.deadlines(id) {
                self.timers.set(deadline.max(ctx.now), Timer::Attempt(task));
                if job.spec.tasks[usize::from(task.task)].replica.late_after_milli().is_some() {
                    // When it began is forgotten: half of what it may still take.
                    self.timers.set(ctx.now + Span(deadline.since(ctx.now).0 / 2), Timer::Late(task));
                }
            }
            for (task, record) in (0..).zip(&job.tasks) {
                if let TaskState::Ready { deadline } = record.state {
                    self.timers.set(deadline.max(ctx.now), Timer::Unplaced(id, task));
                }
            }
        }
        if !self.outgoing.pending.is_empty() {
            self.resend_later(ctx);
        }
        self.timers.set(ctx.protocol.report_due(self.next_report), Timer::Report);
    }
}
