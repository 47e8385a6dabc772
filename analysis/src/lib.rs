//! Run records in; tables, SVG figures and a one-file HTML report out.
//!
//! ```text
//! run folder ──▶ run (polars → typed columns) ──▶ measure ──▶ headline ──▶ terminal
//!                                                    └──────▶ figure ───▶ report (askama)
//! what a search found ─────────────────────────────────────────┘
//! ```
//!
//! A run that was killed is read and reported like any other, with a notice.

mod error;
pub mod figure;
mod format;
mod headline;
pub mod measure;
mod report;
pub mod run;
pub mod search;
mod terminal;

pub use error::AnalysisError;
pub use figure::{Figure, figures, search_figure};
pub use measure::Measures;
pub use report::write_report;
pub use run::{Run, Table};
pub use terminal::{compare, terminal_summary};
