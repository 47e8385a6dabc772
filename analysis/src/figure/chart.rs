//! Estimates with their intervals: curves over a key, or rows with names.

use super::axis::Axis;
use super::plate::{Layer, Panel, Plate};
use super::style::colour;
use crate::AnalysisError;
use crate::chart::{Across, Chart, ChartPanel, Estimated, Unit};

/// Height of a panel of curves (px).
const CURVES_PX: i32 = 330;
/// Height of a row with its share of what is about it (px).
const ROW_PX: i32 = 26;

/// Draws a chart; returns the SVG.
///
/// # Errors
///
/// [`AnalysisError::Figure`] when the drawing library fails.
pub fn chart_figure(chart: &Chart) -> Result<String, AnalysisError> {
    let named = chart.series.iter().enumerate().filter(|(_, name)| !name.is_empty());
    let panel_height = match &chart.across {
        Across::Values { .. } => CURVES_PX,
        Across::Names(names) => 70 + ROW_PX.max(13 * chart.series.len() as i32) * names.len() as i32,
    };
    let plate = Plate {
        name: "chart",
        title: chart.title.clone(),
        legend: named.map(|(at, name)| (name.clone(), colour(at))).collect(),
        columns: chart.panels.len().clamp(1, 2),
        panels: chart.panels.iter().map(|panel| drawn(&chart.across, panel)).collect(),
        panel_height,
    };
    plate.svg()
}

fn drawn(across: &Across, panel: &ChartPanel) -> Panel {
    let empty = "no run gives a value";
    let (title, measure) = (panel.title.clone(), measure_axis(panel));
    match across {
        Across::Values { title: key, log, unit, values } => {
            let layers = panel.estimates.iter().enumerate().flat_map(|(at, series)| curve(at, values, series)).collect();
            Panel { heading: title, x: key_axis(key, *unit, *log, values), y: measure, layers, empty }
        }
        Across::Names(names) => {
            let layers = (0..panel.estimates.len()).flat_map(|at| rows(at, &panel.estimates, names.len())).collect();
            Panel { heading: title, x: measure, y: Axis::categories(names), layers, empty }
        }
    }
}

/// A curve with a ribbon, with gaps where nothing was measured.
fn curve(at: usize, values: &[f64], series: &[Option<Estimated>]) -> Vec<Layer> {
    let colour = colour(at);
    let placed: Vec<Option<(f64, Estimated)>> = values.iter().zip(series).map(|(value, one)| Some((*value, (*one)?))).collect();
    let parts = || placed.split(Option::is_none).map(|part| part.iter().flatten());
    let ribbon = |part: &mut dyn Iterator<Item = &(f64, Estimated)>| Layer::Ribbon {
        points: part.map(|(value, one)| (*value, one.interval.0, one.interval.1)).collect(),
        colour,
    };
    let line = |part: &mut dyn Iterator<Item = &(f64, Estimated)>| Layer::Line {
        points: part.map(|(value, one)| (*value, one.mean)).collect(),
        colour,
        dashed: false,
    };
    let mut layers: Vec<Layer> = parts().map(|mut part| ribbon(&mut part)).collect();
    layers.extend(parts().map(|mut part| line(&mut part)));
    layers.push(Layer::Dots { points: placed.iter().flatten().map(|(value, one)| (*value, one.mean)).collect(), colour });
    layers
}

/// One series in all rows: a bar from end to end of each interval, a stroke at the estimate.
fn rows(at: usize, all: &[Vec<Option<Estimated>>], names: usize) -> Vec<Layer> {
    let (colour, height) = (colour(at), 0.8 / all.len() as f64);
    let placed = all[at].iter().take(names).enumerate().filter_map(|(row, one)| {
        // The first series is the uppermost of its row.
        let middle = (names - row) as f64 - 0.1 - height * (at as f64 + 0.5);
        Some((middle, (*one)?))
    });
    let placed: Vec<(f64, Estimated)> = placed.collect();
    let bar = |(middle, one): &(f64, Estimated)| [one.interval.0, one.interval.1, middle - 0.3 * height, middle + 0.3 * height];
    let mut layers = vec![Layer::Shade { boxes: placed.iter().map(bar).collect(), colour }];
    layers.push(Layer::Dots { points: placed.iter().map(|(middle, one)| (one.mean, *middle)).collect(), colour });
    layers
}

fn key_axis(title: &str, unit: Unit, log: bool, values: &[f64]) -> Axis {
    let ends = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &at| (low.min(at), high.max(at)));
    axis(title, unit, log, ends)
}

fn measure_axis(panel: &ChartPanel) -> Axis {
    let all = panel.estimates.iter().flatten().flatten();
    let ends = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), one| {
        (low.min(one.interval.0).min(one.mean), high.max(one.interval.1).max(one.mean))
    });
    axis("", panel.unit, panel.log, ends)
}

fn axis(title: &str, unit: Unit, log: bool, (low, high): (f64, f64)) -> Axis {
    if low > high {
        return Axis::from_zero(title, 1.0);
    }
    match unit {
        Unit::Seconds if !log => Axis::durations(title, 0.0, high),
        Unit::Seconds => Axis::durations(title, low.max(1e-3), high),
        _ if log && low > 0.0 => Axis::log(format!("{title} (log scale)").trim_start().to_owned(), low, high),
        Unit::Share if low > 0.5 => Axis::percent(title, low, high),
        Unit::Share => Axis::share(title, high),
        Unit::Number => Axis::spanning(title, low, high),
    }
}
