//! What can stop a scenario between its file and its report.

use crate::preset::PresetError;
use crate::trace::TraceError;
use records::scenario::Place;
use records::table::TableError;
use sim::SimError;
use sim::law::LawError;

/// Why a scenario that reads well cannot be run. Every message names the key and where it was set.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// A preset that is not there.
    #[error("{place}: {key}: {error}")]
    Preset {
        /// Where the key was set.
        place: Place,
        /// Dotted key.
        key: String,
        /// What is wrong.
        error: PresetError,
    },
    /// A region that the latency table does not have.
    #[error("{place}: {key}: no region `{asked}` in the latency table `{table}`; it has: {valid}")]
    Region {
        /// Where the key was set.
        place: Place,
        /// Dotted key.
        key: String,
        /// The name asked for.
        asked: String,
        /// The table.
        table: String,
        /// Its regions.
        valid: String,
    },
    /// A law whose parameters make no sense.
    #[error("{place}: {key}: {error}")]
    Law {
        /// Where the key was set.
        place: Place,
        /// Dotted key.
        key: String,
        /// What is wrong.
        error: LawError,
    },
    /// A value that fits its range and not this run.
    #[error("{place}: {key} {problem}")]
    Value {
        /// Where the key was set.
        place: Place,
        /// Dotted key.
        key: String,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A trace that cannot be replayed.
    #[error("{place}: churn.trace: {error}")]
    Trace {
        /// Where the key was set.
        place: Place,
        /// What is wrong.
        error: TraceError,
    },
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
    /// Jobs were submitted and no task of any was ever placed. The run folder is complete.
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
