//! `--set key=value`: one dotted key, checked and laid over the merged scenario.

use std::path::Path;

use super::document::{Content, Located, parse_value};
use super::error::{Place, ScenarioError};
use super::loader::anchor;
use super::merge::Merged;
use super::schema::{Node, Shape};
use super::validate::{unknown_key, validate};

/// Splits `key=value` at the first `=`.
///
/// # Errors
/// If there is no `=` or nothing before it.
pub fn split_override(text: &str) -> Result<(String, String), ScenarioError> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => Ok((key.trim().to_owned(), value.trim().to_owned())),
        _ => Err(ScenarioError::Override {
            key: text.to_owned(),
            message: "expected key=value, such as time.duration_s=86400".to_owned(),
        }),
    }
}

/// Checks one override against the schema `root` and lays it over `merged`.
///
/// The value is TOML; where the schema has a string, text that is no TOML string is taken as it stands.
pub(super) fn apply(merged: &mut Merged, root: Node<'static>, key: &str, text: &str) -> Result<(), ScenarioError> {
    if key == "extends" {
        let message = "what a scenario extends can only be set in its file".to_owned();
        return Err(ScenarioError::Override { key: key.to_owned(), message });
    }
    let keys: Vec<&str> = key.split('.').collect();
    let node = resolve(root, key, &keys, &Place::Override(key.to_owned()))?;
    let mut value = read(key, text, &node.shape());
    validate(&value, node, key)?;
    anchor(&mut value, node, Path::new(""));
    let Some((name, parents)) = keys.split_last() else { return Ok(()) };
    merged.lay_at(parents, name, value).map_err(|depth| {
        let list = keys[..depth].join(".");
        let length = match merged.at(&keys[..depth]) {
            Ok(toml::Value::Array(elements)) => elements.len(),
            _ => 0,
        };
        let message = format!("{list} has {length} entries, the first is {list}.0");
        ScenarioError::Override { key: key.to_owned(), message }
    })
}

/// The schema at a dotted key below `root`; an index steps into a list. `place` is where the key was named.
pub(super) fn resolve(root: Node<'static>, key: &str, keys: &[&str], place: &Place) -> Result<Node<'static>, ScenarioError> {
    let mut node = root;
    for (depth, name) in keys.iter().enumerate() {
        let table = keys[..depth].join(".");
        let refuse = |message: String| match place {
            Place::Override(_) => Err(ScenarioError::Override { key: key.to_owned(), message }),
            place => Err(ScenarioError::Section { place: place.clone(), key: key.to_owned(), message }),
        };
        node = match node.shape() {
            Shape::Table(children) => match children.iter().find(|(known, _)| known == name) {
                Some((_, child)) => *child,
                None => return Err(unknown_key(place.clone(), &table, name, &children)),
            },
            Shape::Open(element) => element,
            Shape::List(element) if name.parse::<usize>().is_ok() => element,
            Shape::List(_) => {
                return refuse(format!("{table} is a list: expected an index such as {table}.0, found {name}"));
            }
            shape => return refuse(format!("{table} is {}, it has no keys", shape.name())),
        };
    }
    Ok(node)
}

fn read(key: &str, text: &str, shape: &Shape<'_>) -> Located {
    let parsed = parse_value(key, text);
    let bare = || Located { place: Place::Override(key.to_owned()), content: Content::Text(text.to_owned()) };
    match (shape, parsed) {
        (Shape::Text | Shape::Choice(_), Some(value)) if !matches!(value.content, Content::Text(_)) => bare(),
        (_, Some(value)) => value,
        (_, None) => bare(),
    }
}
