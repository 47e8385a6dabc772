//! The folder of a run.
//!
//! ```text
//!   scenario.toml            filled in, written first
//!   nodes/part-00000.parquet …  and likewise epochs, supply, jobs, tasks, timeline
//!   digest.txt               one line, hexadecimal
//!   summary.json             written last: a run that was killed has none
//! ```

mod folder;
mod summary;
mod writer;

pub use folder::RunFolder;
pub use summary::{Summary, SupplySummary};
pub use writer::RunWriter;

const SCENARIO: &str = "scenario.toml";
const DIGEST: &str = "digest.txt";
const SUMMARY: &str = "summary.json";
