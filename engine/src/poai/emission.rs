//! How many tokens an epoch gives out.

use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// An emission schedule with a cap on all tokens ever emitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Emission {
    /// Tokens of the first epoch.
    pub first: Amount,
    /// Epochs after which the amount halves; 0 keeps it constant.
    pub halving_epochs: u32,
    /// Most tokens ever emitted.
    pub cap: Amount,
}

impl Emission {
    /// T_E of `epoch` given what was `emitted` before it.
    #[must_use]
    pub fn tokens_of(&self, epoch: u32, emitted: Amount) -> Amount {
        let halvings = epoch.checked_div(self.halving_epochs).unwrap_or(0);
        let amount = Amount(self.first.0.checked_shr(halvings).unwrap_or(0));
        amount.min(self.cap.saturating_sub(emitted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halvings_sum_to_the_closed_form_and_stop_at_the_cap() {
        let schedule = Emission { first: Amount(1 << 40), halving_epochs: 3, cap: Amount::tokens(1) };
        let total = (0..30).fold(Amount::ZERO, |sum, epoch| sum.saturating_add(schedule.tokens_of(epoch, sum)));
        assert_eq!(total, Amount(3 * (2 * (1 << 40) - (1 << 31)))); // h·T0·(2 − 2^(1−10))
        let capped = Emission { halving_epochs: 0, cap: Amount((5 << 40) + 7), ..schedule };
        let total = (0..30).fold(Amount::ZERO, |sum, epoch| sum.saturating_add(capped.tokens_of(epoch, sum)));
        assert_eq!(total, capped.cap);
        assert_eq!(schedule.tokens_of(u32::MAX, Amount::ZERO), Amount::ZERO);
    }
}
