//! Table `tasks`: every attempt.

use super::row::row;
use super::word::{Outcome, Stage};

row! {
    /// One attempt at a task on one node.
    TaskRow in "tasks" {
        /// Number of the requesting node.
        requester: u32,
        /// Number of the job among its requester's.
        number: u32,
        /// Number of the task in the job.
        task: u32,
        /// Number of the attempt, from 0.
        attempt: u32,
        /// Number of the node that was to run it.
        node: u32,
        /// Part of the job.
        stage: Stage,
        /// Work of the task (GFLOP).
        work_gflop: f64,
        /// Placed at (ns since genesis).
        placed_ns: u64,
        /// Started at (ns since genesis).
        started_ns: Option<u64>,
        /// Ended at (ns since genesis).
        ended_ns: Option<u64>,
        /// How it ended.
        outcome: Outcome,
    }
}
