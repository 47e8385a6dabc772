//! One file that stands alone, checked against the schema of its type as a scenario is.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use toml::Value;

use super::document::parse_document;
use super::error::ScenarioError;
use super::merge::Merged;
use super::schema::{self, Node};
use super::validate::validate;

/// Reads a `T` from `text`; `source` names the file in messages.
///
/// # Errors
/// The first key that is not as the schema of `T` says, with its line.
pub fn read_checked<T: JsonSchema + DeserializeOwned>(source: &str, text: &str) -> Result<T, ScenarioError> {
    let document = parse_document(source, text)?;
    let schema = schema::of::<T>();
    validate(&document, Node::root(&schema), "")?;
    let mut merged = Merged::new(Value::Table(toml::Table::new()));
    merged.lay(document);
    merged.value.try_into().map_err(|error: toml::de::Error| ScenarioError::Conflict {
        message: format!("{source} does not fit its own schema: {}", error.message()),
    })
}
