//! Attempts under way: acceptance, checkpoints, results, time-outs.

use super::Validator;
use super::timers::Timer;
use crate::id::{JobId, NodeId, TaskId};
use crate::job::{JobState, TaskState};
use crate::node::{Ctx, Event, Record, TaskOutcome};
use crate::time::{Span, Time};
use crate::units::{MilliGflop, transfer_span};
use crate::wire::{Checkpoint, Digest, Message, WorkResult};
use alloc::format;
use alloc::string::String;

impl Validator {
    /// Moves a task along an edge of its life cycle; anything else changes nothing.
    pub(super) fn set_task_state(&mut self, job: JobId, task: u16, state: TaskState, ctx: &mut Ctx<'_>) -> bool {
        let record = self.jobs.get_mut(&job).and_then(|job| job.tasks.get_mut(usize::from(task)));
        let Some(record) = record.filter(|record| record.state.can_become(&state)) else { return false };
        record.state = state;
        ctx.persist(|| Record::Task { job, task, record: record.clone() });
        true
    }

    /// The holder and deadline of an attempt, if it is the one under way.
    pub(super) fn under_way(&self, id: TaskId) -> Option<(NodeId, Time)> {
        let record = self.jobs.get(&id.job)?.tasks.get(usize::from(id.task))?;
        (record.attempts == id.attempt.checked_add(1)?).then(|| record.state.holder()).flatten()
    }

    pub(super) fn on_accept(&mut self, from: NodeId, id: TaskId, ctx: &mut Ctx<'_>) {
        match self.under_way(id) {
            Some((node, _)) if node == from => self.start_running(from, id, ctx),
            _ => ctx.send_to(from, Message::Cancel { task: id }),
        }
    }

    fn start_running(&mut self, node: NodeId, id: TaskId, ctx: &mut Ctx<'_>) {
        let Some(spec) = self.jobs.get(&id.job).map(|job| job.spec.tasks[usize::from(id.task)]) else { return };
        let speed = self.peers.member(node).map(|member| member.capacity.speed()).unwrap_or_default();
        let left = spec.work.0.saturating_sub(self.checkpoint(id).map_or(0, |checkpoint| checkpoint.done.0));
        let computing = MilliGflop(left).at(spec.speed_on(speed));
        // One to go on from, and one after each piece.
        let checkpoints = spec.checkpoint_bytes.saturating_mul(spec.pieces(computing));
        let bytes = spec.input_bytes.saturating_add(spec.output_bytes).saturating_add(checkpoints);
        let expected = computing + transfer_span(bytes, ctx.protocol.assumed_rate_bps);
        let allowed = u128::from(expected.0) * u128::from(ctx.protocol.timeout_factor_milli) / 1_000;
        let allowed = Span(u64::try_from(allowed).unwrap_or(u64::MAX));
        let deadline = ctx.now + ctx.protocol.timeout_min + allowed;
        if self.set_task_state(id.job, id.task, TaskState::Running { node, deadline }, ctx) {
            self.timers.set(deadline, Timer::Attempt(id));
            if let Some(late_milli) = spec.replica.late_after_milli() {
                let late = Span(expected.0.saturating_mul(late_milli.into()) / 1_000);
                self.timers.set(ctx.now + late, Timer::Late(id));
            }
            ctx.report(Event::TaskStarted(id));
            self.set_job_state(id.job, JobState::Running, String::new(), ctx);
        }
    }

    /// How far a task is known to be.
    fn checkpoint(&self, id: TaskId) -> Option<Checkpoint> {
        Some(self.jobs.get(&id.job)?.tasks.get(usize::from(id.task))?.checkpoint)
    }

    /// An attempt that gets further is none of those that the job fails after.
    pub(super) fn on_progress(&mut self, from: NodeId, id: TaskId, checkpoint: Checkpoint, ctx: &mut Ctx<'_>) {
        if self.under_way(id).is_none_or(|(node, _)| node != from) {
            return ctx.send_to(from, Message::Cancel { task: id });
        }
        self.start_running(from, id, ctx);
        let Some(job) = self.jobs.get_mut(&id.job) else { return };
        let (work, record) = (job.spec.tasks[usize::from(id.task)].work, &mut job.tasks[usize::from(id.task)]);
        if record.checkpoint.done < checkpoint.done && checkpoint.done <= work {
            (record.checkpoint, record.failures) = (checkpoint, 0);
            ctx.persist(|| Record::Task { job: id.job, task: id.task, record: record.clone() });
        }
    }

    pub(super) fn on_reject(&mut self, from: NodeId, id: TaskId, ctx: &mut Ctx<'_>) {
        if self.under_way(id).is_some_and(|(node, _)| node == from) {
            self.fail_attempt(id, TaskOutcome::Rejected, ctx);
            self.place_queued(ctx);
        }
    }

    pub(super) fn on_done(&mut self, from: NodeId, id: TaskId, result: WorkResult, ctx: &mut Ctx<'_>) {
        ctx.send_to(from, Message::DoneAck { task: id });
        if self.under_way(id).is_none_or(|(node, _)| node != from) {
            return;
        }
        self.start_running(from, id, ctx); // its acceptance may have been lost or overtaken
        let Some(spec) = self.jobs.get(&id.job).map(|job| job.spec.tasks[usize::from(id.task)]) else { return };
        if result.output_bytes > spec.output_bytes {
            self.fail_attempt(id, TaskOutcome::WrongResult, ctx);
        } else if spec.replica.of > 1 {
            self.on_returned(id, from, result.output, ctx);
        } else {
            self.credit(from, true, ctx);
            self.end_attempt(id, Ok(result.output), ctx);
            self.after_verified(id.job, id.task, ctx);
        }
        self.place_queued(ctx);
    }

    /// A task is verified: those that waited for it are ready, and the job may be done.
    pub(super) fn after_verified(&mut self, job_id: JobId, task: u16, ctx: &mut Ctx<'_>) {
        let next = self.jobs.get(&job_id).map(|job| {
            let ready = |&after: &u16| job.graph.is_ready(after, |before| job.is_verified(before));
            job.by_urgency(job.graph.after(job.copies(task).start).into_iter().filter(ready).collect())
        });
        for task in next.unwrap_or_default() {
            self.make_ready(job_id, task, ctx);
        }
        self.advance(job_id, ctx);
    }

    /// Books a result that was right, or an attempt that was not.
    pub(super) fn credit(&mut self, node: NodeId, is_right: bool, ctx: &mut Ctx<'_>) {
        let Some(row) = self.peers.find(node) else { return };
        let Some(member) = self.peers.member_at_mut(row) else { return };
        if is_right {
            member.power.on_verified();
            self.forgive(node);
        } else {
            member.power.on_failed(ctx.protocol.power);
        }
        self.persist_member(row, ctx);
    }

    /// Releases what an attempt reserved on its node.
    pub(super) fn free(&mut self, id: TaskId, node: NodeId) {
        let Some(spec) = self.jobs.get(&id.job).map(|job| job.spec.tasks[usize::from(id.task)]) else { return };
        if let Some(row) = self.peers.find(node) {
            self.peers.change(row, |member| member.release(id, &spec));
        }
    }

    pub(super) fn on_attempt_timer(&mut self, id: TaskId, ctx: &mut Ctx<'_>) {
        if self.under_way(id).is_some_and(|(_, deadline)| deadline <= ctx.now) {
            self.fail_attempt(id, TaskOutcome::TimedOut, ctx);
            self.place_queued(ctx);
        }
    }

    pub(super) fn on_unplaced_timer(&mut self, job: JobId, task: u16, ctx: &mut Ctx<'_>) {
        let state = self.jobs.get(&job).and_then(|job| job.tasks.get(usize::from(task))).map(|record| record.state);
        if matches!(state, Some(TaskState::Ready { deadline }) if deadline <= ctx.now) {
            let waited_s = ctx.protocol.placement_timeout.0 / Span::SECOND.0;
            let why = self.why_not(job, task, ctx);
            self.give_up_copy(job, task, format!("no node for task {task} within {waited_s} s: {why}"), ctx);
            self.place_queued(ctx);
        }
    }

    /// An attempt failed: another node, or the end of the job.
    pub(super) fn fail_attempt(&mut self, id: TaskId, outcome: TaskOutcome, ctx: &mut Ctx<'_>) {
        let Some((node, _)) = self.under_way(id) else { return };
        self.end_attempt(id, Err(outcome), ctx);
        if self.jobs.get(&id.job).is_none_or(|job| job.tasks[usize::from(id.task)].failures < ctx.protocol.attempts_max) {
            self.make_ready(id.job, id.task, ctx);
        } else {
            let reason =
                format!("task {} failed {} times, last on {node}: {}", id.task, ctx.protocol.attempts_max, outcome.name());
            self.give_up_copy(id.job, id.task, reason, ctx);
        }
    }

    /// Takes an attempt off its node: releases what it reserved, and unless it was verified (with this output) tells the node to
    /// stop, books the failure if the node had accepted it, and leaves the task between attempts.
    pub(super) fn end_attempt(&mut self, id: TaskId, end: Result<Digest, TaskOutcome>, ctx: &mut Ctx<'_>) {
        let Some((node, _)) = self.under_way(id) else { return };
        let Some(job) = self.jobs.get_mut(&id.job) else { return };
        let record = &mut job.tasks[usize::from(id.task)];
        let had_accepted = matches!(record.state, TaskState::Running { .. });
        let (state, outcome) = match end {
            Ok(output) => (TaskState::Verified { node, output }, TaskOutcome::Verified),
            Err(outcome) => (TaskState::Waiting, outcome),
        };
        // Also one that never answered: it may be gone and not yet missed, and would be the first choice again.
        if end.is_err() {
            record.tried.push(node);
            record.failures = record.failures.saturating_add(1);
        }
        self.set_task_state(id.job, id.task, state, ctx);
        let is_at_fault = matches!(outcome, TaskOutcome::TimedOut | TaskOutcome::NodeLost | TaskOutcome::WrongResult);
        self.free(id, node);
        if had_accepted && is_at_fault {
            self.credit(node, false, ctx);
        }
        ctx.report(Event::TaskEnded { task: id, node, outcome });
        let gave_up = matches!(outcome, TaskOutcome::Rejected | TaskOutcome::WrongResult);
        if gave_up || had_accepted && outcome == TaskOutcome::TimedOut {
            self.on_fault(node, ctx);
        }
        if end.is_err() {
            ctx.send_to(node, Message::Cancel { task: id });
        }
    }
}
