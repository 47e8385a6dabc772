//! What both worlds, the simulator and the node, read and write: scenarios in, run records out.
//!
//! - [`scenario`]: the schema of a scenario file, its loader, and the reference written from it.
//! - [`table`]: the rows of the Parquet tables.
//! - [`run`]: the folder of a run: written part by part, readable after a kill at any moment.
//!
//! Nothing here knows how a run is made; amounts are integers of 10⁻¹⁸ token, times integers of nanoseconds.

pub mod run;
pub mod scenario;
pub mod table;
