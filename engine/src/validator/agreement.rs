//! Copies of a task: results that must be equal, spares for stragglers, and what becomes of whoever says otherwise.

use super::Validator;
use super::job::Job;
use crate::id::{JobId, NodeId, TaskId};
use crate::job::TaskState;
use crate::node::{Ctx, Event, TaskOutcome};
use crate::wire::Digest;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// What the copies of a task come to.
enum Verdict {
    /// Enough say the same.
    Agreed(Digest),
    /// Some are still out.
    Open,
    /// One more is needed, this one.
    Spare(u16),
    /// All are back, they differ, and there is no more: these are to be computed again, elsewhere.
    Differ(Vec<u16>),
}

impl Job {
    /// The copies of a task.
    pub fn copies(&self, task: u16) -> Range<u16> {
        let replica = self.spec.tasks[usize::from(task)].replica;
        let first = task.saturating_sub(replica.number.into());
        first..first.saturating_add(replica.of.into())
    }

    /// What enough copies of a task say.
    pub fn agreed(&self, task: u16) -> Option<Digest> {
        self.copies(task).find_map(|copy| match self.tasks[usize::from(copy)].state {
            TaskState::Verified { output, .. } => Some(output),
            _ => None,
        })
    }

    /// Who computes or has computed another copy of a task.
    pub fn at_other_copies(&self, task: u16) -> Vec<NodeId> {
        let others = self.copies(task).filter(|copy| *copy != task);
        others.filter_map(|copy| self.tasks[usize::from(copy)].state.node()).collect()
    }

    /// A copy that has not begun.
    fn spare(&self, task: u16) -> Option<u16> {
        self.copies(task).find(|copy| {
            let record = &self.tasks[usize::from(*copy)];
            record.attempts == 0 && record.failures == 0 && record.state == TaskState::Waiting
        })
    }

    fn verdict(&self, task: u16) -> Verdict {
        let (mut said, mut is_open) = (BTreeMap::<Digest, Vec<u16>>::new(), false);
        for copy in self.copies(task) {
            match self.tasks[usize::from(copy)].state {
                TaskState::Returned { output, .. } => said.entry(output).or_default().push(copy),
                TaskState::Waiting => {}
                _ => is_open = true,
            }
        }
        let most = said.iter().max_by_key(|(output, by)| (by.len(), core::cmp::Reverse(**output)));
        match most {
            Some((output, by)) if by.len() >= usize::from(self.spec.tasks[usize::from(task)].replica.agree) => {
                Verdict::Agreed(*output)
            }
            _ if is_open => Verdict::Open,
            _ => match (self.spare(task), most.map(|(output, _)| *output)) {
                (Some(spare), _) => Verdict::Spare(spare),
                (None, most) => {
                    Verdict::Differ(said.into_iter().filter(|(output, _)| Some(*output) != most).flat_map(|(_, by)| by).collect())
                }
            },
        }
    }
}

impl Validator {
    /// A copy came back: its node is free, and it waits for what the others say.
    pub(super) fn on_returned(&mut self, id: TaskId, node: NodeId, output: Digest, ctx: &mut Ctx<'_>) {
        if self.set_task_state(id.job, id.task, TaskState::Returned { node, output }, ctx) {
            self.free(id, node);
            ctx.report(Event::TaskReturned(id));
            self.decide(id.job, id.task, ctx);
        }
    }

    /// What the copies of a task come to now.
    pub(super) fn decide(&mut self, job_id: JobId, task: u16, ctx: &mut Ctx<'_>) {
        let Some(job) = self.jobs.get(&job_id).filter(|job| job.agreed(task).is_none()) else { return };
        match job.verdict(task) {
            Verdict::Agreed(output) => {
                for copy in job.copies(task) {
                    self.close_copy(job_id, copy, Some(output), ctx);
                }
                self.after_verified(job_id, task, ctx);
            }
            Verdict::Open => {}
            Verdict::Spare(spare) => self.make_ready(job_id, spare, ctx),
            Verdict::Differ(again) => {
                for &copy in &again {
                    self.close_copy(job_id, copy, None, ctx);
                }
                self.try_again(job_id, &again, task, ctx);
            }
        }
    }

    /// Computes copies again that may be; if too few are left, the job fails.
    fn try_again(&mut self, job_id: JobId, again: &[u16], task: u16, ctx: &mut Ctx<'_>) {
        let Some(job) = self.jobs.get(&job_id) else { return };
        let (agree, max) = (usize::from(job.spec.tasks[usize::from(task)].replica.agree), ctx.protocol.attempts_max);
        let may = |copy: &u16| job.tasks[usize::from(*copy)].failures < max;
        let left = job.copies(task).filter(may).count();
        let again: Vec<u16> = again.iter().copied().filter(may).collect();
        if left < agree || again.is_empty() {
            return self.fail(job_id, format!("copies of task {task} did not agree"), ctx);
        }
        for copy in again {
            self.make_ready(job_id, copy, ctx);
        }
    }

    /// A copy is not tried again: the others may still agree. If too few are left, the job fails for this reason.
    pub(super) fn give_up_copy(&mut self, job_id: JobId, task: u16, reason: String, ctx: &mut Ctx<'_>) {
        let Some(job) = self.jobs.get_mut(&job_id) else { return };
        let (max, agree) = (ctx.protocol.attempts_max, usize::from(job.spec.tasks[usize::from(task)].replica.agree));
        let failures = &mut job.tasks[usize::from(task)].failures;
        *failures = max.max(*failures);
        let left = job.copies(task).filter(|copy| job.tasks[usize::from(*copy)].failures < max);
        if left.count() < agree {
            return self.fail(job_id, reason, ctx);
        }
        if matches!(job.tasks[usize::from(task)].state, TaskState::Ready { .. }) {
            self.withdraw(job_id, task, ctx);
        }
        self.decide(job_id, task, ctx);
    }

    /// A copy that runs is late: one more begins, if there is one.
    pub(super) fn on_late(&mut self, id: TaskId, ctx: &mut Ctx<'_>) {
        let runs = self.under_way(id).is_some();
        let spare = self.jobs.get(&id.job).filter(|_| runs).and_then(|job| job.spare(id.task));
        if let Some(spare) = spare {
            self.make_ready(id.job, spare, ctx);
            self.place_queued(ctx);
        }
    }

    /// The end of a copy when it is known what is right; `None`: when it is known that this one is not.
    fn close_copy(&mut self, job_id: JobId, copy: u16, right: Option<Digest>, ctx: &mut Ctx<'_>) {
        let Some(record) = self.jobs.get(&job_id).map(|job| &job.tasks[usize::from(copy)]) else { return };
        let id = TaskId { job: job_id, task: copy, attempt: record.attempts.saturating_sub(1) };
        match record.state {
            TaskState::Returned { node, output } if Some(output) == right => {
                self.set_task_state(job_id, copy, TaskState::Verified { node, output }, ctx);
                self.credit(node, true, ctx);
                ctx.report(Event::TaskEnded { task: id, node, outcome: TaskOutcome::Verified });
            }
            TaskState::Returned { node, .. } => self.end_returned(id, node, TaskOutcome::Outvoted, ctx),
            TaskState::Placed { .. } | TaskState::Running { .. } => self.end_attempt(id, Err(TaskOutcome::Cancelled), ctx),
            TaskState::Ready { .. } => self.withdraw(job_id, copy, ctx),
            TaskState::Waiting | TaskState::Verified { .. } => {}
        }
    }

    /// A result that is not taken.
    pub(super) fn end_returned(&mut self, id: TaskId, node: NodeId, outcome: TaskOutcome, ctx: &mut Ctx<'_>) {
        if let Some(record) = self.jobs.get_mut(&id.job).map(|job| &mut job.tasks[usize::from(id.task)]) {
            record.tried.push(node);
            record.failures = record.failures.saturating_add(1);
        }
        self.set_task_state(id.job, id.task, TaskState::Waiting, ctx);
        if outcome == TaskOutcome::Outvoted {
            self.credit(node, false, ctx);
            self.on_fault(node, ctx);
        }
        ctx.report(Event::TaskEnded { task: id, node, outcome });
    }
}
