//! More while too little is staked, less while too much is (Livepeer, `Minter.sol`; economics.md S12).

use super::{EpochFacts, Named, Parameter, Schedule, Unit, Values};
use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// Parts of a rate in one.
const ONE_PPB: u64 = 1_000_000_000;

/// A rate of inflation that moves by a step an epoch towards a target share of staked tokens; T_E is that share of the tokens
/// in circulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Bonding {
    /// Inflation per epoch now (10⁻⁹).
    pub rate_ppb: u64,
    /// How far it moves in an epoch (10⁻⁹).
    pub step_ppb: u64,
    /// It never goes below this (10⁻⁹; Livepeer: 0).
    pub floor_ppb: u64,
    /// It never goes above this (10⁻⁹; Livepeer: no limit).
    pub ceiling_ppb: u64,
    /// Share of the tokens in circulation that shall be staked (10⁻⁶; Livepeer: 500,000).
    pub target_ppm: u32,
}

impl Schedule for Bonding {
    fn tokens(&mut self, facts: &EpochFacts) -> Amount {
        // As in the contract the rate moves first. At the target exactly it stays.
        let target = facts.circulating.mul_div(self.target_ppm.into(), 1_000_000).0;
        self.rate_ppb = match facts.staked.cmp(&target) {
            core::cmp::Ordering::Less => self.rate_ppb.saturating_add(self.step_ppb).min(self.ceiling_ppb),
            core::cmp::Ordering::Equal => self.rate_ppb,
            core::cmp::Ordering::Greater => self.rate_ppb.saturating_sub(self.step_ppb).max(self.floor_ppb),
        };
        facts.circulating.mul_div(self.rate_ppb.into(), ONE_PPB.into()).0
    }
}

impl Named for Bonding {
    const NAME: &'static str = "bonding";
    const ABOUT: &'static str = "Inflation that rises while too little is staked and falls while too much is (Livepeer).";
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::new("first_rate", Unit::Rate, "Inflation per epoch before the first."),
        Parameter::new("step_rate", Unit::Rate, "How far it moves in an epoch."),
        Parameter::new("floor_rate", Unit::Rate, "It never goes below this.").or("0"),
        Parameter::new("ceiling_rate", Unit::Rate, "It never goes above this.").or("1"),
        Parameter::new("target_share", Unit::Share, "Share of tokens that shall be staked.").or("0.5"),
    ];

    fn from_values(values: &Values) -> Self {
        let rate = |name| u64::from(values.count(name));
        Self {
            rate_ppb: rate("first_rate"),
            step_ppb: rate("step_rate"),
            floor_ppb: rate("floor_rate"),
            ceiling_ppb: rate("ceiling_rate"),
            target_ppm: values.count("target_share"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(schedule: &mut Bonding, epochs: u32, staked: u64) -> Amount {
        let facts = EpochFacts { circulating: Amount::tokens(1_000), staked: Amount::tokens(staked), ..EpochFacts::default() };
        (0..epochs).map(|epoch| schedule.tokens(&EpochFacts { epoch, ..facts })).sum()
    }

    #[test]
    fn below_the_target_inflation_ramps_linearly() {
        let first = Bonding { rate_ppb: 1_000, step_ppb: 10, floor_ppb: 0, ceiling_ppb: ONE_PPB, target_ppm: 500_000 };
        let mut schedule = first;
        let sum = after(&mut schedule, 100, 499);
        assert_eq!(schedule.rate_ppb, 1_000 + 100 * 10);
        // Σ (i0 + kδ), k = 1 … 100, of 1,000 tokens.
        assert_eq!(sum, Amount(Amount::tokens(1_000).0 / 1_000_000_000 * (100 * 1_000 + 10 * 5_050)));
        after(&mut schedule, 50, 500);
        assert_eq!(schedule.rate_ppb, 2_000, "at the target it stays");
        after(&mut schedule, 300, 501);
        assert_eq!(schedule.rate_ppb, 0);
        let mut bounded = Bonding { floor_ppb: 900, ceiling_ppb: 1_050, ..first };
        after(&mut bounded, 99, 0);
        assert_eq!(bounded.rate_ppb, 1_050);
        after(&mut bounded, 99, 1_000);
        assert_eq!(bounded.rate_ppb, 900);
    }
}
