//! Minimal hardware: the smallest box that the rule still pays (E11).
//!
//! Availability says nothing of capacity. Under flat pay a smaller machine loses only the fees it could have earned; under
//! proportional pay it loses its reward too.

use super::{AttackFacts, Conduct, Entry, Income, Strategy, Threshold};

/// Runs a machine smaller by `cut_share`, and cheaper by as much.
#[derive(Clone, Copy, Debug)]
pub struct MinimalHardware {
    /// Share of capacity and of running cost that is left out, below 1.
    pub cut_share: f64,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "minimal_hardware",
    strength: "share of the machine that is left out",
    least: 0.0,
    most: 0.99,
    build: |strength| Box::new(MinimalHardware { cut_share: strength }),
};

impl Strategy for MinimalHardware {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, _facts: &AttackFacts) -> Conduct {
        let kept = 1.0 - self.cut_share;
        Conduct { real_capacity_factor: kept, opex_factor: kept, ..Conduct::HONEST }
    }

    /// What the part left out would have earned must be at least what it would have cost.
    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        let lost = Income::of(facts, &Conduct::HONEST).total_usd() - Income::of(facts, &self.conduct(facts)).total_usd();
        let saved = (facts.operator.opex_usd + facts.operator.work_usd) * self.cut_share;
        Threshold::at_least("E11", "income lost with the capacity (USD per epoch)", saved, lost)
    }
}
