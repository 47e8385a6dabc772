//! What is computed from a run's tables. Each measure is a plain function with its definition in its documentation.

mod availability;
mod completion;
mod energy;
mod inequality;
mod jobs;
mod online;
mod reward;
mod supply;
mod utilisation;

pub use availability::{Availability, NodeAvailability, availability};
pub use completion::{Completion, completion, completion_s, completion_s_by_kind, quantile};
pub use energy::{Drawn, Energy, JobsCounted, PerJob, energy_by_class, jobs_counted, per_job};
pub use inequality::{gini, jain, lorenz};
pub use jobs::{jobs_by_state, reasons, redundancy, retries_per_task, success_share, wrong_share};
pub use online::{Online, Traffic, online, traffic};
pub use reward::{NodeReward, rewards};
pub use supply::{SupplyVerdict, supply_verdict};
pub use utilisation::{jain_of_load, utilisation_by_class, utilisation_by_class_and_epoch};

use std::collections::BTreeMap;

use crate::Run;
pub use crate::run::{CLASS_UNKNOWN, Load};

/// All measures of one run, computed once for its tables, figures and comparison.
#[derive(Clone, Debug)]
pub struct Measures {
    /// Jobs by state at the end of the records.
    pub jobs: BTreeMap<String, u64>,
    /// Share of ended jobs that settled; `None` when none ended.
    pub success_share: Option<f64>,
    /// Share of settled jobs with a wrong result; `None` when none settled.
    pub wrong_share: Option<f64>,
    /// Extra attempts per task; `None` when no task was placed.
    pub retries_per_task: Option<f64>,
    /// Machine time held per work verified; `None` when nothing was.
    pub redundancy: Option<f64>,
    /// Completion times of settled jobs.
    pub completion: Completion,
    /// Load and capacity of the whole network.
    pub load: Load,
    /// Load and capacity by device class.
    pub load_by_class: BTreeMap<String, Load>,
    /// Jain's index of the workers' utilisation; `None` without load.
    pub jain_of_load: Option<f64>,
    /// Workers up over time.
    pub online: Online,
    /// Availability, measured and true.
    pub availability: Availability,
    /// Rewards and income of every worker.
    pub rewards: Vec<NodeReward>,
    /// Gini coefficient of the rewards; `None` when nothing was rewarded.
    pub reward_gini: Option<f64>,
    /// Gini coefficient of rewards and job income together; `None` when nothing was earned.
    pub earning_gini: Option<f64>,
    /// Energy by device class.
    pub energy_by_class: BTreeMap<String, Drawn>,
    /// Energy, cost and carbon of a settled job; `None` when none settled within a settled epoch.
    pub per_job: Option<PerJob>,
    /// Whether the supply identity holds.
    pub supply: SupplyVerdict,
    /// Messages and bytes.
    pub traffic: Traffic,
}

impl Measures {
    /// Computes all measures of `run`.
    pub fn of(run: &Run) -> Self {
        let load_by_class = utilisation_by_class(&run.epochs);
        let rewards = rewards(&run.epochs);
        let rewarded: Vec<f64> = rewards.iter().map(|node| node.reward as f64).collect();
        let earned: Vec<f64> = rewards.iter().map(|node| node.earned() as f64).collect();
        let jobs = jobs_by_state(run);
        let energy_by_class = energy_by_class(&run.nodes, &run.epochs);
        let drawn = energy_by_class.values().copied().sum();
        let counted = jobs_counted(&run.jobs, &run.supply, run.epoch_s());
        Self {
            success_share: success_share(&jobs),
            wrong_share: wrong_share(&run.jobs),
            jobs,
            retries_per_task: retries_per_task(&run.tasks),
            redundancy: redundancy(&run.tasks),
            completion: completion(&run.jobs),
            load: load_by_class.values().copied().sum(),
            load_by_class,
            jain_of_load: jain_of_load(&run.nodes, &run.epochs),
            online: online(&run.timeline, run.span_s()),
            availability: availability(&run.epochs, run.supply.epoch_s()),
            reward_gini: gini(&rewarded),
            earning_gini: gini(&earned),
            rewards,
            energy_by_class,
            per_job: per_job(&drawn, &counted, &run.cloud),
            supply: supply_verdict(&run.supply),
            traffic: traffic(&run.timeline, run.span_s()),
        }
    }

    /// All that the workers of the whole network drew over settled epochs.
    pub fn energy(&self) -> Energy {
        self.energy_by_class.values().copied().sum::<Drawn>().full
    }

    /// Jobs in any state.
    pub fn jobs_submitted(&self) -> u64 {
        self.jobs.values().sum()
    }

    /// Jobs in `state`.
    pub fn jobs_in(&self, state: &str) -> u64 {
        self.jobs.get(state).copied().unwrap_or(0)
    }
}

#[cfg(test)]
pub(crate) mod example {
    //! A network small enough to compute by hand: a worker of class `a` with 2 slots, one of class `b` with 1, and a validator.

    use crate::run::{Category, Epochs, Jobs, Nodes};
    use polars::prelude::*;

    pub fn text(values: &[&'static str]) -> Category {
        values.iter().copied().collect()
    }

    pub fn nodes() -> Nodes {
        let frame = df!(
            "node" => [10_u32, 20, 30],
            "role" => ["worker", "worker", "validator"],
            "region" => ["eu", "us", "eu"],
            "class" => ["a", "b", ""],
            "slots" => [2_u32, 1, 0],
            "compute_gflops" => [6.0, 1.0, 0.0],
            "idle_w" => [100.0, 50.0, 0.0],
            "busy_w" => [300.0, 50.0, 0.0],
            "usd_per_kwh" => [0.5, 0.2, 0.0],
            "gco2e_per_kwh" => [300.0, 400.0, 0.0]
        );
        let mut nodes = Nodes::default();
        nodes.add(&frame.unwrap()).unwrap();
        nodes
    }

    /// A row of the table of epochs: epoch, node, power score, seconds available, up and busy, reward and income.
    pub type EpochRow = (u32, u32, i64, [u32; 3], [i128; 2]);

    pub fn rows(rows: &[EpochRow]) -> Epochs {
        let mut epochs = Epochs::of(&nodes());
        // In parts of three rows, so that they are joined.
        for part in rows.chunks(3) {
            let amounts = |name: &str, at: usize| {
                let amounts = Int128Chunked::from_vec(name.into(), part.iter().map(|row| row.4[at]).collect());
                amounts.into_decimal(38, 18).unwrap().into_series().into_column()
            };
            let seconds = |at: usize| part.iter().map(|row| row.3[at]).collect::<Vec<u32>>();
            let mut frame = df!(
                "epoch" => part.iter().map(|row| row.0).collect::<Vec<u32>>(),
                "node" => part.iter().map(|row| row.1).collect::<Vec<u32>>(),
                "power_mgflops" => part.iter().map(|row| row.2).collect::<Vec<i64>>(),
                "available_s" => seconds(0),
                "up_s" => seconds(1),
                "busy_s" => seconds(2).into_iter().map(f64::from).collect::<Vec<f64>>(),
            )
            .unwrap();
            frame.with_column(amounts("reward", 0)).unwrap();
            frame.with_column(amounts("job_income", 1)).unwrap();
            epochs.add(&nodes(), &frame).unwrap();
        }
        epochs
    }

    /// Two that settle in the first two hours, the first at the very end of the first; one later, one that fails and one still open.
    pub fn jobs() -> Jobs {
        let hour_ns = 3_600_000_000_000;
        Jobs {
            state: text(&["settled", "settled", "settled", "failed", "running"]),
            ended_ns: vec![Some(hour_ns), Some(hour_ns + 1), Some(2 * hour_ns + 1), Some(1), None],
            work_gflop: vec![1_400.0, 4_000.0, 1e6, 1e6, 1e6],
            ..Jobs::default()
        }
    }

    /// Two epochs of one hour each.
    pub fn epochs() -> Epochs {
        rows(&[
            (0, 10, 1_000, [3_600, 3_600, 3_600], [30, 5]),
            (0, 20, 500, [1_800, 1_800, 900], [10, 0]),
            (1, 10, 1_000, [1_800, 3_600, 3_600], [40, 0]),
            (1, 20, -100, [0, 900, 0], [0, 5]),
        ])
    }
}
