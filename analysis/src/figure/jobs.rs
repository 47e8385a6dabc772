//! Jobs in each state over time, and jobs that ended.

use plotters::style::RGBColor;

use super::axis::Axis;
use super::plate::{Layer, Panel, Plate};
use super::series::{LINE_POINTS, STRETCHES, sample, stretch_means};
use super::style::{BLUE, GREEN, GREY, INK, ORANGE, PURPLE, SKY, VERMILION, YELLOW};
use super::{Study, align, heading, highest, multiples};
use crate::format;
use crate::run::{FINAL_STATES, PASSING_STATES, Timeline};

const PASSING: [RGBColor; 6] = [GREY, ORANGE, YELLOW, SKY, PURPLE, INK];
const ENDED: [RGBColor; 3] = [GREEN, VERMILION, BLUE];

pub(super) fn figure(studies: &[Study<'_>]) -> (Plate, String) {
    let (shown, note) = multiples(studies);
    let seen = |columns: fn(&Timeline) -> &[Vec<u32>], state: usize| {
        shown.iter().any(|study| columns(&study.run.timeline)[state].iter().any(|&n| n > 0))
    };
    let passing = (0..6).filter(|&state| seen(|timeline| &timeline.passing, state));
    let ended = (0..3).filter(|&state| seen(|timeline| &timeline.ended, state));
    let legend = passing
        .map(|state| (PASSING_STATES[state].to_owned(), PASSING[state]))
        .chain(ended.map(|state| (FINAL_STATES[state].to_owned(), ENDED[state])))
        .collect();
    let mut panels: Vec<Panel> = shown.iter().flat_map(|study| [now(studies, study), so_far(studies, study)]).collect();
    align(&mut panels, 2);
    let title = match studies {
        [study] => format!(
            "Jobs: {} submitted, {} settled",
            format::count(study.measures.jobs_submitted()),
            format::count(study.measures.jobs_in("settled"))
        ),
        _ => "Jobs by state".to_owned(),
    };
    let plate = Plate { name: "jobs", title, legend, panels, columns: 2, panel_height: 290 };
    (plate, caption(studies) + &note)
}

/// Jobs now in each passing state, stacked.
fn now(studies: &[Study<'_>], study: &Study<'_>) -> Panel {
    let timeline = &study.run.timeline;
    let times_s: Vec<f64> = timeline.time_ns.iter().map(|&ns| ns as f64 / 1e9).collect();
    let times_s = stretch_means(&times_s, STRETCHES);
    let heights = |states: usize| {
        let below = &timeline.passing[..states];
        let sums: Vec<f64> =
            (0..timeline.time_ns.len()).map(|row| below.iter().map(|column| f64::from(column[row])).sum()).collect();
        stretch_means(&sums, STRETCHES)
    };
    let in_use = |state: usize| timeline.passing[state].iter().any(|&n| n > 0);
    // The highest stack first: each further area covers the lower part of the one before.
    let layers = (0..6)
        .rev()
        .filter(|&state| in_use(state))
        .map(|state| Layer::Area { points: times_s.iter().copied().zip(heights(state + 1)).collect(), colour: PASSING[state] });
    Panel {
        heading: heading(studies, study, "under way"),
        x: Axis::time(timeline.span_s()),
        y: Axis::counts("jobs under way", highest(heights(PASSING_STATES.len()), 1.0)),
        layers: layers.collect(),
        empty: "no job was under way at a sampling instant",
    }
}

/// Jobs ended so far.
fn so_far(studies: &[Study<'_>], study: &Study<'_>) -> Panel {
    let timeline = &study.run.timeline;
    let rows: Vec<usize> = sample(timeline.time_ns.len(), LINE_POINTS).collect();
    let in_use = |state: usize| timeline.ended[state].iter().any(|&n| n > 0);
    let layers = (0..3).filter(|&state| in_use(state)).map(|state| Layer::Line {
        points: rows.iter().map(|&row| (timeline.time_ns[row] as f64 / 1e9, f64::from(timeline.ended[state][row]))).collect(),
        colour: ENDED[state],
        dashed: false,
    });
    let most = timeline.ended.iter().flatten().map(|&n| f64::from(n));
    Panel {
        heading: heading(studies, study, "ended so far"),
        x: Axis::time(timeline.span_s()),
        y: Axis::counts("jobs ended (cumulative)", highest(most, 1.0)),
        layers: layers.collect(),
        empty: "no job ended",
    }
}

fn caption(studies: &[Study<'_>]) -> String {
    let [study] = studies else {
        return "A stack that keeps growing means that work arrives faster than the network finishes it.".to_owned();
    };
    let measures = &study.measures;
    if measures.jobs_submitted() == 0 {
        return "No job was submitted.".to_owned();
    }
    let success = format::or_none(measures.success_share, format::share);
    let samples = study.run.timeline.time_ns.len();
    let smoothed = match samples.div_ceil(STRETCHES) {
        0 | 1 => String::new(),
        stretch => {
            let stretch_s = study.run.timeline.span_s() / samples as f64 * stretch as f64;
            format!(" (means over {})", format::duration(stretch_s))
        }
    };
    format!(
        "Left: jobs under way, by state{smoothed}; a stack that keeps growing means that work arrives faster than it is done. \
         Right: jobs ended so far; {success} of those that ended were settled."
    )
}
