//! The built `xpand`, run as people run it.

mod bad_files;
mod bad_input;
mod breakeven;
mod commands;
mod determinism;
mod diff;
mod find;
mod find_killed;
mod golden;
mod killed;
mod program;
mod resume;
mod study;
mod swarm;
mod sweep;
mod sweep_killed;
mod sweep_metrics;
