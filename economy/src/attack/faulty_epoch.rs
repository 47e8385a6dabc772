//! Faulty epoch: forcing an epoch without consensus, for which every node counts as fully available (E17).
//!
//! Deployed, agreement needs more than 0.4 of the oracles online and more than 0.3 of those on chain to take part, and an epoch
//! without agreement is overwritten with 255 for all. Oracles that stay online and keep silent break the first of these. Honest
//! ones miss out too: an oracle below 230 of 255 of its own up-time does not take part.

use super::chance::{binomial, probability};
use super::conduct::Harm;
use super::{AttackFacts, Conduct, Entry, Income, Strategy, Threshold};
use engine::ratio1::chain::Network;
use engine::ratio1::oracle;

/// Withholds `share` of the oracles from agreement.
#[derive(Clone, Copy, Debug)]
pub struct FaultyEpoch {
    /// Share of the oracles that keep silent, rounded to whole oracles.
    pub share: f64,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "faulty_epoch",
    strength: "share of oracles withheld",
    least: 0.0,
    most: 1.0,
    build: |strength| Box::new(FaultyEpoch { share: strength }),
};

impl FaultyEpoch {
    fn withheld(self, facts: &AttackFacts) -> u32 {
        libm::round(self.share * f64::from(facts.oracles.oracles)) as u32
    }
}

impl Strategy for FaultyEpoch {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, facts: &AttackFacts) -> Conduct {
        let withheld = self.withheld(facts);
        if withheld == 0 {
            return Conduct::HONEST;
        }
        let faulty_epoch_share = fault_share(facts.oracles.oracles, withheld, facts.oracles.participation);
        Conduct {
            extra_cost_usd: f64::from(withheld) * facts.oracles.oracle_usd,
            harm: Harm { faulty_epoch_share, ..Harm::default() },
            ..Conduct::HONEST
        }
    }

    /// What availability never earned brings must be at most what the oracles cost.
    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        let conduct = self.conduct(facts);
        let reward = |conduct: &Conduct| Income::of(facts, conduct).reward_usd;
        let added = reward(&conduct) - reward(&Conduct::HONEST);
        Threshold::at_most("E17", "reward for absence (USD per epoch)", conduct.extra_cost_usd, added)
    }
}

/// Fewest oracles with which an epoch is agreed on where all `oracles` are on chain and online (mainnet).
#[must_use]
pub fn quorum(oracles: u32) -> u32 {
    let enough = |found: u32| oracle::quorum(found as usize, oracles as usize, oracles as usize, &Network::MAINNET).is_ok();
    (0..=oracles).find(|&found| enough(found)).unwrap_or(oracles)
}

/// Chance that an epoch is faulty if `withheld` of `oracles` stay silent and each of the others takes part with chance
/// `participation`: a binomial tail.
#[must_use]
pub fn fault_share(oracles: u32, withheld: u32, participation: f64) -> f64 {
    let others = oracles - withheld.min(oracles);
    probability((0..quorum(oracles)).map(|present| binomial(others, participation, present)))
}

/// Chance that an epoch is faulty if `dissenting` of `oracles` publish tables of their own instead: no median then has more than
/// half of those that take part unless the others outnumber them.
#[must_use]
pub fn dissent_share(oracles: u32, dissenting: u32, participation: f64) -> f64 {
    let others = oracles - dissenting.min(oracles);
    let fails = |present: u32| present <= dissenting || present + dissenting < quorum(oracles);
    probability((0..=others).filter(|&present| fails(present)).map(|present| binomial(others, participation, present)))
}
