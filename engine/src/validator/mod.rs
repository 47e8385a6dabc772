//! The validator of a region: members, their availability and power, jobs, placement, and reports to the chain.
//!
//! ```text
//!   peers.rs     a row for each node that is heard       over.rs    jobs that have ended
//!   members.rs   who is here, who is up, beats           jobs.rs    admission, life cycle, closing; job.rs  one of them
//!   placing.rs   the queue, and who gets what            chain.rs   transactions to the sequencer, epoch reports
//!   queue.rs     tasks that wait, by requester           breaker.rs  workers that fail again and again
//!   tasks.rs     attempts under way                      agreement.rs  copies of a task
//!   suspicion.rs  who is silent for too long
//!   gossip.rs    what is known of other regions          referral.rs  jobs that are better off there
//! ```

mod agreement;
mod breaker;
mod chain;
mod gossip;
mod index;
mod job;
mod jobs;
mod members;
mod over;
mod peers;
mod placing;
mod queue;
mod referral;
mod restore;
mod suspicion;
mod tasks;
mod timers;

pub(crate) use peers::Row;

use crate::config::Protocol;
use crate::discovery::Directory;
use crate::id::{JobId, NodeId};
use crate::node::{Ctx, Event};
use crate::schedule::{LifeTable, Place};
use crate::time::{Span, Time};
use crate::transport::Topic;
use crate::wire::{Channel, Message, PublicKey, Refusal, ReplayWindow};
use alloc::collections::BTreeMap;
use borsh::{BorshDeserialize, BorshSerialize};
use breaker::Breaker;
use chain::Outgoing;
pub use index::IndexSlot;
use job::Job;
use over::Over;
use peers::Peers;
pub use peers::{Peer, Seal};
use queue::Queue;
use referral::Referrals;
pub use suspicion::Detector;
use suspicion::Suspicion;
use timers::{Timer, Timers};

/// State of a validator.
#[derive(BorshSerialize, BorshDeserialize)]
pub struct Validator {
    peers: Peers,
    /// How long members have stayed up, if placement asks for it.
    lives: LifeTable,
    timers: Timers,
    jobs: BTreeMap<JobId, Job>,
    over: Over,
    queue: Queue,
    /// Of workers whose last attempt failed; forgotten in a crash.
    breakers: BTreeMap<NodeId, Breaker>,
    outgoing: Outgoing,
    next_report: u32,
    directory: Directory,
    referrals: Referrals,
    suspicion: Suspicion,
}

impl Validator {
    pub(crate) fn new() -> Self {
        Self {
            peers: Peers::default(),
            lives: LifeTable::default(),
            timers: Timers::new(),
            jobs: BTreeMap::new(),
            over: Over::default(),
            queue: Queue::default(),
            breakers: BTreeMap::new(),
            outgoing: Outgoing::default(),
            next_report: 0,
            directory: Directory::default(),
            referrals: Referrals::default(),
            suspicion: Suspicion::default(),
        }
    }

    pub(crate) fn reserve(&mut self, peers: usize, with_envelopes: bool) {
        self.peers.reserve(peers, with_envelopes);
    }

    /// The row of a peer, looked for at `hint` first.
    pub(crate) fn find_from(&self, hint: u32, node: NodeId) -> Option<Row> {
        self.peers.find_from(hint, node)
    }

    /// Number of a peer's row, once it was heard; it stays the same. For [`Node::deliver_from`](crate::Node::deliver_from).
    #[must_use]
    pub fn row_of(&self, node: NodeId) -> Option<u32> {
        self.peers.find(node).map(Row::number)
    }

    /// What is known of the peer in that row: for drivers that ask for memory before it is needed.
    #[must_use]
    pub fn peer_at(&self, row: u32) -> Option<&Peer> {
        self.peers.peer_at(row)
    }

    /// What the envelopes of the peer in that row are checked against, for the same drivers.
    #[must_use]
    pub fn seal_at(&self, row: u32) -> Option<&Seal> {
        self.peers.seal_at(row)
    }

    /// Where it is noted at which place that peer is among the members; for the same drivers.
    #[must_use]
    pub fn place_at(&self, row: u32) -> Option<&Place> {
        self.peers.place_at(row)
    }

    /// Where it is looked up which row a peer has: for the same drivers.
    #[must_use]
    pub fn index_of(&self, node: NodeId) -> Option<&IndexSlot> {
        self.peers.index_of(node)
    }

    pub(crate) fn enter(&mut self, node: NodeId, protocol: &Protocol) -> Row {
        self.peers.enter(node, protocol)
    }

    pub(crate) fn key_of(&self, row: Row) -> Option<(&PublicKey, bool)> {
        self.peers.key_of(row)
    }

    pub(crate) fn window(&mut self, row: Row, channel: Channel, protocol: &Protocol) -> Option<&mut ReplayWindow> {
        self.peers.window(row, channel, protocol)
    }

    /// Capacity never over-reserved, queue and books consistent: for tests of any sequence of inputs.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        let held: usize = self.peers.members().map(|(_, member)| member.held.len()).sum();
        let placed: usize = self.jobs.values().map(Job::placed).sum();
        let reserved = self.peers.members().all(|(_, member)| member.is_consistent());
        held == placed && reserved && self.peers.is_consistent()
    }

    pub(crate) fn start(&mut self, ctx: &mut Ctx<'_>) {
        self.over.begin(ctx.now + over_kept(ctx.protocol));
        self.start_timers(ctx);
        self.start_gossip(ctx);
        let region = ctx.identity.region;
        ctx.send(Topic::Region(region), Message::Announce);
        self.outgoing.send_all(ctx);
        self.place_queued(ctx);
    }

    pub(crate) fn on_message(&mut self, from: NodeId, row: Row, message: Message, ctx: &mut Ctx<'_>) {
        match message {
            Message::Inventory { incarnation, digest } => self.on_inventory(row, incarnation, digest, ctx),
            Message::Heartbeat { incarnation } => self.on_heartbeat(row, incarnation, ctx),
            Message::Locate { key } => self.on_locate(row, key, ctx),
            Message::Seek { region, .. } => self.on_seek(from, region, ctx),
            Message::Register { incarnation, capability } => self.on_register(row, incarnation, capability, ctx),
            Message::Accept { task } => self.on_accept(from, task, ctx),
            Message::Reject { task } => self.on_reject(from, task, ctx),
            Message::Progress { task, checkpoint } => self.on_progress(from, task, checkpoint, ctx),
            Message::Done { task, result } => self.on_done(from, task, result, ctx),
            Message::Submit(submission) if submission.job.requester == from => self.on_submit(*submission, false, ctx),
            Message::SubmitReferred(submission) if submission.job.requester == from => self.on_submit(*submission, true, ctx),
            Message::Gossip(known) if ctx.protocol.validators.contains_key(&from) => self.on_gossip(from, &known, ctx),
            Message::Exchange(exchange) if ctx.protocol.validators.contains_key(&from) => self.on_exchange(from, &exchange, ctx),
            Message::Receipt { number, outcome } if from == ctx.protocol.sequencer => self.on_receipt(number, outcome, ctx),
            _ => ctx.report(Event::Refused(Refusal::Role)),
        }
    }

    pub(crate) fn wake(&mut self, ctx: &mut Ctx<'_>) {
        while let Some(timer) = self.timers.pop(ctx.now) {
            match timer {
                Timer::Silence(node) => self.on_silence(node, ctx),
                Timer::Ended(node, incarnation) => self.on_ended(node, incarnation, ctx),
                Timer::Attempt(task) => self.on_attempt_timer(task, ctx),
                Timer::Unplaced(job, task) => self.on_unplaced_timer(job, task, ctx),
                Timer::Late(task) => self.on_late(task, ctx),
                Timer::Due(job) => self.on_due(job, ctx),
                Timer::Breaker(node) => self.on_pause_over(node, ctx),
                Timer::Report => self.report_epoch(ctx),
                Timer::Resend => self.on_resend(ctx),
                Timer::Gossip => self.gossip(ctx),
            }
        }
    }

    pub(crate) fn next_wake(&self) -> Time {
        self.timers.next()
    }
}

/// How long the last word on a job is kept: an answer to it may be under way for an envelope's lifetime, and a requester that
/// did not get it asks again after a longest pause, more than once if messages are lost.
fn over_kept(protocol: &Protocol) -> Span {
    protocol.envelope_ttl + protocol.resend_max.times(8)
}
