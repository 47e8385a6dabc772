//! When a member that is not heard counts as lost: after a time-out, or once its silence is too unlikely.
//!
//! The φ accrual failure detector (Hayashibara, Défago, Yared and Katayama, SRDS 2004): φ = −log₁₀ of the probability that a beat
//! comes later than now, if the times between beats are normally distributed as the last ones were. A threshold for φ is a number of
//! standard deviations, so that all that is left to compute is a mean and a root.

use super::timers::Timer;
use super::{Row, Validator};
use crate::id::NodeId;
use crate::node::Ctx;
use crate::time::{Span, Time};
use alloc::collections::{BTreeMap, VecDeque};
use borsh::{BorshDeserialize, BorshSerialize};

/// How a silent member is told from a lost one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Detector {
    /// It is lost after [`Protocol::silence_max`](crate::Protocol::silence_max).
    #[default]
    Timeout,
    /// It is lost once φ exceeds a threshold. Each beat must be a message
    /// ([`HeartbeatMode::Messages`](crate::config::HeartbeatMode::Messages)).
    PhiAccrual {
        /// The threshold: standard deviations (10⁻³) from the mean of the times between beats.
        deviations_milli: u32,
    },
}

/// Times between beats that are looked at: the last ones of each member.
const WINDOW: usize = 100;

/// With fewer than these the time-out holds.
const KNOWN_MIN: usize = 10;

/// The standard deviation counts as a tenth of the period at least: beats that came on time are no proof that the next one will.
const DEVIATION_MIN_PARTS: u64 = 10;

/// Longer times count as this, three days: the squares of a window of them have 63 bits.
const GAP_MS_MAX: u32 = 1 << 28;

/// When the beats of one member came.
#[derive(Debug, Default, BorshSerialize, BorshDeserialize)]
struct Arrivals {
    /// The last one of this life.
    last: Option<Time>,
    /// When it is looked at next; other timers are of the past.
    armed: Time,
    /// Times between beats (ms), the newest last.
    gaps_ms: VecDeque<u32>,
    sum_ms: u64,
    sum_of_squares: u64,
}

impl Arrivals {
    fn hear(&mut self, now: Time) {
        let Some(before) = self.last.replace(now) else { return };
        let gap_ms = u32::try_from(now.since(before).0 / 1_000_000).unwrap_or(GAP_MS_MAX).min(GAP_MS_MAX);
        let square = |ms: u32| u64::from(ms) * u64::from(ms);
        if self.gaps_ms.len() == WINDOW
            && let Some(oldest) = self.gaps_ms.pop_front()
        {
            self.sum_ms -= u64::from(oldest);
            self.sum_of_squares -= square(oldest);
        }
        self.gaps_ms.push_back(gap_ms);
        self.sum_ms += u64::from(gap_ms);
        self.sum_of_squares += square(gap_ms);
    }

    /// Silence after which the member is lost; `None` while too little is known.
    fn patience(&self, deviations_milli: u32, period: Span) -> Option<Span> {
        let n = self.gaps_ms.len() as u64;
        if self.gaps_ms.len() < KNOWN_MIN {
            return None;
        }
        // n²·variance = n·Σx² − (Σx)², all of it in integers.
        let scaled = u128::from(n) * u128::from(self.sum_of_squares) - u128::from(self.sum_ms) * u128::from(self.sum_ms);
        let deviation_us = (scaled * 1_000_000).isqrt() / u128::from(n);
        let deviation_us = deviation_us.max(u128::from(period.0 / DEVIATION_MIN_PARTS / 1_000));
        let mean_us = u128::from(self.sum_ms) * 1_000 / u128::from(n);
        let patience_us = mean_us + deviation_us * u128::from(deviations_milli) / 1_000;
        Some(Span(u64::try_from(patience_us * 1_000).unwrap_or(u64::MAX)))
    }
}

/// What φ is computed from; empty under a time-out.
#[derive(Debug, Default, BorshSerialize, BorshDeserialize)]
pub(super) struct Suspicion {
    of: BTreeMap<NodeId, Arrivals>,
}

impl Validator {
    /// How long a member may be silent, as far as it is known by now.
    pub(super) fn patience(&self, node: NodeId, ctx: &Ctx<'_>) -> Span {
        let known = match ctx.protocol.detector {
            Detector::Timeout => None,
            Detector::PhiAccrual { deviations_milli } => {
                let arrivals = self.suspicion.of.get(&node);
                arrivals.and_then(|arrivals| arrivals.patience(deviations_milli, ctx.protocol.heartbeat_period))
            }
        };
        known.unwrap_or(ctx.protocol.silence_max())
    }

    /// A beat of a member came.
    pub(super) fn note_beat(&mut self, from: Row, ctx: &Ctx<'_>) {
        if ctx.protocol.detector != Detector::Timeout {
            let node = self.peers.node(from);
            self.suspicion.of.entry(node).or_default().hear(ctx.now);
            if self.peers.member_at(from).is_some_and(|member| member.online) {
                self.watch(node, ctx);
            }
        }
    }

    /// A member begins a new life: what came between is no time between beats.
    pub(super) fn note_life(&mut self, node: NodeId) {
        if let Some(arrivals) = self.suspicion.of.get_mut(&node) {
            arrivals.last = None;
        }
    }

    /// Looks at a member that was heard now when it has been silent for too long, unless it is to be looked at before.
    pub(super) fn watch(&mut self, node: NodeId, ctx: &Ctx<'_>) {
        let at = ctx.now + self.patience(node, ctx);
        if self.arm(node, at, ctx) {
            self.timers.set(at, Timer::Silence(node));
        }
    }

    /// Whether a look at that time is not too many: there is one a member, the next.
    fn arm(&mut self, node: NodeId, at: Time, ctx: &Ctx<'_>) -> bool {
        if ctx.protocol.detector == Detector::Timeout {
            return true;
        }
        let arrivals = self.suspicion.of.entry(node).or_default();
        let is_next = arrivals.armed <= ctx.now || at < arrivals.armed;
        if is_next {
            arrivals.armed = at;
        }
        is_next
    }

    /// One timer a member: it looks again a full silence after the last word.
    pub(super) fn on_silence(&mut self, node: NodeId, ctx: &mut Ctx<'_>) {
        let Some(member) = self.peers.member(node).filter(|member| member.online) else { return };
        if self.suspicion.of.get(&node).is_some_and(|arrivals| arrivals.armed > ctx.now) {
            return;
        }
        let lost_at = member.last_heard + self.patience(node, ctx);
        if lost_at <= ctx.now {
            self.lose(node, ctx);
        } else if self.arm(node, lost_at, ctx) {
            self.timers.set(lost_at, Timer::Silence(node));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    const PERIOD: Span = Span::from_secs(10);

    fn heard(gaps_ms: &[u32]) -> Arrivals {
        let (mut arrivals, mut now) = (Arrivals::default(), Time::ZERO);
        arrivals.hear(now);
        for gap_ms in gaps_ms {
            now = now + Span::from_millis((*gap_ms).into());
            arrivals.hear(now);
        }
        arrivals
    }

    proptest! {
        #[test]
        fn patience_is_mean_and_deviations_of_the_last_gaps(
            gaps_ms in proptest::collection::vec(prop_oneof![0_u32..200_000, Just(u32::MAX)], 0..250), milli in 0_u32..9_000
        ) {
            let found = heard(&gaps_ms).patience(milli, PERIOD);
            let last: Vec<f64> = gaps_ms.iter().rev().take(WINDOW).map(|ms| f64::from((*ms).min(GAP_MS_MAX))).collect();
            let n = last.len() as f64;
            let mean_ms = last.iter().sum::<f64>() / n;
            let variance = last.iter().map(|ms| (ms - mean_ms) * (ms - mean_ms)).sum::<f64>() / n;
            let deviation_ms = libm::sqrt(variance).max(1_000.0);
            let expected_ms = mean_ms + deviation_ms * f64::from(milli) / 1_000.0;
            prop_assert_eq!(found.is_some(), gaps_ms.len() >= KNOWN_MIN);
            if let Some(found) = found {
                let error_ms = (found.0 as f64 / 1e6 - expected_ms).abs();
                prop_assert!(error_ms <= 0.02 + 1e-4 * expected_ms, "{} ms, not {expected_ms} ms", found.0 as f64 / 1e6);
            }
        }
    }
}
