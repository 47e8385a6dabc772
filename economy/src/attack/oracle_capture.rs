//! Oracle capture: a coalition of oracles names the nodes that are paid (E16; deployed-system §3.5).
//!
//! Of n oracles, a set of nodes passes once n div 2 + 1 have proposed and the most frequent proposal has n div 3 + 1 of them; a
//! tie goes to the one seen first. n/3 + 1 who propose first cannot fail. In random order they win iff as many of them are
//! among the first 2·(n/3 + 1) − 1 proposals: a race to n/3 + 1 identical ones.

use super::chance::hypergeometric_tail;
use super::conduct::{Harm, Loss};
use super::{AttackFacts, Conduct, Entry, Strategy, Threshold};
use engine::ratio1::vote;

/// Holds `share` of the oracles.
#[derive(Clone, Copy, Debug)]
pub struct OracleCapture {
    /// Share of the oracles held, rounded to whole oracles.
    pub share: f64,
    /// Whether they propose before all others, or in random order.
    pub first: bool,
}

/// First movers, for the registry.
pub const ENTRY: Entry = Entry {
    name: "oracle_capture",
    strength: "share of oracles held, who propose first",
    least: 0.0,
    most: 1.0,
    build: |strength| Box::new(OracleCapture { share: strength, first: true }),
};

/// The same in random order, for the registry.
pub const UNORDERED: Entry = Entry {
    name: "oracle_capture_unordered",
    strength: "share of oracles held, who propose in random order",
    build: |strength| Box::new(OracleCapture { share: strength, first: false }),
    ..ENTRY
};

impl OracleCapture {
    fn held(self, facts: &AttackFacts) -> u32 {
        libm::round(self.share * f64::from(facts.oracles.oracles)) as u32
    }

    fn wins(self, facts: &AttackFacts) -> f64 {
        capture_share(facts.oracles.oracles, self.held(facts), self.first)
    }
}

impl Strategy for OracleCapture {
    fn name(&self) -> &'static str {
        if self.first { ENTRY.name } else { UNORDERED.name }
    }

    fn conduct(&self, facts: &AttackFacts) -> Conduct {
        let wins = self.wins(facts);
        Conduct {
            extra_gain_usd: wins * facts.oracles.voted_pay_usd,
            harm: Harm { victims_loss_usd: wins * facts.oracles.voted_pay_usd, ..Harm::default() },
            extra_cost_usd: f64::from(self.held(facts)) * facts.oracles.oracle_usd,
            detection_share: wins * facts.oracles.removal_share,
            loss: Loss::by(facts),
            ..Conduct::HONEST
        }
    }

    /// An oracle must cost at least its part of what the coalition takes, less what it risks.
    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        let conduct = self.conduct(facts);
        let honest = super::Income::of(facts, &Conduct::HONEST).total_usd();
        let lost = honest + conduct.loss.slash_usd + facts.future_usd(conduct.loss.withheld_epochs);
        let risk = if conduct.detection_share > 0.0 { conduct.detection_share * lost } else { 0.0 };
        let worth = (conduct.extra_gain_usd - risk) / f64::from(self.held(facts).max(1));
        Threshold::at_least("E16", "cost of one oracle (USD per epoch)", worth, facts.oracles.oracle_usd)
    }
}

/// Identical proposals that a set of nodes needs: n div 3 + 1.
#[must_use]
pub fn identical_needed(oracles: u32) -> u32 {
    vote::equal_needed(oracles as usize) as u32
}

/// Chance that `held` of `oracles`, who all propose one set of their own, decide who is paid while the rest agree on another.
///
/// First movers win iff they are n/3 + 1. In random order the sets race to n/3 + 1 identical proposals: the coalition wins iff
/// at least that many of the first 2·(n/3 + 1) − 1 proposals are its own (hypergeometric).
#[must_use]
pub fn capture_share(oracles: u32, held: u32, first: bool) -> f64 {
    let (need, held) = (identical_needed(oracles), held.min(oracles));
    if oracles == 0 || held < need {
        return 0.0;
    }
    if first {
        return 1.0;
    }
    hypergeometric_tail(oracles, held, (2 * need - 1).min(oracles), need)
}
