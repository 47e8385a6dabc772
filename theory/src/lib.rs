//! Closed forms of the economy, and the rows that hold simulation against them.
//!
//! ```text
//!   closed       pure functions: what theory says
//!      ▲
//!   conformance  27 rows: simulation against theory ──▶ a table, JSON
//!      ▲
//!   mechanism    by name, with parameters ──▶ value, standard error, theory
//! ```

#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests judge results, they do not make them"))]

pub mod closed;
pub mod conformance;
pub mod mechanism;
