//! The queue of ready tasks, placement, acceptance, results and time-outs.

use super::peers::Peers;
use super::timers::Timer;
use super::{Row, Validator};
use crate::id::{JobId, NodeId, TaskId};
use crate::job::{JobState, TaskSpec, TaskState};
use crate::node::{Ctx, Event, Record, TaskOutcome};
use crate::schedule::{Candidate, PolicyKind, WhyNot, place};
use crate::time::{Span, Time};
use crate::units::transfer_span;
use crate::wire::{Assignment, Digest, Message, WorkResult};
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
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

    pub(super) fn make_ready(&mut self, job: JobId, task: u16, ctx: &mut Ctx<'_>) {
        let deadline = ctx.now + ctx.protocol.placement_timeout;
        if self.set_task_state(job, task, TaskState::Ready { deadline }, ctx) {
            self.queue.push_back((job, task));
            self.timers.set(deadline, Timer::Unplaced(job, task));
            let attempt = self.jobs.get(&job).map_or(0, |job| job.tasks[usize::from(task)].attempts);
            ctx.report(Event::TaskQueued(TaskId { job, task, attempt }));
        }
    }

    /// Places queued tasks, first come first served; a demand that nobody can take now does not hold up others.
    pub(super) fn place_queued(&mut self, ctx: &mut Ctx<'_>) {
        let mut blocked = BTreeMap::new();
        for _ in 0..self.queue.len() {
            let Some((job, task)) = self.queue.pop_front() else { break };
            let demand = self.demand(job, task);
            let known = demand.and_then(|demand| blocked.get(&demand).copied());
            let Some(why) = known.or_else(|| self.place_one(job, task, ctx).err()) else { continue };
            if let Some(demand) = demand {
                blocked.insert(demand, why);
            }
            if let Some(job) = self.jobs.get_mut(&job) {
                job.why_not = Some(why);
            }
            self.queue.push_back((job, task));
        }
    }

    /// What decides whether a task finds a node: memory and GPU memory. `None` for one that some nodes have failed.
    fn demand(&self, job: JobId, task: u16) -> Option<(u32, u32)> {
        let job = self.jobs.get(&job)?;
        let (spec, record) = (&job.spec.tasks[usize::from(task)], &job.tasks[usize::from(task)]);
        record.tried.is_empty().then_some((spec.memory_mib, spec.gpu_memory_mib))
    }

    fn place_one(&mut self, job_id: JobId, task: u16, ctx: &mut Ctx<'_>) -> Result<(), WhyNot> {
        let Some(job) = self.jobs.get_mut(&job_id) else { return Ok(()) };
        let (spec, record) = (job.spec.tasks[usize::from(task)], &mut job.tasks[usize::from(task)]);
        let id = TaskId { job: job_id, task, attempt: record.attempts };
        let mut found = candidate(&mut self.peers, id, &spec, &record.tried, ctx);
        if let Err(WhyNot { tried_before: 1.., busy: 0, .. }) = found {
            // Everyone here who could has tried: start over rather than wait for somebody who may never come.
            record.tried.clear();
            found = candidate(&mut self.peers, id, &spec, &[], ctx);
        }
        let node = found.inspect_err(|&why| {
            if job.why_not.is_none() {
                ctx.report(Event::Unplaced { task: id, why });
            }
        })?;
        job.why_not = None;
        record.attempts = record.attempts.saturating_add(1);
        self.assign(id, node, ctx);
        Ok(())
    }

    /// Why a task finds no node, in words.
    fn why_not(&mut self, job_id: JobId, task: u16, ctx: &Ctx<'_>) -> String {
        let why = self.jobs.get(&job_id).and_then(|job| {
            let (spec, record) = (&job.spec.tasks[usize::from(task)], &job.tasks[usize::from(task)]);
            let id = TaskId { job: job_id, task, attempt: record.attempts };
            candidate(&mut self.peers, id, spec, &record.tried, ctx).err()
        });
        why.map_or_else(|| String::from("others came first"), |why| format!("{why}"))
    }

    fn assign(&mut self, id: TaskId, node: NodeId, ctx: &mut Ctx<'_>) {
        let deadline = ctx.now + ctx.protocol.accept_timeout;
        let Some(spec) = self.jobs.get(&id.job).map(|job| job.spec.tasks[usize::from(id.task)]) else { return };
        let Some(row) = self.peers.find(node) else { return };
        let fits = self.peers.change(row, |member| member.hold(id, &spec));
        assert!(fits == Some(true), "placement chose a member with room");
        self.set_task_state(id.job, id.task, TaskState::Placed { node, deadline }, ctx);
        self.timers.set(deadline, Timer::Attempt(id));
        ctx.report(Event::TaskPlaced { task: id, node, spec });
        let Some(job) = self.jobs.get(&id.job) else { return };
        let (manifest, inputs) = (job.spec.manifest, job.outputs(job.graph.before(id.task)));
        ctx.send_to(node, Message::Assign(Box::new(Assignment { task: id, spec, manifest, inputs })));
        self.set_job_state(id.job, JobState::Placed, String::new(), ctx);
    }

    /// The holder and deadline of an attempt, if it is the one under way.
    fn under_way(&self, id: TaskId) -> Option<(NodeId, Time)> {
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
        let bytes = spec.input_bytes.saturating_add(spec.output_bytes);
        let expected = spec.work.at(speed) + transfer_span(bytes, ctx.protocol.assumed_rate_bps);
        let allowed = u128::from(expected.0) * u128::from(ctx.protocol.timeout_factor_milli) / 1_000;
        let allowed = Span(u64::try_from(allowed).unwrap_or(u64::MAX));
        let deadline = ctx.now + ctx.protocol.timeout_min + allowed;
        if self.set_task_state(id.job, id.task, TaskState::Running { node, deadline }, ctx) {
            self.timers.set(deadline, Timer::Attempt(id));
            ctx.report(Event::TaskStarted(id));
            self.set_job_state(id.job, JobState::Running, String::new(), ctx);
        }
    }

    pub(super) fn on_reject(&mut self, from: NodeId, id: TaskId, ctx: &mut Ctx<'_>) {
        if self.under_way(id).is_some_and(|(node, _)| node == from) {
            self.fail_attempt(id, TaskOutcome::Rejected, ctx);
            self.place_queued(ctx);
        }
    }

    pub(super) fn on_done(&mut self, from: NodeId, row: Row, id: TaskId, result: WorkResult, ctx: &mut Ctx<'_>) {
        ctx.send_to(from, Message::DoneAck { task: id });
        if self.under_way(id).is_none_or(|(node, _)| node != from) {
            return;
        }
        self.start_running(from, id, ctx); // its acceptance may have been lost or overtaken
        let declared = self.jobs.get(&id.job).map(|job| job.spec.tasks[usize::from(id.task)].output_bytes);
        if declared.is_none_or(|declared| result.output_bytes > declared) {
            self.fail_attempt(id, TaskOutcome::WrongResult, ctx);
        } else {
            if let Some(member) = self.peers.member_at_mut(row) {
                member.power.on_verified();
                self.persist_member(row, ctx);
            }
            self.end_attempt(id, Ok(result.output), ctx);
            let next = self.jobs.get(&id.job).map(|job| {
                let ready = |&after: &u16| job.graph.is_ready(after, |before| job.is_verified(before));
                job.graph.after(id.task).into_iter().filter(ready).collect::<alloc::vec::Vec<u16>>()
            });
            for task in next.unwrap_or_default() {
                self.make_ready(id.job, task, ctx);
            }
            self.advance(id.job, ctx);
        }
        self.place_queued(ctx);
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
            self.fail(job, format!("no node for task {task} within {waited_s} s: {why}"), ctx);
        }
    }

    /// An attempt failed: another node, or the end of the job.
    pub(super) fn fail_attempt(&mut self, id: TaskId, outcome: TaskOutcome, ctx: &mut Ctx<'_>) {
        let Some((node, _)) = self.under_way(id) else { return };
        self.end_attempt(id, Err(outcome), ctx);
        if self.jobs.get(&id.job).is_none_or(|job| job.tasks[usize::from(id.task)].attempts < ctx.protocol.attempts_max) {
            self.make_ready(id.job, id.task, ctx);
        } else {
            let reason =
                format!("task {} failed {} times, last on {node}: {}", id.task, ctx.protocol.attempts_max, outcome.name());
            self.fail(id.job, reason, ctx);
        }
    }

    /// Takes an attempt off its node: releases what it reserved, and unless it was verified (with this output) tells the node to
    /// stop, books the failure if the node had accepted it, and leaves the task between attempts.
    pub(super) fn end_attempt(&mut self, id: TaskId, end: Result<Digest, TaskOutcome>, ctx: &mut Ctx<'_>) {
        let Some((node, _)) = self.under_way(id) else { return };
        let Some(job) = self.jobs.get_mut(&id.job) else { return };
        let (spec, record) = (job.spec.tasks[usize::from(id.task)], &mut job.tasks[usize::from(id.task)]);
        let had_accepted = matches!(record.state, TaskState::Running { .. });
        let (state, outcome) = match end {
            Ok(output) => (TaskState::Verified { node, output }, TaskOutcome::Verified),
            Err(outcome) => (TaskState::Waiting, outcome),
        };
        // Also one that never answered: it may be gone and not yet missed, and would be the first choice again.
        if end.is_err() {
            record.tried.push(node);
        }
        self.set_task_state(id.job, id.task, state, ctx);
        let is_at_fault = matches!(outcome, TaskOutcome::TimedOut | TaskOutcome::NodeLost | TaskOutcome::WrongResult);
        if let Some(row) = self.peers.find(node) {
            self.peers.change(row, |member| {
                member.release(id, &spec);
                if had_accepted && is_at_fault {
                    member.power.on_failed(ctx.protocol.power);
                }
            });
            if had_accepted && is_at_fault {
                self.persist_member(row, ctx);
            }
        }
        ctx.report(Event::TaskEnded { task: id, node, outcome });
        if end.is_err() {
            ctx.send_to(node, Message::Cancel { task: id });
        }
    }
}

/// The member that `id` goes to. Never the requester's own: it would pay itself.
fn candidate(peers: &mut Peers, id: TaskId, spec: &TaskSpec, tried: &[NodeId], ctx: &Ctx<'_>) -> Result<NodeId, WhyNot> {
    let policy = ctx.protocol.policy;
    if policy == PolicyKind::EarliestFinish {
        let excluded = |node| node == id.job.requester || tried.contains(&node);
        if let Some(node) = peers.earliest(spec, excluded) {
            return Ok(node);
        }
    }
    let others = peers.members().filter(|(node, _)| *node != id.job.requester);
    let all = others.map(|(node, member)| Candidate { node, online: member.online, capacity: &member.capacity });
    place(policy.policy(), id, spec, tried, all)
}
