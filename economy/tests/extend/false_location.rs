//! False location: claiming a place that pays a bonus (Helium's rings of spoofed hotspots).

use economy::attack::{AttackFacts, Conduct, Entry, Income, Loss, Strategy};

/// Claims to stand where reward is higher by `bonus`.
#[derive(Clone, Copy, Debug)]
pub struct FalseLocation {
    /// Bonus over the reward.
    pub bonus: f64,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "false_location",
    strength: "bonus over the reward",
    least: 0.0,
    most: 2.0,
    build: |strength| Box::new(FalseLocation { bonus: strength }),
};

impl Strategy for FalseLocation {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, facts: &AttackFacts) -> Conduct {
        let reward_usd = Income::of(facts, &Conduct::HONEST).reward_usd;
        Conduct {
            extra_gain_usd: self.bonus * reward_usd,
            detection_share: if self.bonus > 0.0 { facts.audit.audit_share } else { 0.0 },
            loss: Loss::by(facts),
            ..Conduct::HONEST
        }
    }
}
