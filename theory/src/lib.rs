//! Closed forms of the economy, and the rows that hold simulation against them.

#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests judge results, they do not make them"))]

pub mod closed;
