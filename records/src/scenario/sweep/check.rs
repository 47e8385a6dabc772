//! Rules of `[sweep]` that its schema does not hold: what a design needs, and whether the keys and values fit the scenario.

use std::collections::BTreeSet;
use std::path::Path;

use toml::Value;

use super::super::error::ScenarioError;
use super::super::keys::{Ends, checked, key_node, known_metric, refuse};
use super::super::many::Places;
use super::super::schema::Node;
use super::{Axis, Design, Scale, Sweep};
use crate::observe::Metric;

/// Most points of one sweep (count).
const POINTS_MAX: usize = 1_000_000;

/// Inputs and rows that the sequence of the design `sobol` has (count).
const SOBOL_AXES_MAX: usize = 128;
const SOBOL_SAMPLES_MAX: u32 = 1 << 16;

/// Checks `sweep` and makes the paths among its values absolute; `folder` is where those in the file start, `metrics` are those that a
/// run of the scenario gives.
pub(super) fn check(sweep: &mut Sweep, places: &Places, folder: &Path, metrics: &[Metric]) -> Result<(), ScenarioError> {
    fits_design(sweep, places)?;
    for at in 0..sweep.axes.len() {
        let key = format!("sweep.axes.{at}");
        distinct(&sweep.axes[..at], &sweep.axes[at], &key, places)?;
        let node = key_node(&sweep.axes[at].key, &places.of(&format!("{key}.key")))?;
        match sweep.design {
            design if design.takes_ranges() => range(design, &sweep.axes[at], &key, node, places)?,
            _ => values(&mut sweep.axes[at], &key, node, places, folder)?,
        }
    }
    points(sweep, places, folder)?;
    let size = size(sweep);
    if size.is_none_or(|size| size > POINTS_MAX) {
        return refuse(places, "sweep.axes", format!("the design has more than {POINTS_MAX} points"));
    }
    if size.is_some_and(|size| sweep.base as usize >= size) {
        let message = format!("there is no point {}: the last is {}", sweep.base, size.unwrap_or(1) - 1);
        return refuse(places, "sweep.base", message);
    }
    for (at, metric) in sweep.sensitivity_metrics.iter().enumerate() {
        known_metric(metric, &format!("sweep.sensitivity_metrics.{at}"), places, metrics)?;
    }
    stop(sweep, places, metrics)
}

/// Points (count), if they can be counted.
fn size(sweep: &Sweep) -> Option<usize> {
    let (axes, samples) = (sweep.axes.len(), sweep.samples as usize);
    match sweep.design {
        Design::Grid => sweep.axes.iter().try_fold(1_usize, |size, axis| size.checked_mul(axis.values.len())),
        Design::List => Some(sweep.points.len()),
        Design::LatinHypercube => Some(samples),
        Design::Morris => (sweep.trajectories as usize).checked_mul(axes + 1),
        Design::Sobol => samples.checked_mul(if sweep.second_order { 2 * axes + 2 } else { axes + 2 }),
    }
}

/// Each design has keys that it needs and keys that it does not read.
fn fits_design(sweep: &Sweep, places: &Places) -> Result<(), ScenarioError> {
    let design = sweep.design.as_str();
    // A stored sweep has every key: those at their default are not read into anything.
    let usual = Sweep::default();
    let (cube, morris, sobol) =
        (sweep.design == Design::LatinHypercube, sweep.design == Design::Morris, sweep.design == Design::Sobol);
    let unread = [
        ("samples", !cube && !sobol && sweep.samples != usual.samples),
        ("trajectories", !morris && sweep.trajectories != usual.trajectories),
        ("levels", !morris && sweep.levels != usual.levels),
        ("second_order", !sobol && sweep.second_order != usual.second_order),
        ("sensitivity_metrics", !sweep.design.tells_sensitivity() && !sweep.sensitivity_metrics.is_empty()),
        ("seed", !sweep.design.takes_ranges() && sweep.seed != usual.seed),
        ("base", sweep.design.tells_sensitivity() && sweep.base != usual.base),
        ("points", sweep.design != Design::List && !sweep.points.is_empty()),
        ("axes", sweep.design == Design::List && !sweep.axes.is_empty()),
    ];
    if let Some((name, _)) = unread.iter().find(|(_, set)| *set) {
        let message = format!("the design \"{design}\" does not read it: leave it out, or change sweep.design");
        return refuse(places, &format!("sweep.{name}"), message);
    }
    let (empty, needed) = match sweep.design {
        Design::List => (sweep.points.is_empty(), "points"),
        // Without axes: the scenario as it is, several times.
        Design::Grid => (false, "axes"),
        Design::LatinHypercube | Design::Morris | Design::Sobol => (sweep.axes.is_empty(), "axes"),
    };
    if empty {
        let key = format!("sweep.{needed}");
        return refuse(places, &key, format!("empty; the design \"{design}\" needs at least one [[{key}]]"));
    }
    if morris && !sweep.levels.is_multiple_of(2) {
        let message = format!("{} is odd: a step goes from one half of the levels to the other", sweep.levels);
        return refuse(places, "sweep.levels", message);
    }
    if sobol && (!sweep.samples.is_power_of_two() || sweep.samples > SOBOL_SAMPLES_MAX) {
        let message =
            format!("{}: the design \"sobol\" takes a power of two up to {SOBOL_SAMPLES_MAX}, such as 1024", sweep.samples);
        return refuse(places, "sweep.samples", message);
    }
    if sobol && sweep.axes.len() > SOBOL_AXES_MAX {
        let message = format!("{} axes: the design \"sobol\" takes at most {SOBOL_AXES_MAX}", sweep.axes.len());
        return refuse(places, "sweep.axes", message);
    }
    Ok(())
}

/// Two axes must not set the same key, nor one a part of the other's.
fn distinct(before: &[Axis], axis: &Axis, at: &str, places: &Places) -> Result<(), ScenarioError> {
    let within = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let other = before.iter().position(|other| within(&other.key, &axis.key) || within(&axis.key, &other.key));
    let Some(other) = other else { return Ok(()) };
    let (key, first) = (&axis.key, &before[other].key);
    let place = places.of(&format!("sweep.axes.{other}.key"));
    let how = if key == first { "is an axis already" } else { "is set by another axis too" };
    refuse(places, &format!("{at}.key"), format!("{key} {how}: {first} ({place})"))
}

/// The values of an axis of a grid.
fn values(axis: &mut Axis, at: &str, node: Node<'_>, places: &Places, folder: &Path) -> Result<(), ScenarioError> {
    for (name, set) in [("min", axis.min.is_some()), ("max", axis.max.is_some()), ("scale", axis.scale != Scale::Linear)] {
        if set {
            let message =
                "a grid takes `values`; min, max and scale are read by the designs \"latin-hypercube\", \"morris\" and \
                 \"sobol\""
                    .to_owned();
            return refuse(places, &format!("{at}.{name}"), message);
        }
    }
    if axis.values.is_empty() {
        return refuse(places, &format!("{at}.values"), format!("{} needs at least one value", axis.key));
    }
    let mut seen = BTreeSet::new();
    for (number, value) in axis.values.iter_mut().enumerate() {
        let here = format!("{at}.values.{number}");
        *value = checked(&axis.key, node, value, &places.of(&here), folder)?;
        if !seen.insert(value.to_string()) {
            return refuse(places, &here, format!("{value} occurs twice among the values of {}", axis.key));
        }
    }
    Ok(())
}

/// The ends of an axis that is a range.
fn range(design: Design, axis: &Axis, at: &str, node: Node<'_>, places: &Places) -> Result<(), ScenarioError> {
    let who = match design {
        Design::LatinHypercube => "a Latin hypercube".to_owned(),
        design => format!("the design \"{}\"", design.as_str()),
    };
    if !axis.values.is_empty() {
        return refuse(places, &format!("{at}.values"), format!("{who} takes min and max, not values"));
    }
    let ends = Ends { key: &axis.key, at, names: ["min", "max"], values: [axis.min, axis.max], log: axis.scale == Scale::Log };
    ends.checked(&who, node, places).map(drop)
}

/// Points of a list, each brought to one form: dotted keys, in the order of the file.
fn points(sweep: &mut Sweep, places: &Places, folder: &Path) -> Result<(), ScenarioError> {
    let mut seen = BTreeSet::new();
    for (number, point) in sweep.points.iter_mut().enumerate() {
        let at = format!("sweep.points.{number}");
        let mut flat = toml::Table::new();
        for (key, value) in flatten(point) {
            let place = places.of(&format!("{at}.{key}"));
            let node = key_node(&key, &place)?;
            let value = checked(&key, node, &value, &place, folder)?;
            if flat.insert(key.clone(), value).is_some() {
                return refuse(places, &format!("{at}.{key}"), format!("{key} is set twice in this point"));
            }
        }
        let text = Value::Table(flat.clone()).to_string();
        if !seen.insert(text.clone()) {
            return refuse(places, &at, format!("the point {text} occurs twice"));
        }
        *point = flat;
    }
    Ok(())
}

/// Dotted keys and values of a table and the tables in it.
fn flatten(table: &toml::Table) -> Vec<(String, Value)> {
    let mut flat = Vec::new();
    for (name, value) in table {
        match value {
            Value::Table(inner) => flat.extend(flatten(inner).into_iter().map(|(key, value)| (format!("{name}.{key}"), value))),
            value => flat.push((name.clone(), value.clone())),
        }
    }
    flat
}

fn stop(sweep: &Sweep, places: &Places, metrics: &[Metric]) -> Result<(), ScenarioError> {
    let Some(stop) = &sweep.stop else { return Ok(()) };
    if sweep.design.tells_sensitivity() {
        let design = sweep.design.as_str();
        let message =
            format!("the design \"{design}\" compares points over the same replicates: leave it out, set sweep.replicates");
        return refuse(places, "sweep.stop", message);
    }
    if sweep.replicates != Sweep::default().replicates {
        let message = format!("[sweep.stop] ({}) decides how many there are: leave it out", places.of("sweep.stop"));
        return refuse(places, "sweep.replicates", message);
    }
    known_metric(&stop.metric, "sweep.stop.metric", places, metrics)?;
    if stop.replicates_max < stop.replicates_min {
        let least = format!("{} ({})", stop.replicates_min, places.of("sweep.stop.replicates_min"));
        let message = format!("{} must be at least sweep.stop.replicates_min = {least}", stop.replicates_max);
        return refuse(places, "sweep.stop.replicates_max", message);
    }
    Ok(())
}
