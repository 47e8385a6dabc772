//! Jury collusion: making results up and holding the jurors who would say so (T15, E16).
//!
//! k jurors are drawn without replacement from N, of whom f are held; a majority decides. The loser appeals as often as the rules
//! allow, each appeal doubling the jury, so the last jury decides. A tie does not clear the accused.

use super::chance::hypergeometric_tail;
use super::conduct::Loss;
use super::lazy_work::caught_share;
use super::{AttackFacts, Conduct, Entry, JuryFacts, Strategy, Threshold};

/// Makes all results up and holds `share` of the jurors.
#[derive(Clone, Copy, Debug)]
pub struct JuryCollusion {
    /// f: share of the jurors held, rounded to whole jurors.
    pub share: f64,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "jury_collusion",
    strength: "share of jurors held",
    least: 0.0,
    most: 1.0,
    build: |strength| Box::new(JuryCollusion { share: strength }),
};

impl Strategy for JuryCollusion {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, facts: &AttackFacts) -> Conduct {
        let jury = &facts.jury;
        let held = libm::round(self.share * f64::from(jury.jurors)) as u32;
        Conduct {
            computed_share: 0.0,
            extra_cost_usd: f64::from(held) * jury.juror_usd,
            detection_share: caught_share(facts, 1.0) * (1.0 - capture_share(jury.jurors, held, last_jury(jury))),
            loss: Loss::by(facts),
            ..Conduct::HONEST
        }
    }

    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        Threshold::deterrence("T15, E16", facts, &self.conduct(facts))
    }
}

/// Jurors of the last jury: each appeal doubles it, up to all jurors there are.
#[must_use]
pub fn last_jury(jury: &JuryFacts) -> u32 {
    let doubled = 1_u32.checked_shl(jury.appeals).and_then(|times| jury.jury_size.checked_mul(times));
    doubled.unwrap_or(u32::MAX).min(jury.jurors)
}

/// Votes that make a majority of `jury_size`.
#[must_use]
pub const fn majority(jury_size: u32) -> u32 {
    jury_size / 2 + 1
}

/// Chance that `held` of `jurors` are a majority of a jury of `jury_size` drawn from them (hypergeometric tail, T15).
#[must_use]
pub fn capture_share(jurors: u32, held: u32, jury_size: u32) -> f64 {
    hypergeometric_tail(jurors, held.min(jurors), jury_size, majority(jury_size))
}
