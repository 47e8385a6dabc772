//! What a worker earns, against its power score.

use std::collections::BTreeMap;

use super::axis::Axis;
use super::plate::{Layer, Panel, Plate};
use super::series::{DOTS, sample};
use super::style::colour;
use super::{Study, heading, multiples};
use crate::format;
use crate::measure::CLASS_UNKNOWN;

type Points = Vec<(f64, f64)>;

pub(super) fn figure(studies: &[Study<'_>]) -> (Plate, String) {
    let (shown, note) = multiples(studies);
    let by_class: Vec<BTreeMap<String, Points>> = shown.iter().map(points).collect();
    let mut classes: Vec<&String> = by_class.iter().flat_map(BTreeMap::keys).collect();
    classes.sort_unstable();
    classes.dedup();
    let legend = classes.iter().enumerate().map(|(at, class)| ((*class).clone(), colour(at))).collect();
    let all = || by_class.iter().flat_map(BTreeMap::values).flatten().copied();
    // One pair of axes for all runs: only then can the eye compare them.
    let range = |value: fn((f64, f64)) -> f64| {
        let low = all().map(value).fold(f64::INFINITY, f64::min);
        let high = all().map(value).fold(0.0, f64::max);
        if high > 0.0 { (low, high) } else { (1.0, 10.0) }
    };
    let (x, y) = (range(|point| point.0), range(|point| point.1));
    let panels = shown.iter().zip(&by_class).map(|(study, by_class)| Panel {
        heading: heading(studies, study, ""),
        x: Axis::log("mean power score [GFLOP/s], log scale", x.0, x.1),
        y: Axis::log("reward per day up [tokens], log scale", y.0, y.1),
        layers: classes
            .iter()
            .enumerate()
            .filter_map(|(at, class)| Some(Layer::Dots { points: by_class.get(*class)?.clone(), colour: colour(at) }))
            .collect(),
        empty: "nothing was rewarded",
    });
    let panels: Vec<Panel> = panels.collect();
    let columns = panels.len().min(2);
    let plate = Plate {
        name: "earning",
        title: "What a worker earns: reward per day up against power score".to_owned(),
        legend,
        columns,
        panels,
        panel_height: 340,
    };
    (plate, caption(studies, &by_class) + &note)
}

/// (mean power score \[GFLOP/s\], reward per day up \[tokens\]) of the workers that were rewarded, by class.
fn points(study: &Study<'_>) -> BTreeMap<String, Points> {
    let rewards = &study.measures.rewards;
    let nodes = &study.run.nodes;
    let mut by_class: BTreeMap<String, Points> = BTreeMap::new();
    for at in sample(rewards.len(), DOTS) {
        let node = &rewards[at];
        let per_day = format::tokens_f64(node.reward) / (node.up_s / 86_400.0);
        if node.power_gflops > 0.0 && per_day > 0.0 && per_day.is_finite() {
            let class = nodes.row(node.node).map_or(CLASS_UNKNOWN, |row| nodes.class.get(row));
            by_class.entry(class.to_owned()).or_default().push((node.power_gflops, per_day));
        }
    }
    by_class
}

fn caption(studies: &[Study<'_>], by_class: &[BTreeMap<String, Points>]) -> String {
    let mut caption = "Under a proportional rule the dots lie along a rising line: twice the score earns twice the tokens per \
                       day. Dots below the crowd lost reward to missed heartbeats or penalties."
        .to_owned();
    if let ([study], [classes]) = (studies, by_class) {
        let total = study.measures.rewards.len();
        let looked_at = sample(total, DOTS).count();
        let drawn: usize = classes.values().map(Vec::len).sum();
        if looked_at < total {
            caption +=
                &format!(" An even sample of {} of {} workers.", format::count(looked_at as u64), format::count(total as u64));
        }
        if drawn < looked_at {
            caption += &format!(" {} of them had no score or no reward and are not drawn.", looked_at - drawn);
        }
    }
    caption
}
