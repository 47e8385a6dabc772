//! Model backends: what a node runs when a job asks for a real inference.
//!
//! - [`magika`]: the type of a file from its first and last bytes, by the shipped ONNX model, in pure Rust (tract).
//!
//! *Deliberately absent:* the protocol. Nothing here knows of jobs, nodes or payment; a caller hands in a sample and gets
//! a verdict or a [`ModelError`].
//!
//! A backend is loaded once, is `Send + Sync`, shared behind an `Arc`, and runs on the caller's thread: how many
//! inferences run side by side is the caller's choice.

mod error;
pub mod magika;

pub use error::ModelError;
