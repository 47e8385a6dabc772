//! Run records in; tables, SVG figures and a one-file HTML report out.
//!
//! ```text
//! run folder ──▶ run (polars → typed columns) ──▶ measure ──▶ headline ──▶ terminal
//!                                                    └──────▶ figure ───▶ report (askama)
//! what a search found, what many runs came to ─────────────────┘
//! ```
//!
//! A run that was killed is read and reported like any other, with a notice.

pub mod chart;
mod error;
pub mod figure;
pub mod format;
mod headline;
pub mod measure;
mod report;
pub mod run;
pub mod search;
pub mod study;
mod terminal;

pub use error::AnalysisError;
pub use figure::{Figure, chart_figure, figures, search_figure};
pub use measure::Measures;
pub use report::{Table as ReportTable, market_summary, write_market_report, write_report, write_study};
pub use run::{MarketRun, Run, Table};
pub use terminal::{compare, terminal_summary, terminal_table};
