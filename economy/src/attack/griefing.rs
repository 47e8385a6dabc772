//! Griefing: false challenges of honest nodes (E18).
//!
//! A challenger who is wrong loses the deposit D_c; where the jury errs, with chance ε, it wins ρ of the slash instead. The
//! challenged loses L = ε·S and the cost of the defence.

use super::conduct::Harm;
use super::{AttackFacts, Conduct, Entry, Strategy, Threshold};

/// Challenges honest nodes.
#[derive(Clone, Copy, Debug)]
pub struct Griefing {
    /// False challenges per epoch.
    pub challenges: f64,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "griefing",
    strength: "false challenges per epoch",
    least: 0.0,
    most: 1_000.0,
    build: |strength| Box::new(Griefing { challenges: strength }),
};

impl Strategy for Griefing {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, facts: &AttackFacts) -> Conduct {
        let jury = &facts.jury;
        Conduct {
            extra_gain_usd: self.challenges * jury.error * jury.bounty_share * facts.audit.slash_usd,
            extra_cost_usd: self.challenges * (1.0 - jury.error) * jury.challenge_deposit_usd,
            harm: Harm { victims_loss_usd: self.challenges * victims_loss_usd(facts), ..Harm::default() },
            ..Conduct::HONEST
        }
    }

    /// The deposit from which a false challenge costs money: ε·ρ·S/(1 − ε).
    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        let jury = &facts.jury;
        let bounty = if self.challenges > 0.0 { jury.error * jury.bounty_share * facts.audit.slash_usd } else { 0.0 };
        let value = bounty / (1.0 - jury.error);
        Threshold::at_least("E18", "deposit of a challenger (USD)", value, jury.challenge_deposit_usd)
    }
}

/// L = ε·S + defence: what one false challenge costs the challenged on average (USD).
#[must_use]
pub fn victims_loss_usd(facts: &AttackFacts) -> f64 {
    facts.jury.error * facts.audit.slash_usd + facts.jury.defence_usd
}

/// GF = L/((1 − ε)·D_c − ε·ρ·S): dollars destroyed per dollar spent (E18). Infinite where challenging costs nothing.
#[must_use]
pub fn griefing_factor(facts: &AttackFacts) -> f64 {
    let jury = &facts.jury;
    let cost = (1.0 - jury.error) * jury.challenge_deposit_usd - jury.error * jury.bounty_share * facts.audit.slash_usd;
    if cost > 0.0 { victims_loss_usd(facts) / cost } else { f64::INFINITY }
}

/// Deposit from which the griefing factor is at most 1: (L + ε·ρ·S)/(1 − ε) (USD; E18).
#[must_use]
pub fn fair_deposit_usd(facts: &AttackFacts) -> f64 {
    let jury = &facts.jury;
    (victims_loss_usd(facts) + jury.error * jury.bounty_share * facts.audit.slash_usd) / (1.0 - jury.error)
}
