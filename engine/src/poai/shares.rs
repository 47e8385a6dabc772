//! Shares of an epoch's tokens, many a second: the division by the total is done once.

use crate::amount::Amount;

/// `tokens` split in proportion to weights that sum to a total: [`Shares::of`] rounds each share down.
///
/// What rounding leaves over (`tokens` less the sum of all shares, below one unit a node) is the caller's to carry into the
/// next epoch. The private chain gives it out by largest remainder instead ([`split`](super::split)).
#[derive(Clone, Copy, Debug)]
pub struct Shares {
    tokens: Amount,
    total: u128,
    /// `tokens = whole · total + rest`.
    whole: u128,
    rest: u64,
    /// ⌊rest · 2⁶⁴ / total⌋, and the total, where that is below 2⁶³; else 0.
    rest_per_weight: u64,
    total_narrow: u64,
}

impl Shares {
    /// Shares of `tokens` for weights that sum to `total`. Of a total of 0 nobody gets anything.
    #[must_use]
    pub fn new(tokens: Amount, total: u128) -> Self {
        let narrow = u64::try_from(total).ok().filter(|total| *total < 1 << 63).unwrap_or(0);
        let new = Self { tokens, total, whole: 0, rest: 0, rest_per_weight: 0, total_narrow: narrow };
        if narrow == 0 {
            return new;
        }
        // The rest is below a total of 63 bits, so that nothing below overflows.
        let rest = tokens.0 % total;
        Self { whole: tokens.0 / total, rest: rest as u64, rest_per_weight: ((rest << 64) / total) as u64, ..new }
    }

    /// ⌊tokens · weight / total⌋, exactly, for a weight of at most the total.
    #[inline]
    #[must_use]
    pub fn of(&self, weight: u64) -> Amount {
        if self.total_narrow == 0 {
            return self.tokens.mul_div(weight.into(), self.total).0;
        }
        // rest·weight/total is less than weight/2⁶⁴ < 1 above the guess: it is the guess or one more, as the remainder tells,
        // which is below twice the total and so known from its low 64 bits.
        let guess = ((u128::from(self.rest_per_weight) * u128::from(weight)) >> 64) as u64;
        let remainder = self.rest.wrapping_mul(weight).wrapping_sub(guess.wrapping_mul(self.total_narrow));
        let part = guess + u64::from(remainder >= self.total_narrow);
        // At most `tokens`: nothing wraps.
        Amount(self.whole.wrapping_mul(weight.into()).wrapping_add(part.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nobody_gets_of_nothing_and_one_gets_all() {
        assert_eq!(Shares::new(Amount(300), 0).of(0), Amount::ZERO);
        assert_eq!(Shares::new(Amount(300), 7).of(7), Amount(300));
        assert_eq!([10, 5, 0].map(|weight| Shares::new(Amount(300), 15).of(weight).0), [200, 100, 0]);
        let cap = Amount::tokens(161_803_398);
        for total in [1, (1 << 63) - 1, 1 << 63, u128::from(u64::MAX)] {
            assert_eq!(Shares::new(cap, total).of(total as u64), cap, "{total}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn each_share_is_the_exact_one(
            tokens in prop_oneof![0_u128..1_000, 0..Amount::tokens(161_803_398).0, any::<u128>()],
            total in prop_oneof![1_u64..100, any::<u64>(), (1_u64 << 63) - 9..(1 << 63) + 9],
            weight in any::<u64>(),
            near in 0_u64..3,
        ) {
            let total = total.max(1);
            for weight in [weight % total, total - 1, total - near.min(total), near.min(total), total / 2] {
                let exact = Amount(tokens).mul_div(weight.into(), total.into()).0;
                prop_assert_eq!(Shares::new(Amount(tokens), total.into()).of(weight), exact);
            }
        }

        #[test]
        fn what_is_left_over_is_below_a_unit_a_node(
            tokens in 0..Amount::tokens(1_000_000).0, weights in proptest::collection::vec(0_u64..1 << 40, 1..50)
        ) {
            let total: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
            let shares = Shares::new(Amount(tokens), total);
            let given: u128 = weights.iter().map(|weight| shares.of(*weight).0).sum();
            prop_assert!(total == 0 || (given <= tokens && tokens - given < weights.len() as u128));
        }
    }
}
