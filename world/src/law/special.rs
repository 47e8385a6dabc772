//! Special functions behind the laws: the inverse normal and the incomplete gamma function.

// Published coefficients keep the digits they were published with, past what an f64 holds.
#![allow(clippy::excessive_precision)]

/// Inverse of the standard normal distribution function, for `p` in (0, 1); relative accuracy about 10⁻¹⁶.
///
/// Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37
/// (1988), routine PPND16. Returns ∓∞ at 0 and 1, and not-a-number outside.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    const CENTRE: ([f64; 8], [f64; 8]) = (
        [
            3.387_132_872_796_366_608,
            133.141_667_891_784_377_45,
            1_971.590_950_306_551_442_7,
            13_731.693_765_509_461_125,
            45_921.953_931_549_871_457,
            67_265.770_927_008_700_853,
            33_430.575_583_588_128_105,
            2_509.080_928_730_122_672_7,
        ],
        [
            1.0,
            42.313_330_701_600_911_252,
            687.187_007_492_057_908_3,
            5_394.196_021_424_751_107_7,
            21_213.794_301_586_595_867,
            39_307.895_800_092_710_61,
            28_729.085_735_721_942_674,
            5_226.495_278_852_545_925,
        ],
    );
    const MIDDLE: ([f64; 8], [f64; 8]) = (
        [
            1.423_437_110_749_683_577_34,
            4.630_337_846_156_545_295_9,
            5.769_497_221_460_691_405_5,
            3.647_848_324_763_204_605_04,
            1.270_458_252_452_368_382_58,
            0.241_780_725_177_450_611_77,
            0.022_723_844_989_269_184_583_3,
            7.745_450_142_783_414_076_4e-4,
        ],
        [
            1.0,
            2.053_191_626_637_758_821_87,
            1.676_384_830_183_803_849_4,
            0.689_767_334_985_100_004_55,
            0.148_103_976_427_480_074_59,
            0.015_198_666_563_616_457_196_6,
            5.475_938_084_995_344_946e-4,
            1.050_750_071_644_416_843_24e-9,
        ],
    );
    const TAIL: ([f64; 8], [f64; 8]) = (
        [
            6.657_904_643_501_103_777_2,
            5.463_784_911_164_114_369_9,
            1.784_826_539_917_291_335_8,
            0.296_560_571_828_504_891_23,
            0.026_532_189_526_576_123_093,
            0.001_242_660_947_388_078_438_6,
            2.711_555_568_743_487_578_15e-5,
            2.010_334_399_292_288_132_65e-7,
        ],
        [
            1.0,
            0.599_832_206_555_887_937_69,
            0.136_929_880_922_735_805_31,
            0.014_875_361_290_850_614_852_5,
            7.868_691_311_456_132_591e-4,
            1.846_318_317_510_054_681_8e-5,
            1.421_511_758_316_445_888_7e-7,
            2.044_263_103_389_939_785_64e-15,
        ],
    );
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(CENTRE, 0.180_625 - q * q);
    }
    let r = libm::sqrt(-libm::log(if q < 0.0 { p } else { 1.0 - p }));
    let magnitude = if r.is_infinite() {
        f64::INFINITY
    } else if r <= 5.0 {
        ratio(MIDDLE, r - 1.6)
    } else {
        ratio(TAIL, r - 5.0)
    };
    if q < 0.0 { -magnitude } else { magnitude }
}

fn ratio((above, below): ([f64; 8], [f64; 8]), r: f64) -> f64 {
    let polynomial = |coefficients: [f64; 8]| coefficients.iter().rev().fold(0.0, |sum, c| sum * r + c);
    polynomial(above) / polynomial(below)
}

/// Distribution function of the standard normal law.
pub(super) fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x / core::f64::consts::SQRT_2)
}

/// Regularised lower incomplete gamma function P(a, x): the distribution function of a gamma law of scale 1.
///
/// Series below a + 1, continued fraction (modified Lentz) above, as in Press et al., Numerical Recipes,
/// section 6.2; relative accuracy about 10⁻¹³.
pub(super) fn gamma_cdf(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        for _ in 0..10_000 {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * 1e-16 {
                break;
            }
        }
        front * sum
    } else {
        let tiny = 1e-300;
        let mut b = x + 1.0 - a;
        let (mut c, mut d) = (1.0 / tiny, 1.0 / b);
        let mut fraction = d;
        for i in 1..10_000 {
            let i = f64::from(i);
            let an = -i * (i - a);
            b += 2.0;
            let below = an * d + b;
            d = 1.0 / if below.abs() < tiny { tiny } else { below };
            let above = b + an / c;
            c = if above.abs() < tiny { tiny } else { above };
            fraction *= d * c;
            if (d * c - 1.0).abs() < 1e-15 {
                break;
            }
        }
        1.0 - front * fraction
    }
}
