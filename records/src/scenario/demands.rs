//! What tasks ask of where they run, besides room.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether it matters where the data of a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Locality {
    /// No: a task fetches all that it reads.
    #[default]
    Any,
    /// A task that reads what others wrote need not fetch what its own machine wrote, and `earliest-finish`, `availability-aware`
    /// and `cost-aware` count the time to fetch the rest.
    Near,
}

/// Who may see what a task works on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PrivacyLevel {
    /// Anybody.
    #[default]
    Open,
    /// Workers of a class with `population.classes.trusted`.
    Trusted,
}
