//! Negative score: sacrificing one identity to shrink I_E (E21).
//!
//! The paper lets a power score be negative and divides by the sum I_E. Unclamped, a node that misbehaves on purpose makes every
//! other share larger: scores (10, 5, −5) hand out 450 of 300 tokens. Clamped at zero, it does nothing.

use super::conduct::Harm;
use super::{AttackFacts, Conduct, Entry, Strategy, Threshold};

/// Brings in negative influence worth `share` of the network's weight.
#[derive(Clone, Copy, Debug)]
pub struct NegativeScore {
    /// −I of the sacrificed identity over the weight of the network, below 1.
    pub share: f64,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "negative_score",
    strength: "negative influence over the network's weight",
    least: 0.0,
    most: 0.99,
    build: |strength| Box::new(NegativeScore { share: strength }),
};

impl Strategy for NegativeScore {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, facts: &AttackFacts) -> Conduct {
        if self.share <= 0.0 {
            return Conduct::HONEST;
        }
        let removed_weight_share = if facts.emission.clamped { 0.0 } else { self.share };
        let extra_cost_usd = facts.operator.licence_usd + facts.operator.identity_usd;
        Conduct { extra_cost_usd, harm: Harm { removed_weight_share, ..Harm::default() }, ..Conduct::HONEST }
    }

    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        let conduct = self.conduct(facts);
        let reward = |conduct: &Conduct| super::Income::of(facts, conduct).reward_usd;
        let added = reward(&conduct) - reward(&Conduct::HONEST);
        Threshold::at_least("E21", "cost of the sacrificed identity (USD per epoch)", added, conduct.extra_cost_usd)
    }
}

/// Tokens handed out over T_E for these influences: 1 clamped, Σ max(0, I)/ΣI unclamped (E21). `None` if the sum divided by is
/// not above 0.
#[must_use]
pub fn minted_share(influences: &[f64], clamped: bool) -> Option<f64> {
    let positive: f64 = influences.iter().map(|influence| influence.max(0.0)).sum();
    let sum = if clamped { positive } else { influences.iter().sum() };
    (sum > 0.0).then(|| positive / sum)
}
