//! What can stop a scenario between its file and its plan.

use crate::arrivals::ArrivalsError;
use crate::preset::PresetError;
use crate::trace::TraceError;
use records::device::DeviceError;
use records::scenario::Place;
use world::law::LawError;

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
    /// Recorded arrivals that cannot be replayed.
    #[error(transparent)]
    Arrivals(#[from] ArrivalsError),
    /// A device file that cannot be used.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// A value that does not fit this run.
    #[error("{0}")]
    Value(String),
}
