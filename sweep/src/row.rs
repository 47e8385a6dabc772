//! What one run of a sweep came to.

/// One run.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Number of its point, from 0.
    pub point: usize,
    /// Number of its replicate, from 0.
    pub replicate: u32,
    /// Its seed.
    pub seed: u64,
    /// Time it took (s). Kept apart from all else: it is never the same twice.
    pub wall_s: f64,
    /// What it came to.
    pub result: Result<Measured, Failure>,
}

/// A run that ended well.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Digest over everything its nodes saw.
    pub digest: u64,
    /// Its metrics, in the order of those of its study.
    pub metrics: Vec<Option<f64>>,
}

/// A run that did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Why, in words.
    pub message: String,
    /// Whether it would fail in the same way again; otherwise it is tried again when the sweep goes on.
    pub lasting: bool,
}

impl Row {
    /// The value of a metric, by its place among those of the study; `None` if the run failed or gives none.
    #[must_use]
    pub fn value(&self, metric: usize) -> Option<f64> {
        self.result.as_ref().ok().and_then(|measured| measured.metrics.get(metric).copied().flatten())
    }

    /// Why it failed, if it did.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.result.as_ref().err().map(|failure| failure.message.as_str())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use records::observe::METRICS;

    /// A row with one value for every metric.
    pub(crate) fn row(point: usize, replicate: u32, value: Option<f64>) -> Row {
        let measured = Measured { digest: u64::from(replicate) + 1, metrics: vec![value; METRICS.len()] };
        Row { point, replicate, seed: 1 + u64::from(replicate), wall_s: 0.5, result: Ok(measured) }
    }
}
