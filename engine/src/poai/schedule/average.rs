//! An average that forgets: last week's burns, as one number.

use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// An exponential average that moves by 1/`epochs` of the way to each new value, rounded towards where it was.
///
/// From zero it never gives more in sum than what went in: its weights sum to at most 1. A step of height B is at
/// B·(1 − (1 − 1/n)^t) after t epochs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Average {
    /// Epochs it looks back on, at least 1; 0 counts as 1.
    pub epochs: u32,
    /// The average now.
    pub value: Amount,
}

impl Average {
    /// Over `epochs`, at zero.
    #[must_use]
    pub const fn over(epochs: u32) -> Self {
        Self { epochs, value: Amount::ZERO }
    }

    /// Takes a value in and tells the new average.
    pub fn update(&mut self, value: Amount) -> Amount {
        let part = |difference: Amount| Amount(difference.0 / u128::from(self.epochs.max(1)));
        let (up, down) = (part(value.saturating_sub(self.value)), part(self.value.saturating_sub(value)));
        // Downwards it must not stay above what it forgets, or the sum could exceed what went in: round up there.
        let exact = self.value.saturating_sub(value).0.is_multiple_of(u128::from(self.epochs.max(1)));
        let down = if exact { down } else { down.saturating_add(Amount(1)) };
        self.value = self.value.saturating_add(up).saturating_sub(down);
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    #[test]
    fn a_step_is_followed_by_the_closed_form() {
        let mut average = Average::over(7);
        let found: Vec<u128> = (0..20).map(|_| average.update(Amount(1 << 80)).0).collect();
        for (t, found) in (1..).zip(found) {
            let closed = f64::from(2.0_f32).powi(80) * (1.0 - libm::pow(6.0 / 7.0, f64::from(t)));
            assert!((found as f64 / closed - 1.0).abs() < 1e-12, "{t}");
        }
    }

    proptest! {
        #[test]
        fn it_never_gives_more_than_went_in(epochs in 0_u32..30, values in proptest::collection::vec(0_u128..1_000, 1..200)) {
            let mut average = Average::over(epochs);
            let given: u128 = values.iter().map(|value| average.update(Amount(*value)).0).sum();
            prop_assert!(given <= values.iter().sum());
        }
    }
}
