//! What speaks against a threshold, in words, and what to do about it.

use super::each::Replicate;
use super::means::{Means, Point};
use super::rule::Stopped;
use super::terminal::percent;
use super::threshold::{Estimated, Reach, Seen, State, Threshold};
use crate::estimate::{Estimate, median_ranks};
use crate::tables::text;
use records::scenario::Search;

/// A metric that goes back by more than this share of all that it moves over is not called monotone.
const BACK_MAX: f64 = 0.25;

/// Everything that a reader of the threshold must know.
pub(super) fn notes(threshold: &Threshold, search: &Search) -> Vec<String> {
    let where_ = match (&search.along, &threshold.along) {
        (Some(along), Some(value)) => format!("{} = {}: ", along.key, text(value)),
        _ => String::new(),
    };
    let own = match &threshold.seen {
        Seen::Each(replicates) => of_each(threshold, replicates, search),
        Seen::Mean(means) => of_mean(means, threshold, search),
    };
    own.into_iter().chain(too_wide(threshold, search)).map(|words| format!("{where_}{words}")).collect()
}

/// Why the interval is wider than the stop rule asks for.
fn too_wide(threshold: &Threshold, search: &Search) -> Option<String> {
    let asked = percent(search.stop.as_ref()?.half_width);
    let width = threshold.relative_half_width().map_or("not seen whole".to_owned(), |width| format!("± {}", percent(width)));
    match threshold.stopped {
        Stopped::Maximum => Some(format!(
            "the interval is {width} after {} replicates, not ± {asked}: raise find.stop.replicates_max",
            threshold.replicates
        )),
        Stopped::Tolerance => Some(format!(
            "the interval is {width}, not ± {asked}, and half a step of the values tried is wider than that: lower find.tolerance"
        )),
        Stopped::Fixed | Stopped::Target | Stopped::Nowhere => None,
    }
}

/// What speaks against the crossing of a mean.
fn of_mean(means: &Means, threshold: &Threshold, search: &Search) -> Vec<String> {
    let Search { key, metric, from, to, crosses, .. } = search;
    let mut told = Vec::new();
    let mean = |point: Option<&Point>| point.and_then(|point| point.estimate).map(|estimate| estimate.mean);
    let ends = match (mean(means.points.first()), mean(means.points.last())) {
        (Some(first), Some(last)) => format!(" (it is {first:.4} at one end and {last:.4} at the other)"),
        _ => String::new(),
    };
    let at = means.at.unwrap_or_default();
    let lost: usize = means.points.iter().map(|point| point.runs - point.values.len()).sum();
    match (means.state, threshold.estimate) {
        (State::BelowFrom | State::AboveTo, None) => {
            let way = if means.state == State::BelowFrom { "lower find.from" } else { "raise find.to" };
            told.push(format!("the mean does not cross {crosses} between {from} and {to}{ends}: {way}, or choose another bound"));
        }
        (State::Flat, _) => {
            told.push(format!(
                "the mean of {metric} does not move between {key} = {from} and {to}{ends}: choose another key or metric"
            ));
        }
        (State::Twice, _) => told.push(format!(
            "the mean crosses twice: on one side of {crosses} at both ends, on the other at {key} = {at}: search the parts below and              above that value apart (find.to = {at}, then find.from = {at})"
        )),
        (State::NoValue, _) => told.push(format!(
            "no run at {key} = {at} has a value of {metric}: evaluations.parquet says why; choose ends at which runs have one"
        )),
        (_, Some(Estimated { interval: Some(interval), .. })) => {
            for (end, beyond, way) in
                [(Reach::BelowFrom, "below find.from", "lower find.from"), (Reach::AboveTo, "above find.to", "raise find.to")]
            {
                if interval.contains(&end) {
                    told.push(format!("the interval reaches {beyond}, seen only from there: {way}, or take more replicates"));
                }
            }
        }
        (_, Some(Estimated { interval: None, .. })) => told.push("one replicate is too few for an interval: 2 or more are needed".to_owned()),
        (State::Crossed | State::OtherWay, None) => {}
    }
    if lost > 0 && means.state != State::NoValue {
        told.push(format!(
            "{lost} of {} runs failed or have no {metric}, and are not in the means: evaluations.parquet says which and why",
            threshold.runs()
        ));
    }
    if let Some((value, share)) = mean_turned_back(means) {
        told.push(format!(
            "the mean of {metric} is not monotone: before {key} = {value} it turns back by {:.0} % of all that it moves over; the crossing              found is one of perhaps several: look at the figure, and at more values with `xpand sweep`",
            share * 100.0
        ));
    }
    told
}

/// Where the means turn back farther than is called monotone and than both their intervals reach, and by what share of all that they
/// move over; the farthest way back.
fn mean_turned_back(means: &Means) -> Option<(f64, f64)> {
    let seen: Vec<(f64, Estimate)> = means.points.iter().filter_map(|point| Some((point.value, point.estimate?))).collect();
    let way = if seen.last()?.1.mean >= seen.first()?.1.mean { 1.0 } else { -1.0 };
    let mean = |(_, estimate): &(f64, Estimate)| estimate.mean;
    let range = seen.iter().map(mean).fold(f64::NEG_INFINITY, f64::max) - seen.iter().map(mean).fold(f64::INFINITY, f64::min);
    let mut worst: Option<(f64, f64)> = None;
    let mut top = seen.first()?.1;
    for (value, estimate) in &seen {
        let back = (top.mean - estimate.mean) * way;
        let chance = [top, *estimate].iter().filter_map(|one| one.half_width).sum::<f64>();
        if back > chance && back > BACK_MAX * range && worst.is_none_or(|(_, share)| back / range > share) {
            worst = Some((*value, back / range));
        }
        if estimate.mean * way > top.mean * way {
            top = *estimate;
        }
    }
    worst
}

/// What speaks against a threshold of replicates, each bisected on its own.
fn of_each(threshold: &Threshold, replicates: &[Replicate], search: &Search) -> Vec<String> {
    let Search { key, metric, from, to, crosses, .. } = search;
    let all = replicates.len();
    let of = |state: State| threshold.count(state);
    let mut told = Vec::new();
    let mut tell = |words: String| told.push(words);

    if of(State::Flat) == all {
        tell(format!(
            "{metric} does not move between {key} = {from} and {to}{}: choose another key or metric",
            at_ends(replicates)
        ));
    } else if of(State::BelowFrom) + of(State::AboveTo) == all {
        let way = match [State::BelowFrom, State::AboveTo].map(|state| of(state) > 0) {
            [true, true] => "lower find.from and raise find.to",
            [true, false] => "lower find.from",
            _ => "raise find.to",
        };
        let ends = at_ends(replicates);
        tell(format!("no replicate crosses {crosses} between {from} and {to}{ends}: {way}, or choose another bound"));
    } else {
        for (state, what, end) in
            [(State::BelowFrom, "below find.from", "lower find.from"), (State::AboveTo, "above find.to", "raise find.to")]
        {
            if of(state) > 0 {
                tell(format!("{} of {all} replicates cross {what}, seen only from there: to see where, {end}", of(state)));
            }
        }
    }
    if let Some(at) = first_at(replicates, State::Twice) {
        tell(format!(
            "{} of {all} replicates cross twice: on one side of {crosses} at both ends, on the other at {key} = {at}; {metric} is \
             not monotone: search the parts below and above that value apart (find.to = {at}, then find.from = {at})",
            of(State::Twice)
        ));
    }
    if of(State::OtherWay) > 0 {
        tell(format!(
            "{} of {all} replicates cross in the other direction and are left out: {metric} may not depend on {key}; look at it with \
             `xpand sweep`, or take longer runs",
            of(State::OtherWay)
        ));
    }
    if let Some(at) = first_at(replicates, State::NoValue) {
        tell(format!(
            "{} of {all} replicates are left out, because a run failed or has no {metric}, first at {key} = {at}: \
             evaluations.parquet says why; choose ends at which all runs have one",
            of(State::NoValue)
        ));
    }
    if let Some((count, worst, share)) = turned_back(replicates) {
        tell(format!(
            "{metric} is not monotone in {count} of {all} replicates: it turns back by up to {:.0} % of all that it moves over \
             (replicate {worst}); the crossing found is one of perhaps several: look at the figure, and at more values with `xpand sweep`",
            share * 100.0
        ));
    }
    let used = of(State::Crossed) + of(State::BelowFrom) + of(State::AboveTo);
    if let Some(estimate) = threshold.estimate.filter(|estimate| estimate.interval.is_none()) {
        let method = estimate.method.as_str();
        let needed = (1..).find(|n| median_ranks(*n, search.confidence).is_some()).unwrap_or(used);
        tell(format!("{used} replicates are too few for an interval of the {method}: {needed} or more are needed"));
    }
    told
}

/// Means of the metric at both ends, in words.
fn at_ends(replicates: &[Replicate]) -> String {
    let mean = |value: fn(&Replicate) -> Option<&(f64, f64)>| {
        let values: Vec<f64> = replicates.iter().filter_map(value).map(|(_, metric)| *metric).collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    };
    match (mean(|replicate| replicate.measured.first()), mean(|replicate| replicate.measured.last())) {
        (Some(first), Some(last)) => format!(" (its mean is {first:.4} at one end and {last:.4} at the other)"),
        _ => String::new(),
    }
}

/// The value of the key at which the first replicate of this state showed it.
fn first_at(replicates: &[Replicate], state: State) -> Option<f64> {
    replicates.iter().find(|replicate| replicate.state == state).and_then(|replicate| replicate.at)
}

/// How many replicates that cross turn back by more than is called monotone, which of them the most, and by what share.
fn turned_back(replicates: &[Replicate]) -> Option<(usize, u32, f64)> {
    let crossed = replicates.iter().filter(|replicate| replicate.state == State::Crossed);
    let back: Vec<(u32, f64)> = crossed
        .map(|replicate| (replicate.number, back_share(&replicate.measured)))
        .filter(|(_, share)| *share > BACK_MAX)
        .collect();
    let (worst, share) = *back.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some((back.len(), worst, share))
}

/// The longest way back against the direction from end to end, as a share of the range of all values.
pub(super) fn back_share(measured: &[(f64, f64)]) -> f64 {
    let values = || measured.iter().map(|(_, metric)| *metric);
    let (Some(first), Some(last)) = (values().next(), values().next_back()) else { return 0.0 };
    let way = if last >= first { 1.0 } else { -1.0 };
    let (mut top, mut back) = (f64::NEG_INFINITY, 0.0_f64);
    for value in values() {
        top = top.max(value * way);
        back = back.max(top - value * way);
    }
    let range = values().fold(f64::NEG_INFINITY, f64::max) - values().fold(f64::INFINITY, f64::min);
    if range > 0.0 { back / range } else { 0.0 }
}
