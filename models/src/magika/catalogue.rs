//! The two files beside the network: what its outputs are called and when to believe them, and what each type is.

use super::features::{BEGIN_TOKENS, BYTES_MIN, END_TOKENS, PADDING};
use super::sample::BLOCK_BYTES;
use crate::ModelError;
use serde::Deserialize;
use std::collections::BTreeMap;

pub(super) const CONFIG_FILE: &str = "magika/config.min.json";
pub(super) const TYPES_FILE: &str = "magika/content_types_kb.min.json";

/// What is known of one content type, for tables and messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentType {
    /// MIME type; `text/plain` or `application/octet-stream` where none is registered.
    pub mime_type: String,
    /// Family, e.g. `code`, `archive`, `image`; `unknown` where none is given.
    pub group: String,
    /// A few words for a reader, e.g. `Rust source`; the label itself where none are given.
    pub description: String,
    /// Usual file name extensions, without the dot.
    pub extensions: Vec<String>,
    /// Text rather than binary.
    pub is_text: bool,
}

/// The part of the reference's `config.min.json` that decides.
#[derive(Debug, Deserialize)]
pub(super) struct Config {
    beg_size: usize,
    mid_size: usize,
    end_size: usize,
    use_inputs_at_offsets: bool,
    min_file_size_for_dl: usize,
    padding_token: i32,
    block_size: usize,
    /// Needed score where the label has none of its own.
    pub(super) medium_confidence_threshold: f64,
    /// Label of each output of the network.
    pub(super) target_labels_space: Vec<String>,
    /// Needed score by label, above the general one.
    pub(super) thresholds: BTreeMap<String, f64>,
    /// Labels of the network that users see under another name.
    pub(super) overwrite_map: BTreeMap<String, String>,
}

/// The whole of the two files, checked against each other and against the constants of this code.
#[derive(Debug)]
pub(super) struct Catalogue {
    pub(super) config: Config,
    pub(super) types: BTreeMap<String, ContentType>,
}

/// An entry of `content_types_kb.min.json`.
#[derive(Deserialize)]
struct Entry {
    mime_type: Option<String>,
    group: Option<String>,
    description: Option<String>,
    extensions: Vec<String>,
    is_text: bool,
}

impl Catalogue {
    /// Reads and checks the two files.
    ///
    /// # Errors
    /// [`ModelError::Shipped`] naming the file that does not fit.
    pub(super) fn parse(config: &str, types: &str) -> Result<Self, ModelError> {
        let config: Config = parse(CONFIG_FILE, config)?;
        let entries: BTreeMap<String, Entry> = parse(TYPES_FILE, types)?;
        let types = entries.into_iter().map(|(label, entry)| (label.clone(), entry.filled(label))).collect();
        let catalogue = Self { config, types };
        catalogue.check()?;
        Ok(catalogue)
    }

    fn check(&self) -> Result<(), ModelError> {
        let config = &self.config;
        let found = (config.beg_size, config.mid_size, config.end_size, config.use_inputs_at_offsets);
        let known = (BEGIN_TOKENS, 0, END_TOKENS, false);
        if found != known {
            return Err(unfit(format!("beg_size, mid_size, end_size, use_inputs_at_offsets are {found:?}, known: {known:?}")));
        }
        let found = (config.min_file_size_for_dl, config.padding_token, config.block_size);
        let known = (BYTES_MIN, PADDING, BLOCK_BYTES);
        if found != known {
            return Err(unfit(format!("min_file_size_for_dl, padding_token, block_size are {found:?}, known: {known:?}")));
        }
        let by_rule = [super::EMPTY, super::TEXT, super::UNKNOWN];
        let named = config.target_labels_space.iter().chain(config.overwrite_map.values()).map(String::as_str);
        match named.chain(by_rule).find(|label| !self.types.contains_key(*label)) {
            Some(label) => Err(unfit(format!("label {label} is not described in {TYPES_FILE}"))),
            None => Ok(()),
        }
    }

    /// Whether the type of this label is text; `false` for a label that is not described.
    pub(super) fn is_text(&self, label: &str) -> bool {
        self.types.get(label).is_some_and(|content_type| content_type.is_text)
    }
}

impl Entry {
    fn filled(self, label: String) -> ContentType {
        let mime_default = if self.is_text { "text/plain" } else { "application/octet-stream" };
        ContentType {
            mime_type: self.mime_type.unwrap_or_else(|| mime_default.into()),
            group: self.group.unwrap_or_else(|| "unknown".into()),
            description: self.description.unwrap_or(label),
            extensions: self.extensions,
            is_text: self.is_text,
        }
    }
}

fn parse<'a, T: Deserialize<'a>>(file: &'static str, text: &'a str) -> Result<T, ModelError> {
    serde_json::from_str(text).map_err(|error| ModelError::Shipped { file, reason: error.to_string() })
}

fn unfit(reason: String) -> ModelError {
    ModelError::Shipped { file: CONFIG_FILE, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPES: &str = r#"{"empty":{"mime_type":null,"group":null,"description":null,"extensions":[],"is_text":false},
        "txt":{"mime_type":null,"group":"text","description":"Text","extensions":["txt"],"is_text":true},
        "unknown":{"mime_type":null,"group":null,"description":null,"extensions":[],"is_text":false}}"#;
    const CONFIG: &str = r#"{"beg_size":1024,"mid_size":0,"end_size":1024,"use_inputs_at_offsets":false,
        "medium_confidence_threshold":0.5,"min_file_size_for_dl":8,"padding_token":256,"block_size":4096,
        "target_labels_space":["txt"],"thresholds":{},"overwrite_map":{}}"#;

    fn reason(config: &str) -> String {
        Catalogue::parse(config, TYPES).map_or_else(|error| error.to_string(), |_| "accepted".into())
    }

    #[test]
    fn missing_words_about_a_type_are_filled_as_the_reference_does() -> Result<(), ModelError> {
        let types = Catalogue::parse(CONFIG, TYPES)?.types;
        let empty = &types["empty"];
        assert_eq!((&*empty.mime_type, &*empty.group, &*empty.description), ("application/octet-stream", "unknown", "empty"));
        assert_eq!(types["txt"].mime_type, "text/plain");
        Ok(())
    }

    #[test]
    fn another_model_beside_this_code_is_refused_by_name() {
        assert_eq!(reason(CONFIG), "accepted");
        assert!(reason(&CONFIG.replace("\"mid_size\":0", "\"mid_size\":512")).contains("(1024, 512, 1024, false)"));
        assert!(reason(&CONFIG.replace("\"padding_token\":256", "\"padding_token\":0")).contains("(8, 0, 4096)"));
        assert!(reason(&CONFIG.replace("[\"txt\"]", "[\"rust\"]")).contains("label rust is not described"));
        assert!(reason("{").starts_with("shipped model file magika/config.min.json: EOF"));
    }
}
