//! `[mechanism]`: one mechanism played by itself.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One mechanism played by itself: a vote, a jury, a copied score, a price that falls to a barrier. Only `fidelity = "mechanism"` reads it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Mechanism {
    /// Its name; `xpand scenarios mechanisms` lists them with what they take.
    pub name: String,
    /// Its parameters by name; each has a default.
    pub parameters: BTreeMap<String, f64>,
}
