//! What a threshold search found, as far as its figure needs it.
//!
//! Plain numbers: whoever searched fills them in. Intervals that reach beyond the range of the search have an infinite end.

/// A search with all that it measured.
#[derive(Clone, Debug)]
pub struct Search {
    /// The key that was searched over.
    pub key: String,
    /// Least and greatest value tried (unit of the key).
    pub range: (f64, f64),
    /// True if the axis of the key is logarithmic.
    pub log: bool,
    /// The metric.
    pub metric: String,
    /// The bound that it crosses (unit of the metric).
    pub bound: f64,
    /// Confidence of the intervals (share).
    pub confidence: f64,
    /// The second key, and whether its axis is logarithmic.
    pub along: Option<(String, bool)>,
    /// One a value of the second key; one without it.
    pub thresholds: Vec<Threshold>,
}

/// A value of the second key.
#[derive(Clone, Debug)]
pub enum Along {
    /// A number (unit of the key).
    Number(f64),
    /// Anything else, as words.
    Words(String),
}

/// The threshold at one value of the second key.
#[derive(Clone, Debug)]
pub struct Threshold {
    /// That value.
    pub along: Option<Along>,
    /// Whether the metric rises with the key; `None` if that is not known.
    pub rising: Option<bool>,
    /// Threshold (unit of the key), if it lies between the ends of the range.
    pub value: Option<f64>,
    /// Ends of its confidence interval (unit of the key).
    pub interval: Option<(f64, f64)>,
    /// Where each replicate crosses (unit of the key).
    pub crossings: Vec<f64>,
    /// Every run: value of the key and of the metric.
    pub runs: Vec<(f64, f64)>,
}
