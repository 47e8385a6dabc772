//! Whole searches on metrics whose crossing is known, without a simulation.

use super::bisect::{Measured, Outcome, Verdict, verdict};
use super::each::{self, Replicate};
use super::evidence::{back_share, notes};
use super::ladder::Ladder;
use super::ladder::tests::search;
use super::rule::{Rule, Stopped};
use super::threshold::{Method, Reach, Seen, State, Threshold};
use proptest::prelude::*;
use records::scenario::{AxisKind, FindStop, Scale, Search};
use world::engine::rng::Stream;

mod of_mean;

/// Searches with as many replicates as `search` asks for; `metric` of a replicate at a value.
fn found(search: &Search, metric: impl Fn(u32, f64) -> Option<f64>) -> Threshold {
    let ladder = Ladder::of(search);
    let ended = |replicate: u32| -> (Outcome, Measured) {
        let mut measured = Measured::new();
        loop {
            match verdict(ladder.last(), &measured, search.crosses) {
                Verdict::Ended(outcome) => return (outcome, measured),
                Verdict::Needs(open) => measured.extend(open.into_iter().map(|at| (at, metric(replicate, ladder.value(at))))),
            }
        }
    };
    let rule = Rule::of(search);
    let mut replicates = rule.first();
    loop {
        let ended: Vec<_> = (0..replicates).map(ended).collect();
        let (seen, rising, estimate) = each::together(&ladder, &ended, search.confidence);
        match rule.after(replicates, estimate.as_ref(), &ladder) {
            Ok(more) => replicates = more,
            Err(stopped) => return Threshold { along: None, rising, seen: Seen::Each(seen), estimate, replicates, stopped },
        }
    }
}

/// The replicates of a search that bisects each.
fn replicates(threshold: &Threshold) -> &[Replicate] {
    match &threshold.seen {
        Seen::Each(replicates) => replicates,
        Seen::Mean(_) => panic!("{threshold:?}"),
    }
}

/// Numbers from 0 to 1 in steps of at most a thousandth; the bound is 0.5.
fn unit() -> Search {
    search(AxisKind::Number, Scale::Linear, 0.0, 1.0, 0.001)
}

/// A metric that rises from 0 to 1 about the crossing at which it is 0.5.
fn rises(value: f64, crossing: f64) -> Option<f64> {
    Some(1.0 / (1.0 + libm::exp(-20.0 * (value - crossing))))
}

/// The interval, both ends of which were seen.
fn ends(threshold: &Threshold) -> [f64; 2] {
    match threshold.estimate.unwrap().interval.unwrap() {
        [Reach::At(low), Reach::At(high)] => [low, high],
        other => panic!("{other:?}"),
    }
}

/// A normal variable (Box and Muller 1958) of this mean and deviation.
fn normal(stream: &mut Stream, mean: f64, deviation: f64) -> f64 {
    let mut share = || ((stream.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    let (one, two) = (share(), share());
    mean + deviation * libm::sqrt(-2.0 * libm::log(one)) * libm::cos(2.0 * core::f64::consts::PI * two)
}

#[test]
fn replicates_that_agree_give_their_common_crossing_and_an_interval_of_one_step() {
    let threshold = found(&unit(), |_, value| rises(value, 0.4));
    let estimate = threshold.estimate.unwrap();
    let Reach::At(value) = estimate.value else { panic!("{estimate:?}") };
    let [low, high] = ends(&threshold);
    assert_eq!((estimate.method, threshold.rising), (Method::Mean, Some(true)));
    assert!(low <= 0.4 && 0.4 <= high, "{low} to {high}");
    assert!((high - low - 1.0 / 1024.0).abs() < 1e-12, "{low} to {high}: the width of a bracket");
    assert!((value - 0.4).abs() < 0.0005);
    assert_eq!(threshold.runs(), 20 * 12);
    assert!(notes(&threshold, &unit()).is_empty());
}

#[test]
fn integers_cross_at_the_first_value_beyond() {
    let mut search = search(AxisKind::Integer, Scale::Linear, 10.0, 500.0, 1.0);
    search.replicates = 3;
    let threshold = found(&search, |replicate, value| rises(value, 99.5 + f64::from(replicate)));
    assert_eq!(threshold.crossings(), [100.0, 101.0, 102.0]);
    assert_eq!(threshold.estimate.unwrap().value, Reach::At(101.0));
    let [low, high] = ends(&threshold);
    assert!((high - low - 2.0 * 4.302_653 / libm::sqrt(3.0)).abs() < 1e-5, "Student's alone, with no width of a bracket");
    let falls = found(&search, |_, value| rises(value, 99.5).map(|metric| 1.0 - metric));
    assert_eq!((falls.estimate.unwrap().value, falls.rising), (Reach::At(100.0), Some(false)));
}

#[test]
fn on_a_log_scale_the_mean_is_geometric() {
    let mut search = search(AxisKind::Number, Scale::Log, 1.0, 10_000.0, 1e-4);
    search.replicates = 2;
    let threshold = found(&search, |replicate, value| Some(if value >= [10.0, 1000.0][replicate as usize] { 1.0 } else { 0.0 }));
    let Reach::At(value) = threshold.estimate.unwrap().value else { panic!() };
    assert!((value / 100.0 - 1.0).abs() < 1e-4, "{value}");
}

#[test]
fn replicates_that_cross_beyond_an_end_turn_the_mean_into_a_median() {
    // Crossings at 0.05, 0.15, … 0.95 of which those below 0.3 and above 0.8 are not seen.
    let mut search = search(AxisKind::Number, Scale::Linear, 0.3, 0.8, 0.0001);
    search.replicates = 10;
    let threshold = found(&search, |replicate, value| rises(value, 0.05 + 0.1 * f64::from(replicate)));
    let estimate = threshold.estimate.unwrap();
    let states = [State::BelowFrom, State::Crossed, State::AboveTo].map(|state| threshold.count(state));
    assert_eq!((states, estimate.method), ([3, 5, 2], Method::Median));
    let Reach::At(value) = estimate.value else { panic!("{estimate:?}") };
    assert!((value - 0.5).abs() < 0.0002, "{value}: half-way between 0.45 and 0.55");
    assert_eq!(estimate.interval.unwrap(), [Reach::BelowFrom, Reach::AboveTo], "ranks 2 and 9 of 10");
    search.confidence = 0.8;
    let narrower = found(&search, |replicate, value| rises(value, 0.05 + 0.1 * f64::from(replicate)));
    let interval = narrower.estimate.unwrap().interval.unwrap();
    assert_eq!(interval[0], Reach::BelowFrom, "rank 3");
    assert!(matches!(interval[1], Reach::At(high) if (high - 0.75).abs() < 0.0002), "rank 8: {interval:?}");
    let told = notes(&threshold, &search).join("\n");
    assert!(told.contains("3 of 10 replicates cross below find.from"), "{told}");
    assert!(told.contains("2 of 10 replicates cross above find.to"), "{told}");
    search.replicates = 4;
    search.confidence = 0.95;
    let few = found(&search, |replicate, value| rises(value, 0.25 + 0.1 * f64::from(replicate)));
    assert_eq!(few.estimate.unwrap().interval, None);
    let told = notes(&few, &search).join("\n");
    assert!(told.contains("4 replicates are too few for an interval of the median: 6 or more are needed"), "{told}");
}

#[test]
fn a_bound_that_no_replicate_crosses_has_no_threshold() {
    let search = unit();
    let above = found(&search, |_, value| Some(value * 0.3));
    assert_eq!((above.count(State::AboveTo), above.estimate), (20, None));
    let told = notes(&above, &search).join("\n");
    assert!(
        told.contains("no replicate crosses 0.5 between 0 and 1 (its mean is 0.0000 at one end and 0.3000 at the other)"),
        "{told}"
    );
    assert!(told.contains("raise find.to"), "{told}");
    let below = found(&search, |_, value| Some(0.9 + value * 0.1));
    assert_eq!(below.count(State::BelowFrom), 20);
    assert_eq!(
        found(&search, |_, value| Some(0.3 - value * 0.1)).count(State::BelowFrom),
        20,
        "falling, below the bound already"
    );
    let both = found(&search, |replicate, value| Some(value * 0.1 + if replicate < 9 { 0.8 } else { 0.2 }));
    assert_eq!([State::BelowFrom, State::AboveTo].map(|state| both.count(state)), [9, 11]);
    assert!(notes(&both, &search).join("\n").contains("lower find.from and raise find.to, or choose another bound"));
    let flat = found(&search, |_, _| Some(0.3));
    assert_eq!((flat.count(State::Flat), flat.rising), (20, None));
    assert!(notes(&flat, &search).join("\n").contains("does not move"));
}

#[test]
fn what_is_not_monotone_is_told() {
    let search = unit();
    let hump = found(&search, |replicate, value| match replicate {
        0..5 => Some(if (0.4..0.6).contains(&value) { 0.9 } else { 0.1 * value }),
        5 => rises(value, 0.4).map(|metric| 1.0 - metric),
        6 => (value > 0.1).then_some(1.0),
        _ => rises(value, 0.4),
    });
    assert_eq!([State::Twice, State::OtherWay, State::NoValue, State::Crossed].map(|state| hump.count(state)), [5, 1, 1, 13]);
    let told = notes(&hump, &search).join("\n");
    for words in [
        "5 of 20 replicates cross twice: on one side of 0.5 at both ends, on the other at network.loss = 0.5",
        "search the parts below and above that value apart",
        "1 of 20 replicates cross in the other direction",
        "1 of 20 replicates are left out, because a run failed or has no success_share, first at network.loss = 0",
    ] {
        assert!(told.contains(words), "no `{words}` in: {told}");
    }
    // Rises above all else half-way, then comes back, and never crosses the bound but once.
    let back = found(&search, |_, value| Some(if (0.4..0.6).contains(&value) { 2.0 } else { value + 0.2 }));
    assert!(notes(&back, &search).join("\n").contains("is not monotone in 20 of 20 replicates: it turns back by up to"));
}

#[test]
fn the_way_back_is_a_share_of_the_whole_range() {
    let share = |values: &[f64]| back_share(&values.iter().map(|value| (0.0, *value)).collect::<Vec<_>>());
    assert_eq!(share(&[0.0, 1.0, 2.0, 4.0]), 0.0);
    assert_eq!(share(&[0.0, 3.0, 2.0, 4.0]), 0.25);
    assert_eq!(share(&[4.0, 1.0, 3.0, 0.0]), 0.5, "falling");
    assert_eq!(share(&[1.0, 1.0]), 0.0);
    assert_eq!(share(&[]), 0.0);
}

/// Of 500 searches with 20 replicates whose crossings are normal, the 95 % interval holds the true threshold in about 475: of 500 trials
/// at 0.95 the standard error is 0.0097, and 92 % to 98 % is three of it.
#[test]
fn intervals_of_means_hold_the_threshold_as_often_as_they_say() {
    let covered = |scale: Scale, kind: AxisKind, truth: f64, deviation: f64, from: f64, to: f64, tolerance: f64| {
        let search = search(kind, scale, from, to, tolerance);
        let mut stream = Stream::new(7, 0, 1);
        let holds = (0..500).filter(|_| {
            let crossings: Vec<f64> = (0..20).map(|_| normal(&mut stream, truth, deviation)).collect();
            let own = |crossing: f64| if scale == Scale::Log { libm::exp(crossing) } else { crossing };
            let threshold = found(&search, |replicate, value| Some(value - own(crossings[replicate as usize]) + 0.5));
            let [low, high] = ends(&threshold);
            low <= own(truth) && own(truth) <= high
        });
        holds.count() as f64 / 500.0
    };
    let linear = covered(Scale::Linear, AxisKind::Number, 0.4, 0.05, 0.0, 1.0, 1e-4);
    let log = covered(Scale::Log, AxisKind::Number, 3.0, 0.3, 1.0, 1000.0, 1e-3);
    // The first integer at or above a crossing lies half of one above it on average.
    let whole = covered(Scale::Linear, AxisKind::Integer, 400.0, 40.0, 1.0, 1000.0, 1.0);
    for (coverage, what) in [(linear, "linear"), (log, "log"), (whole, "integers")] {
        assert!((0.92..=0.98).contains(&coverage), "{what}: {coverage}");
    }
}

/// Replicates are added until the interval is narrow enough, and never more than the greatest number allowed.
#[test]
fn replicates_are_added_until_the_threshold_is_known_well_enough() {
    let mut stream = Stream::new(3, 0, 1);
    let crossings: Vec<f64> = (0..300).map(|_| normal(&mut stream, 0.4, 0.06)).collect();
    let metric = |replicate: u32, value: f64| Some(value - crossings[replicate as usize] + 0.5);
    let mut search = unit();
    search.stop = Some(FindStop { half_width: 0.05, replicates_min: 6, replicates_max: 300, batch: 6 });
    let enough = found(&search, metric);
    // 1.96 · 0.06 / √n is a twentieth of 0.4 at n = 34.6.
    assert_eq!(enough.stopped, Stopped::Target);
    assert!((18..=66).contains(&enough.replicates) && enough.replicates.is_multiple_of(6), "{}", enough.replicates);
    assert!(enough.relative_half_width().unwrap() <= 0.05 && notes(&enough, &search).is_empty());
    search.stop = Some(FindStop { half_width: 0.005, replicates_min: 6, replicates_max: 20, batch: 6 });
    let few = found(&search, metric);
    assert_eq!((few.stopped, few.replicates), (Stopped::Maximum, 20));
    let told = notes(&few, &search).join("\n");
    assert!(told.contains("after 20 replicates, not ± 0.50 %: raise find.stop.replicates_max"), "{told}");
    search.tolerance = 0.1;
    let coarse = found(&search, metric);
    assert_eq!((coarse.stopped, coarse.replicates), (Stopped::Tolerance, 6));
    assert!(notes(&coarse, &search).join("\n").contains("lower find.tolerance"));
    let nowhere = found(&search, |_, value| Some(value * 0.1));
    assert_eq!((nowhere.stopped, nowhere.replicates, nowhere.estimate), (Stopped::Nowhere, 6, None));
}

/// The same with a range that cuts off about a third of the crossings: the interval is that of the median.
#[test]
fn intervals_of_medians_hold_the_threshold_as_often_as_they_say() {
    let search = search(AxisKind::Number, Scale::Linear, 0.3, 0.45, 1e-4);
    let mut stream = Stream::new(11, 0, 1);
    let (mut held, mut medians) = (0, 0);
    for _ in 0..500 {
        let crossings: Vec<f64> = (0..20).map(|_| normal(&mut stream, 0.4, 0.1)).collect();
        let threshold = found(&search, |replicate, value| Some(value - crossings[replicate as usize] + 0.5));
        let estimate = threshold.estimate.unwrap();
        medians += u32::from(estimate.method == Method::Median);
        let [low, high] = estimate.interval.unwrap();
        let least = !matches!(low, Reach::At(low) if low > 0.4) && low != Reach::AboveTo;
        let most = !matches!(high, Reach::At(high) if high < 0.4) && high != Reach::BelowFrom;
        held += u32::from(least && most);
    }
    assert!(medians >= 495, "{medians} medians");
    assert!((460..=490).contains(&held), "{held} of 500");
}

proptest! {
    /// Whatever monotone metrics: each replicate's crossing is its own, within the tolerance.
    #[test]
    fn each_replicate_crosses_where_its_own_metric_does(
        crossings in proptest::collection::vec(0.01_f64..0.99, 1..12), tolerance in 0.001_f64..0.2, rising in any::<bool>()
    ) {
        let mut search = search(AxisKind::Number, Scale::Linear, 0.0, 1.0, tolerance);
        search.replicates = crossings.len() as u32;
        let way = if rising { 1.0 } else { -1.0 };
        let threshold = found(&search, |replicate, value| Some(0.5 + way * (value - crossings[replicate as usize])));
        prop_assert_eq!(threshold.rising, Some(rising));
        for (replicate, crossing) in replicates(&threshold).iter().zip(&crossings) {
            let [low, high] = replicate.bracket.unwrap();
            prop_assert!(low <= *crossing && *crossing <= high && high - low <= tolerance);
        }
    }
}
