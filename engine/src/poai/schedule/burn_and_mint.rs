//! Burn and mint: what was burned lately is minted again, on top of a base (Helium, HIP-20 "net emissions"; economics.md S9).

use super::{Average, EpochFacts, Halving, Named, Parameter, Schedule, Unit, Values};
use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// base_t + min(average of burns, cap): the supply grows by no more than the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct BurnAndMint {
    /// What is minted whatever was burned.
    pub base: Halving,
    /// Most that is minted again of what was burned, in an epoch.
    pub again_max: Amount,
    /// Average of the burns (Helium: over 7 days).
    pub burns: Average,
}

impl Schedule for BurnAndMint {
    fn tokens(&mut self, facts: &EpochFacts) -> Amount {
        let again = self.burns.update(facts.burned).min(self.again_max);
        self.base.tokens(facts).saturating_add(again)
    }
}

impl Named for BurnAndMint {
    const NAME: &'static str = "burn-and-mint";
    const ABOUT: &'static str = "A base that halves, and what was burned lately again, up to a cap (Helium's net emissions).";
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::new("first_tokens", Unit::Tokens, "Base of the first epoch."),
        Parameter::new("halving_epochs", Unit::Count, "Epochs after which the base halves; 0: never.").or("730"),
        Parameter::new("again_max_tokens", Unit::Tokens, "Most that is minted again of what was burned.")
            .or("1643.83561643835616438"),
        Parameter::new("average_epochs", Unit::Count, "Epochs over which burns are averaged.").or("7").within(1, 100_000),
    ];

    fn from_values(values: &Values) -> Self {
        Self {
            base: Halving { first: values.tokens("first_tokens"), halving_epochs: values.count("halving_epochs") },
            again_max: values.tokens("again_max_tokens"),
            burns: Average::over(values.count("average_epochs")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn schedule(again_max: u128) -> BurnAndMint {
        let base = Halving { first: Amount(1_000), halving_epochs: 10 };
        BurnAndMint { base, again_max: Amount(again_max), burns: Average::over(7) }
    }

    #[test]
    fn constant_burns_come_back_up_to_the_cap() {
        for (again_max, expected) in [(u128::MAX, 70_000_000_u128), (34, 34)] {
            let mut schedule = schedule(again_max);
            let facts = |epoch| EpochFacts { epoch, burned: Amount(70_000_000), ..EpochFacts::default() };
            let last = (0..200).map(|epoch| schedule.tokens(&facts(epoch))).last().unwrap();
            // The base is gone after ten halvings; the average comes to within the divisor of what is burned.
            assert!(expected - last.0 < 7, "{last:?}");
        }
    }

    proptest! {
        #[test]
        fn net_supply_stays_below_the_base(burns in proptest::collection::vec(0_u128..5_000, 1..100), again_max in 0_u128..3_000) {
            let (mut schedule, mut base) = (schedule(again_max), 0);
            let (mut minted, mut burned) = (0, 0);
            for (epoch, amount) in (0..).zip(burns) {
                let facts = EpochFacts { epoch, burned: Amount(amount), ..EpochFacts::default() };
                base += schedule.base.tokens(&facts).0;
                minted += schedule.tokens(&facts).0;
                burned += amount;
                prop_assert!(minted <= base + burned);
            }
        }
    }
}
