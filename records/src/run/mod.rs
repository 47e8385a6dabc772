//! The folder of a run.
//!
//! ```text
//!   scenario.toml            filled in, written first
//!   nodes/part-00000.parquet …  and likewise epochs, supply, jobs, tasks, timeline; of a run by epochs market alone, of a mechanism none
//!   digests/…, events/…      if asked for, and recording.json, which says what was
//!   checkpoint/              what the run can go on from; gone when it has ended
//!   digest.txt               one line, hexadecimal
//!   summary.json             written last: a run that was killed has none
//! ```

mod checkpoint;
mod folder;
mod market;
mod mechanism;
mod recording;
mod summary;
mod writer;

pub use checkpoint::{Checkpoint, CheckpointError, CheckpointHead, Checkpoints};
pub use folder::RunFolder;
pub use market::MarketWriter;
pub use mechanism::write_mechanism;
pub use recording::Recording;
pub use summary::{ControlSummary, Summary, SupplySummary, WaitSummary};
pub use writer::{Marks, RunWriter};

const RECORDING: &str = "recording.json";
const SCENARIO: &str = "scenario.toml";
const DIGEST: &str = "digest.txt";
const SUMMARY: &str = "summary.json";
