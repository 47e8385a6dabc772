//! Availability as measured against the truth, node by node.

use super::axis::Axis;
use super::plate::{Layer, Panel, Plate};
use super::series::{DOTS, histogram, sample};
use super::style::{BLUE, ORANGE};
use super::{Study, align, heading, highest, multiples};
use crate::format;

const BINS: usize = 41;

pub(super) fn figure(studies: &[Study<'_>]) -> (Plate, String) {
    let (shown, note) = multiples(studies);
    let mut panels: Vec<Panel> = shown.iter().flat_map(|study| [scatter(studies, study), errors(studies, study)]).collect();
    align(&mut panels, 2);
    let title = match studies {
        [study] => match (study.measures.availability.measured_mean, study.measures.availability.true_mean) {
            (Some(measured), Some(truth)) => {
                format!("Availability: measured {}, true {}", format::share(measured), format::share(truth))
            }
            _ => "Availability".to_owned(),
        },
        _ => "Availability, measured against true".to_owned(),
    };
    let plate = Plate { name: "availability", title, legend: Vec::new(), panels, columns: 2, panel_height: 320 };
    (plate, caption(studies) + &note)
}

fn scatter(studies: &[Study<'_>], study: &Study<'_>) -> Panel {
    let nodes = &study.measures.availability.nodes;
    let points: Vec<_> = sample(nodes.len(), DOTS).map(|at| (nodes[at].truth, nodes[at].measured)).collect();
    let diagonal = if points.is_empty() { Vec::new() } else { vec![(0.0, 0.0), (1.0, 1.0)] };
    Panel {
        heading: heading(studies, study, "each worker"),
        x: Axis::share("true availability", 1.0),
        y: Axis::share("measured availability", 1.0),
        layers: vec![Layer::Line { points: diagonal, colour: BLUE, dashed: true }, Layer::Dots { points, colour: BLUE }],
        empty: "no epoch was settled",
    }
}

fn errors(studies: &[Study<'_>], study: &Study<'_>) -> Panel {
    let nodes = &study.measures.availability.nodes;
    let errors: Vec<f64> = nodes.iter().map(|node| (node.measured - node.truth) * 100.0).collect();
    // An odd number of bins round zero: the middle one holds the workers measured right.
    let axis = Axis::from_zero("measured − true [percentage points]", highest(errors.iter().map(|error| error.abs()), 0.01));
    let reach = axis.high;
    let mirrored = axis.ticks.iter().rev().filter(|tick| tick.0 > 0.0).map(|tick| (-tick.0, format!("−{}", tick.1)));
    let ticks = mirrored.chain(axis.ticks.iter().cloned()).collect();
    let boxes = histogram(&errors, -reach, reach, BINS);
    let y = Axis::counts("workers", highest(boxes.iter().map(|bar| bar[3]), 1.0));
    let zero = if boxes.is_empty() { Vec::new() } else { vec![(0.0, 0.0), (0.0, f64::MAX)] }; // clamped to the top
    Panel {
        heading: heading(studies, study, "errors"),
        y,
        layers: vec![Layer::Boxes { boxes, colour: ORANGE }, Layer::Line { points: zero, colour: ORANGE, dashed: true }],
        x: Axis { low: -reach, ticks, ..axis }.bare(),
        empty: "no epoch was settled",
    }
}

fn caption(studies: &[Study<'_>]) -> String {
    let mut caption = "A worker on the dashed diagonal is paid for the time it was really up; below it, lost heartbeats cost \
                       it; above it, it is paid for time it was away."
        .to_owned();
    if let [study] = studies {
        let found = &study.measures.availability;
        let (Some(mean), Some(most)) = (found.error_mean, found.error_max) else {
            return "No epoch was settled, so no availability was measured.".to_owned();
        };
        let points = |share: f64| format::number((share * 1e4).round() / 100.0);
        caption += &format!(" The error is {} percentage points on average and {} at most.", points(mean), points(most));
        if found.nodes.len() > DOTS {
            let shown = sample(found.nodes.len(), DOTS).count() as u64;
            caption += &format!(
                " Left: an even sample of {} of {} workers.",
                format::count(shown),
                format::count(found.nodes.len() as u64)
            );
        }
    }
    caption
}
