//! The built `xpand`, run as people run it.

mod bad_files;
mod bad_input;
mod commands;
mod determinism;
mod killed;
mod program;
