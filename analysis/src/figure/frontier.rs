//! The frontier of a search over two keys: the threshold against the second key, with its interval, and the two sides by name.

use super::axis::Axis;
use super::plate::{Layer, Panel, Plate};
use super::search::{interval_words, key_axis, shown, values_axis};
use super::style::{BLUE, ORANGE};
use crate::format;
use crate::search::{Along, Search, Threshold};

pub(super) fn figure(search: &Search) -> (Plate, String) {
    let second = search.along.as_ref().map_or("", |(key, _)| key.as_str());
    let (key, metric, bound) = (&search.key, &search.metric, format::number(search.bound));
    let numbers: Option<Vec<f64>> = search
        .thresholds
        .iter()
        .map(|threshold| match threshold.along {
            Some(Along::Number(value)) => Some(value),
            _ => None,
        })
        .collect();
    let (panel, height) = match numbers {
        Some(numbers) => (curve(search, &numbers), 460),
        None => (rows(search), (90 + 40 * search.thresholds.len() as i32).clamp(200, 900)),
    };
    let percent = format::number(search.confidence * 100.0);
    let plate = Plate {
        name: "find",
        title: format!("{key} at which {metric} crosses {bound}, by {second}"),
        legend: vec![
            (format!("threshold with its {percent} % interval"), BLUE),
            ("where a replicate crosses".to_owned(), ORANGE),
        ],
        columns: 1,
        panels: vec![panel],
        panel_height: height,
    };
    let found = search.thresholds.iter().filter(|threshold| threshold.value.is_some()).count();
    let mut caption = format!("On one side of the frontier {metric} is at least {bound}, on the other it is below.");
    if found < search.thresholds.len() {
        caption += &format!(
            " At {} of {} values of {second} no threshold was found.",
            search.thresholds.len() - found,
            search.thresholds.len()
        );
    }
    (plate, caption)
}

/// One threshold in its place on the plane.
struct Place<'a> {
    x: f64,
    value: f64,
    /// Part of its interval that is shown.
    band: (f64, f64),
    threshold: &'a Threshold,
}

impl<'a> Place<'a> {
    fn of(search: &Search, x: f64, threshold: &'a Threshold) -> Option<Self> {
        let value = threshold.value?;
        let band = threshold.interval.map_or((value, value), |interval| shown(search, interval));
        Some(Self { x, value, band, threshold })
    }
}

fn curve(search: &Search, numbers: &[f64]) -> Panel {
    let log = search.along.as_ref().is_some_and(|(_, log)| *log);
    let title = search.along.as_ref().map_or("", |(key, _)| key.as_str());
    let reach =
        (numbers.iter().copied().fold(f64::INFINITY, f64::min), numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    let (x, y) = (values_axis(title, log, reach), key_axis(search, search.range));
    let mut found: Vec<(f64, &Threshold)> = numbers.iter().copied().zip(&search.thresholds).collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let places: Vec<Option<Place<'_>>> = found.into_iter().map(|(x, threshold)| Place::of(search, x, threshold)).collect();
    // Where no threshold was found the curve has a gap, where there is no interval the band has one.
    let banded = |place: &Option<Place<'_>>| place.as_ref().is_some_and(|place| place.threshold.interval.is_some());
    let bands = places.split(|place| !banded(place)).map(|part| part.iter().flatten());
    let band = |place: &Place<'_>| (place.x, place.band.0, place.band.1);
    let mut layers: Vec<Layer> = bands.map(|part| Layer::Ribbon { points: part.map(band).collect(), colour: BLUE }).collect();
    let all: Vec<&Place<'_>> = places.iter().flatten().collect();
    let crossings = all.iter().flat_map(|place| place.threshold.crossings.iter().map(|crossing| (place.x, *crossing)));
    layers.push(Layer::Dots { points: crossings.collect(), colour: ORANGE });
    let parts = places.split(Option::is_none).map(|part| part.iter().flatten());
    let line = |points| Layer::Line { points, colour: BLUE, dashed: false };
    layers.extend(parts.map(|part| line(part.map(|place| (place.x, place.value)).collect())));
    layers.extend(sides(search, &all, &x, &y));
    Panel { heading: String::new(), x, y, layers, empty: "no threshold was found" }
}

/// The names of both sides, each where there is most room for it.
fn sides(search: &Search, places: &[&Place<'_>], x: &Axis, y: &Axis) -> Vec<Layer> {
    let bound = format::number(search.bound);
    let all = |rising: bool| places.iter().all(|place| place.threshold.rising == Some(rising));
    let (over, under) = match (all(true), all(false)) {
        (true, false) => ("≥", "<"),
        (false, true) => ("<", "≥"),
        _ => return Vec::new(), // nothing found, or the sides change along the frontier
    };
    let inner = |place: &&Place<'_>| (0.18..=0.82).contains(&x.position(place.x));
    let inside: Vec<&Place<'_>> = places.iter().copied().filter(inner).collect();
    let candidates = if inside.is_empty() { places.to_vec() } else { inside };
    let widest = |room: &dyn Fn(&Place<'_>) -> f64| candidates.iter().copied().max_by(|a, b| room(a).total_cmp(&room(b)));
    let caption = |place: Option<&Place<'_>>, sign: &str, middle: &dyn Fn(&Place<'_>) -> f64| {
        place.map(|place| Layer::Caption { at: (place.x, middle(place)), words: format!("{} {sign} {bound}", search.metric) })
    };
    let top = widest(&|place| 1.0 - y.position(place.band.1));
    let bottom = widest(&|place| y.position(place.band.0));
    let above = caption(top, over, &|place| y.between(place.band.1, y.high));
    let below = caption(bottom, under, &|place| y.between(y.low, place.band.0));
    above.into_iter().chain(below).collect()
}

/// A row a word: interval as a bar, threshold with its value.
fn rows(search: &Search) -> Panel {
    let words = |threshold: &Threshold| match &threshold.along {
        Some(Along::Words(words)) => words.clone(),
        Some(Along::Number(value)) => format::number(*value),
        None => String::new(),
    };
    let names: Vec<String> = search.thresholds.iter().map(words).collect();
    let mut layers = Vec::new();
    for (at, threshold) in search.thresholds.iter().enumerate() {
        let y = (names.len() - at) as f64 - 0.5;
        let Some(value) = threshold.value else { continue };
        if let Some((low, high)) = threshold.interval.map(|interval| shown(search, interval)) {
            layers.push(Layer::Shade { boxes: vec![[low, high, y - 0.3, y + 0.3]], colour: BLUE });
        }
        let crossings = threshold.crossings.iter().map(|crossing| (*crossing, y)).collect();
        layers.push(Layer::Dots { points: crossings, colour: ORANGE });
        layers.push(Layer::Line { points: vec![(value, y - 0.3), (value, y + 0.3)], colour: BLUE, dashed: false });
        let told = interval_words(search, threshold).map_or(String::new(), |interval| format!(" ({interval})"));
        layers.push(Layer::Caption { at: (value, y + 0.42), words: format!("{}{told}", format::number(value)) });
    }
    Panel {
        heading: String::new(),
        x: key_axis(search, search.range),
        y: Axis::categories(&names),
        layers,
        empty: "no threshold was found",
    }
}
