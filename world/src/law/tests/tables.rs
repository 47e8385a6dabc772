//! Integer quantile tables.

use rand_core::Rng;

use super::super::{Empirical, Law, LawError, QuantileTable};
use super::{SplitMix, laws};

const UNITS: f64 = 1e9;

#[test]
fn table_draws_keep_the_quantiles_of_the_law() {
    for law in laws() {
        let table = QuantileTable::new(&law, UNITS, 12).unwrap();
        for knot in 1..4096_u64 {
            let expected = (law.quantile(knot as f64 / 4096.0) * UNITS).round() as u64;
            assert_eq!(table.draw(knot << 52), expected, "{law:?} at {knot}");
        }
        let mut rng = SplitMix(3);
        let n = 1_000_000;
        let mean = (0..n).map(|_| table.draw(rng.next_u64()) as f64).sum::<f64>() / f64::from(n);
        // The variance is that of the law or less: the table cuts the tail.
        let error = libm::sqrt((law.second_moment() - law.mean() * law.mean()) / f64::from(n)) * UNITS;
        assert!((mean - table.mean()).abs() < 3.0 * error, "{law:?}: draws {mean}, table {}", table.mean());
        assert!((table.mean() / UNITS / law.mean() - 1.0).abs() < 0.01, "{law:?}: {} of {}", table.mean(), law.mean());
    }
}

#[test]
fn draws_rise_with_their_bits_and_stay_in_range() {
    for law in laws() {
        let table = QuantileTable::new(&law, UNITS, 6).unwrap();
        let mut last = 0;
        for step in 0..=10_000_u64 {
            let value = table.draw(step * (u64::MAX / 10_000));
            assert!(value >= last);
            last = value;
        }
        let (low, high) = table.range();
        assert_eq!(table.draw(0), low);
        assert!(table.draw(u64::MAX) <= high);
    }
}

#[test]
fn the_bits_of_a_table_are_the_same_on_every_platform() {
    // FNV-1a over 64 draws of each law, taken on x86-64 Linux: another value elsewhere is a difference in bits.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for law in laws() {
        let table = QuantileTable::new(&law, UNITS, 10).unwrap();
        let mut rng = SplitMix(1);
        for _ in 0..64 {
            for byte in table.draw(rng.next_u64()).to_le_bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
    }
    assert_eq!(hash, 0x848d_37dd_dd28_f5a7, "{hash:#018x}");
}

#[test]
fn a_table_that_cannot_be_held_is_refused() {
    let law = Law::Exponential { mean: 1e12 };
    assert!(matches!(QuantileTable::new(&law, 1e9, 8), Err(LawError::Table { parameter: "a quantile in table units", .. })));
    assert!(matches!(QuantileTable::new(&law, 1.0, 0), Err(LawError::Table { parameter: "cells_log2", .. })));
    assert!(matches!(QuantileTable::new(&law, f64::NAN, 8), Err(LawError::Table { parameter: "units", .. })));
    let measured = Law::Empirical(Empirical::new(0.5, &[(1.0, 0.5)], 4.5).unwrap());
    assert_eq!(QuantileTable::new(&measured, 10.0, 4).unwrap().range(), (5, 45));
}
