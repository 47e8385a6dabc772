//! Utilisation by device class, over the run and by epoch.

use std::collections::BTreeSet;

use super::axis::Axis;
use super::plate::{Layer, Panel, Plate};
use super::style::{BLUE, colour};
use super::{Study, highest};
use crate::format;
use crate::measure::{Load, utilisation_by_class_and_epoch};

pub(super) fn figure(studies: &[Study<'_>]) -> (Plate, String) {
    let classes: BTreeSet<&String> = studies.iter().flat_map(|study| study.measures.load_by_class.keys()).collect();
    let classes: Vec<String> = classes.into_iter().cloned().collect();
    let mut panels = vec![bars(studies, &classes)];
    let mut legend = Vec::new();
    if let [study] = studies {
        panels.extend(over_epochs(study, &classes));
        if panels.len() > 1 {
            legend = classes.iter().enumerate().map(|(at, class)| (class.clone(), colour(at))).collect();
        }
    } else {
        legend = studies.iter().enumerate().map(|(at, study)| (study.label.clone(), colour(at))).collect();
    }
    let rows = classes.len() * studies.len();
    let title = match studies {
        [study] => match study.measures.load.utilisation() {
            Some(share) => format!("Utilisation by device class: {} overall", format::share(share)),
            None => "Utilisation by device class".to_owned(),
        },
        _ => "Utilisation by device class and run".to_owned(),
    };
    let plate = Plate {
        name: "utilisation",
        title,
        legend,
        columns: panels.len(),
        panels,
        panel_height: (90 + 22 * rows as i32).clamp(280, 900),
    };
    let caption = "Busy task-seconds per second and slot that was up. A class far above the others is the bottleneck or the \
                   scheduler's favourite; one near zero earns rewards for standing by.";
    (plate, caption.to_owned())
}

/// One bar per class and run, with its value.
fn bars(studies: &[Study<'_>], classes: &[String]) -> Panel {
    let utilisation =
        |study: &Study<'_>, class: &String| study.measures.load_by_class.get(class).and_then(|load| load.utilisation());
    let all = studies.iter().flat_map(|study| classes.iter().filter_map(move |class| utilisation(study, class)));
    let high = highest(all, 0.01);
    let thickness = 0.76 / studies.len() as f64;
    let mut layers = Vec::new();
    for (at, study) in studies.iter().enumerate() {
        for (place, class) in classes.iter().enumerate() {
            let Some(share) = utilisation(study, class) else {
                continue;
            };
            let top = (classes.len() - place) as f64 - 0.12 - at as f64 * thickness;
            let middle = top - thickness / 2.0;
            // Of a single run with lines beside, a class keeps its colour; otherwise colours tell runs apart.
            let shade = match studies {
                [_] if by_epoch(study).values().any(|line| line.len() > 1) => colour(place),
                [_] => BLUE,
                _ => colour(at),
            };
            layers.push(Layer::Boxes { boxes: vec![[0.0, share, top - thickness, top]], colour: shade });
            layers.push(Layer::Words { at: (share, middle), words: format::share(share) });
        }
    }
    Panel {
        heading: if studies.len() == 1 { "whole run".to_owned() } else { String::new() },
        x: Axis::share("utilisation", high * 1.12),
        y: Axis::categories(classes),
        layers,
        empty: "no epoch was recorded",
    }
}

type Lines = std::collections::BTreeMap<String, std::collections::BTreeMap<u32, Load>>;

fn by_epoch(study: &Study<'_>) -> Lines {
    utilisation_by_class_and_epoch(&study.run.epochs)
}

/// One line per class over the epochs; nothing for a single epoch.
fn over_epochs(study: &Study<'_>, classes: &[String]) -> Option<Panel> {
    let lines = by_epoch(study);
    let epochs: BTreeSet<u32> = lines.values().flat_map(|line| line.keys().copied()).collect();
    let (first, last) = (*epochs.first()?, *epochs.last()?);
    if first == last {
        return None;
    }
    let shares = lines.values().flat_map(|line| line.values()).filter_map(|load| load.utilisation());
    let mut x = Axis::spanning("epoch", f64::from(first), f64::from(last)).bare();
    (x.low, x.high) = (f64::from(first), f64::from(last));
    x.ticks.retain(|(epoch, _)| epoch.fract() == 0.0 && (x.low..=x.high).contains(epoch));
    let layers = classes.iter().enumerate().filter_map(|(at, class)| {
        let points = lines.get(class)?.iter();
        let points = points.filter_map(|(&epoch, load)| Some((f64::from(epoch), load.utilisation()?))).collect();
        Some(Layer::Line { points, colour: colour(at), dashed: false })
    });
    Some(Panel {
        heading: "by epoch".to_owned(),
        y: Axis::share("utilisation", highest(shares, 0.01)),
        layers: layers.collect(),
        x,
        empty: "no epoch was recorded",
    })
}
