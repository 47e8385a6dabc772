//! Jobs that another region is better for: their requester is told, before anything is taken in or paid here.
//!
//! Where a job was sent is on record, and the answer is the same whenever it is asked for: no job is taken in by two validators.

use super::Validator;
use crate::discovery::Demand;
use crate::id::{JobId, NodeId};
use crate::job::TaskSpec;
use crate::node::{Ctx, Event, Record};
use crate::time::{Span, Time};
use crate::wire::{Message, Submission};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// Jobs of requesters of this region that are not taken in here.
#[derive(Debug, Default, BorshSerialize, BorshDeserialize)]
pub(super) struct Referrals {
    /// Where each was sent.
    sent: BTreeMap<JobId, NodeId>,
    /// When those were first asked for of which it is not decided yet.
    asked: BTreeMap<JobId, Time>,
}

impl Validator {
    /// Whether a job is not taken in here: its requester is told of another validator, or is to ask again.
    pub(super) fn refers(&mut self, submission: &Submission, ctx: &mut Ctx<'_>) -> bool {
        let job = submission.job;
        if let Some(&to) = self.referrals.sent.get(&job) {
            ctx.send_to(job.requester, Message::Refer { job, to });
            return true;
        }
        if !ctx.protocol.discovery.gossips() || self.jobs.contains_key(&job) || self.over.contains(job) {
            return false;
        }
        let tasks: BTreeMap<Demand, &TaskSpec> = submission.spec.tasks.iter().map(|task| (Demand::of(task), task)).collect();
        let demands: Vec<Demand> = tasks.keys().copied().collect();
        let (me, wait) = (ctx.identity.id, ctx.protocol.discovery.refer_after);
        let is_beyond_us = self.is_beyond_members(job.requester, &demands);
        let mut to = if is_beyond_us { self.directory.best(me, &demands, false) } else { None };
        if !is_beyond_us && wait > Span::ZERO && !self.has_room(tasks.into_values()) {
            to = self.directory.best(me, &demands, true);
            if to.is_some() && ctx.now.since(*self.referrals.asked.entry(job).or_insert(ctx.now)) < wait {
                // Unanswered, the requester asks again; meanwhile there may be room.
                return true;
            }
        }
        self.referrals.asked.remove(&job);
        let Some(to) = to else { return false };
        ctx.persist(|| Record::Referred { job, to });
        self.referrals.sent.insert(job, to);
        ctx.report(Event::JobReferred { job, to });
        ctx.send_to(job.requester, Message::Refer { job, to });
        true
    }

    /// Whether the region has workers, and for some demand none that could meet it even if idle.
    fn is_beyond_members(&self, requester: NodeId, demands: &[Demand]) -> bool {
        let machines = || self.peers.members().filter(|(node, _)| *node != requester).map(|(_, member)| member.capacity.total());
        machines().next().is_some() && demands.iter().any(|demand| !machines().any(|machine| demand.fits(&machine)))
    }

    /// Whether for each of these tasks there is a worker that could begin it now.
    fn has_room<'a>(&mut self, mut tasks: impl Iterator<Item = &'a TaskSpec>) -> bool {
        let (roster, _) = self.peers.ranked();
        tasks.all(|task| roster.first_from(0, task).is_some())
    }

    /// Forgets jobs that nobody asked for again.
    pub(super) fn forget_asked(&mut self, ctx: &Ctx<'_>) {
        let kept = ctx.protocol.discovery.refer_after + ctx.protocol.resend_max.times(8);
        self.referrals.asked.retain(|_, asked| ctx.now.since(*asked) < kept);
    }

    pub(super) fn restore_referral(&mut self, job: JobId, to: NodeId) {
        self.referrals.sent.insert(job, to);
    }
}
