//! The two longest tables, summed up while they are read: memory follows the number of workers, not of rows.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::column::Columns;
use super::rows::Nodes;

/// Device class of epoch rows whose node a killed run had not yet recorded.
pub const CLASS_UNKNOWN: &str = "unrecorded";

/// Work done and capacity offered.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Load {
    /// Task-seconds run \[s\].
    pub busy_s: f64,
    /// Seconds up times slots \[s\].
    pub slot_s: f64,
}

/// What the rows of one worker come to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WorkerSums {
    /// Node id.
    pub node: u32,
    /// Epochs with a row.
    pub epochs: u32,
    /// Sum of its power scores \[10⁻³ GFLOP/s\].
    pub power_mgflops: i128,
    /// Availability the validator measured \[s\].
    pub available_s: u64,
    /// Time the worker was truly up \[s\].
    pub up_s: u64,
    /// Task-seconds run \[s\].
    pub busy_s: f64,
    /// Rewards \[10⁻¹⁸ token\].
    pub reward: i128,
    /// Paid for tasks \[10⁻¹⁸ token\].
    pub job_income: i128,
}

/// The table of epochs and workers, by worker, and by epoch and device class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Epochs {
    /// Every worker of the table of nodes, and whoever else has a row, by node id.
    pub workers: Vec<WorkerSums>,
    /// Load of each device class with a row, by epoch.
    pub loads: BTreeMap<u32, BTreeMap<String, Load>>,
    /// Rows read.
    pub rows: u64,
    /// Place in `workers` after that of the last row.
    next: usize,
}

impl Epochs {
    /// No row of any worker yet.
    pub(crate) fn of(nodes: &Nodes) -> Self {
        let mut workers: Vec<WorkerSums> =
            nodes.workers().map(|row| WorkerSums { node: nodes.node[row], ..WorkerSums::default() }).collect();
        workers.sort_by_key(|worker| worker.node);
        workers.dedup_by_key(|worker| worker.node);
        Self { workers, ..Self::default() }
    }

    pub(crate) fn add(&mut self, nodes: &Nodes, part: &DataFrame) -> PolarsResult<()> {
        let (epoch, node, power) = (part.u32s("epoch")?, part.u32s("node")?, part.i64s("power_mgflops")?);
        let (available_s, up_s, busy_s) = (part.u32s("available_s")?, part.u32s("up_s")?, part.f64s("busy_s")?);
        let (reward, job_income) = (part.amounts("reward")?, part.amounts("job_income")?);
        self.rows += node.len() as u64;
        for row in 0..node.len() {
            let sums = self.worker(node[row]);
            sums.epochs += 1;
            sums.power_mgflops += i128::from(power[row]);
            sums.available_s += u64::from(available_s[row]);
            sums.up_s += u64::from(up_s[row]);
            sums.busy_s += busy_s[row];
            sums.reward = sums.reward.saturating_add(reward[row]);
            sums.job_income = sums.job_income.saturating_add(job_income[row]);
            let known = nodes.row(node[row]);
            let class = known.map_or(CLASS_UNKNOWN, |at| nodes.class.get(at));
            let slots = known.map_or(0, |at| nodes.slots[at]);
            let loads = self.loads.entry(epoch[row]).or_default();
            if !loads.contains_key(class) {
                loads.insert(class.to_owned(), Load::default());
            }
            if let Some(load) = loads.get_mut(class) {
                load.busy_s += busy_s[row];
                load.slot_s += f64::from(up_s[row]) * f64::from(slots);
            }
        }
        Ok(())
    }

    /// The sums of a worker. Rows of an epoch come by node id: it is mostly the next.
    fn worker(&mut self, node: u32) -> &mut WorkerSums {
        let is_next = self.workers.get(self.next).is_some_and(|worker| worker.node == node);
        let found = if is_next { Ok(self.next) } else { self.workers.binary_search_by_key(&node, |worker| worker.node) };
        let at = found.unwrap_or_else(|at| {
            self.workers.insert(at, WorkerSums { node, ..WorkerSums::default() });
            at
        });
        self.next = at + 1;
        &mut self.workers[at]
    }
}

/// The table of attempts at tasks, counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tasks {
    /// All attempts.
    pub attempts: u64,
    /// Of these the first ones, each of another task.
    pub first_attempts: u64,
    /// Attempts by how they ended.
    pub by_outcome: BTreeMap<String, u64>,
    /// What workers could have computed while they ran attempts that have ended \[GFLOP\].
    pub held_gflop: f64,
    /// Work of verified tasks \[GFLOP\].
    pub verified_gflop: f64,
}

impl Tasks {
    pub(crate) fn add(&mut self, nodes: &Nodes, part: &DataFrame) -> PolarsResult<()> {
        let (attempt, outcome, stage) = (part.u32s("attempt")?, part.texts("outcome")?, part.texts("stage")?);
        let (node, work_gflop) = (part.u32s("node")?, part.f64s("work_gflop")?);
        let (started_ns, ended_ns) = (part.times_ns("started_ns")?, part.times_ns("ended_ns")?);
        for row in 0..node.len() {
            let (Some(started_ns), Some(ended_ns)) = (started_ns[row], ended_ns[row]) else { continue };
            // A service's work is done at 1 GFLOP/s on any machine.
            let slot_gflops = match stage.get(row) {
                "serve" => 1.0,
                _ => nodes.row(node[row]).map_or(0.0, |row| nodes.slot_gflops(row)),
            };
            self.held_gflop += ended_ns.saturating_sub(started_ns) as f64 / 1e9 * slot_gflops;
            self.verified_gflop += if outcome.get(row) == "verified" { work_gflop[row] } else { 0.0 };
        }
        self.attempts += attempt.len() as u64;
        self.first_attempts += attempt.iter().filter(|attempt| **attempt == 0).count() as u64;
        let mut counts = vec![0; outcome.values.len()];
        outcome.codes.iter().for_each(|code| counts[*code as usize] += 1);
        for (outcome, count) in outcome.values.into_iter().zip(counts) {
            *self.by_outcome.entry(outcome).or_default() += count;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::example::nodes;

    #[test]
    fn attempts_are_counted_over_parts() {
        // Node 10 computes 3 GFLOP/s a slot.
        let part = |attempt: &[u32], outcome: &[&str]| {
            let n = attempt.len();
            df!(
                "attempt" => attempt,
                "outcome" => outcome,
                "stage" => vec!["map"; n],
                "node" => vec![10_u32; n],
                "work_gflop" => vec![2.0; n],
                "started_ns" => vec![Some(1_000_000_000_u64); n],
                "ended_ns" => vec![Some(2_000_000_000_u64); n],
            )
            .unwrap()
        };
        let mut tasks = Tasks::default();
        tasks.add(&nodes(), &part(&[0, 1], &["timed-out", "verified"])).unwrap();
        tasks.add(&nodes(), &part(&[0, 0, 0], &["verified", "node-lost", "verified"])).unwrap();
        assert_eq!((tasks.held_gflop, tasks.verified_gflop), (15.0, 6.0));
        assert_eq!((tasks.attempts, tasks.first_attempts), (5, 4));
        let counts = [("node-lost", 1), ("timed-out", 1), ("verified", 3)];
        assert_eq!(tasks.by_outcome, counts.map(|(outcome, count)| (outcome.to_owned(), count)).into());
    }
}
