//! The thresholds of a search on the terminal.

use super::found::Found;
use super::threshold::{Reach, State, Threshold};
use crate::tables::text;
use crate::terminal::{NONE, plain_table};
use records::scenario::{AxisKind, Crossing, Search};

/// Thresholds shown (count); the files hold all.
const SHOWN: usize = 40;

pub(super) fn table(found: &Found<'_>) -> String {
    let search = found.study.search();
    let Search { key, metric, crosses, confidence, .. } = search;
    let what = if search.crossing == Crossing::OfMean { "the mean of " } else { "" };
    let mut text = format!("{key} at which {what}{metric} crosses {crosses}{}\n", way(found.thresholds()));
    let sure = (confidence * 1e6).round() / 1e4;
    let along = search.along.iter().map(|along| along.key.clone());
    let fixed = ["threshold", &format!("{sure} % interval"), "half-width", "estimate"].map(str::to_owned);
    let each = search.crossing == Crossing::OfEach;
    // What did not happen needs no column.
    let other = |state: &State| found.thresholds().iter().any(|one| one.count(*state) > 0);
    let states: Vec<State> = State::ALL[1..].iter().copied().filter(|state| each && other(state)).collect();
    let others = states.iter().map(|state| state.as_str().to_owned());
    let counted = [if each { "crossed" } else { "replicates" }.to_owned()];
    let stopped = search.stop.iter().map(|_| "stopped".to_owned());
    let header = along.chain(fixed).chain(counted).chain(others).chain(stopped).chain(["runs".to_owned()]).collect();
    let rows = found.thresholds().iter().take(SHOWN).map(|threshold| row(threshold, search, &states));
    text += &plain_table(header, rows);
    if found.thresholds().len() > SHOWN {
        text += &format!("\n… {} thresholds in all; the files hold every one", found.thresholds().len());
    }
    for note in found.notes() {
        text += &format!("\nnote: {note}");
    }
    text
}

/// In which direction the metric crosses, if it is the same in all.
fn way(thresholds: &[Threshold]) -> &'static str {
    let all = |rising: bool| thresholds.iter().all(|threshold| threshold.rising == Some(rising));
    match (all(true), all(false)) {
        (true, false) => ", rising with it",
        (false, true) => ", falling with it",
        _ => "",
    }
}

fn row(threshold: &Threshold, search: &Search, states: &[State]) -> Vec<String> {
    let estimate = threshold.estimate.as_ref();
    let interval = estimate.and_then(|estimate| estimate.interval);
    let told = |reach: Reach| match reach {
        Reach::BelowFrom => format!("below {}", search.from),
        Reach::At(value) => number(value, search),
        Reach::AboveTo => format!("above {}", search.to),
    };
    let along = threshold.along.iter().map(text);
    let fixed = [
        estimate.map_or(NONE.to_owned(), |estimate| told(estimate.value)),
        interval.map_or(NONE.to_owned(), |[low, high]| format!("{} to {}", told(low), told(high))),
        threshold.relative_half_width().map_or(NONE.to_owned(), percent),
        estimate.map_or(NONE.to_owned(), |estimate| estimate.method.as_str().to_owned()),
        match search.crossing {
            Crossing::OfEach => format!("{} of {}", threshold.count(State::Crossed), threshold.replicates),
            Crossing::OfMean => threshold.replicates.to_string(),
        },
    ];
    let others = states.iter().map(|state| threshold.count(*state).to_string());
    let stopped = search.stop.iter().map(|_| threshold.stopped.as_str().to_owned());
    along.chain(fixed).chain(others).chain(stopped).chain([threshold.runs().to_string()]).collect()
}

/// A share in percent, with two significant digits below ten.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let places = if percent >= 9.95 { 0 } else { 1 + usize::from(percent < 0.995) };
    format!("{percent:.places$} %")
}

/// A value with as many places as the search tells apart, and one more.
fn number(value: f64, search: &Search) -> String {
    use records::scenario::Scale;
    let step = match (search.scale, search.kind) {
        (Scale::Log, _) => value * search.tolerance,
        (Scale::Linear, AxisKind::Integer) => 1.0,
        (Scale::Linear, _) => search.tolerance,
    };
    let places = (1.0 - libm::floor(libm::log10(step.abs().max(1e-12)))).clamp(0.0, 12.0) as usize;
    format!("{value:.places$}")
}
