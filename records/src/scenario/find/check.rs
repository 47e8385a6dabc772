//! Rules of `[find]` that its schema does not hold: what it needs, and whether its keys and values fit the scenario.

use std::collections::BTreeSet;
use std::path::Path;

use toml::Value;

use super::super::error::ScenarioError;
use super::super::keys::{Ends, checked, key_node, known_metric, refuse};
use super::super::many::{AxisKind, Places};
use super::super::sweep::Scale;
use super::file::{Search, Second};
use super::{Along, Find};
use crate::observe::Metric;

/// Most steps that a range is cut into (count).
const STEPS_MAX: f64 = 1_048_576.0;
/// Share of the range that is the tolerance of numbers on a linear scale.
const TOLERANCE_LINEAR: f64 = 0.01;
/// Tolerance on a log scale (share).
const TOLERANCE_LOG: f64 = 0.02;

/// What `find` asks for, with nothing missing; `folder` is where paths among its values start, `metrics` are those that a run gives.
pub(super) fn check(find: &Find, places: &Places, folder: &Path, metrics: &[Metric]) -> Result<Search, ScenarioError> {
    for (name, missing, what) in [
        ("key", find.key.is_empty(), "name the key of the scenario to search over, here or with --key"),
        ("metric", find.metric.is_empty(), "name the metric that crosses the bound, here or with --metric"),
    ] {
        if missing {
            return refuse(places, &format!("find.{name}"), format!("missing: {what}"));
        }
    }
    let node = key_node(&find.key, &places.of("find.key"))?;
    let log = find.scale == Scale::Log;
    let ends = Ends { key: &find.key, at: "find", names: ["from", "to"], values: [find.from, find.to], log };
    let [from, to] = ends.checked("a search", node, places)?;
    known_metric(&find.metric, "find.metric", places, metrics)?;
    let Some(crosses) = find.crosses else {
        return refuse(
            places,
            "find.crosses",
            format!("missing: give the bound that {} crosses, here or with --crosses", find.metric),
        );
    };
    let kind = AxisKind::of(&find.key);
    let tolerance = find.tolerance.unwrap_or(match (find.scale, kind) {
        (Scale::Log, _) => find.stop.as_ref().map_or(TOLERANCE_LOG, |stop| TOLERANCE_LOG.min(stop.half_width / 2.0)),
        (Scale::Linear, AxisKind::Integer) => 1.0,
        (Scale::Linear, _) => TOLERANCE_LINEAR * (to - from),
    });
    let steps = match find.scale {
        Scale::Linear => (to - from) / tolerance,
        Scale::Log => libm::log(to / from) / libm::log1p(tolerance),
    };
    if steps > STEPS_MAX {
        let message =
            format!("{tolerance} cuts the range from {from} to {to} into more than {STEPS_MAX} steps: take a greater one");
        return refuse(places, "find.tolerance", message);
    }
    stop(find, tolerance, places)?;
    let along = find.along.as_ref().map(|along| second(along, &find.key, places, folder)).transpose()?;
    let (key, metric) = (find.key.clone(), find.metric.clone());
    let (crossing, replicates, confidence, stop) = (find.crossing, find.replicates, find.confidence, find.stop.clone());
    Ok(Search {
        key,
        kind,
        from,
        to,
        scale: find.scale,
        metric,
        crosses,
        tolerance,
        crossing,
        replicates,
        confidence,
        stop,
        along,
    })
}

/// The rule that ends the replicates can be kept, and nothing else says how many there are.
fn stop(find: &Find, tolerance: f64, places: &Places) -> Result<(), ScenarioError> {
    let Some(stop) = &find.stop else { return Ok(()) };
    if find.replicates != Find::default().replicates {
        let message = format!("[find.stop] ({}) decides how many there are: leave it out", places.of("find.stop"));
        return refuse(places, "find.replicates", message);
    }
    if stop.replicates_max < stop.replicates_min {
        let least = format!("{} ({})", stop.replicates_min, places.of("find.stop.replicates_min"));
        let message = format!("{} must be at least find.stop.replicates_min = {least}", stop.replicates_max);
        return refuse(places, "find.stop.replicates_max", message);
    }
    if find.scale == Scale::Log && tolerance > stop.half_width {
        let width = format!("find.stop.half_width = {} ({})", stop.half_width, places.of("find.stop.half_width"));
        let message = format!("{tolerance} is wider than {width}: an interval cannot be narrower than a step; lower it");
        return refuse(places, "find.tolerance", message);
    }
    Ok(())
}

/// The second key with its values.
fn second(along: &Along, first: &str, places: &Places, folder: &Path) -> Result<Second, ScenarioError> {
    let at = "find.along";
    let key = &along.key;
    let node = key_node(key, &places.of("find.along.key"))?;
    let within = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    if within(key, first) || within(first, key) {
        let place = places.of("find.key");
        return refuse(places, "find.along.key", format!("{key} is searched over already: find.key ({place})"));
    }
    let kind = AxisKind::of(key);
    let values = if along.values.is_empty() {
        let log = along.scale == Scale::Log;
        let ends = Ends { key, at, names: ["from", "to"], values: [along.from, along.to], log };
        if along.from.is_none() && along.to.is_none() {
            return refuse(places, "find.along.values", format!("missing: give the values of {key}, or from, to and steps"));
        }
        let [from, to] = ends.checked("a range", node, places)?;
        let Some(steps) = along.steps else {
            return refuse(places, "find.along.steps", format!("missing: how many values from {from} to {to}?"));
        };
        spaced(from, to, steps, along.scale, kind)
    } else {
        for (name, set) in [("from", along.from.is_some()), ("to", along.to.is_some()), ("steps", along.steps.is_some())] {
            if set {
                return refuse(places, &format!("{at}.{name}"), format!("{at}.values are given: leave one of the two out"));
            }
        }
        let one = |(number, value)| checked(key, node, value, &places.of(&format!("{at}.values.{number}")), folder);
        along.values.iter().enumerate().map(one).collect::<Result<Vec<_>, _>>()?
    };
    let mut seen = BTreeSet::new();
    for (number, value) in values.iter().enumerate() {
        let here = format!("{at}.values.{number}");
        if !seen.insert(value.to_string()) {
            return refuse(places, &here, format!("{value} occurs twice among the values of {key}"));
        }
        if along.scale == Scale::Log && number_of(value).is_some_and(|value| value <= 0.0) {
            return refuse(places, &here, format!("{value} must be above 0 on a log scale"));
        }
    }
    Ok(Second { key: key.clone(), kind, scale: along.scale, values })
}

/// `steps` values from `from` to `to`: those between to six digits, as a person would write them; integers rounded, and none
/// twice.
fn spaced(from: f64, to: f64, steps: u32, scale: Scale, kind: AxisKind) -> Vec<Value> {
    let last = f64::from(steps.saturating_sub(1).max(1));
    let at = |step: u32| match (step, f64::from(step) / last) {
        (0, _) => from,
        (step, _) if step + 1 == steps => to,
        (_, share) => match scale {
            Scale::Linear => six_digits(from + share * (to - from)),
            Scale::Log => six_digits(from * libm::exp(share * libm::log(to / from))),
        },
    };
    let values = (0..steps).map(at);
    match kind {
        AxisKind::Integer => {
            let mut whole: Vec<i64> = values.map(|value| value.round() as i64).collect();
            whole.dedup();
            whole.into_iter().map(Value::Integer).collect()
        }
        _ => values.map(Value::Float).collect(),
    }
}

/// Rounded to six significant digits; values closer than that are told apart by nobody, and refused as equal.
fn six_digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

fn number_of(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|value| value as f64))
}
