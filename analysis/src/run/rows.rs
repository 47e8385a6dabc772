//! The tables as typed columns, taken in part by part. Amounts are integers of 10⁻¹⁸ token; times are nanoseconds since genesis.

use polars::prelude::*;

use super::column::{Category, Columns};

/// Nodes of the run.
#[derive(Clone, Debug, Default)]
pub struct Nodes {
    /// Node id.
    pub node: Vec<u32>,
    /// worker, validator or requester.
    pub role: Category,
    /// Region.
    pub region: Category,
    /// Device class.
    pub class: Category,
    /// Tasks the node runs at once.
    pub slots: Vec<u32>,
    /// Benchmark of the device \[GFLOP/s\].
    pub compute_gflops: Vec<f64>,
    /// Power drawn when up and idle \[W\].
    pub idle_w: Vec<f64>,
    /// Power drawn when every slot is busy \[W\].
    pub busy_w: Vec<f64>,
    /// Electricity price \[USD/kWh\].
    pub usd_per_kwh: Vec<f64>,
    /// Carbon intensity of electricity \[gCO2e/kWh\].
    pub gco2e_per_kwh: Vec<f64>,
}

impl Nodes {
    pub(crate) fn add(&mut self, part: &DataFrame) -> PolarsResult<()> {
        self.node.extend(part.u32s("node")?);
        self.role.extend(part.texts("role")?);
        self.region.extend(part.texts("region")?);
        self.class.extend(part.texts("class")?);
        self.slots.extend(part.u32s("slots")?);
        self.compute_gflops.extend(part.f64s("compute_gflops")?);
        self.idle_w.extend(part.f64s("idle_w")?);
        self.busy_w.extend(part.f64s("busy_w")?);
        self.usd_per_kwh.extend(part.f64s("usd_per_kwh")?);
        self.gco2e_per_kwh.extend(part.f64s("gco2e_per_kwh")?);
        Ok(())
    }

    /// Row of a node id; `None` when a killed run had not yet written it. Quick where ids are places, as ours are.
    pub fn row(&self, node: u32) -> Option<usize> {
        let place = node as usize;
        let is_there = self.node.get(place) == Some(&node);
        if is_there {
            Some(place)
        } else {
            self.node.binary_search(&node).ok().or_else(|| self.node.iter().position(|id| *id == node))
        }
    }

    /// Speed of one slot of the node in this row (GFLOP/s).
    pub fn slot_gflops(&self, row: usize) -> f64 {
        self.compute_gflops[row] / f64::from(self.slots[row].max(1))
    }

    /// Rows of the workers, in the order of the table.
    pub fn workers(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.node.len()).filter(|&row| self.role.get(row) == "worker")
    }
}

/// One row per settled epoch; minted and burned are cumulative. All amounts in 10⁻¹⁸ token.
#[derive(Clone, Debug, Default)]
pub struct Supply {
    /// Epoch number.
    pub epoch: Vec<u32>,
    /// When the epoch was settled \[ns\].
    pub time_ns: Vec<u64>,
    /// Tokens that existed at genesis.
    pub genesis: Vec<i128>,
    /// Minted since genesis.
    pub minted: Vec<i128>,
    /// Burned since genesis.
    pub burned: Vec<i128>,
    /// Freely held.
    pub liquid: Vec<i128>,
    /// Held for running jobs.
    pub escrow: Vec<i128>,
    /// Held by the protocol.
    pub pool: Vec<i128>,
    /// Sum of all balances.
    pub balances: Vec<i128>,
}

impl Supply {
    pub(crate) fn add(&mut self, part: &DataFrame) -> PolarsResult<()> {
        self.epoch.extend(part.u32s("epoch")?);
        self.time_ns.extend(part.u64s("time_ns")?);
        self.genesis.extend(part.amounts("genesis")?);
        self.minted.extend(part.amounts("minted")?);
        self.burned.extend(part.amounts("burned")?);
        self.liquid.extend(part.amounts("liquid")?);
        self.escrow.extend(part.amounts("escrow")?);
        self.pool.extend(part.amounts("pool")?);
        self.balances.extend(part.amounts("balances")?);
        Ok(())
    }

    /// Length of an epoch \[s\]: the median gap between settlements, or the first one's time. `None` without a settlement.
    pub fn epoch_s(&self) -> Option<f64> {
        records::statistics::epoch_s(self.epoch.iter().copied().zip(self.time_ns.iter().copied()))
    }
}

/// One row per job.
#[derive(Clone, Debug, Default)]
pub struct Jobs {
    /// What kind of work.
    pub kind: Category,
    /// Number of tasks.
    pub tasks: Vec<u32>,
    /// Work of all its tasks \[GFLOP\].
    pub work_gflop: Vec<f64>,
    /// When the requester submitted it \[ns\].
    pub submitted_ns: Vec<u64>,
    /// When it settled, failed or was refunded \[ns\].
    pub ended_ns: Vec<Option<u64>>,
    /// Life-cycle state at the end of the run.
    pub state: Category,
    /// Why it failed, in words; empty otherwise.
    pub reason: Category,
    /// Final results that are wrong, as only a simulator knows (count).
    pub outputs_wrong: Vec<u32>,
}

impl Jobs {
    pub(crate) fn add(&mut self, part: &DataFrame) -> PolarsResult<()> {
        self.kind.extend(part.texts("kind")?);
        self.tasks.extend(part.u32s("tasks")?);
        self.work_gflop.extend(part.f64s("work_gflop")?);
        self.submitted_ns.extend(part.u64s("submitted_ns")?);
        self.ended_ns.extend(part.times_ns("ended_ns")?);
        self.state.extend(part.texts("state")?);
        self.reason.extend(part.texts("reason")?);
        self.outputs_wrong.extend(part.u32s("outputs_wrong")?);
        Ok(())
    }
}

/// States a job passes through on its way, in order; the timeline counts the jobs now in each.
pub const PASSING_STATES: [&str; 6] = ["submitted", "escrowed", "placed", "running", "verified", "reduced"];
/// States in which a job ends; the timeline counts them cumulatively.
pub const FINAL_STATES: [&str; 3] = ["settled", "failed", "refunded"];

/// One row per sampling instant.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// Sampling instant \[ns\].
    pub time_ns: Vec<u64>,
    /// Workers truly up.
    pub online: Vec<u32>,
    /// Workers the validators count as up.
    pub registered: Vec<u32>,
    /// Workers running a task.
    pub busy: Vec<u32>,
    /// Jobs now in each of [`PASSING_STATES`].
    pub passing: [Vec<u32>; 6],
    /// Jobs that have reached each of [`FINAL_STATES`] so far.
    pub ended: [Vec<u32>; 3],
    /// Messages sent since genesis.
    pub messages: Vec<u64>,
    /// Bytes sent since genesis \[B\].
    pub bytes: Vec<u64>,
    /// Events since genesis.
    pub events: Vec<u64>,
}

impl Timeline {
    pub(crate) fn add(&mut self, part: &DataFrame) -> PolarsResult<()> {
        self.time_ns.extend(part.u64s("time_ns")?);
        self.online.extend(part.u32s("online")?);
        self.registered.extend(part.u32s("registered")?);
        self.busy.extend(part.u32s("busy")?);
        self.messages.extend(part.u64s("messages")?);
        self.bytes.extend(part.u64s("bytes")?);
        self.events.extend(part.u64s("events")?);
        let states = PASSING_STATES.iter().chain(&FINAL_STATES);
        for (column, state) in self.passing.iter_mut().chain(&mut self.ended).zip(states) {
            column.extend(part.u32s(state)?);
        }
        Ok(())
    }

    /// Time of the last sample \[s\]; zero without one.
    pub fn span_s(&self) -> f64 {
        self.time_ns.last().map_or(0.0, |&time_ns| time_ns as f64 / 1e9)
    }
}
