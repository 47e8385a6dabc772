//! A sweep as read: its base scenario and its checked `[sweep]`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use toml::Value;

use super::super::document::Located;
use super::super::error::{Place, ScenarioError};
use super::super::loader::{Layers, Loaded, place_in};
use super::super::merge::Merged;
use super::super::overrides::{self, resolve};
use super::super::schema::{self, Node, Shape};
use super::super::validate::validate;
use super::super::{Scenario, loader};
use super::{Design, Section, Sweep, check};

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

/// Where the keys of `[sweep]` were set.
pub(super) struct Places(BTreeMap<String, Place>);

impl Places {
    /// Where a dotted key was set, or the nearest table or list around it.
    pub(super) fn of(&self, key: &str) -> Place {
        place_in(&self.0, key)
    }
}

/// A file with `[sweep]`, checked: every axis, key and value fits the scenario. Whether the values of a point fit each other
/// shows [`SweepFile::at`].
pub struct SweepFile {
    /// `[sweep]`, filled in.
    pub sweep: Sweep,
    /// The scenario without the values of any point, filled in.
    pub scenario: Scenario,
    base: Merged,
    names: Vec<String>,
    places: Places,
}

/// The schema lets the points of a list be anything, because their keys are those of the scenario.
fn points_are_tables(merged: &mut Merged) -> Result<(), ScenarioError> {
    let Ok(Value::Array(points)) = merged.at(&["sweep", "points"]) else { return Ok(()) };
    let wrong = points.iter().position(|point| !point.is_table()).map(|at| (at, points[at].clone()));
    wrong.map_or(Ok(()), |(at, value)| {
        let key = format!("sweep.points.{at}");
        let place = place_in(&merged.origins, &key);
        let found = Located::at(value, &place).content.describe();
        Err(ScenarioError::WrongType { place, key, found, expected: "a table of keys and values" })
    })
}

/// The schema of a file as far as its `[sweep]` goes.
fn section() -> Node<'static> {
    static SECTION: OnceLock<serde_json::Value> = OnceLock::new();
    Node::root(SECTION.get_or_init(schema::of::<Section>))
}

/// The schema of `[sweep]`.
pub(in crate::scenario) fn sweep_node() -> Option<Node<'static>> {
    match section().shape() {
        Shape::Table(children) => children.first().map(|(_, node)| *node),
        _ => None,
    }
}

impl SweepFile {
    /// Checks what was read; overrides that start with `sweep.` go to `[sweep]`, all others to the scenario.
    pub(in crate::scenario) fn new(layers: Layers, overrides: &[(String, String)]) -> Result<Self, ScenarioError> {
        let Layers { merged: mut base, names, sweep, folder, .. } = layers;
        let Some(located) = sweep else {
            return Err(ScenarioError::NoSweep { file: names.last().cloned().unwrap_or_default() });
        };
        if let Some(node) = sweep_node() {
            validate(&located, node, "sweep")?;
        }
        let defaults = Value::try_from(Section::default()).map_err(|error| loader::internal(&error.to_string()))?;
        let mut merged = Merged::new(defaults);
        merged.origins.insert("sweep".to_owned(), located.place.clone());
        merged.lay_at(&[], "sweep", located).map_err(|_| loader::internal("a document is a table"))?;
        for (key, text) in overrides {
            match key.starts_with("sweep.") {
                true => overrides::apply(&mut merged, section(), key, text)?,
                false => overrides::apply(&mut base, schema::root(), key, text)?,
            }
        }
        points_are_tables(&mut merged)?;
        let Section { mut sweep } =
            merged.value.try_into().map_err(|error: toml::de::Error| loader::internal(error.message()))?;
        let places = Places(merged.origins);
        check::check(&mut sweep, &places, folder.as_deref().unwrap_or(Path::new("")))?;
        let scenario = loader::scenario_of(base.value.clone())?;
        let file = Self { sweep, scenario, base, names, places };
        file.seeds_fit()?;
        Ok(file)
    }

    /// The seeds of all replicates must be seeds.
    fn seeds_fit(&self) -> Result<(), ScenarioError> {
        let last = self.scenario.seed.checked_add(u64::from(self.sweep.replicates_max()) - 1);
        if last.is_some_and(|last| i64::try_from(last).is_ok()) {
            return Ok(());
        }
        let message = format!("with {} replicates the last seed exceeds {}", self.sweep.replicates_max(), i64::MAX);
        Err(ScenarioError::Sweep { place: place_in(&self.base.origins, "seed"), key: "seed".to_owned(), message })
    }

    /// Keys that change, in the order of the axes or of their first appearance in the list.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.sweep.axes.iter().map(|axis| axis.key.clone()).collect();
        for key in self.sweep.points.iter().flat_map(toml::Table::keys) {
            if !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        keys
    }

    /// What the values of a key of [`SweepFile::keys`] are.
    #[must_use]
    pub fn kind(&self, key: &str) -> AxisKind {
        let keys: Vec<&str> = key.split('.').collect();
        match resolve(schema::root(), key, &keys, &Place::Default).map(Node::shape) {
            Ok(Shape::Integer(..)) => AxisKind::Integer,
            Ok(Shape::Number(..)) => AxisKind::Number,
            Ok(Shape::Boolean) => AxisKind::Boolean,
            _ => AxisKind::Text,
        }
    }

    /// The value of a key where no point sets it; `None` if a list has no such entry.
    #[must_use]
    pub fn base_value(&self, key: &str) -> Option<Value> {
        let keys: Vec<&str> = key.split('.').collect();
        self.base.clone().at(&keys).ok().cloned()
    }

    /// The scenario at a point: `values` of [`SweepFile::keys`]. `point` is its number, from 0, for places in messages.
    ///
    /// # Errors
    /// Values that do not fit each other or the scenario, or a list without the entry that a key names.
    pub fn at(&self, point: usize, keys: &[String], values: &[Value]) -> Result<Loaded, ScenarioError> {
        let mut merged = self.base.clone();
        for (axis, (key, value)) in keys.iter().zip(values).enumerate() {
            let place = match self.sweep.design {
                Design::List => self.places.of(&format!("sweep.points.{point}.{key}")),
                _ => self.places.of(&format!("sweep.axes.{axis}")),
            };
            let parts: Vec<&str> = key.split('.').collect();
            let Some((name, parents)) = parts.split_last() else { continue };
            let laid = merged.lay_at(parents, name, Located::at(value.clone(), &place));
            laid.map_err(|_| ScenarioError::Sweep { place, key: key.clone(), message: "there is no such entry".to_owned() })?;
        }
        loader::finish(merged, self.names.clone())
    }

    /// The whole file as TOML, every key present; reading it gives the same sweep again.
    ///
    /// # Errors
    /// None that a loaded sweep can cause.
    pub fn to_toml(&self) -> Result<String, ScenarioError> {
        let section = Section { sweep: self.sweep.clone() };
        let section = toml::to_string(&section).map_err(|error| loader::internal(&error.to_string()))?;
        Ok(format!("{}\n{section}", self.scenario.to_toml()))
    }
}
