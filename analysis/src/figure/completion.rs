//! Completion times as empirical distribution functions.

use std::cmp::Reverse;

use super::axis::Axis;
use super::plate::{Layer, Panel, Plate};
use super::series::ecdf;
use super::style::{INK, colour};
use super::{Study, highest};
use crate::format;
use crate::measure::{completion_s, completion_s_by_kind};

/// Most kinds drawn apart; all jobs together are drawn as well.
const KINDS: usize = 6;

pub(super) fn figure(studies: &[Study<'_>]) -> (Plate, String) {
    let mut curves: Vec<(String, Vec<f64>)> = match studies {
        [study] => {
            let mut kinds: Vec<_> = completion_s_by_kind(&study.run.jobs).into_iter().collect();
            kinds.sort_by_key(|(_, times_s)| Reverse(times_s.len()));
            kinds.truncate(KINDS);
            kinds.sort_by(|a, b| a.0.cmp(&b.0)); // by name: a kind keeps its colour when counts change
            kinds
        }
        _ => studies.iter().map(|study| (study.label.clone(), completion_s(&study.run.jobs))).collect(),
    };
    let mut colours: Vec<_> = (0..curves.len()).map(colour).collect();
    if let [study] = studies
        && curves.len() > 1
    {
        curves.push(("all jobs".to_owned(), completion_s(&study.run.jobs)));
        colours.push(INK);
    }
    curves.iter_mut().for_each(|(name, times_s)| *name = format!("{name} ({})", format::count(times_s.len() as u64)));
    let positive = curves.iter().filter_map(|(_, times_s)| times_s.iter().copied().find(|&time_s| time_s > 0.0));
    let low_s = positive.fold(f64::INFINITY, f64::min);
    let high_s = highest(curves.iter().filter_map(|(_, times_s)| times_s.last().copied()), 1.0);
    let panel = Panel {
        heading: String::new(),
        x: Axis::durations("time from submission to settlement", if low_s.is_finite() { low_s } else { 0.0 }, high_s),
        y: Axis::share("share of settled jobs", 1.0),
        layers: curves
            .iter()
            .zip(&colours)
            .map(|((_, times_s), &colour)| Layer::Line { points: ecdf(times_s), colour, dashed: false })
            .collect(),
        empty: "no job was settled",
    };
    let legend = curves.into_iter().map(|(name, _)| name).zip(colours).collect();
    let plate = Plate { name: "completion", title: title(studies), legend, panels: vec![panel], columns: 1, panel_height: 330 };
    (plate, caption(studies))
}

fn title(studies: &[Study<'_>]) -> String {
    if let [study] = studies
        && let (Some(p50_s), Some(p95_s)) = (study.measures.completion.p50_s, study.measures.completion.p95_s)
    {
        return format!("Completion time: median {}, 95th percentile {}", format::duration(p50_s), format::duration(p95_s));
    }
    "Completion time of settled jobs".to_owned()
}

fn caption(studies: &[Study<'_>]) -> String {
    let settled: usize = studies.iter().map(|study| study.measures.completion.settled).sum();
    if settled == 0 {
        return "No job was settled, so there is no completion time to show.".to_owned();
    }
    match studies {
        [_] => {
            "Read across at 50 % for the median and at 95 % for the slow tail; a long flat top means that a few jobs \
                waited for retries. Jobs still open at the end are not counted, which flatters the tail."
        }
        _ => "A curve further to the left is a faster network; jobs still open at the end are not counted.",
    }
    .to_owned()
}
