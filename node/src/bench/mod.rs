//! `xpand-node bench`: the machine measured, and written as a device file that scenarios can use.
//!
//! ```text
//!   machine (sysinfo, NVML) ──┐
//!   sgemm, triad, inference ──┴─▶ repeat: warm up, bursts until the median is known ─▶ Measurement ─▶ table, device file
//! ```
//!
//! The speed of a GPU is not measured: the file names a preset for it, or tasks run on the CPU.

mod command;
mod files;
mod machine;
mod measure;
mod repeat;
mod sgemm;
mod table;
mod triad;

pub use command::{BenchArgs, run};
pub use files::{file_types, share_of_this_machine};
pub use measure::{BenchError, Inference, Measurement, Options, Progress, measure};
pub use repeat::{Failure, Runner};
pub use table::table;
