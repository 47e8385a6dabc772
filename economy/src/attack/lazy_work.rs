//! Lazy work: made-up results instead of computed ones (T3, T8, E13).

use super::conduct::Loss;
use super::{AttackFacts, Conduct, Entry, Strategy, Threshold};

/// Makes up the results of `skipped_share` of its jobs.
#[derive(Clone, Copy, Debug)]
pub struct LazyWork {
    /// Share of jobs whose results are made up.
    pub skipped_share: f64,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "lazy_work",
    strength: "share of jobs whose results are made up",
    least: 0.0,
    most: 1.0,
    build: |strength| Box::new(LazyWork { skipped_share: strength }),
};

impl Strategy for LazyWork {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, facts: &AttackFacts) -> Conduct {
        Conduct {
            computed_share: 1.0 - self.skipped_share,
            detection_share: caught_share(facts, self.skipped_share),
            loss: Loss::by(facts),
            ..Conduct::HONEST
        }
    }

    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        Threshold::deterrence("T3, E13", facts, &self.conduct(facts))
    }
}

/// Chance that an audit catches at least one made-up result of the epoch: 1 − (1 − qs)^(jobs·skipped).
#[must_use]
pub fn caught_share(facts: &AttackFacts, skipped_share: f64) -> f64 {
    let wrong = facts.operator.jobs_per_epoch * skipped_share;
    1.0 - libm::pow(1.0 - facts.audit.audit_share * facts.audit.sensitivity, wrong)
}

/// d* = (c − c_f)/(w + S + V): detection from which making results up does not pay (T3).
#[must_use]
pub fn deterring_detection(saved_usd: f64, pay_usd: f64, slash_usd: f64, future_usd: f64) -> f64 {
    saved_usd / (pay_usd + slash_usd + future_usd)
}

/// Share of wrong results after `jobs` jobs per worker under spot checks with a blacklist:
/// s·f·(1 − qs)^n/((1 − f) + f·(1 − qs)^n), for f saboteurs who are wrong s of the time (Sarmenta; T8).
#[must_use]
pub fn accepted_error_share(saboteurs: f64, wrong_share: f64, audit_share: f64, jobs: f64) -> f64 {
    let left = saboteurs * libm::pow(1.0 - audit_share * wrong_share, jobs);
    wrong_share * left / (1.0 - saboteurs + left)
}

/// The most that saboteurs can do there, whatever s they choose: f/((1 − f)·q·n·e) (T8).
#[must_use]
pub fn accepted_error_bound(saboteurs: f64, audit_share: f64, jobs: f64) -> f64 {
    saboteurs / ((1.0 - saboteurs) * audit_share * jobs * std::f64::consts::E)
}
