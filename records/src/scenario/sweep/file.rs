//! A sweep as read: its base scenario and its checked `[sweep]`.

use std::sync::OnceLock;

use toml::Value;

use super::super::Scenario;
use super::super::document::Located;
use super::super::error::ScenarioError;
use super::super::loader::{self, Layers, Loaded, place_in};
use super::super::many::{AxisKind, Base, Cut, Places, first, whole_toml};
use super::super::merge::Merged;
use super::super::schema::{self, Node};
use super::{Design, Section, Sweep, check};
use crate::observe::metrics_of;

/// A file with `[sweep]`, checked: every axis, key and value fits the scenario. Whether the values of a point fit each other
/// shows [`SweepFile::at`].
pub struct SweepFile {
    /// `[sweep]`, filled in.
    pub sweep: Sweep,
    /// The scenario without the values of any point, filled in.
    pub scenario: Scenario,
    base: Base,
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
    first(section())
}

impl SweepFile {
    /// Checks what was read; overrides that start with `sweep.` go to `[sweep]`, all others to the scenario.
    pub(in crate::scenario) fn new(layers: Layers, overrides: &[(String, String)]) -> Result<Self, ScenarioError> {
        let defaults = Value::try_from(Section::default()).map_err(|error| loader::internal(&error.to_string()))?;
        let Cut { section: mut merged, base, folder } = Cut::of(layers, "sweep", section(), defaults, overrides)?;
        points_are_tables(&mut merged)?;
        let (Section { mut sweep }, places) = merged.into_section()?;
        let scenario = base.scenario()?;
        check::check(&mut sweep, &places, &folder, metrics_of(&scenario))?;
        base.seeds_fit(scenario.seed, sweep.replicates_max())?;
        Ok(Self { sweep, scenario, base, places })
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
        AxisKind::of(key)
    }

    /// The value of a key where no point sets it; `None` if a list has no such entry.
    #[must_use]
    pub fn base_value(&self, key: &str) -> Option<Value> {
        self.base.value(key)
    }

    /// The scenario at a point: `values` of [`SweepFile::keys`]. `point` is its number, from 0, for places in messages.
    ///
    /// # Errors
    /// Values that do not fit each other or the scenario, or a list without the entry that a key names.
    pub fn at(&self, point: usize, keys: &[String], values: &[Value]) -> Result<Loaded, ScenarioError> {
        let place = |axis: usize, key: &str| match self.sweep.design {
            Design::List => self.places.of(&format!("sweep.points.{point}.{key}")),
            _ => self.places.of(&format!("sweep.axes.{axis}")),
        };
        let placed = keys.iter().zip(values).enumerate();
        self.base.with(placed.map(|(axis, (key, value))| (key.as_str(), value, place(axis, key))))
    }

    /// The whole file as TOML, every key present; reading it gives the same sweep again.
    ///
    /// # Errors
    /// None that a loaded sweep can cause.
    pub fn to_toml(&self) -> Result<String, ScenarioError> {
        whole_toml(&self.scenario, &Section { sweep: self.sweep.clone() })
    }
}
