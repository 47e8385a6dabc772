//! End-game defection: honest while the future is worth it, lazy when it is not (T3, E26).
//!
//! V_t = h·γ·(1 − γ^(T−t))/(1 − γ) falls to 0 as emission ends, so the detection that deters, d*(t), rises to (c − c_f)/(w + S).
//! Unvested rewards stand in for the future: they are lost on the last day as on the first.

use super::lazy_work::LazyWork;
use super::{AttackFacts, Conduct, Entry, Strategy, Threshold};

/// Makes up `skipped_share` of its results once that pays.
#[derive(Clone, Copy, Debug)]
pub struct EndGameDefection {
    /// Share of jobs whose results are made up after the turn.
    pub skipped_share: f64,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "end_game_defection",
    strength: "share of jobs whose results are made up once that pays",
    least: 0.0,
    most: 1.0,
    build: |strength| Box::new(EndGameDefection { skipped_share: strength }),
};

impl EndGameDefection {
    fn lazy(self) -> LazyWork {
        LazyWork { skipped_share: self.skipped_share }
    }
}

impl Strategy for EndGameDefection {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, facts: &AttackFacts) -> Conduct {
        if self.threshold(facts).holds() { Conduct::HONEST } else { self.lazy().conduct(facts) }
    }

    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        Threshold::deterrence("T3, E26", facts, &self.lazy().conduct(facts))
    }
}

/// Epochs left at which defection starts, for detection `d` (E26): the T − t where d*(t) falls to d.
///
/// `None` if it never pays, not even in the last epoch; infinite if it pays from the start. `honest_usd` is h per epoch.
#[must_use]
pub fn turning_epochs_left(detection: f64, saved_usd: f64, pay_and_slash_usd: f64, honest_usd: f64, gamma: f64) -> Option<f64> {
    // d·(w + S + V) = c − c_f, with V = V∞·(1 − γ^m).
    let needed = saved_usd / detection - pay_and_slash_usd;
    let forever = honest_usd * gamma / (1.0 - gamma);
    match needed {
        needed if needed <= 0.0 => None,
        needed if needed >= forever => Some(f64::INFINITY),
        needed => Some(libm::log(1.0 - needed / forever) / libm::log(gamma)),
    }
}
