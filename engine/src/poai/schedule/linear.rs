//! The same in every epoch until all is out, possibly held back by adoption (Ratio1's genesis node deed, economics.md S3).

use super::{EpochFacts, Gate, Named, Parameter, Schedule, Unit, Values};
use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// ⌊A/L⌋ for L epochs, and what is left of A in the last: A·t/L after t of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Linear {
    /// All tokens, A.
    pub total: Amount,
    /// Epochs, L; 0: nothing is given out.
    pub epochs: u32,
    /// Holds tokens back while adoption is low, if there is one.
    pub gate: Option<Gate>,
}

impl Schedule for Linear {
    fn tokens(&mut self, facts: &EpochFacts) -> Amount {
        let Some(each) = self.total.0.checked_div(self.epochs.into()) else { return Amount::ZERO };
        let last = self.epochs - 1;
        let due = match facts.epoch.cmp(&last) {
            core::cmp::Ordering::Less => each,
            core::cmp::Ordering::Equal => self.total.0 - each * u128::from(last),
            core::cmp::Ordering::Greater => 0,
        };
        let most = Amount(each);
        self.gate.as_mut().map_or(Amount(due), |gate| gate.pass(Amount(due), most, facts.adoption))
    }

    fn ends(&self) -> Option<u32> {
        // What a gate holds goes out later, as adoption allows.
        self.gate.is_none().then_some(self.epochs)
    }
}

impl Named for Linear {
    const NAME: &'static str = "linear";
    const ABOUT: &'static str = "The same in every epoch until all is out (Ratio1's genesis deed: 365 epochs).";
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::new("total_tokens", Unit::Tokens, "All tokens it gives out."),
        Parameter::new("length_epochs", Unit::Count, "Epochs it takes.").within(1, u32::MAX as u128),
        Gate::PARAMETER,
    ];

    fn from_values(values: &Values) -> Self {
        let total = values.tokens("total_tokens");
        Self { total, epochs: values.count("length_epochs"), gate: Gate::from_values(values, total) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poai::schedule::tests::total;

    #[test]
    fn the_genesis_deed_of_ratio1() {
        let all = Amount(46_761_182_022 * 10_u128.pow(15));
        let schedule = Linear { total: all, epochs: 365, gate: None };
        assert_eq!(total(schedule, 1), Amount(128_112_827_457_534_246_575_342), "deployed-system.md §3.4");
        assert_eq!(total(schedule, 100), Amount(100 * 128_112_827_457_534_246_575_342));
        assert_eq!([total(schedule, 365), total(schedule, 400)], [all; 2]);
    }
}
