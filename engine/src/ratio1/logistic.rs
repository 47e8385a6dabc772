//! Signed fixed-point numbers of 18 decimals as the master deeds' curve computes them: products and quotients truncated toward
//! zero, 2^x by a table of 64 factors, e^x by 2^x. And the curve itself.
//!
//! Source: PRBMath 4.1 (`SD59x18`: `mul`, `div`, `exp`, `exp2`; `Common.exp2`), which `ratio1-sc` MNDContract.sol
//! (`_logisticFraction`, `calculateMndEpochRelease`) calls. A number is held in an `i128` where the contract has 256 bits: the
//! result is the same or `None`, where it does not fit (beyond 1.7·10²⁰).

use crate::amount::Amount;

/// One.
pub const UNIT: i128 = 1_000_000_000_000_000_000;
const UNIT_U128: u128 = UNIT.unsigned_abs();
/// log₂ e, truncated.
const LOG2_E: i128 = 1_442_695_040_888_963_407;
/// Below this e^x is 0.
const EXP_MIN: i128 = -41_446_531_673_892_822_322;
/// Below this 2^x is 0.
const EXP2_MIN: i128 = -59_794_705_707_972_522_261;

/// Number of epochs over which a master deed releases, 30 × 30.
pub const DURATION_EPOCHS: u64 = 900;
/// Sum of the curve over all 900 epochs: the divisor that makes them release the whole.
const PLATEAU_DIVISOR: i128 = 300_505_239_501_691_000_000;
/// Steepness of the curve.
const STEEPNESS: i128 = 5 * UNIT;
/// Middle of the curve, as a share of its length.
const MIDDLE: i128 = 7 * UNIT / 10;

/// Lower 64 bits of 2^(2^-i)·2⁶⁴, rounded to nearest, for i from 1 to 64. The upper bits are always 1.
const FACTORS: [u64; 64] = [
    0x6A09_E667_F3BC_C909,
    0x306F_E0A3_1B71_52DF,
    0x172B_83C7_D517_ADCE,
    0x0B55_86CF_9890_F62A,
    0x059B_0D31_5857_43AE,
    0x02C9_A3E7_7806_0EE7,
    0x0163_DA9F_B333_56D8,
    0x00B1_AFA5_ABCB_ED61,
    0x0058_C86D_A1C0_9EA2,
    0x002C_605E_2E8C_EC50,
    0x0016_2F39_0405_1FA1,
    0x000B_175E_FFDC_76BA,
    0x0005_8BA0_1FB9_F96D,
    0x0002_C5CC_37DA_9492,
    0x0001_62E5_25EE_0547,
    0x0000_B172_5577_5C04,
    0x0000_58B9_1B5B_C9AE,
    0x0000_2C5C_89D5_EC6D,
    0x0000_162E_43F4_F831,
    0x0000_0B17_21BC_FC9A,
    0x0000_058B_90CF_1E6E,
    0x0000_02C5_C863_B73F,
    0x0000_0162_E430_E5A2,
    0x0000_00B1_7218_3551,
    0x0000_0058_B90C_0B49,
    0x0000_002C_5C86_01CC,
    0x0000_0016_2E42_FFF0,
    0x0000_000B_1721_7FBB,
    0x0000_0005_8B90_BFCE,
    0x0000_0002_C5C8_5FE3,
    0x0000_0001_62E4_2FF1,
    0x0000_0000_B172_17F8,
    0x0000_0000_58B9_0BFC,
    0x0000_0000_2C5C_85FE,
    0x0000_0000_162E_42FF,
    0x0000_0000_0B17_217F,
    0x0000_0000_058B_90C0,
    0x0000_0000_02C5_C860,
    0x0000_0000_0162_E430,
    0x0000_0000_00B1_7218,
    0x0000_0000_0058_B90C,
    0x0000_0000_002C_5C86,
    0x0000_0000_0016_2E43,
    0x0000_0000_000B_1721,
    0x0000_0000_0005_8B91,
    0x0000_0000_0002_C5C8,
    0x0000_0000_0001_62E4,
    0x0000_0000_0000_B172,
    0x0000_0000_0000_58B9,
    0x0000_0000_0000_2C5D,
    0x0000_0000_0000_162E,
    0x0000_0000_0000_0B17,
    0x0000_0000_0000_058C,
    0x0000_0000_0000_02C6,
    0x0000_0000_0000_0163,
    0x0000_0000_0000_00B1,
    0x0000_0000_0000_0059,
    0x0000_0000_0000_002C,
    0x0000_0000_0000_0016,
    0x0000_0000_0000_000B,
    0x0000_0000_0000_0006,
    0x0000_0000_0000_0003,
    0x0000_0000_0000_0001,
    0x0000_0000_0000_0001,
];

/// `a·b / c` rounded down, exact; `None` if `c` is 0 or the result has more than 128 bits.
pub(super) fn mul_div(a: u128, b: u128, c: u128) -> Option<u128> {
    // b = whole·c + rest, so a·b/c = a·whole + a·rest/c, and the second term is below a.
    let (whole, rest) = (b.checked_div(c)?, b.checked_rem(c)?);
    a.checked_mul(whole)?.checked_add(Amount(a).mul_div(rest, c).0.0)
}

/// `x·y`, truncated toward zero.
#[must_use]
pub fn mul(x: i128, y: i128) -> Option<i128> {
    signed(mul_div(x.unsigned_abs(), y.unsigned_abs(), UNIT_U128)?, (x < 0) != (y < 0))
}

/// `x / y`, truncated toward zero; `None` if `y` is 0.
#[must_use]
pub fn div(x: i128, y: i128) -> Option<i128> {
    signed(mul_div(x.unsigned_abs(), UNIT_U128, y.unsigned_abs())?, (x < 0) != (y < 0))
}

fn signed(magnitude: u128, negative: bool) -> Option<i128> {
    let magnitude = i128::try_from(magnitude).ok()?;
    Some(if negative { -magnitude } else { magnitude })
}

/// e^x.
#[must_use]
pub fn exp(x: i128) -> Option<i128> {
    if x < EXP_MIN {
        return Some(0);
    }
    exp2(x.checked_mul(LOG2_E)? / UNIT)
}

/// 2^x. Of a negative x it is 10³⁶ div 2^-x.
#[must_use]
pub fn exp2(x: i128) -> Option<i128> {
    if x < EXP2_MIN {
        return Some(0);
    }
    if x < 0 {
        return Some(UNIT * UNIT / exp2(-x)?);
    }
    let (whole, fraction) = (u32::try_from(x / UNIT).ok()?, (x % UNIT).unsigned_abs());
    // The result is 2^(191 + fraction)·10¹⁸ / 2^(191 - whole): beyond 2^67 it has more than 127 bits.
    if whole > 67 {
        return None;
    }
    let power = power_of_fraction(((fraction << 64) / UNIT_U128) as u64);
    i128::try_from(times_unit_shifted(power, 191 - whole)).ok()
}

/// 2^(191 + fraction/2⁶⁴), truncated after each factor. Three words, the lowest first.
fn power_of_fraction(fraction: u64) -> [u64; 3] {
    let mut power = [0, 0, 1 << 63];
    for (place, &factor) in FACTORS.iter().enumerate() {
        if fraction >> (63 - place) & 1 == 0 {
            continue;
        }
        // power·(2⁶⁴ + factor) / 2⁶⁴ = power + power·factor / 2⁶⁴, of which the lowest word falls away.
        let (mut carry_of_product, mut carry_of_sum) = (0_u128, 0_u128);
        let product = power.map(|word| {
            carry_of_product += u128::from(word) * u128::from(factor);
            let low = carry_of_product as u64;
            carry_of_product >>= 64;
            low
        });
        for (word, added) in power.iter_mut().zip([product[1], product[2], carry_of_product as u64]) {
            carry_of_sum += u128::from(*word) + u128::from(added);
            *word = carry_of_sum as u64;
            carry_of_sum >>= 64;
        }
    }
    power
}

/// `power·10¹⁸ / 2^shift`, for a `shift` of 124 to 191.
fn times_unit_shifted(power: [u64; 3], shift: u32) -> u128 {
    let mut carry = 0_u128;
    let product = power.map(|word| {
        carry += u128::from(word) * UNIT_U128;
        let low = carry as u64;
        carry >>= 64;
        low
    });
    let high = carry << 64 | u128::from(product[2]);
    if shift >= 128 {
        return high >> (shift - 128);
    }
    high << (128 - shift) | u128::from(product[1]) >> (shift - 64)
}

/// f(x) = 1 / (1 + exp(−5·(x − 630)/900)) in 10⁻¹⁸, `epochs` after the first; from 900 on it stays.
///
/// # Panics
///
/// Never: all values lie far within range.
#[must_use]
pub fn fraction(epochs: u64) -> i128 {
    checked_fraction(epochs).unwrap_or_else(|| unreachable!("the curve lies between 0.029 and 0.818"))
}

fn checked_fraction(epochs: u64) -> Option<i128> {
    let length = i128::from(DURATION_EPOCHS) * UNIT;
    let x = i128::from(epochs.min(DURATION_EPOCHS)) * UNIT;
    let exponent = mul(div(x - mul(length, MIDDLE)?, length)?, STEEPNESS)?;
    div(UNIT, UNIT + exp(-exponent)?)
}

/// Tokens that a master deed of `assigned` can release in the epoch that lies `epochs` after its first.
#[must_use]
pub fn release(assigned: Amount, epochs: u64) -> Amount {
    let plateau = mul_div(assigned.0, UNIT_U128, PLATEAU_DIVISOR.unsigned_abs()).unwrap_or(0);
    Amount(mul_div(plateau, fraction(epochs).unsigned_abs(), UNIT_U128).unwrap_or(0))
}
