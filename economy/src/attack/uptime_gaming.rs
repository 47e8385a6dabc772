//! Uptime gaming: being up only as long as the rule asks (T18, E19).
//!
//! Where a node is paid in full from an up-time of θ on, the best reply is to be up for exactly θ: the network pays 1/θ for each
//! hour. Where pay is in proportion, leaving saves running costs and loses more than that, or honesty would not pay either.

use super::{AttackFacts, Conduct, Entry, Income, Strategy, Threshold};

/// Is up for no more than `up_share` of the epoch.
#[derive(Clone, Copy, Debug)]
pub struct UptimeGaming {
    /// Largest share of the epoch in which it is up.
    pub up_share: f64,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "uptime_gaming",
    strength: "share of the epoch in which the machine is off",
    least: 0.0,
    most: 1.0,
    build: |strength| Box::new(UptimeGaming { up_share: 1.0 - strength }),
};

impl Strategy for UptimeGaming {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, facts: &AttackFacts) -> Conduct {
        let up = facts.operator.availability.min(self.up_share);
        Conduct { presence_cap: self.up_share, opex_factor: up / facts.operator.availability, ..Conduct::HONEST }
    }

    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        let (own, conduct) = (&facts.operator, self.conduct(facts));
        let lost = Income::of(facts, &Conduct::HONEST).total_usd() - Income::of(facts, &conduct).total_usd();
        let saved = (own.opex_usd + own.work_usd) * (1.0 - conduct.opex_factor);
        Threshold::at_least("T18, E19", "income lost to absence (USD per epoch)", saved, lost)
    }
}

/// What the network pays for an hour of up-time, over what it would pay in proportion, when all play the threshold: 1/θ (T18).
#[must_use]
pub fn overpay(threshold: f64) -> f64 {
    1.0 / threshold
}
