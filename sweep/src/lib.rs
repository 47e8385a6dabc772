//! Many runs of one scenario: designs, replicates, a stop rule, shards, and tables of what came out.
//!
//! ```text
//!   file ─▶ Study: points, each checked ─▶ board ─ one run a thread ─▶ Row ─▶ journal ───────────────────────┐
//!                                            ▲                                    │ place of its line, resume │
//!                                            └── rule: which replicates a point ◀─ Mark ─▶ results: tables, ◀─┘ row by row
//!                                                still needs                              summary
//! ```
//!
//! Of a run that has ended only a mark of 24 bytes stays in memory; tables are made from the journal, a few runs at a time.
//!
//! *Invariant:* everything but `timing.parquet` and the journal is a function of the sweep file and the version of the program: not of
//! threads, shards, kills or resumes.

mod board;
mod design;
mod error;
mod estimate;
pub mod find;
mod folder;
mod hall;
mod holm;
mod journal;
mod lines;
mod mark;
mod merge;
mod results;
mod row;
mod rule;
mod run;
mod sensitivity;
mod shard;
mod study;
mod summary;
mod tables;
mod terminal;

pub use design::Points;
pub use error::SweepError;
pub use estimate::Estimate;
pub use folder::{Options, open_study, sweep};
pub use hall::Progress;
pub use merge::{merge, open_shards};
pub use results::{Cell, Results};
pub use row::{Failure, Measured, Row};
pub use rule::Stopped;
pub use sensitivity::{Index, index_names};
pub use shard::Shard;
pub use study::Study;
