//! Sybil: many identities on one machine (E11).
//!
//! The split sees capacity^e per identity. m identities of one machine earn m^(1−e) times as much: nothing more under a
//! proportional rule (Chen, Papadimitriou, Roughgarden), √m under the square root, m where each node is paid alike. What holds it
//! back is the price of a licence and the cost of a container. Nobody looks for it.

use super::{AttackFacts, Conduct, Entry, Income, Strategy, Threshold};

/// Runs `identities` on one machine.
#[derive(Clone, Copy, Debug)]
pub struct Sybil {
    /// Identities on the machine, at least 1.
    pub identities: u32,
}

/// The strategy for the registry.
pub const ENTRY: Entry = Entry {
    name: "sybil",
    strength: "identities per machine",
    least: 1.0,
    most: 1_000.0,
    build: |strength| Box::new(Sybil { identities: libm::round(strength) as u32 }),
};

impl Strategy for Sybil {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn conduct(&self, _facts: &AttackFacts) -> Conduct {
        Conduct { identities_per_machine: self.identities.max(1), ..Conduct::HONEST }
    }

    /// One more identity must cost at least what it adds on average: R·(m^(1−e) − 1)/(m − 1).
    fn threshold(&self, facts: &AttackFacts) -> Threshold {
        let reward = |conduct: &Conduct| Income::of(facts, conduct).reward_usd;
        let added = reward(&self.conduct(facts)) - reward(&Conduct::HONEST);
        let more = f64::from(self.identities.max(2) - 1);
        let cost = facts.operator.licence_usd + facts.operator.identity_usd;
        Threshold::at_least("E11", "cost of one more identity (USD per epoch)", added / more, cost)
    }
}

/// What a node brings that shares a machine of `machine_usd` with `nodes` − 1 others under flat pay (USD per epoch): packing
/// pays for every m with R > licence + machine/m (E11).
#[must_use]
pub fn packed_profit_usd(reward_usd: f64, licence_usd: f64, machine_usd: f64, nodes: u32) -> f64 {
    reward_usd - licence_usd - machine_usd / f64::from(nodes)
}
