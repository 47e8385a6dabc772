//! Adoption wash: buying adoption points with one's own jobs, to free tokens that adoption holds back (E15).
//!
//! Ratio1's adoption is half licences, half gross job volume, the second full at 5,000,000 USDC. Neither half is capped alone, so
//! volume of twice that buys all of it. It costs the burn, β of the volume, and frees the attacker's tokens: worth it from a
//! token price of p* = 2·full·β/tokens on.

use super::{AttackFacts, Conduct, Entry, Strategy, Threshold};

/// Buys `points` of adoption.
#[derive(Clone, Copy, Debug)]
pub struct AdoptionWash {
    /// Share of the adoption score to buy.
    pub points: f64,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "adoption_wash",
    strength: "adoption bought (share of the full score)",
    least: 0.0,
    most: 1.0,
    build: |strength| Box::new(AdoptionWash { points: strength }),
};

impl Strategy for AdoptionWash {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, facts: &AttackFacts) -> Conduct {
        Conduct { wash_volume_usd: self.points * 2.0 * facts.volume.adoption_full_usd, ..Conduct::HONEST }
    }

    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        let (volume, wash_usd) = (&facts.volume, self.conduct(facts).wash_volume_usd);
        let freed = volume.reward_usd(1.0, wash_usd) - volume.reward_usd(0.0, wash_usd);
        let net_usd = volume.burn_share * wash_usd - volume.reward_usd(0.0, wash_usd);
        let price = match freed > 0.0 {
            true => net_usd / freed,
            false if net_usd >= 0.0 => f64::INFINITY,
            false => f64::NEG_INFINITY,
        };
        Threshold::at_most("E15", "token price (USD)", price, facts.emission.token_price_usd)
    }
}

/// p* = 2·full·β/tokens: token price from which washing up to full adoption pays (USD; E15).
#[must_use]
pub fn frontier_price_usd(adoption_full_usd: f64, burn_share: f64, gated_tokens: f64) -> f64 {
    2.0 * adoption_full_usd * burn_share / gated_tokens
}
