//! Token amounts: unsigned integers of 10⁻¹⁸ token. No float ever touches money.

use borsh::{BorshDeserialize, BorshSerialize};
use core::fmt;
use core::iter::Sum;

/// An amount of tokens (10⁻¹⁸ token), 0 to 3.4·10²⁰ tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct Amount(pub u128);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One token.
    pub const TOKEN: Self = Self(1_000_000_000_000_000_000);
    /// One millionth of a token.
    pub const MICRO: Self = Self(1_000_000_000_000);

    /// Whole tokens, saturating.
    #[must_use]
    pub const fn tokens(whole: u64) -> Self {
        Self(Self::TOKEN.0.saturating_mul(whole as u128))
    }

    /// Sum, or `None` on overflow.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Difference, or `None` if `other` is larger.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Difference, zero if `other` is larger.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Sum, capped at the largest amount.
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// This amount `factor` times, saturating.
    #[must_use]
    pub fn times(self, factor: u128) -> Self {
        Self(self.0.saturating_mul(factor))
    }

    /// `self · share / 10⁶`, rounded down, exact for any amount.
    #[must_use]
    pub fn parts_per_million(self, share: u32) -> Self {
        self.mul_div(u128::from(share), 1_000_000).0
    }

    /// `(floor(self·weight/total), self·weight mod total)`, exact for every `weight <= total`. A `total` of 0 gives `(0, 0)`.
    #[must_use]
    pub fn mul_div(self, weight: u128, total: u128) -> (Self, u128) {
        if total == 0 {
            return (Self::ZERO, 0);
        }
        // self = whole·total + rest, so self·weight/total = whole·weight + rest·weight/total.
        let (whole, rest) = (self.0 / total, self.0 % total);
        let (quotient, remainder) = match rest.checked_mul(weight) {
            Some(product) => (product / total, product % total),
            None => wide_mul_div(rest, weight, total),
        };
        (Self(whole.saturating_mul(weight).saturating_add(quotient)), remainder)
    }
}

/// `(a·b / total, a·b mod total)` for `a < total`, `b <= total`, bit by bit: the product may have 256 bits.
fn wide_mul_div(a: u128, b: u128, total: u128) -> (u128, u128) {
    let (mut quotient, mut remainder) = (0_u128, 0_u128);
    let mut add_shifted = |term: u128, double: bool| {
        // remainder + term, or twice the remainder, is below 2·total: at most one subtraction.
        let term = if double { remainder } else { term };
        let (sum, carry) = remainder.overflowing_add(term);
        let over = carry || sum >= total;
        remainder = if over { sum.wrapping_sub(total) } else { sum };
        quotient = quotient.wrapping_add(if double { quotient } else { 0 }).wrapping_add(u128::from(over));
    };
    for bit in (0..128).rev() {
        add_shifted(0, true);
        if b >> bit & 1 == 1 {
            add_shifted(a, false);
        }
    }
    (quotient, remainder)
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Self::saturating_add)
    }
}

impl fmt::Display for Amount {
    /// Tokens with all 18 decimals that are not trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, mut rest) = (self.0 / Self::TOKEN.0, self.0 % Self::TOKEN.0);
        if rest == 0 {
            return write!(f, "{whole}");
        }
        let mut digits = 18;
        while rest.is_multiple_of(10) {
            rest /= 10;
            digits -= 1;
        }
        write!(f, "{whole}.{rest:0digits$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::string::ToString;

    proptest! {
        #[test]
        fn the_wide_path_equals_the_narrow_one(total in 1_u128..1 << 60, a in any::<u128>(), b in any::<u128>()) {
            let (a, b) = (a % total, b % (total + 1));
            prop_assert_eq!(wide_mul_div(a, b, total), (a * b / total, a * b % total));
        }
    }

    #[test]
    fn display_keeps_every_digit_that_counts() {
        assert_eq!(Amount::tokens(3).to_string(), "3");
        assert_eq!(Amount(1).to_string(), "0.000000000000000001");
        assert_eq!(Amount(1_500_000_000_000_000_000).to_string(), "1.5");
    }

    #[test]
    fn mul_div_is_exact_where_the_product_overflows() {
        let cap = Amount::tokens(161_803_398);
        let (share, rest) = cap.mul_div(1 << 46, (1 << 47) + 1);
        // share·total + rest = cap·weight, checked modulo 2¹²⁸.
        assert_eq!(share.0.wrapping_mul((1 << 47) + 1).wrapping_add(rest), cap.0.wrapping_mul(1 << 46));
        assert!(rest < (1 << 47) + 1);
        // Where rest·weight has more than 128 bits: (2¹²⁷ − 1)·2¹²⁶ / 2¹²⁷ = 2¹²⁶ − 1/2.
        let (share, rest) = Amount((1 << 127) - 1).mul_div(1 << 126, 1 << 127);
        assert_eq!((share, rest), (Amount((1 << 126) - 1), 1 << 126));
        assert_eq!(Amount(1_000_001).parts_per_million(150_000), Amount(150_000));
    }
}
