//! An S-shaped release of a fixed number of tokens, for any length (Ratio1's master node deed, economics.md S4 and S7).

use super::{EpochFacts, Gate, Named, Parameter, Schedule, Unit, Values};
use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// A·f(x)/Σf with f(x) = 1/(1 + e^(−k(x/L − m))) in epoch x of L: the sum over all epochs is exactly A.
///
/// Rounded on the cumulative sum, so that no rounding adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Sigmoid {
    total: Amount,
    epochs: u32,
    steepness_ppm: u32,
    middle_ppm: u32,
    gate: Option<Gate>,
    /// Σf in units of 2⁻⁵².
    weights: u128,
    /// The next epoch, the sum of f before it, and what went out by then.
    next: u32,
    weight_before: u128,
    given_before: Amount,
}

impl Sigmoid {
    /// `total` tokens over `epochs`, steepness k and middle m in 10⁻⁶ (deployed: 5 and 0.7), possibly held back by adoption.
    ///
    /// Takes time in proportion to `epochs`: that many exponentials.
    #[must_use]
    pub fn new(total: Amount, epochs: u32, steepness_ppm: u32, middle_ppm: u32, gated: bool) -> Self {
        let gate = gated.then(|| Gate::new(total));
        let (next, weight_before, given_before) = (0, 0, Amount::ZERO);
        let mut new = Self { total, epochs, steepness_ppm, middle_ppm, gate, weights: 0, next, weight_before, given_before };
        new.weights = (0..epochs).map(|epoch| u128::from(new.weight(epoch))).sum();
        new
    }

    /// f(x) in units of 2⁻⁵², and never nothing.
    fn weight(&self, epoch: u32) -> u64 {
        let x = f64::from(epoch) / f64::from(self.epochs) - f64::from(self.middle_ppm) / 1e6;
        let f = 1.0 / (1.0 + libm::exp(-f64::from(self.steepness_ppm) / 1e6 * x));
        (f * (1_u64 << 52) as f64) as u64 + 1
    }

    /// What is due in `epoch`.
    fn due(&mut self, epoch: u32) -> Amount {
        if epoch >= self.epochs {
            return Amount::ZERO;
        }
        if epoch < self.next {
            (self.next, self.weight_before, self.given_before) = (0, 0, Amount::ZERO);
        }
        let mut due = Amount::ZERO;
        while self.next <= epoch {
            self.weight_before += u128::from(self.weight(self.next));
            let given = self.total.mul_div(self.weight_before, self.weights).0;
            due = given.saturating_sub(self.given_before);
            (self.given_before, self.next) = (given, self.next + 1);
        }
        due
    }
}

impl Schedule for Sigmoid {
    fn tokens(&mut self, facts: &EpochFacts) -> Amount {
        let due = self.due(facts.epoch);
        let last = u128::from(self.epochs.saturating_sub(1).min(facts.epoch));
        let most = if self.gate.is_none() || due > Amount::ZERO {
            due
        } else {
            // After the last epoch what is held goes out at that epoch's pace.
            self.total.mul_div(self.weight(u32::try_from(last).unwrap_or(u32::MAX)).into(), self.weights).0
        };
        self.gate.as_mut().map_or(due, |gate| gate.pass(due, most, facts.adoption))
    }

    fn ends(&self) -> Option<u32> {
        // What a gate holds goes out later, as adoption allows.
        self.gate.is_none().then_some(self.epochs)
    }
}

impl Named for Sigmoid {
    const NAME: &'static str = "sigmoid";
    const ABOUT: &'static str =
        "A fixed number of tokens along an S (Ratio1's master deed: 900 epochs, steepness 5, middle 0.7).";
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::new("total_tokens", Unit::Tokens, "All tokens it gives out."),
        Parameter::new("length_epochs", Unit::Count, "Epochs it takes.").within(1, 100_000),
        Parameter::new("steepness_share", Unit::Share, "Steepness k of the S.").or("5").within(0, 100_000_000),
        Parameter::new("middle_share", Unit::Share, "Where its middle is, as a share of the length.").or("0.7"),
        Gate::PARAMETER,
    ];

    fn from_values(values: &Values) -> Self {
        let (total, epochs) = (values.tokens("total_tokens"), values.count("length_epochs"));
        let (steepness_ppm, middle_ppm) = (values.count("steepness_share"), values.count("middle_share"));
        Self::new(total, epochs, steepness_ppm, middle_ppm, values.get("gated") > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poai::schedule::tests::total;
    use proptest::prelude::*;

    const MASTER_DEED: Amount = Amount(42_230_686_878 * 10_u128.pow(15));

    fn deed(total: Amount) -> Sigmoid {
        Sigmoid::new(total, 900, 5_000_000, 700_000, false)
    }

    #[test]
    fn it_follows_the_deployed_curve() {
        // R(x) of 100,000 R1 (deployed-system.md §3.4). The contract divides by a published Σf of 18 digits and rounds f down
        // to 18 decimals: they are less than 10⁻¹⁴ apart.
        let mut schedule = deed(Amount::tokens(100_000));
        for (epoch, expected) in [
            (0, 9_754_316_031_215_612_969),
            (1, 9_807_056_002_948_341_166),
            (100, 16_638_558_609_774_891_120),
            (450, 89_496_416_706_731_576_170),
            (630, 166_386_449_976_419_264_773),
            (899, 271_790_409_983_042_356_626_u128),
        ] {
            let found = schedule.tokens(&EpochFacts { epoch, ..EpochFacts::default() }).0;
            assert!(found.abs_diff(expected) < expected / 100_000_000_000_000, "{epoch}: {found} {expected}");
        }
        let sum = schedule.weights as f64 / (1_u64 << 52) as f64;
        assert!((sum - 300.505_239_501_691_6).abs() < 1e-12, "{sum}");
    }

    #[test]
    fn it_gives_out_all_of_it() {
        for gated in [false, true] {
            let schedule = Sigmoid { gate: gated.then(|| Gate::new(MASTER_DEED)), ..deed(MASTER_DEED) };
            assert_eq!([total(schedule, 900), total(schedule, 1_000)], [MASTER_DEED; 2]);
        }
    }

    #[test]
    fn what_was_held_goes_out_after_the_end() {
        let mut schedule = Sigmoid::new(Amount(1_000_000), 10, 5_000_000, 700_000, true);
        let mut tokens = |epoch, adoption| schedule.tokens(&EpochFacts { epoch, adoption, ..EpochFacts::default() }).0;
        assert_eq!((0..10).map(|epoch| tokens(epoch, 0)).sum::<u128>(), 0);
        assert_eq!((10..30).map(|epoch| tokens(epoch, u16::MAX)).sum::<u128>(), 1_000_000);
    }

    proptest! {
        #[test]
        fn the_sum_is_exactly_all_of_it_for_any_shape(
            all in 0_u128..1 << 100, epochs in 1_u32..1_500, steepness in 0_u32..100_000_000, middle in 0_u32..1_000_000
        ) {
            let schedule = Sigmoid::new(Amount(all), epochs, steepness, middle, false);
            prop_assert_eq!(total(schedule, epochs), Amount(all));
        }
    }
}
