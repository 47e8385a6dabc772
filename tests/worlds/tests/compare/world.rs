//! What a run came to, from its folder.

use crate::columns::{Cells, rows};
use anyhow::{Context, Result};
use arrow_array::types::{Float64Type, UInt32Type, UInt64Type};
use records::run::{RunFolder, Summary};
use records::table::{EpochRow, JobRow, NodeRow, Outcome, Role, Row, Stage, SupplyRow, TaskRow};
use std::collections::BTreeMap;
use std::path::Path;

/// Requester and running number.
pub type JobKey = (u32, u32);

/// A job and its end.
#[derive(Clone, Debug, Default)]
pub struct Job {
    /// Kind in the scenario.
    pub kind: String,
    /// Last state.
    pub state: String,
    /// Why it failed; empty if it did not.
    pub reason: String,
    /// Tasks (count).
    pub tasks: u32,
    /// Work of all tasks (GFLOP).
    pub work_gflop: f64,
    /// Submitted at (s since genesis).
    pub submitted_s: f64,
    /// From submission to its end (s); `None` if it has not ended.
    pub took_s: Option<f64>,
    /// Escrowed, paid, burned and refunded (10⁻¹⁸ token).
    pub amounts: [u128; 4],
}

/// An attempt at a task.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Of which job.
    pub job: JobKey,
    /// Which task of it.
    pub task: u32,
    /// Which attempt, from 0.
    pub number: u32,
    /// On which node.
    pub node: u32,
    /// Part of the job.
    pub stage: String,
    /// Work (GFLOP).
    pub work_gflop: f64,
    /// Placed at (s since genesis).
    pub placed_s: f64,
    /// Ended at (s since genesis); `None` if the run ended first.
    pub ended_s: Option<f64>,
    /// How it ended.
    pub outcome: String,
}

impl Attempt {
    /// Whether its task waits for no other.
    pub fn is_first_stage(&self) -> bool {
        [Stage::Scatter.as_str(), Stage::Map.as_str()].contains(&self.stage.as_str())
    }

    /// Whether its result was taken.
    pub fn is_verified(&self) -> bool {
        self.outcome == Outcome::Verified.as_str()
    }
}

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Speed of one slot of each worker (GFLOP/s).
    pub workers: BTreeMap<u32, f64>,
    /// Jobs.
    pub jobs: BTreeMap<JobKey, Job>,
    /// Attempts, as they ended.
    pub attempts: Vec<Attempt>,
    /// Amounts after each settled epoch (10⁻¹⁸ token), by name.
    pub supply: BTreeMap<u32, [(&'static str, u128); SUPPLY.len()]>,
    /// Paid for jobs, by node (10⁻¹⁸ token).
    pub income: BTreeMap<u32, u128>,
    /// Workers that went down (count).
    pub crashes: u64,
    /// Its summary.
    pub summary: Summary,
}

/// Amounts of the table of supply.
pub const SUPPLY: [&str; 9] = ["emission", "carried", "genesis", "minted", "burned", "liquid", "escrow", "pool", "balances"];

impl World {
    /// Reads the run in `folder`.
    pub fn read(folder: &Path) -> Result<Self> {
        let run = RunFolder::open(folder)?;
        let summary = run.summary()?.context("it has no summary: it did not end")?;
        let crashes = summary.faults.get("worker-crashes").copied().unwrap_or(0);
        let mut world = Self { crashes, summary, ..Self::default() };
        each::<NodeRow>(&run, |row| {
            if row.text("role") == Role::Worker.as_str() {
                let slots = f64::from(row.number::<UInt32Type>("slots").max(1));
                world.workers.insert(row.number::<UInt32Type>("node"), row.number::<Float64Type>("compute_gflops") / slots);
            }
        })?;
        each::<JobRow>(&run, |row| drop(world.jobs.insert(key(row), job(row))))?;
        each::<TaskRow>(&run, |row| world.attempts.push(attempt(row)))?;
        each::<SupplyRow>(&run, |row| {
            world.supply.insert(row.number::<UInt32Type>("epoch"), SUPPLY.map(|name| (name, row.amount(name))));
        })?;
        each::<EpochRow>(&run, |row| {
            let income = row.amount("job_income");
            if income > 0 {
                *world.income.entry(row.number::<UInt32Type>("node")).or_default() += income;
            }
        })?;
        Ok(world)
    }
}

fn each<R: Row>(run: &RunFolder, mut take: impl FnMut(Cells<'_>)) -> Result<()> {
    for batch in run.batches::<R>()? {
        rows(&batch?).for_each(&mut take);
    }
    Ok(())
}

fn seconds(ns: u64) -> f64 {
    ns as f64 / 1e9
}

fn key(row: Cells<'_>) -> JobKey {
    (row.number::<UInt32Type>("requester"), row.number::<UInt32Type>("number"))
}

fn job(row: Cells<'_>) -> Job {
    let submitted_s = seconds(row.number::<UInt64Type>("submitted_ns"));
    Job {
        kind: row.text("kind"),
        state: row.text("state"),
        reason: row.text("reason"),
        tasks: row.number::<UInt32Type>("tasks"),
        work_gflop: row.number::<Float64Type>("work_gflop"),
        submitted_s,
        took_s: row.maybe::<UInt64Type>("ended_ns").map(|ended| seconds(ended) - submitted_s),
        amounts: ["escrowed", "paid", "burned", "refunded"].map(|name| row.amount(name)),
    }
}

fn attempt(row: Cells<'_>) -> Attempt {
    Attempt {
        job: key(row),
        task: row.number::<UInt32Type>("task"),
        number: row.number::<UInt32Type>("attempt"),
        node: row.number::<UInt32Type>("node"),
        stage: row.text("stage"),
        work_gflop: row.number::<Float64Type>("work_gflop"),
        placed_s: seconds(row.number::<UInt64Type>("placed_ns")),
        ended_s: row.maybe::<UInt64Type>("ended_ns").map(seconds),
        outcome: row.text("outcome"),
    }
}
