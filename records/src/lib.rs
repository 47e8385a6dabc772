//! What both worlds, the simulator and the node, read and write: scenarios in, run records out.
//!
//! - [`scenario`]: the schema of a scenario file, its loader, and the reference written from it.
//! - [`device`]: the file of a measured machine, which a scenario's device class may name.
//! - [`table`]: the rows of the Parquet tables.
//! - [`run`]: the folder of a run: written part by part, readable after a kill at any moment.
//! - [`compare`]: where two recorded runs part.
//! - [`observe`]: what nodes report and drivers know, turned into rows and metrics.
//! - [`statistics`], [`energy`]: the definitions behind them.
//!
//! Nothing here knows how a run is made; amounts are integers of 10⁻¹⁸ token, times integers of nanoseconds.

pub mod compare;
pub mod device;
pub mod energy;
pub mod observe;
pub mod run;
pub mod scenario;
pub mod statistics;
pub mod table;
