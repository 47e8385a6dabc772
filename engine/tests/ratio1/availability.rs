use engine::ratio1::availability::{
    Admission, EpochBeats, LONGEST_GAP_US, SHORTEST_GAP_US, available_us, share, value, value_of_share,
};
use engine::ratio1::{EpochClock, Network};
use engine::rng::{Stream, hits};
use proptest::prelude::*;

const DAY_S: u32 = 86_400;
const CLOCK: EpochClock = Network::MAINNET.clock;

fn every(period_s: u64) -> impl Iterator<Item = u64> {
    (0..u64::from(DAY_S)).step_by(period_s as usize)
}

fn seconds(times: impl IntoIterator<Item = u64>) -> u64 {
    available_us(times.into_iter().map(|time| time * 1_000_000)) / 1_000_000
}

#[test]
fn heartbeats_give_the_seconds_the_share_and_the_value_of_the_vectors() {
    let holed = every(10).filter(|time| !(29_991..30_060).contains(time));
    let tenth_lost = every(10).filter(|time| (time / 10) % 10 != 9);
    let cases: [(Vec<u64>, u64, u16, u8); 9] = [
        (every(10).collect(), 86_390, 9_999, 255),
        (every(10).take_while(|&time| time <= 43_190).collect(), 43_190, 4_999, 127),
        (every(10).take_while(|&time| time <= 43_200).collect(), 43_200, 5_000, 128),
        (every(15).collect(), 86_385, 9_998, 255),
        (every(16).collect(), 0, 0, 0),
        (every(5).collect(), 86_395, 9_999, 255),
        (every(4).collect(), 0, 0, 0),
        (holed.collect(), 86_320, 9_991, 255),
        (tenth_lost.collect(), 69_120, 8_000, 204),
    ];
    for (times, available_s, of_epoch, of_255) in cases {
        let found = seconds(times.iter().copied());
        assert_eq!((found, share(found * 1_000_000, DAY_S), value(found * 1_000_000, DAY_S)), (available_s, of_epoch, of_255));
    }
    assert_eq!((seconds([]), seconds([7])), (0, 0));
}

#[test]
fn halves_of_the_value_go_to_the_even_one() {
    for (share, expected) in [(1_000, 26), (3_000, 76), (5_000, 128), (7_000, 178), (9_000, 230), (0, 0), (10_000, 255)] {
        assert_eq!(value_of_share(share), expected, "{share}");
    }
}

#[test]
fn halves_of_the_share_go_where_the_double_lies() {
    // Python 3.11: round(108 / 86400, 4) == 0.0013, round(324 / 86400, 4) == 0.0037, round(756 / 86400, 4) == 0.0088.
    for (seconds, expected) in
        [(108, 13), (324, 37), (756, 88), (18_468, 2_137), (50_652, 5_863), (67_932, 7_863), (70_308, 8_137)]
    {
        assert_eq!(share(seconds * 1_000_000, DAY_S), expected, "{seconds} s");
    }
    // Half to even of the decimal would give 55, 149, 200 and 208.
    for (seconds, expected) in [(18_468, 54), (50_652, 150), (67_932, 201), (70_308, 207)] {
        assert_eq!(value(seconds * 1_000_000, DAY_S), expected, "{seconds} s");
    }
    assert_eq!(value(u64::MAX, DAY_S), 255, "never more than the epoch");
}

#[test]
fn shares_and_values_are_pythons_for_every_second_and_many_microseconds() {
    // Sums over the times of round(t / epoch, 4)·10⁴·n and of round(that share · 255)·n, for the n-th time, by CPython 3.
    let sums = |times_us: &mut dyn Iterator<Item = u64>, epoch_s: u32| {
        (1_u64..).zip(times_us).fold((0, 0), |(shares, values), (n, time)| {
            (shares + u64::from(share(time, epoch_s)) * n, values + u64::from(value(time, epoch_s)) * n)
        })
    };
    let whole = |epoch_s: u32| sums(&mut (0..=u64::from(epoch_s)).map(|second| second * 1_000_000), epoch_s);
    assert_eq!(whole(86_400), (24_884_064_089_640, 634_544_890_670));
    assert_eq!(whole(14_400), (691_344_021_240, 17_629_319_946));
    let scattered = sums(&mut (0..20_000).map(|i| i * 4_320_000_007 % 86_400_000_001), DAY_S);
    assert_eq!(scattered, (950_380_000_000, 24_239_688_000));
    let halves = sums(&mut (0..10_000).map(|i| 4_320_000 * (2 * i + 1)), DAY_S);
    assert_eq!(halves, (333_358_297_867, 8_500_677_983));
}

#[test]
fn elsewhere_the_share_is_the_nearest_and_the_value_never_falls() {
    let mut last = 0;
    for second in 0..=u64::from(DAY_S) {
        let (found, off) = (u64::from(share(second * 1_000_000, DAY_S)), second * 10_000);
        assert!(off.abs_diff(found * u64::from(DAY_S)) * 2 <= u64::from(DAY_S), "{second} s");
        let value = value(second * 1_000_000, DAY_S);
        assert!(value >= last, "{second} s");
        last = value;
    }
    assert_eq!(last, 255);
}

#[test]
fn independent_loss_counts_twice() {
    let start = CLOCK.genesis_s * 1_000_000;
    // The published single draws are 250, 229 and 205.
    for (percent, published) in [(1_u32, 250), (5, 229), (10, 205)] {
        let draws: Vec<f64> = (0..200)
            .map(|draw| {
                let mut stream = Stream::new(draw, u64::from(percent), 1);
                let heard = |_: &u64| !hits(stream.next(), (u64::from(percent) << 32) / 100);
                available_us(every(10).map(|time| start + time * 1_000_000).filter(heard)) as f64 / 1e6
            })
            .collect();
        let kept = 1.0 - f64::from(percent) / 100.0;
        let expected = 86_390.0 * kept * kept;
        let mean = draws.iter().sum::<f64>() / 200.0;
        let deviation = (draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 199.0).sqrt();
        assert!((mean - expected).abs() < 3.0 * deviation / 200_f64.sqrt(), "{percent} %: {mean} s for {expected} s");
        let unit = 86_400.0 / 255.0;
        let off = (f64::from(published) * unit - expected).abs();
        assert!(off < 2.0 * deviation.max(unit / 2.0), "{percent} %: {published} is {off} s off, with deviation {deviation} s");
    }
}

#[test]
fn a_beat_counts_by_the_senders_time_alone() {
    let mut beats = EpochBeats::new(CLOCK, 5);
    let start = (CLOCK.genesis_s + 5 * u64::from(DAY_S)) * 1_000_000;
    assert_eq!(beats.admit(start - 1), Admission::OtherEpoch);
    assert_eq!(beats.admit(start + u64::from(DAY_S) * 1_000_000), Admission::OtherEpoch);
    assert_eq!(beats.admit(0), Admission::OtherEpoch, "before genesis");
    assert_eq!(beats.admit(start), Admission::Counted);
    assert_eq!(beats.admit(start), Admission::Repeated);
    assert_eq!(beats.admit(start + LONGEST_GAP_US), Admission::Counted);
    assert_eq!(beats.available_us(), LONGEST_GAP_US);
    assert_eq!(beats.admit(start + SHORTEST_GAP_US), Admission::Counted, "out of order");
    assert_eq!(beats.available_us(), LONGEST_GAP_US);
    assert_eq!(beats.value(), 0);
}

proptest! {
    #[test]
    fn the_running_sum_equals_the_count_at_the_end(mut offsets in proptest::collection::vec(0_u64..400_000_000, 0..60), sorted: bool) {
        let start = CLOCK.genesis_s * 1_000_000;
        if sorted {
            offsets.sort_unstable();
        }
        let mut beats = EpochBeats::new(CLOCK, 0);
        for offset in &offsets {
            beats.admit(start + offset);
        }
        offsets.sort_unstable();
        prop_assert_eq!(beats.available_us(), available_us(offsets));
    }

    /// Without a beat there is less, or the same, but in one case: where it stood less than 5 s from a neighbour, and without it
    /// its neighbours are 5 to 15 s apart.
    #[test]
    fn removing_a_beat_only_lowers_unless_it_came_too_soon(gaps in proptest::collection::vec(1_u64..20, 1..40), at in 0_usize..40) {
        let times: Vec<u64> = gaps.iter().scan(0, |sum, gap| { *sum += gap; Some(*sum) }).collect();
        let at = at % times.len();
        let without: Vec<u64> = times.iter().enumerate().filter(|&(place, _)| place != at).map(|(_, &time)| time).collect();
        let (before, after) = (seconds(times.iter().copied()), seconds(without));
        let inner = at > 0 && at + 1 < times.len();
        let raises = inner && {
            let (left, right) = (times[at] - times[at - 1], times[at + 1] - times[at]);
            left.min(right) < 5 && (5..=15).contains(&(left + right))
        };
        prop_assert_eq!(after > before, raises);
    }
}
