//! The event kernel: entries in the order `(time, sender, purpose, sequence)`, behind a small interface.

mod entry;
mod queue;

pub use entry::{Entry, Key, WORLD};
pub use queue::{HeapQueue, Queue};
