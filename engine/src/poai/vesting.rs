//! Rewards that are given out bit by bit (Filecoin: 75 % over 180 days, linearly).

use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// How much of a reward is locked, and for how long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct VestingRule {
    /// Share of a reward that is locked (10⁻⁶).
    pub share_ppm: u32,
    /// Epochs over which that is released in equal parts, from the next one on; 0: nothing is locked.
    pub epochs: u32,
}

impl VestingRule {
    /// Filecoin's: 75 % over 180 epochs of a day.
    pub const FILECOIN: Self = Self { share_ppm: 750_000, epochs: 180 };

    /// `(paid at once, locked)` of a reward.
    #[inline]
    #[must_use]
    pub fn split(self, reward: Amount) -> (Amount, Amount) {
        if self.epochs == 0 {
            return (reward, Amount::ZERO);
        }
        let locked = reward.parts_per_million(self.share_ppm).min(reward);
        (reward.saturating_sub(locked), locked)
    }
}

/// Parts of an epoch.
const PARTS: u32 = 16;

/// What one node has locked, as an amount and the time until it is out: two numbers, however many rewards went in.
///
/// An approximation. One reward alone is released as it should be, in equal parts. Several are taken together as one that ends
/// at their mean end, weighted by amount: of rewards that come steadily the same amount is locked and released as exactly, half
/// of (epochs + 1) rewards. After rewards stop it releases faster than exactly: all in half the time, at twice the mean time.
/// Nothing is ever lost or made up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Locked {
    amount: Amount,
    /// Time until it is out, in 2⁻¹⁶ epochs.
    left: u64,
}

impl Locked {
    /// What is locked.
    #[must_use]
    pub fn amount(&self) -> Amount {
        self.amount
    }

    /// Locks `amount` for `epochs` more.
    #[inline]
    pub fn lock(&mut self, amount: Amount, epochs: u32) {
        let sum = self.amount.saturating_add(amount);
        if sum == Amount::ZERO {
            return;
        }
        // A weighted mean, moved towards the newer by its share of the sum.
        let new = u64::from(epochs) << PARTS;
        let weight = |part: Amount, of: u64| Amount(of.into()).mul_div(part.0, sum.0).0.0 as u64;
        self.left = if new >= self.left {
            self.left + weight(amount, new - self.left)
        } else {
            self.left - weight(amount, self.left - new)
        };
        self.amount = sum;
    }

    /// An epoch goes by: takes out what is released.
    #[inline]
    pub fn release(&mut self) -> Amount {
        let epoch = 1 << PARTS;
        let released = if self.left <= epoch { self.amount } else { self.amount.mul_div(epoch.into(), self.left.into()).0 };
        self.amount = self.amount.saturating_sub(released);
        self.left = self.left.saturating_sub(epoch);
        released
    }

    /// Takes away up to `amount` of what is locked (a slash): what it took.
    pub fn take(&mut self, amount: Amount) -> Amount {
        let taken = amount.min(self.amount);
        self.amount = self.amount.saturating_sub(taken);
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    /// Every reward on its own: (each epoch's part, epochs left).
    #[derive(Default)]
    struct Exact(Vec<(f64, u32)>);

    impl Exact {
        fn release(&mut self) -> f64 {
            let out = self.0.iter().map(|(part, _)| part).sum();
            self.0.iter_mut().for_each(|(_, left)| *left -= 1);
            self.0.retain(|(_, left)| *left > 0);
            out
        }
    }

    #[test]
    fn a_quarter_is_paid_at_once_and_one_reward_is_released_in_equal_parts() {
        let (paid, locked) = VestingRule::FILECOIN.split(Amount(720));
        assert_eq!((paid, locked), (Amount(180), Amount(540)));
        assert_eq!(VestingRule::default().split(Amount(720)), (Amount(720), Amount::ZERO));
        let mut node = Locked::default();
        node.lock(locked, 180);
        let parts: Vec<u128> = (0..181).map(|_| node.release().0).collect();
        assert_eq!((&parts[..180], parts[180]), (&[3; 180][..], 0));
    }

    #[test]
    fn of_steady_rewards_as_much_is_locked_as_exactly() {
        let (epochs, reward) = (180_u32, 1_000_000_000_u64);
        let (mut node, mut exact) = (Locked::default(), Exact::default());
        for _ in 0..2_000 {
            node.release();
            exact.release();
            node.lock(Amount(reward.into()), epochs);
            exact.0.push((reward as f64 / f64::from(epochs), epochs));
        }
        let closed = reward as f64 * f64::from(epochs + 1) / 2.0;
        let sum: f64 = exact.0.iter().map(|(part, left)| part * f64::from(*left)).sum();
        assert!((sum / closed - 1.0).abs() < 1e-9);
        assert!((node.amount().0 as f64 / closed - 1.0).abs() < 2e-3, "{:?}", node.amount());
        assert!((node.release().0 as f64 / reward as f64 - 1.0).abs() < 2e-3);
    }

    proptest! {
        #[test]
        fn all_that_is_locked_comes_out(
            steps in proptest::collection::vec((0_u128..1 << 90, 1_u32..400, 0_u128..1 << 80), 1..100)
        ) {
            let (mut node, mut locked, mut out) = (Locked::default(), 0, 0);
            for (amount, epochs, slash) in steps {
                node.lock(Amount(amount), epochs);
                locked += amount;
                out += node.release().0 + node.take(Amount(slash)).0;
                prop_assert_eq!(locked, out + node.amount().0);
            }
            out += (0..400).map(|_| node.release().0).sum::<u128>();
            prop_assert_eq!(locked, out);
        }
    }
}
