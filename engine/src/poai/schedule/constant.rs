//! The same in every epoch, for a number of epochs (economics.md S5).

use super::{EpochFacts, Named, Parameter, Schedule, Unit, Values};
use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// T0 for so many epochs: T0·t after t of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Constant {
    /// Tokens of an epoch.
    pub per_epoch: Amount,
    /// Epochs it lasts; 0: until the cap.
    pub epochs: u32,
}

impl Schedule for Constant {
    fn tokens(&mut self, facts: &EpochFacts) -> Amount {
        if self.epochs > 0 && facts.epoch >= self.epochs { Amount::ZERO } else { self.per_epoch }
    }

    fn ends(&self) -> Option<u32> {
        (self.epochs > 0).then_some(self.epochs)
    }
}

impl Named for Constant {
    const NAME: &'static str = "constant";
    const ABOUT: &'static str = "The same in every epoch, for a number of epochs or until the cap.";
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::new("per_epoch_tokens", Unit::Tokens, "Tokens of an epoch."),
        Parameter::new("length_epochs", Unit::Count, "Epochs it lasts; 0: until the cap.").or("0"),
    ];

    fn from_values(values: &Values) -> Self {
        Self { per_epoch: values.tokens("per_epoch_tokens"), epochs: values.count("length_epochs") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poai::schedule::tests::total;

    #[test]
    fn its_end_is_told_where_it_has_one() {
        let schedule = Constant { per_epoch: Amount(7), epochs: 10 };
        assert_eq!([schedule.ends(), Constant { epochs: 0, ..schedule }.ends()], [Some(10), None]);
        assert_eq!(crate::poai::schedule::Emission::from(schedule).ends(), Some(10));
    }

    #[test]
    fn it_sums_to_epochs_times_tokens() {
        let schedule = Constant { per_epoch: Amount(7), epochs: 10 };
        assert_eq!([total(schedule, 4), total(schedule, 10), total(schedule, 99)], [28, 70, 70].map(Amount));
        assert_eq!(total(Constant { epochs: 0, ..schedule }, 99), Amount(7 * 99));
    }
}
