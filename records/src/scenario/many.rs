//! What the sections that make many runs of one scenario share: a base, values laid over it, and places for messages.

use std::collections::BTreeMap;
use std::path::PathBuf;

use toml::Value;

use super::Scenario;
use super::document::Located;
use super::error::{Place, ScenarioError};
use super::loader::{self, Layers, Loaded, place_in};
use super::merge::Merged;
use super::overrides::{self, resolve};
use super::schema::{self, Node, Shape};
use super::validate::validate;

/// Tables of a file that make many runs of its scenario; each is read by the command of the same name.
pub(super) const SECTIONS: [&str; 2] = ["sweep", "find"];

/// What the values of a key are, for a column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AxisKind {
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// True or false.
    Boolean,
    /// Words, and all else as TOML writes it.
    Text,
}

impl AxisKind {
    /// What the values of a dotted key of the scenario are.
    pub(super) fn of(key: &str) -> Self {
        let keys: Vec<&str> = key.split('.').collect();
        match resolve(schema::root(), key, &keys, &Place::Default).map(Node::shape) {
            Ok(Shape::Integer(..)) => Self::Integer,
            Ok(Shape::Number(..)) => Self::Number,
            Ok(Shape::Boolean) => Self::Boolean,
            _ => Self::Text,
        }
    }
}

/// Where the keys of a section were set.
pub(super) struct Places(BTreeMap<String, Place>);

impl Places {
    /// Where a dotted key was set, or the nearest table or list around it.
    pub(super) fn of(&self, key: &str) -> Place {
        place_in(&self.0, key)
    }
}

/// The scenario without the values of any point.
pub(super) struct Base {
    merged: Merged,
    names: Vec<String>,
}

impl Base {
    /// The scenario, filled in.
    pub(super) fn scenario(&self) -> Result<Scenario, ScenarioError> {
        loader::scenario_of(self.merged.value.clone())
    }

    /// The value of a key; `None` if a list has no such entry.
    pub(super) fn value(&self, key: &str) -> Option<Value> {
        let keys: Vec<&str> = key.split('.').collect();
        self.merged.clone().at(&keys).ok().cloned()
    }

    /// The scenario with `values` laid over it: each with its dotted key and the place that set it.
    pub(super) fn with<'a>(
        &self,
        values: impl IntoIterator<Item = (&'a str, &'a Value, Place)>,
    ) -> Result<Loaded, ScenarioError> {
        let mut merged = self.merged.clone();
        for (key, value, place) in values {
            let parts: Vec<&str> = key.split('.').collect();
            let Some((name, parents)) = parts.split_last() else { continue };
            let laid = merged.lay_at(parents, name, Located::at(value.clone(), &place));
            let message = || "there is no such entry".to_owned();
            laid.map_err(|_| ScenarioError::Section { place, key: key.to_owned(), message: message() })?;
        }
        loader::finish(merged, self.names.clone())
    }

    /// The seeds of all replicates, from that of the scenario on, must be seeds.
    pub(super) fn seeds_fit(&self, first: u64, replicates: u32) -> Result<(), ScenarioError> {
        let last = first.checked_add(u64::from(replicates) - 1);
        if last.is_some_and(|last| i64::try_from(last).is_ok()) {
            return Ok(());
        }
        let message = format!("with {replicates} replicates the last seed exceeds {}", i64::MAX);
        Err(ScenarioError::Section { place: place_in(&self.merged.origins, "seed"), key: "seed".to_owned(), message })
    }
}

/// A file cut in two: its section and the rest.
pub(super) struct Cut {
    /// The section laid over its defaults, under its name, not checked across keys.
    pub(super) section: Merged,
    pub(super) base: Base,
    /// Where relative paths in the file start.
    pub(super) folder: PathBuf,
}

impl Cut {
    /// Takes the section `name` out of what was read; overrides that start with its name go to it, all others to the scenario. `root`
    /// is the schema of a file with that section alone, `defaults` such a file filled in.
    pub(super) fn of(
        layers: Layers,
        name: &'static str,
        root: Node<'static>,
        defaults: Value,
        overrides: &[(String, String)],
    ) -> Result<Self, ScenarioError> {
        let Layers { merged: mut rest, names, section, folder } = layers;
        let of_section = |key: &str| key.strip_prefix(name).is_some_and(|below| below.starts_with('.'));
        let file = || names.last().cloned().unwrap_or_default();
        let mut merged = Merged::new(defaults);
        match section {
            Some((found, located)) if found != name => {
                return Err(ScenarioError::OtherSection { place: located.place, section: found, file: file() });
            }
            None if !overrides.iter().any(|(key, _)| of_section(key)) => {
                return Err(ScenarioError::NoSection { section: name, file: file() });
            }
            None => {}
            Some((_, located)) => {
                if let Some(node) = first(root) {
                    validate(&located, node, name)?;
                }
                merged.origins.insert(name.to_owned(), located.place.clone());
                merged.lay_at(&[], name, located).map_err(|_| loader::internal("a document is a table"))?;
            }
        }
        for (key, text) in overrides {
            match of_section(key) {
                true => overrides::apply(&mut merged, root, key, text)?,
                false => overrides::apply(&mut rest, schema::root(), key, text)?,
            }
        }
        Ok(Self { section: merged, base: Base { merged: rest, names }, folder: folder.unwrap_or_default() })
    }
}

impl Merged {
    /// The values as the struct that they fit, and where each was set.
    pub(super) fn into_section<S: serde::de::DeserializeOwned>(self) -> Result<(S, Places), ScenarioError> {
        let section = self.value.try_into().map_err(|error: toml::de::Error| loader::internal(error.message()))?;
        Ok((section, Places(self.origins)))
    }
}

/// The section of a file that has no other: the schema of its only key.
pub(super) fn first(root: Node<'static>) -> Option<Node<'static>> {
    match root.shape() {
        Shape::Table(children) => children.first().map(|(_, node)| *node),
        _ => None,
    }
}

/// The scenario with its section behind it, as TOML, every key present.
pub(super) fn whole_toml(scenario: &Scenario, section: &impl serde::Serialize) -> Result<String, ScenarioError> {
    let section = toml::to_string(section).map_err(|error| loader::internal(&error.to_string()))?;
    Ok(format!("{}\n{section}", scenario.to_toml()))
}
