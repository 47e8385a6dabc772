//! Token supply: issued, burned and where the tokens are.

use plotters::style::RGBColor;

use super::axis::Axis;
use super::plate::{Layer, Panel, Plate};
use super::style::{BLUE, GREEN, ORANGE, PURPLE, VERMILION};
use super::{Study, align, heading, highest, multiples};
use crate::format;
use crate::measure::SupplyVerdict;

pub(super) fn figure(studies: &[Study<'_>]) -> (Plate, String) {
    let (shown, note) = multiples(studies);
    let held_range = held_range(shown);
    let mut panels: Vec<Panel> =
        shown.iter().flat_map(|study| [issued(studies, study), held(studies, study, held_range)]).collect();
    align(&mut panels, 2);
    let legend = [("minted", BLUE), ("burned", VERMILION), ("liquid", GREEN), ("escrow", ORANGE), ("pool", PURPLE)];
    let plate = Plate {
        name: "supply",
        title: format!("Token supply: {}", verdict(studies)),
        legend: legend.map(|(name, colour)| (name.to_owned(), colour)).to_vec(),
        panels,
        columns: 2,
        panel_height: 310,
    };
    (plate, caption(studies) + &note)
}

fn verdict(studies: &[Study<'_>]) -> String {
    if let [study] = studies {
        return match study.measures.supply {
            SupplyVerdict::Holds { .. } => "genesis + minted − burned − balances = 0 in every epoch".to_owned(),
            SupplyVerdict::Violated { epoch, residual, .. } => {
                format!("identity VIOLATED from epoch {epoch}, residual {} tokens", format::tokens_exact(residual))
            }
            SupplyVerdict::Unchecked => "no epoch was settled".to_owned(),
        };
    }
    let violated = studies.iter().filter(|study| matches!(study.measures.supply, SupplyVerdict::Violated { .. })).count();
    let checked = studies.iter().filter(|study| study.measures.supply != SupplyVerdict::Unchecked).count();
    match violated {
        0 if checked == studies.len() => "the identity holds exactly in all runs".to_owned(),
        0 => format!("the identity holds exactly in {checked} of {} runs, the others settled no epoch", studies.len()),
        _ => format!("identity VIOLATED in {violated} of {} runs", studies.len()),
    }
}

fn line(study: &Study<'_>, amounts: &[i128]) -> Vec<(f64, f64)> {
    let times = study.run.supply.time_ns.iter();
    times.zip(amounts).map(|(&ns, &amount)| (ns as f64 / 1e9, format::tokens_f64(amount))).collect()
}

fn time_axis(study: &Study<'_>) -> Axis {
    Axis::time(highest(study.run.supply.time_ns.last().map(|&ns| ns as f64 / 1e9), 0.0))
}

/// Minted and burned since genesis.
fn issued(studies: &[Study<'_>], study: &Study<'_>) -> Panel {
    let supply = &study.run.supply;
    let from_genesis = |amounts| {
        let mut points = line(study, amounts);
        if !points.is_empty() {
            points.insert(0, (0.0, 0.0));
        }
        points
    };
    let (minted, burned) = (from_genesis(&supply.minted), from_genesis(&supply.burned));
    let high = highest(minted.iter().chain(&burned).map(|point| point.1), 1e-9);
    Panel {
        heading: heading(studies, study, "issued and burned"),
        x: time_axis(study),
        y: Axis::from_zero("since genesis [tokens]", high),
        layers: vec![
            Layer::Line { points: minted, colour: BLUE, dashed: false },
            Layer::Line { points: burned, colour: VERMILION, dashed: false },
        ],
        empty: "no epoch was settled",
    }
}

/// What is held where, with the colour of its line; zeros are left out, for the logarithmic scale.
fn holdings(study: &Study<'_>) -> [(Vec<(f64, f64)>, RGBColor); 3] {
    let supply = &study.run.supply;
    [(&supply.liquid, GREEN), (&supply.escrow, ORANGE), (&supply.pool, PURPLE)].map(|(amounts, colour)| {
        let mut points = line(study, amounts);
        points.retain(|point| point.1 > 0.0);
        (points, colour)
    })
}

/// Least and most held anywhere in any of the runs \[tokens\].
fn held_range(studies: &[Study<'_>]) -> (f64, f64) {
    let held = studies.iter().flat_map(holdings).flat_map(|(points, _)| points);
    held.fold((f64::INFINITY, 0.0), |(low, high), point| (point.1.min(low), point.1.max(high)))
}

/// Where the tokens are; on a logarithmic scale where some part is small against the others.
fn held(studies: &[Study<'_>], study: &Study<'_>, (low, high): (f64, f64)) -> Panel {
    let y = if high > 20.0 * low {
        Axis::log("held [tokens], log scale", low, high)
    } else {
        Axis::from_zero("held [tokens]", high.max(1e-9))
    };
    let layers = holdings(study).map(|(points, colour)| Layer::Line { points, colour, dashed: false });
    Panel {
        heading: heading(studies, study, "where the tokens are"),
        x: time_axis(study),
        y,
        layers: layers.into(),
        empty: "no epoch was settled",
    }
}

fn caption(studies: &[Study<'_>]) -> String {
    let [study] = studies else {
        return "Left: minted and burned since genesis; right: tokens freely held, in escrow for jobs, and in the protocol's pool."
            .to_owned();
    };
    let supply = &study.run.supply;
    let (Some(&minted), Some(&burned)) = (supply.minted.last(), supply.burned.last()) else {
        return "No epoch was settled.".to_owned();
    };
    format!(
        "{} tokens were minted and {} burned over {}; the identity is checked in whole units of 10⁻¹⁸ token. \
         A part that holds nothing is not drawn on the right.",
        format::tokens(minted),
        format::tokens(burned),
        format::plural(supply.epoch.len() as u64, "epoch")
    )
}
