//! Layers laid over each other, and who set what.

use std::collections::BTreeMap;

use toml::Value;

use super::document::{Content, Located};
use super::error::Place;
use super::schema::join;

/// Values so far, and the place that set each dotted key.
#[derive(Clone)]
pub(super) struct Merged {
    pub(super) value: Value,
    pub(super) origins: BTreeMap<String, Place>,
}

impl Merged {
    /// Starts from the defaults, which no place set.
    pub(super) fn new(defaults: Value) -> Self {
        Self { value: defaults, origins: BTreeMap::new() }
    }

    /// Lays a checked layer over what is there: tables are merged, lists and single values replaced.
    pub(super) fn lay(&mut self, layer: Located) {
        lay_over(&mut self.value, layer, "", &mut self.origins);
    }

    /// The value at the path of `keys`, or how many of them exist.
    pub(super) fn at(&mut self, keys: &[&str]) -> Result<&mut Value, usize> {
        let mut value = &mut self.value;
        for (depth, key) in keys.iter().enumerate() {
            let next = match value {
                Value::Table(table) => table.get_mut(*key),
                Value::Array(list) => key.parse().ok().and_then(|index: usize| list.get_mut(index)),
                _ => None,
            };
            value = next.ok_or(depth)?;
        }
        Ok(value)
    }

    /// As [`Merged::at`]; a table that is missing in a table is made, as only those are whose keys are free.
    fn reach(&mut self, keys: &[&str]) -> Result<&mut Value, usize> {
        let mut value = &mut self.value;
        for (depth, key) in keys.iter().enumerate() {
            let next = match value {
                Value::Table(table) => Some(table.entry(*key).or_insert_with(|| Value::Table(toml::Table::new()))),
                Value::Array(list) => key.parse().ok().and_then(|index: usize| list.get_mut(index)),
                _ => None,
            };
            value = next.ok_or(depth)?;
        }
        Ok(value)
    }

    /// Lays one value over the entry `name` of the table or list at `keys`.
    pub(super) fn lay_at(&mut self, keys: &[&str], name: &str, layer: Located) -> Result<(), usize> {
        let mut origins = std::mem::take(&mut self.origins);
        let key = join(&keys.join("."), name);
        let result = match self.reach(keys) {
            Ok(Value::Table(table)) => {
                let slot = table.entry(name).or_insert(Value::Boolean(false));
                lay_over(slot, layer, &key, &mut origins);
                Ok(())
            }
            Ok(Value::Array(list)) => {
                let found = name.parse().ok().and_then(|index: usize| list.get_mut(index));
                found.map(|slot| lay_over(slot, layer, &key, &mut origins)).ok_or(keys.len())
            }
            Ok(_) => Err(keys.len()),
            Err(depth) => Err(depth),
        };
        self.origins = origins;
        result
    }
}

fn lay_over(base: &mut Value, layer: Located, key: &str, origins: &mut BTreeMap<String, Place>) {
    match (base, layer.content) {
        (Value::Table(table), Content::Table(entries)) => {
            for (name, child) in entries {
                let key = join(key, &name);
                let slot = table.entry(name).or_insert(Value::Boolean(false));
                lay_over(slot, child, &key, origins);
            }
        }
        (slot, content) => {
            let below = format!("{key}.");
            origins.retain(|known, _| !known.starts_with(&below));
            origins.insert(key.to_owned(), layer.place);
            *slot = plain(content, key, origins);
        }
    }
}

/// The value without its places; those of list elements and of tables in them go to `origins`.
pub(super) fn plain(content: Content, key: &str, origins: &mut BTreeMap<String, Place>) -> Value {
    let mut child = |name: &str, located: Located| {
        let key = join(key, name);
        origins.insert(key.clone(), located.place);
        plain(located.content, &key, origins)
    };
    match content {
        Content::Text(text) | Content::Datetime(text) => Value::String(text),
        // Checked before: every integer of the schema has a range within i64, and those for floats may round.
        Content::Integer(value) => i64::try_from(value).map_or(Value::Float(value as f64), Value::Integer),
        Content::Float(value) => Value::Float(value),
        Content::Boolean(value) => Value::Boolean(value),
        Content::List(elements) => {
            let of = |(index, element): (usize, Located)| child(&index.to_string(), element);
            Value::Array(elements.into_iter().enumerate().map(of).collect())
        }
        Content::Table(entries) => {
            let of = |(name, located): (String, Located)| {
                let value = child(&name, located);
                (name, value)
            };
            Value::Table(entries.into_iter().map(of).collect())
        }
    }
}
