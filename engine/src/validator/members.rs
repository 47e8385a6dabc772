//! Registration, heartbeats and failure detection.

use super::{Timer, Validator};
use crate::availability::{Availability, BeatRun};
use crate::config::HeartbeatMode;
use crate::id::{NodeId, TaskId};
use crate::node::{Ctx, Event, MemberRecord, Record, TaskOutcome};
use crate::poai::PowerScore;
use crate::schedule::Capacity;
use crate::time::Time;
use crate::wire::{Capability, Message, PublicKey};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// A worker of the region.
pub(super) struct Member {
    pub capacity: Capacity,
    pub incarnation: u64,
    pub online: bool,
    pub last_heard: Time,
    pub availability: Availability,
    pub power: PowerScore,
    /// Attempts placed on it.
    pub held: BTreeSet<TaskId>,
}

impl Member {
    pub fn record(&self, node: NodeId) -> MemberRecord {
        MemberRecord {
            node,
            capability: self.capacity.total,
            incarnation: self.incarnation,
            online: self.online,
            power: self.power,
        }
    }

    pub fn restored(record: &MemberRecord) -> Self {
        Self {
            capacity: Capacity::new(record.capability),
            incarnation: record.incarnation,
            online: record.online,
            last_heard: Time::ZERO,
            availability: Availability::default(),
            power: record.power,
            held: BTreeSet::new(),
        }
    }
}

/// Benchmarked speed over all slots; a node without slots is measured as if it had one.
fn benchmark_mgflops(capability: &Capability) -> i64 {
    let total = capability.speed.0.saturating_mul(u64::from(capability.slots.max(1)));
    i64::try_from(total).unwrap_or(i64::MAX)
}

impl Validator {
    pub(super) fn on_locate(&mut self, from: NodeId, key: PublicKey, ctx: &mut Ctx<'_>) {
        if self.keys.insert(from, key).is_none() {
            ctx.persist(Record::Key { node: from, key });
        }
        ctx.send_to(from, Message::Located);
    }

    pub(super) fn on_register(&mut self, from: NodeId, incarnation: u64, capability: Capability, ctx: &mut Ctx<'_>) {
        let power = PowerScore { benchmark_mgflops: benchmark_mgflops(&capability), ..PowerScore::default() };
        let fresh = MemberRecord { node: from, capability, incarnation, online: false, power };
        let member = self.members.entry(from).or_insert_with(|| Member::restored(&fresh));
        if incarnation < member.incarnation {
            return;
        }
        member.incarnation = incarnation;
        if member.held.is_empty() && member.capacity.total != capability {
            member.capacity = Capacity::new(capability);
            member.power.benchmark_mgflops = power.benchmark_mgflops;
        }
        self.hear(from, ctx);
        if let Some(member) = self.members.get(&from) {
            ctx.persist(Record::Member(member.record(from)));
        }
        self.welcome(from, ctx);
        self.place_queued(ctx);
    }

    fn welcome(&self, node: NodeId, ctx: &mut Ctx<'_>) {
        if let Some(member) = self.members.get(&node) {
            let tasks = member.held.iter().copied().collect();
            ctx.send_to(node, Message::Welcome { incarnation: member.incarnation, tasks });
        }
    }

    pub(super) fn on_heartbeat(&mut self, from: NodeId, incarnation: u64, ctx: &mut Ctx<'_>) {
        let Some(member) = self.members.get_mut(&from).filter(|member| member.incarnation == incarnation) else { return };
        member.availability.record(ctx.protocol.slot(ctx.now), ctx.protocol.slot_rule());
        ctx.persist(Record::Beats { node: from, availability: member.availability });
        if !member.online {
            // It was lost and is heard again: tell it which of its tasks were given to others.
            self.hear(from, ctx);
            self.welcome(from, ctx);
            self.place_queued(ctx);
        } else {
            member.last_heard = ctx.now;
        }
    }

    /// Marks a member as heard now, and up.
    fn hear(&mut self, node: NodeId, ctx: &mut Ctx<'_>) {
        let Some(member) = self.members.get_mut(&node) else { return };
        member.last_heard = ctx.now;
        if !member.online {
            member.online = true;
            ctx.persist(Record::Member(member.record(node)));
            ctx.report(Event::MemberUp(node));
            if ctx.protocol.heartbeat_mode == HeartbeatMode::Messages {
                self.timers.insert((ctx.now + ctx.protocol.silence_max(), Timer::Silence(node)));
            }
        }
    }

    pub(crate) fn on_beats(&mut self, node: NodeId, run: &BeatRun, ctx: &mut Ctx<'_>) {
        let Some(member) = self.members.get_mut(&node) else { return };
        member.availability.record_run(run, ctx.protocol.slot_rule());
        ctx.persist(Record::Beats { node, availability: member.availability });
    }

    pub(crate) fn on_silent(&mut self, node: NodeId, incarnation: u64, ctx: &mut Ctx<'_>) {
        self.timers.insert((ctx.now + ctx.protocol.silence_max(), Timer::Ended(node, incarnation)));
    }

    /// By now a registration of that life that was still under way has come; one of a later life lives on.
    pub(super) fn on_ended(&mut self, node: NodeId, incarnation: u64, ctx: &mut Ctx<'_>) {
        if self.members.get(&node).is_some_and(|member| member.online && member.incarnation <= incarnation) {
            self.lose(node, ctx);
        }
    }

    /// One timer a member: it looks again a full silence after the last word.
    pub(super) fn on_silence(&mut self, node: NodeId, ctx: &mut Ctx<'_>) {
        let Some(member) = self.members.get(&node).filter(|member| member.online) else { return };
        let lost_at = member.last_heard + ctx.protocol.silence_max();
        if lost_at <= ctx.now {
            self.lose(node, ctx);
        } else {
            self.timers.insert((lost_at, Timer::Silence(node)));
        }
    }

    fn lose(&mut self, node: NodeId, ctx: &mut Ctx<'_>) {
        let Some(member) = self.members.get_mut(&node) else { return };
        member.online = false;
        ctx.persist(Record::Member(member.record(node)));
        ctx.report(Event::MemberLost(node));
        let held: Vec<TaskId> = member.held.iter().copied().collect();
        for task in held {
            self.fail_attempt(task, TaskOutcome::NodeLost, ctx);
        }
        self.place_queued(ctx);
    }
}
