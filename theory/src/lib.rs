//! Closed forms of the economy, and the rows that hold simulation against them.
