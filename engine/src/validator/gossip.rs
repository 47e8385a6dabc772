//! Gossip with other validators: what each of them knows of all regions.

use super::Validator;
use super::timers::Timer;
use crate::discovery::{Bucket, Directory, Exchange, Known, Summary, Supply};
use crate::id::{NodeId, RegionId};
use crate::node::Ctx;
use crate::rng::Stream;
use crate::time::{Span, Time};
use crate::wire::Message;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};

/// Purpose of a validator's draws of whom it asks.
const PARTNERS: u64 = 0x0067_6f73_7369_7001;

/// Purpose of its one draw of when it begins.
const PHASE: u64 = 0x0067_6f73_7369_7002;

impl Validator {
    /// All regions as this validator knows them; empty unless validators gossip.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Rounds begin at a time of its own, so that validators that started together do not all speak at once.
    pub(super) fn start_gossip(&mut self, ctx: &mut Ctx<'_>) {
        let period = ctx.protocol.discovery.gossip_period;
        if period > Span::ZERO {
            self.publish(ctx);
            let phase = Stream::new(ctx.protocol.network, u64::from(ctx.identity.id.0), PHASE).below(period.0);
            self.timers.set(ctx.now + Span(phase), Timer::Gossip);
        }
    }

    /// A round: tells validators drawn by lot how far it knows all regions.
    pub(super) fn gossip(&mut self, ctx: &mut Ctx<'_>) {
        let rule = ctx.protocol.discovery;
        self.publish(ctx);
        self.forget_asked(ctx);
        for partner in partners(ctx) {
            ctx.send_to(partner, Message::Gossip(self.directory.known()));
        }
        self.timers.set(ctx.now + rule.gossip_period, Timer::Gossip);
    }

    /// Somebody says how far it knows: it is told what it lacks, and asked for what is lacking here.
    pub(super) fn on_gossip(&mut self, from: NodeId, known: &[Known], ctx: &mut Ctx<'_>) {
        if ctx.protocol.discovery.gossips() {
            send(from, self.directory.answer(known), ctx);
        }
    }

    pub(super) fn on_exchange(&mut self, from: NodeId, exchange: &Exchange, ctx: &mut Ctx<'_>) {
        if ctx.protocol.discovery.gossips() {
            exchange.deltas.iter().for_each(|delta| self.directory.apply(ctx.identity.id, delta));
            let deltas = self.directory.deltas(&exchange.wants);
            send(from, Exchange { deltas, ..Exchange::default() }, ctx);
        }
    }

    /// A node asks who serves its region; unanswered, it asks another validator.
    pub(super) fn on_seek(&mut self, from: NodeId, region: RegionId, ctx: &mut Ctx<'_>) {
        if let Some(validator) = self.directory.validator_of(region) {
            ctx.send_to(from, Message::Serves { region, validator });
        }
    }

    /// Brings the summary of its own region up to date.
    fn publish(&mut self, ctx: &Ctx<'_>) {
        let mut supplies = BTreeMap::<Bucket, Supply>::new();
        for (_, member) in self.peers.members() {
            if let Some(bucket) = Bucket::of(&member.capacity.total()) {
                supplies.entry(bucket).or_default().add(&member.capacity, member.online, !member.paused);
            }
        }
        let summary = Summary { region: ctx.identity.region, waiting: self.queue.len(), supplies };
        self.directory.publish(ctx.identity.id, ctx.identity.incarnation, &summary);
    }
}

/// Sends one side of an exchange, if it says anything.
fn send(to: NodeId, exchange: Exchange, ctx: &mut Ctx<'_>) {
    if exchange != Exchange::default() {
        ctx.send_to(to, Message::Exchange(Box::new(exchange)));
    }
}

/// Other validators, drawn by lot for the round that begins now.
fn partners(ctx: &Ctx<'_>) -> BTreeSet<NodeId> {
    let (rule, me) = (ctx.protocol.discovery, ctx.identity.id);
    let others = (ctx.protocol.validators.len() as u64).saturating_sub(1);
    let round = ctx.now.since(Time::ZERO).0 / rule.gossip_period.0.max(1);
    let fanout = u64::from(rule.gossip_fanout);
    let mut draws = Stream::new(ctx.protocol.network, u64::from(me.0), PARTNERS).skip_to(round.wrapping_mul(fanout));
    let mut draw = || {
        let at = usize::try_from(draws.below(others)).unwrap_or(usize::MAX);
        ctx.protocol.validators.keys().filter(|of| **of != me).nth(at).copied()
    };
    (0..fanout).filter_map(|_| draw()).collect()
}
