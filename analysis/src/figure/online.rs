//! Workers online over time.

use super::axis::Axis;
use super::plate::{Layer, Panel, Plate};
use super::series::{LINE_POINTS, thin};
use super::style::{BLUE, ORANGE, colour};
use super::{Study, highest};
use crate::format;

pub(super) fn figure(studies: &[Study<'_>]) -> (Plate, String) {
    let mut legend = Vec::new();
    let mut layers = Vec::new();
    for (at, study) in studies.iter().enumerate() {
        let timeline = &study.run.timeline;
        let line = |counts: &[u32]| {
            let points = timeline.time_ns.iter().zip(counts);
            thin(points.map(|(&ns, &n)| (ns as f64 / 1e9, f64::from(n))).collect(), LINE_POINTS)
        };
        if let [_] = studies {
            legend = vec![("truly up".to_owned(), BLUE), ("counted as up by the validators".to_owned(), ORANGE)];
            layers.push(Layer::Line { points: line(&timeline.registered), colour: ORANGE, dashed: false });
            layers.push(Layer::Line { points: line(&timeline.online), colour: BLUE, dashed: false });
        } else {
            legend.push((study.label.clone(), colour(at)));
            layers.push(Layer::Line { points: line(&timeline.online), colour: colour(at), dashed: false });
        }
    }
    let span_s = highest(studies.iter().map(|study| study.run.timeline.span_s()), 0.0);
    let counts = studies.iter().flat_map(|study| {
        let timeline = &study.run.timeline;
        timeline.online.iter().chain(&timeline.registered).map(|&n| f64::from(n))
    });
    let panel = Panel {
        heading: String::new(),
        x: Axis::time(span_s),
        y: Axis::counts("workers", highest(counts, 1.0)),
        layers,
        empty: "no timeline was recorded",
    };
    let plate = Plate { name: "online", title: title(studies), legend, panels: vec![panel], columns: 1, panel_height: 300 };
    (plate, caption(studies))
}

fn title(studies: &[Study<'_>]) -> String {
    match studies {
        [study] => match study.measures.online.mean {
            Some(mean) => format!("Workers online: {} on average", format::number(mean)),
            None => "Workers online".to_owned(),
        },
        _ => "Workers online (truly up), by run".to_owned(),
    }
}

fn caption(studies: &[Study<'_>]) -> String {
    let [study] = studies else {
        return "Where the lines part, the runs saw different populations or churn.".to_owned();
    };
    let timeline = &study.run.timeline;
    if timeline.time_ns.is_empty() {
        return "No timeline was recorded.".to_owned();
    }
    let gaps = timeline.online.iter().zip(&timeline.registered);
    let gap = gaps.map(|(&up, &counted)| f64::from(up.abs_diff(counted))).sum::<f64>() / timeline.online.len() as f64;
    let online = study.measures.online;
    let workers = format::plural(study.run.nodes.workers().count() as u64, "worker");
    let up = match (online.least, online.most) {
        (least, most) if least == most => format!("{least} of {workers} were up throughout"),
        (least, most) => format!("Between {least} and {most} of {workers} were up"),
    };
    let gap = format::number((gap * 100.0).round() / 100.0);
    format!("{up}; the validators' count, built from heartbeats, is off by {gap} on average.")
}
