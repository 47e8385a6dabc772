//! Searches for where a mean crosses, on noise whose mean is known.

use super::super::mean::{self, Runs};
use super::super::means;
use super::*;

/// A search by `metric` of a replicate at a value, as `Chains` makes it; each run once.
fn found(search: &Search, metric: impl Fn(u32, f64) -> Option<f64>) -> Threshold {
    let (ladder, rule) = (Ladder::of(search), Rule::of(search));
    let (mut runs, mut replicates) = (Runs::new(), rule.first());
    loop {
        let asked = mean::outcome(ladder.last(), &runs, (search.crosses, search.confidence), (&rule, replicates));
        match asked {
            Err(needs) => {
                for (at, replicate) in needs {
                    let before = runs.insert((at, replicate), metric(replicate, ladder.value(at)));
                    assert!(before.is_none() && replicate < replicates, "{at}, {replicate} was tried twice, or is one too many");
                }
            }
            Ok(outcome) => {
                let (means, rising, estimate) = means::together(&ladder, &runs, outcome, search.confidence);
                match rule.after(replicates, estimate.as_ref(), &ladder) {
                    Ok(more) => replicates = more,
                    Err(stopped) => {
                        return Threshold { along: None, rising, seen: Seen::Mean(means), estimate, replicates, stopped };
                    }
                }
            }
        }
    }
}

fn linear(from: f64, to: f64, tolerance: f64) -> Search {
    search(AxisKind::Number, Scale::Linear, from, to, tolerance)
}

fn stopping(half_width: f64) -> Option<FindStop> {
    Some(FindStop { half_width, ..FindStop::default() })
}

/// Standard normal noise of a replicate of a trial.
fn noise(trial: u64, replicate: u32, name: u64) -> f64 {
    normal(&mut Stream::new(trial, u64::from(replicate), name), 0.0, 1.0)
}

fn holds(threshold: &Threshold, truth: f64) -> bool {
    let Some([low, high]) = threshold.estimate.and_then(|estimate| estimate.interval) else { return false };
    let after = match low {
        Reach::BelowFrom => true,
        Reach::At(low) => low <= truth,
        Reach::AboveTo => false,
    };
    after
        && match high {
            Reach::BelowFrom => false,
            Reach::At(high) => truth <= high,
            Reach::AboveTo => true,
        }
}

/// Of 400 searches: share whose interval holds the truth, mean of the replicates, mean of the runs, and how many stopped at their target.
fn tried(search: &Search, truth: f64, metric: impl Fn(u64, u32, f64) -> f64) -> (f64, f64, f64, usize) {
    let all: Vec<Threshold> =
        (0..400).map(|trial| found(search, |replicate, value| Some(metric(trial, replicate, value)))).collect();
    let mean = |of: &dyn Fn(&Threshold) -> f64| all.iter().map(of).sum::<f64>() / all.len() as f64;
    (
        mean(&|one| f64::from(u8::from(holds(one, truth)))),
        mean(&|one| f64::from(one.replicates)),
        mean(&|one| one.runs() as f64),
        all.iter().filter(|one| one.stopped == Stopped::Target).count(),
    )
}

/// What a replicate of a trial measures at a value.
type Metric = fn(u64, u32, f64) -> f64;

/// Searches whose answer is 0.4, by the shape of their noise: the same at all values of a replicate, growing with the value, and of each
/// run its own, so that no replicate is monotone.
const SHAPES: [(&str, Metric); 3] = [
    ("shared", |trial, replicate, value| value + 0.1 + 0.05 * noise(trial, replicate, 1)),
    ("growing", |trial, replicate, value| value + 0.1 + 0.15 * value * noise(trial, replicate, 1)),
    ("own", |trial, replicate, value| value + 0.1 + 0.05 * noise(trial, replicate, value.to_bits())),
];

/// Of 400 trials at 0.95 the standard error is 0.011; asking after each round whether the interval is narrow costs some, and the steps of the
/// ladder give some.
#[test]
fn intervals_hold_the_threshold_as_often_as_they_say_and_are_as_narrow_as_asked() {
    for (name, metric) in SHAPES {
        let mut search = linear(0.0, 1.0, 0.005);
        search.replicates = 12;
        let (coverage, ..) = tried(&search, 0.4, metric);
        // Noise of each run is another test at every value tried, and the ends that it gives lie farther out.
        let most = if name == "own" { 1.0 } else { 0.99 };
        assert!((0.9..=most).contains(&coverage), "{name}, fixed: {coverage}");
        search.stop = stopping(0.05);
        let (coverage, replicates, runs, reached) = tried(&search, 0.4, metric);
        assert!((0.9..=most).contains(&coverage), "{name}, stopped: {coverage}");
        assert!(reached >= 395, "{name}: {reached}");
        // 1.96 · deviation / √n is a twentieth of 0.4 at n = 24 for 0.05 and 35 for 0.06.
        assert!((20.0..60.0).contains(&replicates) && runs < 30.0 * replicates, "{name}: {replicates}, {runs}");
    }
}

/// Each replicate crosses at 3 / z, the mean of z is 1: the mean crosses at 3, the mean of the crossings' logarithms is that of
/// 3 · exp(0.18).
#[test]
fn the_mean_crosses_elsewhere_than_replicates_do_on_average() {
    let mut search = search(AxisKind::Number, Scale::Log, 0.5, 50.0, 0.02);
    search.replicates = 60;
    let metric = |trial: u64, replicate: u32, value: f64| value * libm::exp(0.6 * noise(trial, replicate, 1) - 0.18) - 2.5;
    let (coverage, ..) = tried(&search, 3.0, metric);
    let each = (0..400).filter(|trial| {
        let found = super::found(&search, |replicate, value| Some(metric(*trial, replicate, value)));
        holds(&found, 3.0)
    });
    let each = each.count() as f64 / 400.0;
    assert!((0.9..=0.99).contains(&coverage), "{coverage}");
    assert!(each < 0.5, "{each}");
}

#[test]
fn a_certain_metric_is_found_between_neighbours_with_the_first_round() {
    let mut search = linear(0.0, 1.0, 0.001);
    search.stop = stopping(0.05);
    let threshold = found(&search, |_, value| Some(value + 0.1));
    assert_eq!((threshold.stopped, threshold.replicates, threshold.rising), (Stopped::Target, 10, Some(true)));
    assert_eq!(threshold.runs(), 120, "both ends and ten halvings, of ten replicates");
    let [low, high] = ends(&threshold);
    assert!(low <= 0.4 && 0.4 <= high && high - low < 0.001, "{low} to {high}");
    assert!(notes(&threshold, &search).is_empty());
    let falls = found(&search, |_, value| Some(0.9 - value));
    assert_eq!(falls.rising, Some(false));
    assert!(holds(&falls, 0.4));
    search.stop = None;
    search.replicates = 1;
    let one = found(&search, |_, value| Some(value + 0.1));
    assert_eq!((one.runs(), one.estimate.unwrap().interval), (12, None));
    assert!(notes(&one, &search).join("").contains("2 or more are needed"));
}

#[test]
fn integers_cross_at_the_first_value_beyond() {
    let mut search = search(AxisKind::Integer, Scale::Linear, 10.0, 500.0, 1.0);
    search.replicates = 8;
    let threshold = found(&search, |_, value| rises(value, 99.5));
    let estimate = threshold.estimate.unwrap();
    assert_eq!((estimate.value, estimate.interval), (Reach::At(100.0), Some([Reach::At(100.0); 2])));
    assert_eq!(threshold.relative_half_width(), Some(0.0));
}

#[test]
fn a_range_without_the_threshold_is_told() {
    let mut search = linear(0.5, 1.0, 0.01);
    search.stop = stopping(0.05);
    let told = |threshold: &Threshold, search: &Search| notes(threshold, search).join("\n");
    let sure = found(&search, |replicate, value| Some(value + 0.1 + 0.01 * noise(1, replicate, 1)));
    assert_eq!((sure.estimate, sure.stopped, sure.count(State::BelowFrom)), (None, Stopped::Nowhere, 1));
    assert!(
        told(&sure, &search).contains("the mean does not cross 0.5 between 0.5 and 1 (it is 0.5"),
        "{}",
        told(&sure, &search)
    );
    assert!(told(&sure, &search).contains("lower find.from"));
    let above = found(&search, |replicate, value| Some(value - 0.7 + 0.01 * noise(1, replicate, 1)));
    assert!(told(&above, &search).contains("raise find.to"));
    // The true threshold is 0.4 and the noise such that 0.5 is not ruled out.
    let near = found(&search, |replicate, value| Some(value + 0.1 + 2.0 * noise(1, replicate, 1)));
    assert!(near.estimate.is_some() && near.stopped == Stopped::Maximum && near.replicates == 200, "{:?}", near.estimate);
    assert!(told(&near, &search).contains("the interval is not seen whole after 200 replicates"), "{}", told(&near, &search));
    assert!(told(&near, &search).contains("find.from"));
    let flat = found(&search, |_, _| Some(0.3));
    assert!(flat.rising.is_none() && told(&flat, &search).contains("does not move"));
}

#[test]
fn what_speaks_against_a_mean_is_told() {
    let search = linear(0.0, 1.0, 0.01);
    let told = |threshold: &Threshold| notes(threshold, &search).join("\n");
    let hump = found(&search, |_, value| Some(if (0.4..0.6).contains(&value) { 0.9 } else { 0.1 * value }));
    assert_eq!((hump.count(State::Twice), hump.estimate), (1, None));
    assert!(told(&hump).contains("the mean crosses twice: on one side of 0.5 at both ends, on the other at network.loss = 0.5"));
    let gone = found(&search, |_, value| (value > 0.1).then_some(1.0));
    assert_eq!((gone.count(State::NoValue), gone.estimate), (1, None));
    assert!(told(&gone).contains("no run at network.loss = 0 has a value of success_share"), "{}", told(&gone));
    let some = found(&search, |replicate, value| (replicate != 3 || value < 0.9).then_some(value + 0.1));
    assert!(holds(&some, 0.4) && told(&some).contains("1 of "), "{}", told(&some));
    let back = found(&search, |_, value| Some(if (0.45..0.6).contains(&value) { 2.0 } else { value + 0.2 }));
    assert!(told(&back).contains("turns back by"), "{}", told(&back));
}

/// Replicates that measured the same are not taken for certain: one in ten is far above the bound, and the mean with it.
#[test]
fn a_rare_event_is_waited_for() {
    let mut search = linear(0.0, 1.0, 0.02);
    let rare = |replicate: u32, value: f64| Some(if replicate % 10 == 9 { 20.0 * value } else { 0.0 });
    // The first nine say that the mean is 0 everywhere: nothing crosses, and the search ends there.
    search.stop = Some(FindStop { half_width: 0.3, replicates_min: 9, replicates_max: 1000, batch: 40 });
    assert_eq!(found(&search, rare).stopped, Stopped::Nowhere);
    search.stop = Some(FindStop { half_width: 0.3, replicates_min: 19, replicates_max: 1000, batch: 40 });
    let threshold = found(&search, rare);
    assert_eq!(threshold.stopped, Stopped::Target, "{:?}", threshold.estimate);
    assert!(holds(&threshold, 0.25), "{:?}", threshold.estimate);
}

proptest! {
    /// Runs may come in any order and in part, as after a kill: the same ones are made, and the threshold is the same.
    #[test]
    fn a_search_cut_anywhere_goes_on_to_the_same_end(trial in any::<u64>(), kept in any::<u64>()) {
        let search = linear(0.0, 1.0, 0.02);
        let (ladder, rule) = (Ladder::of(&search), Rule::of(&search));
        let metric = |at: usize, replicate: u32| {
            let value = ladder.value(at);
            (!(trial ^ u64::from(replicate) ^ at as u64).is_multiple_of(37)).then(|| value + 0.1 + 0.2 * noise(trial, replicate, value.to_bits()))
        };
        let ended = |mut runs: Runs| loop {
            match mean::outcome(ladder.last(), &runs, (0.5, 0.95), (&rule, 20)) {
                Ok(outcome) => break (outcome, runs),
                Err(needs) => runs.extend(needs.into_iter().map(|(at, replicate)| ((at, replicate), metric(at, replicate)))),
            }
        };
        let (outcome, whole) = ended(Runs::new());
        let part = whole.iter().enumerate().filter(|(number, _)| kept >> (number % 64) & 1 == 1).map(|(_, (key, value))| (*key, *value));
        prop_assert_eq!(ended(part.collect()), (outcome, whole));
    }
}
