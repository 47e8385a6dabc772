//! One layer against the schema: names, types, words and ranges.

use super::document::{Content, Located};
use super::error::{Place, ScenarioError, nearest};
use super::schema::{Node, Shape, all_keys, join};

/// Checks `located`, which stands at the dotted `key`, against its schema. The first mistake in the text is reported.
pub(super) fn validate(located: &Located, node: Node<'_>, key: &str) -> Result<(), ScenarioError> {
    let shape = node.shape();
    match (&shape, &located.content) {
        (Shape::Table(children), Content::Table(entries)) => {
            for (name, value) in entries {
                let Some((_, child)) = children.iter().find(|(known, _)| known == name) else {
                    return Err(unknown_key(value.place.clone(), key, name, children));
                };
                validate(value, *child, &join(key, name))?;
            }
            let present = |name: &str| entries.iter().any(|(known, _)| known == name);
            match node.required().find(|name| !present(name)) {
                Some(name) => Err(missing(located, key, name, children)),
                None => Ok(()),
            }
        }
        (Shape::Open(element), Content::Table(entries)) => {
            entries.iter().try_for_each(|(name, value)| validate(value, *element, &join(key, name)))
        }
        (Shape::List(element), Content::List(values)) => {
            let each = |(index, value)| validate(value, *element, &join(key, &format!("{index}")));
            values.iter().enumerate().try_for_each(each)
        }
        (Shape::Choice(choices), Content::Text(text)) => {
            let words = || choices.iter().map(|(word, _)| *word);
            if words().any(|word| word == text) {
                return Ok(());
            }
            Err(ScenarioError::UnknownValue {
                place: located.place.clone(),
                key: key.to_owned(),
                found: text.clone(),
                nearest: nearest(text, words()).unwrap_or_default().to_owned(),
                valid: words().map(str::to_owned).collect(),
            })
        }
        (Shape::Any, _) | (Shape::Text, Content::Text(_)) | (Shape::Boolean, Content::Boolean(_)) => Ok(()),
        (Shape::Integer(least, greatest), Content::Integer(value)) => {
            let allowed = i128::from(*least)..=i128::from(*greatest);
            in_range(allowed.contains(value), located, key, &shape, || value.to_string())
        }
        (Shape::Number(least, greatest), Content::Float(value)) => {
            let allowed = *least..=*greatest; // holds neither NaN nor infinity
            in_range(allowed.contains(value), located, key, &shape, || format!("{value:?}"))
        }
        (Shape::Number(least, greatest), Content::Integer(value)) => {
            let allowed = (*least..=*greatest).contains(&(*value as f64));
            in_range(allowed, located, key, &shape, || value.to_string())
        }
        _ => Err(ScenarioError::WrongType {
            place: located.place.clone(),
            key: if key.is_empty() { "the document".to_owned() } else { key.to_owned() },
            found: located.content.describe(),
            expected: shape.name(),
        }),
    }
}

/// The error for a key `table.name` that `children` does not have.
pub(super) fn unknown_key(place: Place, table: &str, name: &str, children: &[(&str, Node<'_>)]) -> ScenarioError {
    let names = || children.iter().map(|(known, _)| *known);
    // A unit that was left out is the likeliest mistake; then a known key in the wrong table, before a name that is merely similar.
    let begun = names().find(|known| !name.is_empty() && known.starts_with(&format!("{name}_"))).map(|found| join(table, found));
    let keys = children.first().map(|(_, node)| all_keys(node.file())).unwrap_or_default();
    let elsewhere = keys.into_iter().find(|key| key.rsplit('.').next() == Some(name));
    let similar = || nearest(name, names()).map(|found| join(table, found)).unwrap_or_default();
    ScenarioError::UnknownKey {
        place,
        key: join(table, name),
        nearest: begun.or(elsewhere).unwrap_or_else(similar),
        valid: names().map(str::to_owned).collect(),
    }
}

fn missing(table: &Located, key: &str, name: &str, children: &[(&str, Node<'_>)]) -> ScenarioError {
    let expected = children.iter().find(|(known, _)| *known == name).map(|(_, node)| node.shape());
    ScenarioError::Missing {
        place: table.place.clone(),
        key: join(key, name),
        expected: match expected {
            Some(shape) => shape.range().map_or(shape.name().to_owned(), |range| format!("{}, {range}", shape.name())),
            None => String::new(),
        },
    }
}

fn in_range(
    allowed: bool,
    located: &Located,
    key: &str,
    shape: &Shape<'_>,
    value: impl Fn() -> String,
) -> Result<(), ScenarioError> {
    if allowed {
        return Ok(());
    }
    Err(ScenarioError::OutOfRange {
        place: located.place.clone(),
        key: key.to_owned(),
        value: value(),
        range: shape.range().unwrap_or_default(),
    })
}
