//! A threshold search: the metric against the key, or the frontier over two keys.

use super::axis::Axis;
use super::plate::{Layer, Panel, Plate};
use super::series::{DOTS, sample};
use super::style::{BLUE, ORANGE, VERMILION};
use super::{Figure, frontier};
use crate::AnalysisError;
use crate::format;
use crate::search::{Search, Threshold};

/// A close-up is drawn if it shows less than this share of the range.
const CLOSE_UP_MAX: f64 = 0.5;

/// Draws a search.
///
/// # Errors
///
/// [`AnalysisError::Figure`] when the drawing library fails.
pub fn search_figure(search: &Search) -> Result<Figure, AnalysisError> {
    let (plate, caption) = match (&search.along, search.thresholds.as_slice()) {
        (None, [threshold]) => crossing(search, threshold),
        _ => frontier::figure(search),
    };
    Ok(Figure { name: plate.name, title: plate.title.clone(), caption, svg: plate.svg()? })
}

/// The interval in words; of an end that was not seen, the end of the range.
pub(super) fn interval_words(search: &Search, threshold: &Threshold) -> Option<String> {
    let (low, high) = threshold.interval?;
    let (from, to) = search.range;
    let low = if low.is_finite() { format::number(low) } else { format!("below {}", format::number(from)) };
    let high = if high.is_finite() { format::number(high) } else { format!("above {}", format::number(to)) };
    Some(format!("{low} to {high}"))
}

/// The axis of the key that was searched over, from `low` to `high`.
pub(super) fn key_axis(search: &Search, (low, high): (f64, f64)) -> Axis {
    values_axis(&search.key, search.log, (low, high))
}

pub(super) fn values_axis(key: &str, log: bool, (low, high): (f64, f64)) -> Axis {
    if log { Axis::log(format!("{key} (log scale)"), low, high) } else { Axis::spanning(key, low, high) }
}

/// Part of an interval that a figure can show.
pub(super) fn shown(search: &Search, (low, high): (f64, f64)) -> (f64, f64) {
    let (from, to) = search.range;
    (low.clamp(from, to), high.clamp(from, to))
}

fn crossing(search: &Search, threshold: &Threshold) -> (Plate, String) {
    let close = close_up(search, threshold);
    let heading = |words: &str| if close.is_some() { words.to_owned() } else { String::new() };
    let mut panels = vec![panel(search, threshold, search.range, heading("all values tried"))];
    panels.extend(close.map(|range| panel(search, threshold, range, "about the threshold".to_owned())));
    let percent = format::number(search.confidence * 100.0);
    let found = match (threshold.value, interval_words(search, threshold)) {
        (Some(value), Some(interval)) => format!(": {} ({interval})", format::number(value)),
        (Some(value), None) => format!(": {}", format::number(value)),
        _ => ": not found".to_owned(),
    };
    let (key, metric, bound) = (&search.key, &search.metric, format::number(search.bound));
    let mut legend = vec![("a run".to_owned(), BLUE)];
    if !threshold.crossings.is_empty() {
        legend.push(("where a replicate crosses".to_owned(), ORANGE));
        legend.push((format!("threshold with its {percent} % interval"), VERMILION));
    }
    let plate = Plate {
        name: "find",
        title: format!("{key} at which {metric} crosses {bound}{found}"),
        legend,
        columns: panels.len(),
        panels,
        panel_height: 380,
    };
    let caption = format!(
        "Each replicate is bisected on its own, so its runs gather where its {metric} crosses the bound, the dashed line. \
         The threshold is where they cross on average."
    );
    (plate, caption)
}

/// The range about the crossings, if it is a small part of the whole.
fn close_up(search: &Search, threshold: &Threshold) -> Option<(f64, f64)> {
    let forth = |value: f64| if search.log { value.ln() } else { value };
    let back = |value: f64| if search.log { value.exp() } else { value };
    let (from, to) = (forth(search.range.0), forth(search.range.1));
    let edges = threshold.interval.iter().flat_map(|&interval| <[f64; 2]>::from(shown(search, interval)));
    let seen = || threshold.crossings.iter().copied().chain(edges.clone()).map(forth);
    let (low, high) = (seen().fold(f64::INFINITY, f64::min), seen().fold(f64::NEG_INFINITY, f64::max));
    if low > high {
        return None;
    }
    let margin = ((high - low) * 0.4).max((to - from) * 0.01);
    let (low, high) = ((low - margin).max(from), (high + margin).min(to));
    (high - low < CLOSE_UP_MAX * (to - from)).then(|| (back(low), back(high)))
}

fn panel(search: &Search, threshold: &Threshold, range: (f64, f64), heading: String) -> Panel {
    let x = key_axis(search, range);
    let inside: Vec<(f64, f64)> = threshold.runs.iter().copied().filter(|(value, _)| (x.low..=x.high).contains(value)).collect();
    let runs: Vec<_> = sample(inside.len(), DOTS).map(|at| inside[at]).collect();
    let heights = || inside.iter().map(|run| run.1).chain([search.bound]);
    let y = Axis::spanning(&search.metric, heights().fold(f64::INFINITY, f64::min), heights().fold(f64::NEG_INFINITY, f64::max));
    let mut layers = Vec::new();
    if let Some((low, high)) = threshold.interval.map(|interval| shown(search, interval)) {
        layers.push(Layer::Shade { boxes: vec![[low, high, y.low, y.high]], colour: VERMILION });
    }
    layers.push(Layer::Line { points: vec![(x.low, search.bound), (x.high, search.bound)], colour: BLUE, dashed: true });
    if let Some(value) = threshold.value {
        layers.push(Layer::Line { points: vec![(value, y.low), (value, y.high)], colour: VERMILION, dashed: false });
    }
    layers.push(Layer::Dots { points: runs, colour: BLUE });
    let crossings = threshold.crossings.iter().map(|crossing| (*crossing, search.bound)).collect();
    layers.push(Layer::Dots { points: crossings, colour: ORANGE });
    Panel { heading, x: x.bare(), y, layers, empty: "no run has a value of the metric" }
}
