//! Table `epochs`: what each worker gave and got.

use super::row::row;

row! {
    /// One worker in one epoch, if it was up, was measured as available or was paid. Settled epochs only.
    EpochRow in "epochs" {
        /// Number of the epoch, from 0.
        epoch: u32,
        /// Number of the worker.
        node: u32,
        /// Power score (MFLOP/s, a thousandth of a GFLOP/s); negative after penalties.
        power_mgflops: i64,
        /// Time up as the validator measured it (s).
        available_s: u32,
        /// Time up in truth (s).
        up_s: u32,
        /// Time its slots were taken by tasks, fetching inputs and returning outputs included, summed over the slots (s).
        busy_s: f64,
        /// Share of the emission (10⁻¹⁸ token).
        reward: u128,
        /// Paid for tasks in this epoch (10⁻¹⁸ token).
        job_income: u128,
    }
}
