//! The queue of ready tasks, and which of them get a node.

use super::Validator;
use super::peers::Peers;
use super::timers::Timer;
use crate::config::Protocol;
use crate::id::{JobId, NodeId, TaskId};
use crate::job::{JobState, Privacy, TaskSpec, TaskState};
use crate::node::{Ctx, Event};
use crate::schedule::{Choices, LifeTable, Near, WhyNot};
use crate::time::Span;
use crate::wire::{Assignment, Message};
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// What decides whether a task finds a node: memory, GPU memory (MiB), and who may see it.
pub(super) type Demand = (u32, u32, Privacy);

impl Validator {
    pub(super) fn make_ready(&mut self, job: JobId, task: u16, ctx: &mut Ctx<'_>) {
        let deadline = ctx.now + ctx.protocol.placement_timeout;
        if self.set_task_state(job, task, TaskState::Ready { deadline }, ctx) {
            self.enqueue(job, task, ctx.protocol);
            self.timers.set(deadline, Timer::Unplaced(job, task));
            let attempt = self.jobs.get(&job).map_or(0, |job| job.tasks[usize::from(task)].attempts);
            ctx.report(Event::TaskQueued(TaskId { job, task, attempt }));
        }
    }

    /// Lets a ready task wait where the policy has it wait.
    pub(super) fn enqueue(&mut self, job: JobId, task: u16, protocol: &Protocol) {
        if protocol.policy.steals() {
            self.deal(job, task, protocol);
        } else {
            self.queue.push(job, task, protocol.queue.sharing);
        }
    }

    /// Tasks that wait for a node.
    pub(super) fn waiting(&self) -> u32 {
        self.queue.len() + self.deques.len()
    }

    /// Takes a task out of the queue.
    pub(super) fn withdraw(&mut self, job: JobId, task: u16, ctx: &mut Ctx<'_>) {
        self.queue.remove(job, task, ctx.protocol.queue.sharing);
        self.deques.remove((job, task));
        let attempt = self.jobs.get(&job).map_or(0, |job| job.tasks[usize::from(task)].attempts);
        self.set_task_state(job, task, TaskState::Waiting, ctx);
        ctx.report(Event::TaskWithdrawn(TaskId { job, task, attempt }));
    }

    /// Places queued tasks; a demand that nobody can take now does not hold up others.
    pub(super) fn place_queued(&mut self, ctx: &mut Ctx<'_>) {
        if ctx.protocol.policy.steals() {
            return self.place_dealt(ctx);
        }
        let (sharing, mut blocked, mut aside) = (ctx.protocol.queue.sharing, BTreeMap::new(), Vec::new());
        // A long queue is only looked through while there is somebody to have something of it.
        while self.queue.len() > 0
            && self.peers.ranked().0.anybody_free()
            && let Some(queued) = self.queue.pop(sharing)
        {
            if self.place_unless(&mut blocked, queued.job, queued.task, ctx).is_err() {
                aside.push(queued);
            }
        }
        self.queue.put_back(aside, sharing);
    }

    /// Places a task unless its like found no node; `blocked` is what did not.
    pub(super) fn place_unless(
        &mut self,
        blocked: &mut BTreeMap<Demand, WhyNot>,
        job: JobId,
        task: u16,
        ctx: &mut Ctx<'_>,
    ) -> Result<(), WhyNot> {
        let demand = self.demand(job, task);
        let known = demand.and_then(|demand| blocked.get(&demand).copied());
        let found = known.map_or_else(|| self.place_one(job, task, None, ctx), Err);
        if let Err(why) = found {
            if let Some(demand) = demand {
                blocked.insert(demand, why);
            }
            if let Some(job) = self.jobs.get_mut(&job) {
                job.why_not = Some(why);
            }
        }
        found
    }

    /// What decides whether a task finds a node: memory, GPU memory, and who may see it. `None` for one that some nodes have failed.
    fn demand(&self, job: JobId, task: u16) -> Option<Demand> {
        let job = self.jobs.get(&job)?;
        let (spec, record) = (&job.spec.tasks[usize::from(task)], &job.tasks[usize::from(task)]);
        (record.tried.is_empty() && spec.replica.of == 1).then_some((spec.memory_mib, spec.gpu_memory_mib, spec.privacy))
    }

    /// Places a task, on a member of its own that has room or else by the policy.
    pub(super) fn place_one(&mut self, job_id: JobId, task: u16, own: Option<NodeId>, ctx: &mut Ctx<'_>) -> Result<(), WhyNot> {
        let Some(job) = self.jobs.get_mut(&job_id) else { return Ok(()) };
        // Two copies on one machine prove nothing, and are lost together.
        let others = job.at_other_copies(task);
        let (near, within) = (near_rows(&self.peers, job.near(task)), job.within(task, ctx.now));
        let (spec, record) = (job.spec.tasks[usize::from(task)], &mut job.tasks[usize::from(task)]);
        let id = TaskId { job: job_id, task, attempt: record.attempts };
        let mut found = own.map_or_else(
            || candidate(&mut self.peers, &self.lives, (id, &spec, within, &near), [&record.tried, &others], ctx),
            Ok,
        );
        if let Err(WhyNot { tried_before: 1.., busy: 0, .. }) = found
            && !record.tried.is_empty()
        {
            // Everyone here who could has tried: start over rather than wait for somebody who may never come.
            record.tried.clear();
            found = candidate(&mut self.peers, &self.lives, (id, &spec, within, &near), [&[], &others], ctx);
        }
        let node = found.inspect_err(|&why| {
            if job.why_not.is_none() {
                ctx.report(Event::Unplaced { task: id, why });
            }
        })?;
        job.why_not = None;
        self.queue.serve(job_id.requester, spec.work, ctx.protocol.queue.sharing);
        record.attempts = record.attempts.saturating_add(1);
        self.assign(id, node, ctx);
        Ok(())
    }

    /// Why a task finds no node, in words.
    pub(super) fn why_not(&mut self, job_id: JobId, task: u16, ctx: &Ctx<'_>) -> String {
        let why = self.jobs.get(&job_id).and_then(|job| {
            let (spec, record) = (&job.spec.tasks[usize::from(task)], &job.tasks[usize::from(task)]);
            let id = TaskId { job: job_id, task, attempt: record.attempts };
            let (others, within) = (job.at_other_copies(task), job.within(task, ctx.now));
            let about = (id, spec, within, &[][..]);
            candidate(&mut self.peers, &self.lives, about, [&record.tried, &others], ctx).err()
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
        let from = job.tasks[usize::from(id.task)].checkpoint;
        let here_bytes = job.near(id.task).get(&node).copied().unwrap_or(0);
        ctx.send_to(node, Message::Assign(Box::new(Assignment { task: id, spec, manifest, inputs, from, here_bytes })));
        self.set_job_state(id.job, JobState::Placed, String::new(), ctx);
    }
}

/// Those of `near` that are members here.
fn near_rows(peers: &Peers, near: BTreeMap<NodeId, u64>) -> Vec<Near> {
    let row = |(node, bytes)| peers.find(node).map(|row| Near { node, row: row.number(), bytes });
    near.into_iter().filter_map(row).collect()
}

/// The member that `id` goes to. Never the requester's own: it would pay itself.
fn candidate(
    peers: &mut Peers,
    lives: &LifeTable,
    (id, task, within, near): (TaskId, &TaskSpec, Span, &[Near]),
    [tried, others]: [&[NodeId]; 2],
    ctx: &Ctx<'_>,
) -> Result<NodeId, WhyNot> {
    let is_taken = |node: &NodeId| tried.contains(node) || others.contains(node);
    let excluded = |node| node == id.job.requester || is_taken(&node);
    let (now, silence, (roster, books)) = (ctx.now, ctx.protocol.silence_max(), peers.ranked());
    let (excluded, rate_bps) = (&excluded, ctx.protocol.assumed_rate_bps);
    let choices = Choices { id, task, now, silence, within, near, rate_bps, lives, roster, excluded, books };
    ctx.protocol.policy.policy().choose(&choices).ok_or_else(|| {
        let members = peers.members().filter(|(node, _)| *node != id.job.requester);
        WhyNot::of(
            task,
            is_taken,
            members.map(|(node, member)| (node, [member.online, member.paused, member.trusted], &member.capacity)),
        )
    })
}
