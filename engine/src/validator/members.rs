//! Registration, heartbeats and failure detection.

use super::timers::Timer;
use super::{Row, Validator};
use crate::availability::{Availability, BeatRun};
use crate::config::HeartbeatMode;
use crate::id::{NodeId, TaskId};
use crate::job::TaskSpec;
use crate::node::{Ctx, Event, MemberRecord, Record, TaskOutcome};
use crate::poai::PowerScore;
use crate::schedule::{Candidate, Capacity, Free};
use crate::thin;
use crate::time::{Span, Time};
use crate::wire::{Capability, Message, PublicKey};
use alloc::boxed::Box;
use borsh::{BorshDeserialize, BorshSerialize};
use thin_vec::ThinVec;

/// A worker of the region. What an inventory or a heartbeat touches comes first.
#[derive(BorshSerialize, BorshDeserialize)]
#[repr(C)]
pub(super) struct Member {
    /// First, because whether there is a member is read here too.
    pub online: bool,
    /// It has failed again and again, and gets nothing for a while.
    pub paused: bool,
    /// Since when, without a break (s since genesis).
    pub up_since_s: u32,
    pub incarnation: u64,
    /// By how much its last inventory differed from `held`.
    pub disputed: u64,
    /// Attempts placed on it, in order.
    #[borsh(serialize_with = "thin::write", deserialize_with = "thin::read")]
    pub held: ThinVec<TaskId>,
    /// Heard, or vouched for, until then.
    pub last_heard: Time,
    pub availability: Availability,
    pub capacity: Capacity,
    pub power: PowerScore,
}

impl Member {
    pub fn record(&self, node: NodeId) -> MemberRecord {
        MemberRecord {
            node,
            capability: self.capacity.total(),
            incarnation: self.incarnation,
            online: self.online,
            power: self.power,
            up_since_s: self.up_since_s,
        }
    }

    pub fn restored(record: &MemberRecord) -> Self {
        Self {
            incarnation: record.incarnation,
            disputed: 0,
            held: ThinVec::new(),
            online: record.online,
            paused: false,
            up_since_s: record.up_since_s,
            last_heard: Time::ZERO,
            availability: Availability::default(),
            capacity: Capacity::new(record.capability),
            power: record.power,
        }
    }

    /// What it could take now.
    pub fn free(&self) -> Free {
        Free::of(self.online && !self.paused, &self.capacity)
    }

    /// As placement sees it.
    pub fn candidate(&self, node: NodeId) -> Candidate<'_> {
        let up_since = Time::ZERO + Span::from_secs(self.up_since_s.into());
        Candidate { node, capacity: &self.capacity, up_since }
    }

    /// Reserves what an attempt takes and books it; false, with nothing changed, if it does not fit.
    pub fn hold(&mut self, id: TaskId, spec: &TaskSpec) -> bool {
        let fits = self.capacity.reserve(spec);
        if let (true, Err(at)) = (fits, self.held.binary_search(&id)) {
            self.held.reserve_exact(1);
            self.held.insert(at, id);
        }
        fits
    }

    /// Takes an attempt off it.
    pub fn release(&mut self, id: TaskId, spec: &TaskSpec) {
        self.capacity.release(spec);
        if let Ok(at) = self.held.binary_search(&id) {
            self.held.remove(at);
        }
        if self.held.is_empty() {
            self.held = ThinVec::new();
        }
    }

    pub fn is_consistent(&self) -> bool {
        usize::from(self.capacity.slots_reserved()) == self.held.len() && self.held.is_sorted()
    }
}

/// Benchmarked speed over all slots; a node without slots is measured as if it had one.
fn benchmark_mgflops(capability: &Capability) -> i64 {
    let total = capability.speed.0.saturating_mul(u64::from(capability.slots.max(1)));
    i64::try_from(total).unwrap_or(i64::MAX)
}

/// In 32 bits: 136 years.
fn seconds(time: Time) -> u32 {
    u32::try_from(time.as_secs()).unwrap_or(u32::MAX)
}

impl Validator {
    pub(super) fn on_locate(&mut self, from: Row, key: PublicKey, ctx: &mut Ctx<'_>) {
        let node = self.peers.node(from);
        if self.peers.bind(from, key, ctx.protocol) {
            ctx.persist(|| Record::Key { node, key });
        }
        ctx.send_to(node, Message::Located);
    }

    pub(super) fn on_register(&mut self, from: Row, incarnation: u64, capability: Capability, ctx: &mut Ctx<'_>) {
        let node = self.peers.node(from);
        let power = PowerScore { benchmark_mgflops: benchmark_mgflops(&capability), ..PowerScore::default() };
        self.peers
            .enrol(from, Member::restored(&MemberRecord { node, capability, incarnation, online: false, power, up_since_s: 0 }));
        let (mut ended, mut is_new_life) = (None, false);
        let is_current = self.peers.change(from, |member| {
            if incarnation < member.incarnation {
                return false;
            }
            if incarnation > member.incarnation {
                is_new_life = true;
                // What was vouched for was the life before.
                member.last_heard = ctx.now;
                ended = member.online.then(|| core::mem::replace(&mut member.up_since_s, seconds(ctx.now)));
            }
            member.incarnation = incarnation;
            if member.held.is_empty() && member.capacity.total() != capability {
                member.capacity = Capacity::new(capability);
                member.power.benchmark_mgflops = power.benchmark_mgflops;
            }
            true
        });
        self.learn(ended, ctx);
        if ended.is_some() {
            self.forgive(node);
        }
        if is_new_life {
            self.note_life(node);
        }
        if is_current == Some(true) {
            self.hear(from, ctx);
            self.persist_member(from, ctx);
            self.welcome(from, ctx);
            self.place_queued(ctx);
        }
    }

    pub(super) fn persist_member(&self, row: Row, ctx: &mut Ctx<'_>) {
        if let Some(member) = self.peers.member_at(row) {
            ctx.persist(|| Record::Member(member.record(self.peers.node(row))));
        }
    }

    fn welcome(&self, row: Row, ctx: &mut Ctx<'_>) {
        if let Some(member) = self.peers.member_at(row) {
            let (incarnation, tasks) = (member.incarnation, member.held.to_vec());
            ctx.send_to(self.peers.node(row), Message::Welcome { incarnation, tasks });
        }
    }

    pub(super) fn on_heartbeat(&mut self, from: Row, incarnation: u64, ctx: &mut Ctx<'_>) {
        let node = self.peers.node(from);
        let Some(member) = self.peers.member_at_mut(from).filter(|member| member.incarnation == incarnation) else { return };
        member.availability.record(ctx.protocol.slot(ctx.now), ctx.protocol.slot_rule());
        ctx.persist(|| Record::Beats { node, availability: member.availability });
        if member.online {
            member.last_heard = member.last_heard.max(ctx.now);
        } else {
            // It was lost and is heard again: tell it which of its tasks were given to others.
            self.hear(from, ctx);
            self.welcome(from, ctx);
            self.place_queued(ctx);
        }
        self.note_beat(from, ctx);
    }

    /// Anti-entropy: a difference may be a message under way; one that is there again is told.
    pub(super) fn on_inventory(&mut self, from: Row, incarnation: u64, digest: u64, ctx: &mut Ctx<'_>) {
        let Some(member) = self.peers.member_at_mut(from).filter(|member| member.incarnation == incarnation) else { return };
        let booked = member.held.iter().fold(0_u64, |sum, task| sum.wrapping_add(task.digest()));
        let before = core::mem::replace(&mut member.disputed, digest.wrapping_sub(booked));
        if before != 0 && before == member.disputed {
            member.disputed = 0;
            self.welcome(from, ctx);
        }
    }

    pub(crate) fn on_heard(&mut self, node: NodeId, incarnation: u64, until: Time) {
        let Some(row) = self.peers.find(node) else { return };
        if let Some(member) = self.peers.member_at_mut(row).filter(|member| member.online && member.incarnation == incarnation) {
            member.last_heard = member.last_heard.max(until);
        }
    }

    /// Marks a member as heard now, and up.
    fn hear(&mut self, row: Row, ctx: &mut Ctx<'_>) {
        let node = self.peers.node(row);
        let was_online = self.peers.change(row, |member| {
            member.last_heard = member.last_heard.max(ctx.now);
            if !member.online {
                member.up_since_s = seconds(ctx.now);
            }
            core::mem::replace(&mut member.online, true)
        });
        if was_online == Some(false) {
            self.persist_member(row, ctx);
            ctx.report(Event::MemberUp(node));
            if ctx.protocol.heartbeat_mode != HeartbeatMode::Runs {
                self.watch(node, ctx);
            }
        }
    }

    pub(crate) fn on_beats(&mut self, node: NodeId, run: &BeatRun, ctx: &mut Ctx<'_>) {
        let Some(row) = self.peers.find(node) else { return };
        let Some(member) = self.peers.member_at_mut(row) else { return };
        member.availability.record_run(run, ctx.protocol.slot_rule());
        ctx.persist(|| Record::Beats { node, availability: member.availability });
    }

    pub(crate) fn on_silent(&mut self, node: NodeId, incarnation: u64, ctx: &mut Ctx<'_>) {
        self.timers.set(ctx.now + ctx.protocol.silence_max(), Timer::Ended(node, incarnation));
    }

    /// By now a registration of that life that was still under way has come; one of a later life lives on.
    pub(super) fn on_ended(&mut self, node: NodeId, incarnation: u64, ctx: &mut Ctx<'_>) {
        if self.peers.member(node).is_some_and(|member| member.online && member.incarnation <= incarnation) {
            self.lose(node, ctx);
        }
    }

    /// A life that began then has ended: it is what placement learns from.
    fn learn(&mut self, up_since_s: Option<u32>, ctx: &mut Ctx<'_>) {
        if let Some(up_since_s) = up_since_s
            && ctx.protocol.policy.needs_lives()
        {
            self.lives.record(Span::from_secs(seconds(ctx.now).saturating_sub(up_since_s).into()));
            ctx.persist(|| Record::Lives(Box::new(self.lives.clone())));
        }
    }

    pub(super) fn lose(&mut self, node: NodeId, ctx: &mut Ctx<'_>) {
        let Some(row) = self.peers.find(node) else { return };
        let Some((held, up_since_s)) = self.peers.change(row, |member| {
            member.online = false;
            (member.held.clone(), member.up_since_s)
        }) else {
            return;
        };
        self.learn(Some(up_since_s), ctx);
        self.forgive(node);
        self.persist_member(row, ctx);
        ctx.report(Event::MemberLost(node));
        for task in held {
            self.fail_attempt(task, TaskOutcome::NodeLost, ctx);
        }
        self.place_queued(ctx);
    }
}
