//! The validator of a region: members, their availability and power, jobs, placement, and reports to the chain.
//!
//! ```text
//!   members.rs   who is here, who is up, beats           jobs.rs    admission, life cycle, closing
//!   tasks.rs     queue, placement, results, time-outs    chain.rs   transactions to the sequencer, epoch reports
//! ```

mod chain;
mod jobs;
mod members;
mod restore;
mod tasks;

use crate::id::{JobId, NodeId, TaskId};
use crate::node::{Ctx, Event};
use crate::time::Time;
use crate::transport::Topic;
use crate::wire::{JobStatus, Message, PublicKey, Refusal};
use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use chain::Outgoing;
use jobs::Job;
use members::Member;

/// What a validator does at a time of its own choosing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    /// Is this member still heard?
    Silence(NodeId),
    /// This life of a member has been silent for too long.
    Ended(NodeId, u64),
    /// Has this attempt run out of time?
    Attempt(TaskId),
    /// Has this task waited too long for a node?
    Unplaced(JobId, u16),
    /// Report this epoch.
    Report,
    /// Send unanswered transactions again.
    Resend,
}

/// State of a validator.
pub struct Validator {
    keys: BTreeMap<NodeId, PublicKey>,
    members: BTreeMap<NodeId, Member>,
    jobs: BTreeMap<JobId, Job>,
    over: BTreeMap<JobId, JobStatus>,
    queue: VecDeque<(JobId, u16)>,
    outgoing: Outgoing,
    next_report: u32,
    timers: BTreeSet<(Time, Timer)>,
}

impl Validator {
    pub(crate) fn new() -> Self {
        Self {
            keys: BTreeMap::new(),
            members: BTreeMap::new(),
            jobs: BTreeMap::new(),
            over: BTreeMap::new(),
            queue: VecDeque::new(),
            outgoing: Outgoing::default(),
            next_report: 0,
            timers: BTreeSet::new(),
        }
    }

    pub(crate) fn key_of(&self, node: NodeId) -> Option<PublicKey> {
        self.keys.get(&node).copied()
    }

    /// Capacity never over-reserved, queue and books consistent: for tests of any sequence of inputs.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        let held: usize = self.members.values().map(|member| member.held.len()).sum();
        let placed: usize = self.jobs.values().map(Job::placed).sum();
        let reserved = self.members.values().all(|m| usize::from(m.capacity.slots_reserved()) == m.held.len());
        held == placed && reserved
    }

    pub(crate) fn start(&mut self, ctx: &mut Ctx<'_>) {
        self.start_timers(ctx);
        let region = ctx.identity.region;
        ctx.send(Topic::Region(region), Message::Announce);
        self.outgoing.send_all(ctx);
        self.place_queued(ctx);
    }

    pub(crate) fn on_message(&mut self, from: NodeId, message: Message, ctx: &mut Ctx<'_>) {
        match message {
            Message::Locate { key } => self.on_locate(from, key, ctx),
            Message::Register { incarnation, capability } => self.on_register(from, incarnation, capability, ctx),
            Message::Heartbeat { incarnation } => self.on_heartbeat(from, incarnation, ctx),
            Message::Accept { task } => self.on_accept(from, task, ctx),
            Message::Reject { task } => self.on_reject(from, task, ctx),
            Message::Done { task, result } => self.on_done(from, task, result, ctx),
            Message::Submit(submission) if submission.job.requester == from => self.on_submit(*submission, ctx),
            Message::Receipt { number, outcome } if from == ctx.protocol.sequencer => self.on_receipt(number, outcome, ctx),
            _ => ctx.report(Event::Refused(Refusal::Role)),
        }
    }

    pub(crate) fn wake(&mut self, ctx: &mut Ctx<'_>) {
        while let Some(&(at, timer)) = self.timers.first()
            && at <= ctx.now
        {
            self.timers.pop_first();
            match timer {
                Timer::Silence(node) => self.on_silence(node, ctx),
                Timer::Ended(node, incarnation) => self.on_ended(node, incarnation, ctx),
                Timer::Attempt(task) => self.on_attempt_timer(task, ctx),
                Timer::Unplaced(job, task) => self.on_unplaced_timer(job, task, ctx),
                Timer::Report => self.report_epoch(ctx),
                Timer::Resend => self.on_resend(ctx),
            }
        }
    }

    pub(crate) fn next_wake(&self) -> Option<Time> {
        self.timers.first().map(|(at, _)| *at)
    }
}
