//! The built `xpand`, run as people run it.

mod bad_files;
mod bad_input;
mod commands;
mod determinism;
mod golden;
mod killed;
mod program;
