//! The tables as typed columns. Amounts are integers of 10⁻¹⁸ token; times are nanoseconds since genesis.

use std::collections::BTreeMap;

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
    /// Power drawn when up and idle \[W\].
    pub idle_w: Vec<f64>,
    /// Power drawn when every slot is busy \[W\].
    pub busy_w: Vec<f64>,
    /// Electricity price \[USD/kWh\].
    pub usd_per_kwh: Vec<f64>,
    row_by_node: BTreeMap<u32, usize>,
}

impl Nodes {
    pub(crate) fn read(frame: &DataFrame) -> PolarsResult<Self> {
        let node = frame.u32s("node")?;
        Ok(Self {
            row_by_node: node.iter().enumerate().map(|(row, &id)| (id, row)).collect(),
            node,
            role: frame.texts("role")?,
            region: frame.texts("region")?,
            class: frame.texts("class")?,
            slots: frame.u32s("slots")?,
            idle_w: frame.f64s("idle_w")?,
            busy_w: frame.f64s("busy_w")?,
            usd_per_kwh: frame.f64s("usd_per_kwh")?,
        })
    }

    /// Row of a node id; `None` when a killed run had not yet written it.
    pub fn row(&self, node: u32) -> Option<usize> {
        self.row_by_node.get(&node).copied()
    }

    /// Rows of the workers, in the order of the table.
    pub fn workers(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.node.len()).filter(|&row| self.role.get(row) == "worker")
    }
}

/// One row per epoch and worker.
#[derive(Clone, Debug, Default)]
pub struct Epochs {
    /// Epoch number.
    pub epoch: Vec<u32>,
    /// Worker.
    pub node: Vec<u32>,
    /// Power score \[10⁻³ GFLOP/s\], negative for a debt.
    pub power_mgflops: Vec<i64>,
    /// Availability the validator measured \[s\].
    pub available_s: Vec<u32>,
    /// Time the worker was truly up \[s\].
    pub up_s: Vec<u32>,
    /// Task-seconds run \[s\].
    pub busy_s: Vec<f64>,
    /// Reward of the epoch \[10⁻¹⁸ token\].
    pub reward: Vec<i128>,
    /// Paid for tasks in the epoch \[10⁻¹⁸ token\].
    pub job_income: Vec<i128>,
}

impl Epochs {
    pub(crate) fn read(frame: &DataFrame) -> PolarsResult<Self> {
        Ok(Self {
            epoch: frame.u32s("epoch")?,
            node: frame.u32s("node")?,
            power_mgflops: frame.i64s("power_mgflops")?,
            available_s: frame.u32s("available_s")?,
            up_s: frame.u32s("up_s")?,
            busy_s: frame.f64s("busy_s")?,
            reward: frame.amounts("reward")?,
            job_income: frame.amounts("job_income")?,
        })
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
    pub(crate) fn read(frame: &DataFrame) -> PolarsResult<Self> {
        Ok(Self {
            epoch: frame.u32s("epoch")?,
            time_ns: frame.u64s("time_ns")?,
            genesis: frame.amounts("genesis")?,
            minted: frame.amounts("minted")?,
            burned: frame.amounts("burned")?,
            liquid: frame.amounts("liquid")?,
            escrow: frame.amounts("escrow")?,
            pool: frame.amounts("pool")?,
            balances: frame.amounts("balances")?,
        })
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
    /// When the requester submitted it \[ns\].
    pub submitted_ns: Vec<u64>,
    /// When it settled, failed or was refunded \[ns\].
    pub ended_ns: Vec<Option<u64>>,
    /// Life-cycle state at the end of the run.
    pub state: Category,
    /// Why it failed, in words; empty otherwise.
    pub reason: Category,
}

impl Jobs {
    pub(crate) fn read(frame: &DataFrame) -> PolarsResult<Self> {
        Ok(Self {
            kind: frame.texts("kind")?,
            tasks: frame.u32s("tasks")?,
            submitted_ns: frame.u64s("submitted_ns")?,
            ended_ns: frame.times_ns("ended_ns")?,
            state: frame.texts("state")?,
            reason: frame.texts("reason")?,
        })
    }
}

/// One row per attempt at a task.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    /// Requester of the job.
    pub requester: Vec<u32>,
    /// The requester's job number.
    pub number: Vec<u32>,
    /// Task within the job.
    pub task: Vec<u32>,
    /// scatter, gather, map or reduce.
    pub stage: Category,
    /// How the attempt ended.
    pub outcome: Category,
}

impl Tasks {
    pub(crate) fn read(frame: &DataFrame) -> PolarsResult<Self> {
        Ok(Self {
            requester: frame.u32s("requester")?,
            number: frame.u32s("number")?,
            task: frame.u32s("task")?,
            stage: frame.texts("stage")?,
            outcome: frame.texts("outcome")?,
        })
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
    pub(crate) fn read(frame: &DataFrame) -> PolarsResult<Self> {
        let mut timeline = Self {
            time_ns: frame.u64s("time_ns")?,
            online: frame.u32s("online")?,
            registered: frame.u32s("registered")?,
            busy: frame.u32s("busy")?,
            messages: frame.u64s("messages")?,
            bytes: frame.u64s("bytes")?,
            events: frame.u64s("events")?,
            ..Self::default()
        };
        for (column, state) in timeline.passing.iter_mut().zip(PASSING_STATES) {
            *column = frame.u32s(state)?;
        }
        for (column, state) in timeline.ended.iter_mut().zip(FINAL_STATES) {
            *column = frame.u32s(state)?;
        }
        Ok(timeline)
    }

    /// Time of the last sample \[s\]; zero without one.
    pub fn span_s(&self) -> f64 {
        self.time_ns.last().map_or(0.0, |&time_ns| time_ns as f64 / 1e9)
    }
}
