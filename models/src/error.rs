//! What can go wrong between a sample and its verdict.

/// Why a model could not be loaded or did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// A file shipped inside the program does not fit the code that reads it: a fault of this build, not of the caller.
    #[error("shipped model file {file}: {reason}; this build is damaged, rebuild it from an unchanged checkout")]
    Shipped {
        /// The file's name in `models/data`.
        file: &'static str,
        /// What was found and what is needed.
        reason: String,
    },
    /// The sample's lengths contradict the file size it names.
    #[error(
        "a sample of a {size} byte file must carry {head_expected} first and {tail_expected} last bytes, \
         it carries {head} and {tail}; make it with Sample::read or Sample::of_bytes"
    )]
    SampleLengths {
        /// Size of the sampled file, as the sample says (bytes).
        size: u64,
        /// Length of the sample's head (bytes).
        head: usize,
        /// Length of its tail (bytes).
        tail: usize,
        /// Length that the head of a file of that size has (bytes).
        head_expected: usize,
        /// Length that its tail has (bytes).
        tail_expected: usize,
    },
    /// The network failed on a well-formed input, or answered in another shape than it was loaded for.
    #[error("inference failed: {reason}")]
    Inference {
        /// What the backend says.
        reason: String,
    },
}
