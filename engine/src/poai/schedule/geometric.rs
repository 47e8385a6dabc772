//! A little less in every epoch, half after a half-life (economics.md S6).

use super::{EpochFacts, Named, Parameter, Schedule, Unit, Values};
use crate::amount::Amount;
use crate::fixed::{ONE, exp2_minus, mul};
use borsh::{BorshDeserialize, BorshSerialize};

/// T0·ρ^t with ρ = 2^(−1/h), rounded down: T0·(1 − ρ^t)/(1 − ρ) after t epochs, less under a unit of 10⁻¹⁸ token an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Geometric {
    first: Amount,
    half_life_epochs: u32,
    /// ρ, and its power at an epoch: one multiplication an epoch instead of an exponential.
    ratio: u128,
    at: u32,
    power: u128,
}

/// Every so many epochs the power is computed anew, so that it is the same whatever epochs were asked for before.
const ANCHOR_EPOCHS: u32 = 1_024;

impl Geometric {
    /// `first` tokens in the first epoch, half as much after `half_life_epochs`; 0: nothing after the first epoch.
    #[must_use]
    pub fn new(first: Amount, half_life_epochs: u32) -> Self {
        Self { first, half_life_epochs, ratio: exp2_minus(1, half_life_epochs.into()), at: 0, power: ONE }
    }

    /// ρ^epoch.
    fn power(&mut self, epoch: u32) -> u128 {
        let anchor = epoch / ANCHOR_EPOCHS * ANCHOR_EPOCHS;
        if !(anchor..=epoch).contains(&self.at) {
            self.at = anchor;
            self.power = if anchor == 0 { ONE } else { exp2_minus(anchor.into(), self.half_life_epochs.into()) };
        }
        while self.at < epoch {
            self.power = mul(self.power, self.ratio);
            self.at += 1;
        }
        self.power
    }
}

impl Schedule for Geometric {
    fn tokens(&mut self, facts: &EpochFacts) -> Amount {
        let power = self.power(facts.epoch);
        self.first.mul_div(power, ONE).0
    }
}

impl Named for Geometric {
    const NAME: &'static str = "geometric";
    const ABOUT: &'static str = "A little less in every epoch, half as much after a half-life.";
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::new("first_tokens", Unit::Tokens, "Tokens of the first epoch."),
        Parameter::new("half_life_epochs", Unit::Count, "Epochs after which the amount is half as much."),
    ];

    fn from_values(values: &Values) -> Self {
        Self::new(values.tokens("first_tokens"), values.count("half_life_epochs"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poai::schedule::tests::total;
    use proptest::prelude::*;

    #[test]
    fn every_half_life_gives_half_of_the_one_before() {
        // A first amount that can be halved 100 times without a remainder: only the floor of an epoch remains.
        let (h, first) = (7_u32, Amount(1 << 100));
        let mut schedule = Geometric::new(first, h);
        let mut of = |epoch| schedule.tokens(&EpochFacts { epoch, ..EpochFacts::default() }).0;
        for epoch in 0..h * 20 {
            assert!((of(epoch) >> 1).abs_diff(of(epoch + h)) <= 1, "epoch {epoch}");
        }
        assert!((1_u128 << 99) - of(h) <= 1 && (1_u128 << 95) - of(5 * h) <= 1);
        assert_eq!([of(101 * h), of(u32::MAX), of(0)], [0, 0, first.0]);
    }

    #[test]
    fn io_net_gives_out_its_first_month() {
        // T13: 500 M over 20 years, −1.02 % a month, 8 %/12 of 500 M first: 3.346 M less rounding of the published rate.
        let half_life_months = 67.6; // ln 2 / −ln(1 − 0.0102)
        let first = 3_346_000.0;
        let sum = total(Geometric::new(Amount::tokens(3_346_000), 68), 240);
        let ratio = libm::exp2(-1.0 / 68.0);
        let closed = first * (1.0 - libm::pow(ratio, 240.0)) / (1.0 - ratio);
        assert!((sum.0 as f64 / 1e18 / closed - 1.0).abs() < 1e-12);
        assert!((half_life_months - libm::log(2.0) / -libm::log1p(-0.0102_f64)).abs() < 0.1);
    }

    proptest! {
        #[test]
        fn it_sums_to_the_closed_form(first in 1_u128..1 << 90, h in 1_u32..3_000, epochs in 1_u32..2_000) {
            let sum = total(Geometric::new(Amount(first), h), epochs).0 as f64;
            let ln = libm::log(2.0) / f64::from(h);
            let closed = first as f64 * libm::expm1(-ln * f64::from(epochs)) / libm::expm1(-ln);
            prop_assert!(sum <= closed * (1.0 + 1e-13) && closed * (1.0 - 1e-13) - sum <= f64::from(epochs), "{sum} {closed}");
        }
    }
}
