//! Self-dealing: paying oneself for jobs to earn emission that follows volume (T2, E15).
//!
//! The node's share comes back, the burn does not. With emission E·p shared out by volume, free entry of wash volume goes on until
//! a dollar earns what it burns: V_f = E·p/β − V_h. It starts to pay where E·p > β·V_h: emission above burn.

use super::{AttackFacts, Conduct, Entry, Strategy, Threshold};

/// Pays itself `volume_usd` in an epoch.
#[derive(Clone, Copy, Debug)]
pub struct SelfDealing {
    /// Volume paid to itself (USD per epoch).
    pub volume_usd: f64,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "self_dealing",
    strength: "volume paid to oneself (USD per epoch)",
    least: 0.0,
    most: 1e9,
    build: |strength| Box::new(SelfDealing { volume_usd: strength }),
};

impl Strategy for SelfDealing {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, _facts: &AttackFacts) -> Conduct {
        Conduct { wash_volume_usd: self.volume_usd, ..Conduct::HONEST }
    }

    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        let (volume, price) = (&facts.volume, facts.emission.token_price_usd);
        let per_usd = if self.volume_usd > 0.0 { volume.reward_usd(price, self.volume_usd) / self.volume_usd } else { 0.0 };
        Threshold::at_least("T2, E15", "burn per USD of volume (USD)", per_usd, volume.burn_share)
    }
}

/// V_f = E·p/β − V_h: wash volume at which one dollar more earns what it burns, under free entry (USD per epoch; T2).
#[must_use]
pub fn equilibrium_usd(volume_reward_usd: f64, burn_share: f64, honest_usd: f64) -> f64 {
    (volume_reward_usd / burn_share - honest_usd).max(0.0)
}

/// Wash volume that pays a single washer most: √(E·p·V_h/β) − V_h (USD per epoch), where E·p·v/(V_h + v) − β·v is largest.
#[must_use]
pub fn best_alone_usd(volume_reward_usd: f64, burn_share: f64, honest_usd: f64) -> f64 {
    (libm::sqrt(volume_reward_usd * honest_usd / burn_share) - honest_usd).max(0.0)
}

/// Honest share of volume in that equilibrium: β·V_h/(E·p), at most 1 (E15).
#[must_use]
pub fn honest_share(volume_reward_usd: f64, burn_share: f64, honest_usd: f64) -> f64 {
    (burn_share * honest_usd / volume_reward_usd).min(1.0)
}
