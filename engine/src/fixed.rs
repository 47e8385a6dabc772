//! Fixed-point numbers with 127 bits behind the point: powers of 2 with the same bits on every platform.
//!
//! `ONE` is 2¹²⁷, so that everything from 0 to just below 2 fits. Errors are a few dozen units of 2⁻¹²⁷: far below one unit of
//! the largest amount of tokens there can be.

use crate::amount::Amount;

/// 1.
pub(crate) const ONE: u128 = 1 << 127;

/// ln 2.
const LN_2: u128 = 0x58B9_0BFB_E8E7_BCD5_E4F1_D9CC_01F9_7B57;

/// `a·b`, rounded down.
pub(crate) fn mul(a: u128, b: u128) -> u128 {
    let (a_high, a_low) = (a >> 64, a & u128::from(u64::MAX));
    let (b_high, b_low) = (b >> 64, b & u128::from(u64::MAX));
    let low = a_low * b_low;
    let middle = (low >> 64) + (a_high * b_low & u128::from(u64::MAX)) + (a_low * b_high & u128::from(u64::MAX));
    let high = a_high * b_high + (a_high * b_low >> 64) + (a_low * b_high >> 64) + (middle >> 64);
    // The product has 254 bits behind the point: 127 of them go.
    high << 1 | (middle >> 63 & 1)
}

/// `numerator / denominator` for `numerator <= denominator`; 0 for a denominator of 0.
pub(crate) fn ratio(numerator: u128, denominator: u128) -> u128 {
    Amount(ONE).mul_div(numerator, denominator).0.0
}

/// e^(−x) for `x` from 0 to 1.
fn exp_minus(x: u128) -> u128 {
    let (mut even, mut odd, mut term, mut k) = (ONE, 0, ONE, 1);
    while term > 0 {
        term = mul(term, x) / k;
        if k % 2 == 1 {
            odd += term;
        } else {
            even += term;
        }
        k += 1;
    }
    even - odd
}

/// 2^(−numerator/denominator); 0 for a denominator of 0.
pub(crate) fn exp2_minus(numerator: u128, denominator: u128) -> u128 {
    let Some(whole) = numerator.checked_div(denominator) else { return 0 };
    let part = exp_minus(mul(ratio(numerator % denominator, denominator), LN_2));
    u32::try_from(whole).ok().and_then(|whole| part.checked_shr(whole)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_digits() {
        // To 2⁻¹²⁰: exp2(−1/2) = 1/√2, whose square is 1/2.
        let near = |a: u128, b: u128| assert!(a.abs_diff(b) < 128, "{a:x} {b:x}");
        let root = exp2_minus(1, 2);
        near(mul(root, root), ONE / 2);
        near(exp2_minus(7, 7), ONE / 2);
        near(exp_minus(LN_2), ONE / 2);
        assert_eq!((exp2_minus(0, 5), exp2_minus(128, 1), exp2_minus(u128::MAX, 1), exp2_minus(1, 0)), (ONE, 0, 0, 0));
    }

    proptest! {
        #[test]
        fn it_agrees_with_libm(numerator in 0_u128..10_000, denominator in 1_u128..1_000) {
            let x = numerator as f64 / denominator as f64;
            let (found, expected) = (exp2_minus(numerator, denominator) as f64 / ONE as f64, libm::exp2(-x));
            prop_assert!((found - expected).abs() <= 1e-13 * expected + 1e-30, "{found} {expected}");
        }
    }
}
