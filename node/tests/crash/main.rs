//! Nodes that are killed at any moment, and what their stores and logs are worth afterwards.

mod checkpoints;
mod cluster;
mod kills;
mod logs;
