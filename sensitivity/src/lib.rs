//! Global sensitivity analysis on plain slices: which points to evaluate, and what the values there say of each input.
//!
//! ```text
//!   Saltelli::point ─▶ values of a model ─▶ sobol::indices ─┐
//!                                                            ├─▶ Interval: estimate, low, high
//!   Trajectories::point ─▶ values ─▶ morris::effects ────────┘       ▲
//!                                                       bootstrap ───┘
//! ```
//!
//! Inputs lie in the unit cube; what a coordinate means is for the caller. Nothing here depends on the number of threads.

pub mod bootstrap;
pub mod morris;
pub mod sobol;

pub use bootstrap::{Bootstrap, Interval};
pub use morris::{Effects, Trajectories};
pub use sobol::{Indices, Saltelli};
