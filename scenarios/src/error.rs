//! What can stop a scenario between its file and its report.

use crate::preset::PresetError;
use crate::trace::TraceError;
use records::scenario::Place;
use records::table::TableError;
use sim::SimError;
use sim::law::LawError;

/// Why a scenario that reads well cannot be run: the key, where it was set, and what is wrong.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {key}: {problem}")]
pub struct PrepareError {
    /// Where the key was set.
    pub place: Place,
    /// Dotted key.
    pub key: String,
    /// What is wrong.
    pub problem: Box<Problem>,
}

/// What can be wrong with a value that fits its type and range.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// A preset that is not there.
    #[error(transparent)]
    Preset(#[from] PresetError),
    /// A region that the latency table does not have.
    #[error("no region `{asked}` in the latency table `{table}`; it has: {valid}")]
    Region {
        /// The name asked for.
        asked: String,
        /// The table.
        table: String,
        /// Its regions.
        valid: String,
    },
    /// A law whose parameters make no sense.
    #[error(transparent)]
    Law(#[from] LawError),
    /// A trace that cannot be replayed.
    #[error(transparent)]
    Trace(#[from] TraceError),
    /// A value that does not fit this run.
    #[error("{0}")]
    Value(String),
}

/// Why a run did not end well. What was written before is readable.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The scenario cannot be run.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// The run folder cannot be written.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The simulation stopped.
    #[error(transparent)]
    Sim(#[from] SimError),
    /// Jobs should have come, and no task of any was ever placed. The run folder is complete.
    #[error("no job was placed: {submitted} were submitted, and {why}; the run is in {folder}")]
    NothingPlaced {
        /// How many were submitted.
        submitted: u64,
        /// Why, in words.
        why: String,
        /// Where the records are.
        folder: String,
    },
}
