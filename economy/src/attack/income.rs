//! What a conduct earns in an epoch, for an operator too small to move the reward per unit of weight.

use super::{AttackFacts, Conduct};

/// Income of an epoch (USD), before any cost and before anything is found out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Income {
    /// Emission received for weight.
    pub reward_usd: f64,
    /// Pay for jobs.
    pub fee_usd: f64,
}

impl Income {
    /// What `conduct` earns under `facts`.
    #[must_use]
    pub fn of(facts: &AttackFacts, conduct: &Conduct) -> Self {
        let (emission, own) = (&facts.emission, &facts.operator);
        let claimed = own.capacity * conduct.real_capacity_factor * conduct.claimed_capacity_factor;
        let identities = f64::from(conduct.identities_per_machine);
        // m identities of capacity k/m each: m·(k/m)^e = m^(1−e)·k^e.
        let weight = libm::pow(identities, 1.0 - emission.split_exponent) * libm::pow(claimed, emission.split_exponent);
        let measured = paid_share(emission.uptime_threshold, conduct.claimed_availability(own.availability));
        let faulty = if emission.pooled { emission.network_availability } else { 1.0 };
        let fault = conduct.harm.faulty_epoch_share;
        let scarcer = if emission.pooled { 1.0 - conduct.harm.removed_weight_share } else { 1.0 };
        let paid = (1.0 - fault) * measured + fault * faulty;
        Self {
            reward_usd: emission.reward_usd_per_weight * weight * paid / scarcer,
            fee_usd: own.fee_usd * conduct.presence(own.availability) / own.availability * conduct.real_capacity_factor,
        }
    }

    /// Both together (USD).
    #[must_use]
    pub fn total_usd(&self) -> f64 {
        self.reward_usd + self.fee_usd
    }
}

/// What an availability counts for: itself, or all or nothing around `threshold` (T18).
#[must_use]
pub fn paid_share(threshold: f64, availability: f64) -> f64 {
    match (threshold > 0.0, availability >= threshold) {
        (false, _) => availability,
        (true, enough) => f64::from(u8::from(enough)),
    }
}
