//! Circuit breakers: a worker that fails again and again is left alone for a while.

use super::Validator;
use super::timers::Timer;
use crate::id::NodeId;
use crate::node::{Ctx, Event};
use crate::time::Time;
use borsh::{BorshDeserialize, BorshSerialize};

/// Of a worker whose last attempt failed.
#[derive(Clone, Copy, Debug, Default, BorshSerialize, BorshDeserialize)]
pub(super) struct Breaker {
    /// In a row.
    failures: u16,
    /// How often it was paused since it last did something right.
    pauses: u16,
    /// End of the last pause.
    until: Time,
}

impl Validator {
    /// An attempt failed by this worker's fault; a loss of the machine is none.
    pub(super) fn on_fault(&mut self, node: NodeId, ctx: &mut Ctx<'_>) {
        let rule = ctx.protocol.breaker;
        if rule.failures_max == 0 {
            return;
        }
        let breaker = self.breakers.entry(node).or_default();
        breaker.failures = breaker.failures.saturating_add(1);
        // What it was given before the pause may still fail: that is no reason for a longer one.
        if breaker.failures >= rule.failures_max && breaker.until <= ctx.now {
            breaker.pauses = breaker.pauses.saturating_add(1);
            breaker.until = ctx.now + rule.pause_after(breaker.pauses);
            self.timers.set(breaker.until, Timer::Breaker(node));
            self.set_paused(node, true);
            ctx.report(Event::MemberPaused(node));
        }
    }

    /// It did something right, or began a new life.
    pub(super) fn forgive(&mut self, node: NodeId) {
        if self.breakers.remove(&node).is_some() {
            self.set_paused(node, false);
        }
    }

    /// The pause is over, if it is not one that was forgiven meanwhile: it may try, and the next failure is a pause again.
    pub(super) fn on_pause_over(&mut self, node: NodeId, ctx: &mut Ctx<'_>) {
        let Some(breaker) = self.breakers.get_mut(&node).filter(|breaker| breaker.until <= ctx.now) else { return };
        breaker.failures = ctx.protocol.breaker.failures_max.saturating_sub(1);
        self.set_paused(node, false);
        self.place_queued(ctx);
    }

    fn set_paused(&mut self, node: NodeId, paused: bool) {
        if let Some(row) = self.peers.find(node) {
            self.peers.change(row, |member| member.paused = paused);
        }
    }
}
