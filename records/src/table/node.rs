//! Table `nodes`: who takes part.

use std::sync::Arc;

use super::row::row;
use super::word::Role;

row! {
    /// A node and its device.
    NodeRow in "nodes" {
        /// Number of the node in the run.
        node: u32,
        /// What the node does.
        role: Role,
        /// Region it lives in.
        region: Arc<str>,
        /// Device class of the scenario.
        class: Arc<str>,
        /// Model of its GPU or CPU; may be empty.
        device: Arc<str>,
        /// Benchmark of the device (GFLOP/s).
        compute_gflops: f64,
        /// Main memory (GiB).
        memory_gib: f64,
        /// GPU memory (GiB); 0 without a GPU.
        gpu_memory_gib: f64,
        /// Tasks it runs at once (count).
        slots: u32,
        /// Power while up and without a task (W).
        idle_w: f64,
        /// Power while it runs tasks (W).
        busy_w: f64,
        /// Price of electricity where it lives (USD per kWh).
        usd_per_kwh: f64,
        /// Carbon intensity of electricity where it lives (gCO2e per kWh), mean over a year.
        gco2e_per_kwh: f64,
    }
}
