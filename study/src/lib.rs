//! A study: a question, the sweeps and searches that answer it, and one report of what they came to.
//!
//! ```text
//!   study.toml ─▶ Study: files loaded, every point prepared, every word of every finding filled in once with made-up numbers
//!                   │
//!                   ▼  one after the other, each in a folder that goes on after a kill
//!                 sweep, find ─▶ Book: estimates by run, metric and point ─▶ words, charts ─▶ report.html, findings.md
//! ```
//!
//! *Invariant:* the report is a function of the study's files and the version of the program: not of threads, kills or resumes.

mod book;
mod charts;
mod checks;
mod error;
mod file;
mod report;
mod run;
mod search;
mod source;
mod words;

pub use error::StudyError;
pub use file::StudyFile;
pub use report::Report;
pub use run::{Ended, Step, Study};
pub use search::plain_search;
pub use source::{Options, Source};
