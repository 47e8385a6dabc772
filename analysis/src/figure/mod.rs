//! Figures of one run or of several side by side, as SVG.
//!
//! A figure file turns measures into a `plate::Plate` (plain data); `plate` and `layer` alone draw.

mod availability;
mod axis;
mod chart;
mod completion;
mod earning;
mod frontier;
mod jobs;
mod layer;
mod market;
mod online;
mod plate;
mod rewards;
mod search;
mod series;
mod style;
mod supply;
mod utilisation;

pub use chart::chart_figure;
pub use market::market_figures;
pub use search::search_figure;

use axis::Axis;
use plate::Panel;

use crate::run::labels;
use crate::{AnalysisError, Measures, Run};

/// Most runs drawn as small multiples; further ones appear in lines and tables only.
pub(crate) const MULTIPLES: usize = 6;

/// A drawn figure.
#[derive(Clone, Debug)]
pub struct Figure {
    /// File stem.
    pub name: &'static str,
    /// Title with the headline number, as drawn.
    pub title: String,
    /// One or two sentences on what to see.
    pub caption: String,
    /// The drawing.
    pub svg: String,
}

/// A run with its measures and the label that tells it from the others.
#[derive(Debug)]
pub(crate) struct Study<'a> {
    pub label: String,
    pub run: &'a Run,
    pub measures: Measures,
}

/// Measures every run once.
pub(crate) fn studies(runs: &[Run]) -> Vec<Study<'_>> {
    labels(runs).into_iter().zip(runs).map(|(label, run)| Study { label, run, measures: Measures::of(run) }).collect()
}

/// Draws all figures of `runs`: one line per run where that makes sense, small multiples otherwise.
///
/// # Errors
///
/// [`AnalysisError::NoRun`] without runs, [`AnalysisError::Figure`] when the drawing library fails.
pub fn figures(runs: &[Run]) -> Result<Vec<Figure>, AnalysisError> {
    draw(&studies(runs))
}

pub(crate) fn draw(studies: &[Study<'_>]) -> Result<Vec<Figure>, AnalysisError> {
    if studies.is_empty() {
        return Err(AnalysisError::NoRun);
    }
    [
        online::figure,
        jobs::figure,
        completion::figure,
        utilisation::figure,
        availability::figure,
        rewards::figure,
        earning::figure,
        supply::figure,
    ]
    .iter()
    .map(|figure| {
        let (plate, caption) = figure(studies);
        Ok(Figure { name: plate.name, title: plate.title.clone(), caption, svg: plate.svg()? })
    })
    .collect()
}

/// The runs drawn as small multiples, and a sentence when some are left out.
fn multiples<'a, 'b>(studies: &'a [Study<'b>]) -> (&'a [Study<'b>], String) {
    let shown = &studies[..studies.len().min(MULTIPLES)];
    let note = match studies.len() - shown.len() {
        0 => String::new(),
        left_out => {
            format!(" Drawn for the first {MULTIPLES} runs; {left_out} more are in the tables.")
        }
    };
    (shown, note)
}

/// Heading of a panel that belongs to one run: its label when there are several.
fn heading(studies: &[Study<'_>], study: &Study<'_>, what: &str) -> String {
    match (studies.len() > 1, what.is_empty()) {
        (false, _) => what.to_owned(),
        (true, true) => study.label.clone(),
        (true, false) => format!("{} – {what}", study.label),
    }
}

/// Gives the panels of each column the widest of their axes, so that runs drawn below each other compare by eye.
///
/// For axes that start at zero or are symmetric about it.
fn align(panels: &mut [Panel], columns: usize) {
    for column in 0..columns {
        let widest = |axis: fn(&Panel) -> &Axis| {
            let axes = panels.iter().skip(column).step_by(columns).map(axis);
            axes.max_by(|a, b| a.high.total_cmp(&b.high)).cloned()
        };
        if let (Some(x), Some(y)) = (widest(|panel| &panel.x), widest(|panel| &panel.y)) {
            for panel in panels.iter_mut().skip(column).step_by(columns) {
                (panel.x, panel.y) = (x.clone(), y.clone());
            }
        }
    }
}

/// The highest of some values; `least` when there is none or all are lower.
fn highest(values: impl IntoIterator<Item = f64>, least: f64) -> f64 {
    values.into_iter().filter(|value| value.is_finite()).fold(least, f64::max)
}
