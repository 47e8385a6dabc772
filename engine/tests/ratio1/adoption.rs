use engine::ratio1::adoption::{AdoptionOracle, EpochOrder, adoption};
use engine::ratio1::prices::{JOB_TYPES, PriceError, job_type};

#[test]
fn adoption_is_the_mean_of_two_scores_that_are_not_capped() {
    let rows = [
        (3_750, 0, 16_383),
        (7_500, 0, 32_767),
        (0, 5_000_000_000_000, 32_767),
        (3_750, 2_500_000_000_000, 32_767),
        (989, 123_456_789_012, 5_129),
        (7_500, 5_000_000_000_000, 65_535),
        (46_224, 0, 65_535),
        (15_000, 0, 65_535),
        (0, 0, 0),
        (0, u128::MAX, 65_535),
    ];
    for (licences, volume, expected) in rows {
        assert_eq!(adoption(licences, volume), expected, "{licences} licences, {volume} micro-USDC");
    }
    assert_eq!([adoption(989 * 2, 0), adoption(0, 123_456_789_012 * 2)], [8_641, 1_618], "the two terms of the fifth row");
}

#[test]
fn totals_hold_from_their_epoch_on() {
    let mut oracle = AdoptionOracle::default();
    oracle.record_sales(3, 3_750).unwrap();
    oracle.record_sales(3, 0).unwrap();
    oracle.record_volume(5, 2_500_000_000_000).unwrap();
    oracle.record_volume(5, 2_500_000_000_000).unwrap();
    oracle.record_sales(8, 3_750).unwrap();
    assert_eq!([2, 3, 4, 5, 7, 8, 99].map(|epoch| oracle.at(epoch)), [0, 16_383, 16_383, 49_151, 49_151, 65_535, 65_535]);
    assert_eq!(oracle.record_sales(7, 1), Err(EpochOrder { found: 7, least: 8 }));
}

#[test]
fn the_price_table_is_the_contracts() {
    let rows: [(&[u8], &[u64]); 12] = [
        (&[53, 54], &[100_000, 166_666]),
        (&[1, 2], &[375_000, 750_000]),
        (&[3, 4], &[1_000_000, 1_916_666]),
        (&[5, 6], &[2_916_666, 3_750_000]),
        (&[7, 8], &[5_333_333, 8_333_333]),
        (&[9], &[12_500_000]),
        (&[50, 51, 52], &[450_000, 2_300_000, 4_500_000]),
        (&[16, 17, 18, 19, 20], &[2_500_000, 3_750_000, 6_000_000, 9_000_000, 13_333_333]),
        (&[21, 22, 23, 24], &[3_116_666, 4_116_666, 3_700_000, 4_950_000]),
        (&[25, 26, 27, 28, 29, 30, 31], &[5_316_666, 6_150_000, 7_733_333, 10_733_333, 6_150_000, 8_400_000, 11_400_000]),
        (&[32, 33, 34, 35, 36, 37], &[10_133_333, 13_133_333, 17_300_000, 10_800_000, 13_800_000, 18_133_333]),
        (&[38, 39, 40], &[38_333_333, 42_500_000, 43_333_333]),
    ];
    let mut seen = 0;
    for (ids, prices) in rows {
        assert_eq!(ids.len(), prices.len());
        for (&id, &price) in ids.iter().zip(prices) {
            assert_eq!(job_type(id).map(|job| job.price), Ok(price), "type {id}");
            seen += 1;
        }
    }
    assert_eq!(seen, JOB_TYPES.len());
    assert!(JOB_TYPES.windows(2).all(|pair| pair[0].id < pair[1].id));
    assert!((10..=15).all(|id| job_type(id) == Err(PriceError::Deprecated(id))));
    assert_eq!([0, 41, 49, 55, 255].map(job_type), [0, 41, 49, 55, 255].map(|id| Err(PriceError::Unknown(id))));
}

#[test]
fn a_gpu_costs_its_uplift_of_a_month_of_thirty_epochs() {
    // Dollars a month: 36, 72, 144, 900 above the type without a GPU, within the rounding of a 30th.
    let pairs = [(21, 4, 36), (24, 17, 36), (25, 5, 72), (31, 19, 72), (32, 7, 144), (37, 20, 144), (38, 8, 900), (40, 20, 900)];
    for (with, without, uplift) in pairs {
        let difference = (job_type(with).unwrap().price - job_type(without).unwrap().price) * 30;
        assert!(difference.abs_diff(uplift * 1_000_000) <= 30, "{with}: {difference}");
    }
}
