//! A search as read: its base scenario and its checked `[find]`.

use std::sync::OnceLock;

use toml::Value;

use super::super::Scenario;
use super::super::error::ScenarioError;
use super::super::loader::{self, Layers, Loaded};
use super::super::many::{AxisKind, Base, Cut, Places, first, whole_toml};
use super::super::schema::{self, Node};
use super::super::sweep::Scale;
use super::{Along, Crossing, Find, FindStop, Section, check};
use crate::observe::metrics_of;

/// What is searched for, with nothing missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// Dotted key of the scenario that is searched over.
    pub key: String,
    /// What its values are: integers or numbers.
    pub kind: AxisKind,
    /// Least value tried (unit of the key).
    pub from: f64,
    /// Greatest value tried (unit of the key). Above `from`.
    pub to: f64,
    /// Whether bisection halves differences or ratios; on a log scale both ends are above 0.
    pub scale: Scale,
    /// One of [`METRICS`](crate::observe::METRICS), by name.
    pub metric: String,
    /// The bound (unit of the metric).
    pub crosses: f64,
    /// Distance of neighbouring values (unit of the key; a share of the value on a log scale). Above 0.
    pub tolerance: f64,
    /// What crosses the bound.
    pub crossing: Crossing,
    /// Replicates (count), at least 1; not read where `stop` is there.
    pub replicates: u32,
    /// Confidence of the intervals (share).
    pub confidence: f64,
    /// When to stop adding replicates.
    pub stop: Option<FindStop>,
    /// The second key of a frontier.
    pub along: Option<Second>,
}

impl Search {
    /// Replicates of a threshold at most (count).
    #[must_use]
    pub fn replicates_max(&self) -> u32 {
        self.stop.as_ref().map_or(self.replicates, |stop| stop.replicates_max)
    }
}

/// The second key of a frontier.
#[derive(Clone, Debug, PartialEq)]
pub struct Second {
    /// Dotted key of the scenario.
    pub key: String,
    /// What its values are.
    pub kind: AxisKind,
    /// How an axis that shows them is; on a log scale all are above 0.
    pub scale: Scale,
    /// Its values, at least one, no two alike.
    pub values: Vec<Value>,
}

/// A file with `[find]`, checked: every key and value fits the scenario. Whether values fit each other shows [`FindFile::at`].
pub struct FindFile {
    /// What is searched for.
    pub search: Search,
    /// The scenario as it is without the values of the search, filled in.
    pub scenario: Scenario,
    base: Base,
    places: Places,
}

/// The schema of a file as far as its `[find]` goes.
fn section() -> Node<'static> {
    static SECTION: OnceLock<serde_json::Value> = OnceLock::new();
    Node::root(SECTION.get_or_init(schema::of::<Section>))
}

/// The schema of `[find]`.
pub(in crate::scenario) fn find_node() -> Option<Node<'static>> {
    first(section())
}

impl FindFile {
    /// Checks what was read; overrides that start with `find.` go to `[find]`, all others to the scenario.
    pub(in crate::scenario) fn new(layers: Layers, overrides: &[(String, String)]) -> Result<Self, ScenarioError> {
        let defaults = Value::try_from(Section::default()).map_err(|error| loader::internal(&error.to_string()))?;
        let Cut { section: merged, base, folder } = Cut::of(layers, "find", section(), defaults, overrides)?;
        let (Section { find }, places) = merged.into_section()?;
        let scenario = base.scenario()?;
        let search = check::check(&find, &places, &folder, metrics_of(&scenario))?;
        base.seeds_fit(scenario.seed, search.replicates_max())?;
        Ok(Self { search, scenario, base, places })
    }

    /// The scenario with `value` of the key that is searched over, and `along` of the second key, if there is one.
    ///
    /// # Errors
    /// Values that do not fit each other or the scenario, or a list without the entry that a key names.
    pub fn at(&self, along: Option<&Value>, value: &Value) -> Result<Loaded, ScenarioError> {
        let second = self.search.along.as_ref().zip(along);
        let second = second.map(|(second, value)| (second.key.as_str(), value, self.places.of("find.along.values")));
        self.base.with([(self.search.key.as_str(), value, self.places.of("find.key"))].into_iter().chain(second))
    }

    /// The whole file as TOML, every key present; reading it gives the same search again.
    ///
    /// # Errors
    /// None that a loaded search can cause.
    pub fn to_toml(&self) -> Result<String, ScenarioError> {
        let Search { key, from, to, scale, metric, crosses, tolerance, crossing, replicates, confidence, stop, along, .. } =
            self.search.clone();
        let along =
            along.map(|Second { key, values, scale, .. }| Along { key, values, from: None, to: None, steps: None, scale });
        let (from, to, crosses, tolerance) = (Some(from), Some(to), Some(crosses), Some(tolerance));
        let find = Find { key, from, to, scale, metric, crosses, tolerance, crossing, replicates, confidence, stop, along };
        whole_toml(&self.scenario, &Section { find })
    }
}
