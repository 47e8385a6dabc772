use engine::Amount;
use engine::ratio1::logistic::{UNIT, div, exp, exp2, fraction, mul, release};
use proptest::prelude::*;

const HUNDRED_THOUSAND: Amount = Amount::tokens(100_000);

#[test]
fn the_curve_gives_the_vectors() {
    let rows: [(u64, i128, u128); 7] = [
        (0, 29_312_230_751_356_318, 9_754_316_031_215_612_969),
        (1, 29_470_717_129_724_877, 9_807_056_002_948_341_166),
        (100, 49_999_740_399_933_265, 16_638_558_609_774_891_120),
        (450, 268_941_421_369_995_120, 89_496_416_706_731_576_170),
        (630, 500_000_000_000_000_000, 166_386_449_976_419_264_773),
        (899, 816_744_422_462_169_319, 271_790_409_983_042_356_626),
        (900, 817_574_476_193_643_659, 272_066_629_370_381_747_469),
    ];
    for (x, of_curve, tokens) in rows {
        assert_eq!((fraction(x), release(HUNDRED_THOUSAND, x)), (of_curve, Amount(tokens)), "x = {x}");
    }
    assert_eq!(fraction(u64::MAX), fraction(900), "it stays");
}

#[test]
fn the_curve_rises_and_sums_to_its_divisor() {
    let sum: i128 = (0..900).map(fraction).sum();
    // 300.505239501691599… exactly; 900 roundings down take less than 900 units.
    assert!((300_505_239_501_691_598_000..300_505_239_501_691_600_000).contains(&sum), "{sum}");
    assert!((0..900).all(|x| fraction(x) < fraction(x + 1)));
    let (first, last) = (release(HUNDRED_THOUSAND, 0).0, release(HUNDRED_THOUSAND, 899).0);
    assert_eq!(last * 10 / first, 278, "the last day pays 27.9 times the first, less a little");
}

#[test]
fn powers_have_known_values() {
    // 2^0.5 and e to 18 digits, truncated; 2^-1, 2^10; beyond the ends.
    assert_eq!(exp2(UNIT / 2), Some(1_414_213_562_373_095_048));
    assert_eq!(exp(UNIT), Some(2_718_281_828_459_045_234), "the last digit is the library's: e is …235");
    assert_eq!([0, -UNIT, 10 * UNIT].map(exp2), [Some(UNIT), Some(UNIT / 2), Some(1_024 * UNIT)]);
    assert_eq!([exp2(-60 * UNIT), exp(-42 * UNIT)], [Some(0), Some(0)]);
    assert_eq!(exp2(66 * UNIT), Some((1 << 66) * UNIT));
    assert_eq!([exp2(68 * UNIT), exp(i128::MAX)], [None, None]);
}

#[test]
fn sums_over_the_range_are_those_of_the_librarys_code() {
    // Computed with PRBMath's `exp2` in integers of any size (Python), n times the n-th value, modulo 2^127.
    let sum = |values: &mut dyn Iterator<Item = i128>| {
        (1_u128..).zip(values).fold(0_u128, |sum, (n, value)| sum.wrapping_add(value.unsigned_abs().wrapping_mul(n))) % (1 << 127)
    };
    assert_eq!(sum(&mut (0..=900).map(fraction)), 194_385_289_026_549_619_409_076);
    let arguments = || (0..2_000_i128).map(|i| i * 0x9E37_79B9_7F4A_7C15 % (126 * UNIT) - 59 * UNIT);
    assert_eq!(sum(&mut arguments().map(|x| exp2(x).unwrap())), 12_193_180_384_617_683_301_296_509_726_968_063_032);
    assert_eq!(
        sum(&mut arguments().map(|x| exp((x * 2).div_euclid(3)).unwrap())),
        165_026_720_603_947_879_635_670_963_939_643_285_683
    );
}

#[test]
fn products_and_quotients_are_cut_toward_zero() {
    assert_eq!(mul(-1, UNIT - 1), Some(0));
    assert_eq!(div(-UNIT, 3 * UNIT), Some(-333_333_333_333_333_333));
    assert_eq!(div(UNIT, -3 * UNIT), Some(-333_333_333_333_333_333));
    assert_eq!(mul(i128::MAX, UNIT), Some(i128::MAX));
    assert_eq!(mul(i128::MAX, 2 * UNIT), None);
    assert_eq!(div(1, 0), None);
}

proptest! {
    #[test]
    fn products_invert_quotients(x in -1_000_000 * UNIT..1_000_000 * UNIT, y in 1..1_000_000 * UNIT) {
        let back = mul(div(x, y).unwrap(), y).unwrap();
        // One unit of the quotient is y / 10¹⁸ units of the product.
        prop_assert!((x - back).abs() <= y / UNIT + 1 && back.abs() <= x.abs());
    }

    #[test]
    fn the_power_of_a_sum_is_the_product_of_powers(x in 0..20 * UNIT, y in 0..20 * UNIT) {
        let (sum, product) = (exp2(x + y).unwrap(), mul(exp2(x).unwrap(), exp2(y).unwrap()).unwrap());
        // Each argument is cut to 2^-64 and each power to 10^-18.
        prop_assert!((sum - product).unsigned_abs() <= sum.unsigned_abs() / 100_000_000_000_000_000 + (1 << 21), "{} {}", sum, product);
    }

    #[test]
    fn powers_agree_with_the_mathematics_library(x in -30 * UNIT..30 * UNIT) {
        let expected = libm::exp2(x as f64 / 1e18);
        prop_assert!((exp2(x).unwrap() as f64 / 1e18 - expected).abs() <= expected * 1e-14 + 2e-18);
    }
}
