//! Keys of a scenario that a section names, and the values that it gives them: whether they fit, told where they stand.

use std::collections::BTreeMap;
use std::path::Path;

use toml::Value;

use super::document::{Content, Located};
use super::error::{Place, ScenarioError, nearest};
use super::loader::anchor;
use super::many::Places;
use super::merge::plain;
use super::overrides::resolve;
use super::schema::{self, Node, Shape};
use super::validate::validate;
use crate::observe::Metric;

/// The schema at a dotted key of the scenario that may change from run to run.
pub(super) fn key_node(key: &str, place: &Place) -> Result<Node<'static>, ScenarioError> {
    let keys: Vec<&str> = key.split('.').collect();
    let refuse =
        |message: &str| Err(ScenarioError::Section { place: place.clone(), key: key.to_owned(), message: message.to_owned() });
    match key {
        "seed" => return refuse("replicates set the seed: leave it out, `replicates` says how many there are"),
        "extends" => return refuse("what a scenario extends cannot change from point to point"),
        "fidelity" => return refuse("runs of another fidelity measure other things: make a file for each"),
        _ => {}
    }
    let node = resolve(schema::root(), key, &keys, place)?;
    match node.shape() {
        Shape::Table(_) | Shape::Open(_) => refuse("a table: name the keys in it one by one"),
        _ => Ok(node),
    }
}

/// A value as the schema of its key says, with paths made absolute.
pub(super) fn checked(key: &str, node: Node<'_>, value: &Value, place: &Place, folder: &Path) -> Result<Value, ScenarioError> {
    let mut located = Located::at(value.clone(), place);
    validate(&located, node, key)?;
    let start = if matches!(place, Place::Override(_)) { Path::new("") } else { folder };
    anchor(&mut located, node, start);
    Ok(plain(located.content, key, &mut BTreeMap::new()))
}

/// The ends of a range of values of a key.
pub(super) struct Ends<'a> {
    /// Dotted key of the scenario.
    pub(super) key: &'a str,
    /// Dotted key of the table that names it.
    pub(super) at: &'a str,
    /// What the table calls its ends.
    pub(super) names: [&'a str; 2],
    pub(super) values: [Option<f64>; 2],
    pub(super) log: bool,
}

impl Ends<'_> {
    /// The two values, if the key can take both and the first is below the second. `who` takes ranges, for messages.
    pub(super) fn checked(&self, who: &str, node: Node<'_>, places: &Places) -> Result<[f64; 2], ScenarioError> {
        let Self { key, at, names: [low, high], .. } = self;
        let integer = match node.shape() {
            Shape::Integer(..) => true,
            Shape::Number(..) => false,
            shape => {
                let message = format!("{key} is {}: {who} takes keys that are numbers", shape.name());
                return refuse(places, &format!("{at}.key"), message);
            }
        };
        let [Some(least), Some(greatest)] = self.values else {
            let missing = if self.values[0].is_none() { low } else { high };
            let message = format!("missing: {key} needs its least and greatest value, {low} and {high}");
            return refuse(places, &format!("{at}.{missing}"), message);
        };
        for (name, end) in [(low, least), (high, greatest)] {
            let here = format!("{at}.{name}");
            if integer && end.fract() != 0.0 {
                return refuse(places, &here, format!("{end} is no integer, and {key} takes integers"));
            }
            let content = if integer { Content::Integer(end as i128) } else { Content::Float(end) };
            validate(&Located { place: places.of(&here), content }, node, key)?;
        }
        let here = format!("{at}.{low}");
        if least >= greatest {
            let other = places.of(&format!("{at}.{high}"));
            return refuse(places, &here, format!("{least} must be below {high} ({other}) = {greatest}"));
        }
        if self.log && least <= 0.0 {
            return refuse(places, &here, format!("{least} must be above 0 on a log scale"));
        }
        Ok([least, greatest])
    }
}

/// Refuses a metric that is none of `metrics`; `key` names it.
pub(super) fn known_metric(metric: &str, key: &str, places: &Places, metrics: &[Metric]) -> Result<(), ScenarioError> {
    let names = || metrics.iter().map(|metric| metric.name);
    if names().any(|name| name == metric) {
        return Ok(());
    }
    Err(ScenarioError::UnknownValue {
        place: places.of(key),
        key: key.to_owned(),
        found: metric.to_owned(),
        nearest: nearest(metric, names()).unwrap_or_default().to_owned(),
        valid: names().map(str::to_owned).collect(),
    })
}

/// A key of a section that cannot be as it is.
pub(super) fn refuse<T>(places: &Places, key: &str, message: String) -> Result<T, ScenarioError> {
    Err(ScenarioError::Section { place: places.of(key), key: key.to_owned(), message })
}
