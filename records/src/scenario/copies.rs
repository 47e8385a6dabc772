//! Tasks computed by several machines.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When the copies of a task begin that are more than must agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Spares {
    /// With the others.
    #[default]
    AtOnce,
    /// When one of the others is late, or results differ: help for stragglers.
    Late,
    /// When results differ.
    Differ,
}
