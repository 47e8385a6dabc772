//! The type of a file, as PyPI magika 1.0.3 tells it: the same network, features and rules, in pure Rust.
//!
//! ```text
//! file -> Sample (size, first and last block)
//!           empty                              -> "empty"
//!           under 8 bytes after leading spaces -> "txt" if UTF-8, else "unknown"
//!           else tokens -> network -> (model label, score)
//!                  renamed by overwrite_map; score under the label's threshold -> "txt" or "unknown"
//! ```
//!
//! The rules are those of `magika.py` in mode high-confidence; its handling of directories and links is left to callers.
//! The model is shipped under Apache-2.0 in `models/data/magika`, with its source.
//!
//! *The same answer?* Two runs on one machine give the same bits. tract picks its kernels by the processor, so scores of
//! different machines may differ in their last digits: compare labels across machines, not scores.

mod catalogue;
mod features;
mod network;
mod sample;

pub use catalogue::ContentType;
pub use sample::{BLOCK_BYTES, Sample};

use crate::ModelError;
use borsh::{BorshDeserialize, BorshSerialize};
use catalogue::Catalogue;
use network::Network;
use std::collections::BTreeMap;

/// Work of one inference (10⁹ floating point operations): two for each multiply-add that tract's cost analysis counts in the
/// shipped graph, one for each division; 98 % of it is one matrix product and one convolution. A file judged by rule costs none.
pub const GFLOP_PER_INFERENCE: f64 = 0.748_963_593;

const EMPTY: &str = "empty";
const TEXT: &str = "txt";
const UNKNOWN: &str = "unknown";

/// The loaded model. `Send + Sync`: load once, share behind an `Arc`, call from any thread.
#[derive(Debug)]
pub struct Magika {
    catalogue: Catalogue,
    network: Network,
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Verdict {
    /// The content type to show, e.g. `rust`; described by [`Magika::content_type`].
    pub label: String,
    /// How sure the network is of its own label, in 0..=1; 1 where a rule decided.
    pub score: f32,
    /// The network's label before rules changed it; `None` where a rule decided without the network.
    pub model_label: Option<String>,
    /// Why `label` is not `model_label`.
    pub overwrite: Overwrite,
}

/// Why the label shown is not the network's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Overwrite {
    /// It is the network's, or the network was not asked.
    None,
    /// The network's label is one that users see under another name.
    Renamed,
    /// The score is under the label's threshold: only text or not text is believed.
    LowConfidence,
}

impl Magika {
    /// Loads the model shipped inside the program.
    ///
    /// # Errors
    /// [`ModelError::Shipped`] where the embedded files do not fit this code: a damaged build.
    pub fn shipped() -> Result<Self, ModelError> {
        let config = include_str!("../../data/magika/config.min.json");
        let types = include_str!("../../data/magika/content_types_kb.min.json");
        let catalogue = Catalogue::parse(config, types)?;
        let network = Network::shipped(catalogue.config.target_labels_space.len())?;
        Ok(Self { catalogue, network })
    }

    /// Tells the type of the sampled file.
    ///
    /// # Errors
    /// [`ModelError::SampleLengths`] where the sample contradicts itself, [`ModelError::Inference`] where the network fails.
    pub fn classify(&self, sample: &Sample) -> Result<Verdict, ModelError> {
        sample.check()?;
        if sample.size == 0 {
            return Ok(Verdict::by_rule(EMPTY));
        }
        let Some(tokens) = features::tokens(sample) else {
            // The reference decodes the first block alone, even where it cuts a character in two.
            let is_text = std::str::from_utf8(&sample.head).is_ok();
            return Ok(Verdict::by_rule(if is_text { TEXT } else { UNKNOWN }));
        };
        let (index, score) = self.network.best(&tokens)?;
        let labels = &self.catalogue.config.target_labels_space;
        let label = labels.get(index).ok_or_else(|| ModelError::Inference { reason: format!("no label {index}") })?;
        Ok(self.decide(label, score))
    }

    /// What is known of a content type; `None` for a label that no verdict bears.
    pub fn content_type(&self, label: &str) -> Option<&ContentType> {
        self.catalogue.types.get(label)
    }

    /// Every described content type by its label.
    pub fn content_types(&self) -> &BTreeMap<String, ContentType> {
        &self.catalogue.types
    }

    /// `_get_output_label_from_dl_label_and_score` of the reference, mode high-confidence.
    fn decide(&self, model_label: &str, score: f32) -> Verdict {
        let config = &self.catalogue.config;
        let renamed = config.overwrite_map.get(model_label).map_or(model_label, String::as_str);
        let needed = config.thresholds.get(model_label).copied().unwrap_or(config.medium_confidence_threshold);
        let (label, overwrite) = if f64::from(score) >= needed {
            (renamed, Overwrite::Renamed)
        } else if self.catalogue.is_text(renamed) {
            (TEXT, Overwrite::LowConfidence)
        } else {
            (UNKNOWN, Overwrite::LowConfidence)
        };
        let overwrite = if label == model_label { Overwrite::None } else { overwrite };
        Verdict { label: label.into(), score, model_label: Some(model_label.into()), overwrite }
    }
}

impl Verdict {
    fn by_rule(label: &str) -> Self {
        Self { label: label.into(), score: 1.0, model_label: None, overwrite: Overwrite::None }
    }
}
