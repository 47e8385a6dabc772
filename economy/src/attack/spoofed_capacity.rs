//! Spoofed capacity: claiming φ times the capacity held (T16, T17, E12).
//!
//! A benchmark made again finds it, unless the claim lies within three standard deviations of its noise, where an honest node
//! could stand as well. io.net listed 1.8 million GPUs for about 12,000 real ones (April 2024): φ = 150.

use super::conduct::Loss;
use super::{AttackFacts, Conduct, Entry, Strategy, Threshold};

/// Standard deviations of the benchmark's noise within which a claim passes.
pub const TOLERATED_SIGMAS: f64 = 3.0;

/// Claims `factor` times its capacity.
#[derive(Clone, Copy, Debug)]
pub struct SpoofedCapacity {
    /// φ, at least 1.
    pub factor: f64,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "spoofed_capacity",
    strength: "capacity claimed over capacity held",
    least: 1.0,
    most: 500.0,
    build: |strength| Box::new(SpoofedCapacity { factor: strength }),
};

impl Strategy for SpoofedCapacity {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, facts: &AttackFacts) -> Conduct {
        if self.factor <= 1.0 {
            return Conduct::HONEST;
        }
        let seen = self.factor > 1.0 + TOLERATED_SIGMAS * facts.audit.benchmark_noise;
        Conduct {
            claimed_capacity_factor: self.factor,
            extra_cost_usd: facts.operator.claim_usd,
            detection_share: if seen { facts.audit.benchmark_share } else { 0.0 },
            loss: Loss::by(facts),
            ..Conduct::HONEST
        }
    }

    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        Threshold::deterrence("T17, E12", facts, &self.conduct(facts))
    }
}

/// Share of the pool that spoofers take who hold `real_share` of the real capacity: φs/(1 + (φ − 1)s) (T16).
#[must_use]
pub fn captured_share(factor: f64, real_share: f64) -> f64 {
    factor * real_share / (1.0 + (factor - 1.0) * real_share)
}

/// d* = ((φ − 1)·uk − c)/(φ·uk + S + V): detection from which spoofing does not pay (T17). `reward_usd` is uk, what the real
/// capacity earns in an epoch; `at_stake_usd` is S + V.
#[must_use]
pub fn deterring_detection(factor: f64, reward_usd: f64, cost_usd: f64, at_stake_usd: f64) -> f64 {
    ((factor - 1.0) * reward_usd - cost_usd) / (factor * reward_usd + at_stake_usd)
}
