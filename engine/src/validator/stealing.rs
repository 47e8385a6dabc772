//! Work stealing: tasks are dealt to workers by lot; one with room takes the oldest of its own, or else one of another's (R. D.
//! Blumofe, C. E. Leiserson, "Scheduling multithreaded computations by work stealing", J. ACM 46(5), 1999).
//!
//! ```text
//!   ready ─▶ deal: the queue of a worker drawn by lot ─┬─▶ its own worker has room: it takes the oldest
//!                                                      └─▶ others have room: one drawn by lot takes the oldest of this queue
//! ```
//!
//! The queues are the validator's books: workers do not ask each other, so that what stealing costs in messages is left out, and
//! no try is in vain. The victim is drawn among queues that hold something that somebody can take, so no worker stands idle
//! while a task waits that it could run. Whose job it is does not matter: queues go by arrival.

use super::Validator;
use super::deques::Waiting;
use super::job::Job;
use super::members::Member;
use super::placing::Demand;
use crate::config::Protocol;
use crate::id::{JobId, NodeId};
use crate::job::Privacy;
use crate::node::Ctx;
use crate::schedule::WhyNot;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

/// Draws for a worker that could run a task, before it is dealt to its requester, who runs none: from there it is stolen.
const DRAWS: u32 = 64;

impl Validator {
    /// Puts a ready task into the queue of a worker that is up and could run it if it were idle, drawn by lot.
    pub(super) fn deal(&mut self, job_id: JobId, task: u16, protocol: &Protocol) {
        let Some(job) = self.jobs.get(&job_id) else { return };
        let spec = &job.spec.tasks[usize::from(task)];
        let mut owner = job_id.requester;
        for _ in 0..DRAWS {
            let rank = self.deques.draw(protocol.network, self.peers.ranked().0.len());
            let Some((node, member)) = self.peers.at_rank(rank) else { break };
            let total = member.capacity.total();
            let has_enough = total.slots > 0
                && total.speed.0 > 0
                && total.memory_mib >= spec.memory_mib
                && total.gpu_memory_mib >= spec.gpu_memory_mib;
            if member.online && has_enough && may_have(job, (job_id, task), node, member) {
                owner = node;
                break;
            }
        }
        self.deques.push(owner, (job_id, task));
    }

    /// Places what waits: workers with room take from their own queues, then from those of others.
    pub(super) fn place_dealt(&mut self, ctx: &mut Ctx<'_>) {
        if self.deques.len() == 0 || !self.peers.ranked().0.anybody_free() {
            return;
        }
        for owner in self.owners_to_ask() {
            while let Some(task) = self.oldest_own(owner) {
                if self.place_one(task.0, task.1, Some(owner), ctx).is_err() {
                    break;
                }
                self.deques.remove(task);
            }
        }
        let (mut blocked, mut in_vain) = (BTreeMap::new(), BTreeSet::new());
        while self.peers.ranked().0.anybody_free() {
            let queues = self.deques.queues();
            let first = self.deques.draw(ctx.protocol.network, queues);
            let mut owners = (first..queues).chain(0..first).filter_map(|at| self.deques.at(at));
            let Some(victim) = owners.find(|owner| !in_vain.contains(owner)) else { break };
            if !self.steal_from(victim, &mut blocked, ctx) {
                in_vain.insert(victim);
            }
        }
    }

    /// Workers that may have something of their own to take: those with room, or those with a queue, whichever are fewer.
    fn owners_to_ask(&mut self) -> Vec<NodeId> {
        let queues = self.deques.queues();
        let with_room: Vec<NodeId> = self.peers.ranked().0.with_room().take(queues + 1).collect();
        if with_room.len() <= queues { with_room } else { (0..queues).filter_map(|at| self.deques.at(at)).collect() }
    }

    /// The oldest task in a worker's own queue that it has room for.
    fn oldest_own(&self, owner: NodeId) -> Option<Waiting> {
        let member = self.peers.member(owner).filter(|member| member.free().takes_any())?;
        self.deques.of(owner).find(|&(id, task)| {
            let is_for_it =
                |job: &Job| member.free().takes(&job.spec.tasks[usize::from(task)]) && may_have(job, (id, task), owner, member);
            self.jobs.get(&id).is_some_and(is_for_it)
        })
    }

    /// A worker with room, drawn by lot, takes the oldest task of `victim` that anybody has room for; false if there is none.
    fn steal_from(&mut self, victim: NodeId, blocked: &mut BTreeMap<Demand, WhyNot>, ctx: &mut Ctx<'_>) -> bool {
        let mut number = 0;
        while let Some((job, task)) = self.deques.get(victim, number) {
            match self.place_unless(blocked, job, task, ctx) {
                Ok(()) => {
                    self.deques.remove((job, task));
                    return true;
                }
                Err(_) => number += 1,
            }
        }
        false
    }
}

/// Whether a member may have a task, room or not: it is not the requester's own, has not failed it before, has no copy of it, and
/// may see it.
fn may_have(job: &Job, (id, task): Waiting, node: NodeId, member: &Member) -> bool {
    let (spec, tried) = (&job.spec.tasks[usize::from(task)], &job.tasks[usize::from(task)].tried);
    let is_out = node == id.requester || tried.contains(&node) || job.at_other_copies(task).contains(&node);
    (member.trusted || spec.privacy == Privacy::Open) && !is_out
}
