//! Half as much after every so many epochs, in steps (Bitcoin; Helium HIP-20).

use super::{EpochFacts, Named, Parameter, Schedule, Unit, Values};
use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// T0·(½)^⌊t/h⌋, rounded down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Halving {
    /// Tokens of the first epoch.
    pub first: Amount,
    /// Epochs after which the amount halves; 0 keeps it constant.
    pub halving_epochs: u32,
}

impl Schedule for Halving {
    fn tokens(&mut self, facts: &EpochFacts) -> Amount {
        let halvings = facts.epoch.checked_div(self.halving_epochs).unwrap_or(0);
        Amount(self.first.0.checked_shr(halvings).unwrap_or(0))
    }
}

impl Named for Halving {
    const NAME: &'static str = "halving";
    const ABOUT: &'static str = "Half as much after every so many epochs, in steps.";
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::new("first_tokens", Unit::Tokens, "Tokens of the first epoch."),
        Parameter::new("halving_epochs", Unit::Count, "Epochs after which the amount halves; 0: never."),
    ];

    fn from_values(values: &Values) -> Self {
        Self { first: values.tokens("first_tokens"), halving_epochs: values.count("halving_epochs") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poai::Emission;
    use crate::poai::schedule::tests::{total, total_under};

    #[test]
    fn halvings_sum_to_the_closed_form_and_stop_at_the_cap() {
        let schedule = Halving { first: Amount(1 << 40), halving_epochs: 3 };
        let token = Amount::tokens(1);
        assert_eq!(total_under(token, schedule, 30), Amount(3 * (2 * (1 << 40) - (1 << 31)))); // h·T0·(2 − 2^(1−10))
        let cap = Amount((5 << 40) + 7);
        assert_eq!(total_under(cap, Halving { halving_epochs: 0, ..schedule }, 30), cap);
        let late = EpochFacts { epoch: u32::MAX, cap: token, ..EpochFacts::default() };
        assert_eq!(Emission::from(schedule).tokens(&late), Amount::ZERO);
    }

    #[test]
    fn hip_20_comes_to_240_million() {
        // 60 M a year, halved every two years: 60·2·Σ(½)^n = 240 M.
        let days = 730;
        let schedule = Halving { first: Amount::tokens(60_000_000 * 2 / days), halving_epochs: 730 };
        let sum = total(schedule, 730 * 100);
        let first = schedule.first.0 * 2 * 730;
        assert!(first - sum.0 < 730 * 100, "{sum}");
        assert!((sum.0 as f64 / 240e24 - 1.0).abs() < 1e-5, "{sum}");
    }
}
