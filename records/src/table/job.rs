//! Table `jobs`: what was asked for and what became of it.

use std::sync::Arc;

use super::row::row;
use super::word::JobState;
use crate::scenario::JobPattern;

row! {
    /// A job, once it has ended or the run has.
    JobRow in "jobs" {
        /// Number of the requesting node.
        requester: u32,
        /// Number of the job among its requester's, from 0.
        number: u32,
        /// Kind of job in the scenario.
        kind: Arc<str>,
        /// Shape of its graph of tasks.
        pattern: JobPattern,
        /// Region of the requester.
        region: Arc<str>,
        /// Tasks of all stages (count).
        tasks: u32,
        /// Attempts at its tasks (count).
        attempts: u32,
        /// Work of all tasks (GFLOP).
        work_gflop: f64,
        /// Submitted at (ns since genesis).
        submitted_ns: u64,
        /// First task placed at (ns since genesis).
        placed_ns: Option<u64>,
        /// First task started at (ns since genesis).
        running_ns: Option<u64>,
        /// Last scatter or map task verified at (ns since genesis).
        verified_ns: Option<u64>,
        /// Last task verified at (ns since genesis).
        reduced_ns: Option<u64>,
        /// Settled, failed or refunded at (ns since genesis).
        ended_ns: Option<u64>,
        /// Where it is in its life.
        state: JobState,
        /// Why it failed, in words; empty if it did not.
        reason: String,
        /// Final results that are wrong, as only a simulator knows (count).
        outputs_wrong: u32,
        /// Put in escrow (10⁻¹⁸ token).
        escrowed: u128,
        /// Paid to workers (10⁻¹⁸ token).
        paid: u128,
        /// Burned (10⁻¹⁸ token).
        burned: u128,
        /// Given back (10⁻¹⁸ token).
        refunded: u128,
    }
}
