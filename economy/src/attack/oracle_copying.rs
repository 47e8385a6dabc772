//! Oracle copying: publishing another's stale table instead of measuring (T19, E17). Bittensor's weight copying.
//!
//! Scores move as random walks; a table τ epochs old is off by σ·√(2τ/π) on average. It pays while the dividend lost to that
//! error is below the cost of measuring.

use super::{AttackFacts, Conduct, Entry, OracleFacts, Strategy, Threshold};
use std::f64::consts::PI;

/// Copies `share` of the scores it publishes.
#[derive(Clone, Copy, Debug)]
pub struct OracleCopying {
    /// Share of the scores that are copied.
    pub share: f64,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "oracle_copying",
    strength: "share of scores copied",
    least: 0.0,
    most: 1.0,
    build: |strength| Box::new(OracleCopying { share: strength }),
};

impl Strategy for OracleCopying {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, facts: &AttackFacts) -> Conduct {
        let oracles = &facts.oracles;
        let error = stale_error(oracles.score_drift, oracles.copy_delay_epochs);
        Conduct {
            extra_gain_usd: self.share * oracles.evaluation_usd,
            extra_cost_usd: self.share * oracles.dividend_usd * oracles.error_penalty * error,
            ..Conduct::HONEST
        }
    }

    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        let needed = if self.share > 0.0 { deterring_delay_epochs(&facts.oracles) } else { 0.0 };
        let delay = facts.oracles.copy_delay_epochs;
        Threshold::at_least("T19, E17", "age of a table when it can be copied (epochs)", needed, delay)
    }
}

/// E|Δ| = σ·√(2τ/π): how far a random walk has moved in τ epochs (T19).
#[must_use]
pub fn stale_error(drift: f64, delay_epochs: f64) -> f64 {
    drift * libm::sqrt(2.0 * delay_epochs / PI)
}

/// τ* = (π/2)·(C_e/(kσD))²: age of a table from which copying it does not pay (epochs; E17). 0 where measuring is free.
#[must_use]
pub fn deterring_delay_epochs(oracles: &OracleFacts) -> f64 {
    let lost = oracles.error_penalty * oracles.score_drift * oracles.dividend_usd;
    match oracles.evaluation_usd > 0.0 {
        true => PI / 2.0 * libm::pow(oracles.evaluation_usd / lost, 2.0),
        false => 0.0,
    }
}
