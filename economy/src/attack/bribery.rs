//! Bribery: the p + ε attack on a jury (Buterin; George and Lesaege; E16).
//!
//! Jurors of the majority earn p, those of the minority lose a deposit d. The briber promises whoever votes for it that, should it
//! lose, it pays more than the p they miss and the d they lose. Voting for it is then never worse: if all are open to it, it wins
//! and pays nothing. Below p + d nobody follows. Jurors who do not take bribes make it lose at times, and then it pays.

use super::chance::{binomial, binomial_tail};
use super::conduct::Loss;
use super::jury_collusion::majority;
use super::lazy_work::caught_share;
use super::{AttackFacts, Conduct, Entry, JuryFacts, Strategy, Threshold};

/// Makes all results up and bribes the jury whenever it is challenged.
#[derive(Clone, Copy, Debug)]
pub struct Bribery {
    /// Promise over p + d; followed from 1 on.
    pub offer_factor: f64,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "bribery",
    strength: "promise over pay and deposit of a juror",
    least: 0.0,
    most: 3.0,
    build: |strength| Box::new(Bribery { offer_factor: strength }),
};

impl Strategy for Bribery {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, facts: &AttackFacts) -> Conduct {
        let (jury, caught) = (&facts.jury, caught_share(facts, 1.0));
        let offer_usd = self.offer_factor * needed_offer_usd(jury);
        let (wins, paid_usd) = outcome(jury, offer_usd);
        Conduct {
            computed_share: 0.0,
            extra_cost_usd: caught * paid_usd,
            detection_share: caught * (1.0 - wins),
            loss: Loss::by(facts),
            ..Conduct::HONEST
        }
    }

    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        Threshold::deterrence("T3, E16", facts, &self.conduct(facts))
    }
}

/// What a juror must be promised to follow: p + d (USD).
#[must_use]
pub fn needed_offer_usd(jury: &JuryFacts) -> f64 {
    jury.juror_pay_usd + jury.juror_deposit_usd
}

/// What a briber must be able to show, though it hopes to keep it: k·(p + d) (USD).
#[must_use]
pub fn budget_usd(jury: &JuryFacts) -> f64 {
    f64::from(jury.jury_size) * needed_offer_usd(jury)
}

/// Chance that a jury follows a promise of `offer_usd`, and what the briber pays on average (USD). A juror follows with chance
/// `bribable_share`; the promise falls due only if the briber loses.
#[must_use]
pub fn outcome(jury: &JuryFacts, offer_usd: f64) -> (f64, f64) {
    if offer_usd < needed_offer_usd(jury) {
        return (0.0, 0.0);
    }
    let (size, share, need) = (jury.jury_size, jury.bribable_share, majority(jury.jury_size));
    let paid: f64 = (0..need).map(|bribed| f64::from(bribed) * binomial(size, share, bribed)).sum();
    (binomial_tail(size, share, need), paid * offer_usd)
}
