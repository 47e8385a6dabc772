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
pub use energy::{Energy, energy_by_class};
pub use inequality::{gini, jain, lorenz};
pub use jobs::{jobs_by_state, reasons, retries_per_task, success_share};
pub use online::{Online, Traffic, online, traffic};
pub use reward::{NodeReward, rewards};
pub use supply::{SupplyVerdict, supply_verdict};
pub use utilisation::{Load, jain_of_load, utilisation_by_class, utilisation_by_class_and_epoch};

use std::collections::BTreeMap;

use crate::Run;

/// Device class of epoch rows whose node a killed run had not yet recorded.
pub const CLASS_UNKNOWN: &str = "unrecorded";

/// All measures of one run, computed once for its tables, figures and comparison.
#[derive(Clone, Debug)]
pub struct Measures {
    /// Jobs by state at the end of the records.
    pub jobs: BTreeMap<String, u64>,
    /// Share of ended jobs that settled; `None` when none ended.
    pub success_share: Option<f64>,
    /// Extra attempts per task; `None` when no task was placed.
    pub retries_per_task: Option<f64>,
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
    pub energy_by_class: BTreeMap<String, Energy>,
    /// Whether the supply identity holds.
    pub supply: SupplyVerdict,
    /// Messages and bytes.
    pub traffic: Traffic,
}

impl Measures {
    /// Computes all measures of `run`.
    pub fn of(run: &Run) -> Self {
        let load_by_class = utilisation_by_class(&run.nodes, &run.epochs);
        let rewards = rewards(&run.nodes, &run.epochs);
        let rewarded: Vec<f64> = rewards.iter().map(|node| node.reward as f64).collect();
        let earned: Vec<f64> = rewards.iter().map(|node| node.earned() as f64).collect();
        let jobs = jobs_by_state(run);
        Self {
            success_share: success_share(&jobs),
            jobs,
            retries_per_task: retries_per_task(&run.tasks),
            completion: completion(&run.jobs),
            load: load_by_class.values().copied().sum(),
            load_by_class,
            jain_of_load: jain_of_load(&run.nodes, &run.epochs),
            online: online(&run.timeline, run.span_s()),
            availability: availability(&run.nodes, &run.epochs, run.supply.epoch_s()),
            reward_gini: gini(&rewarded),
            earning_gini: gini(&earned),
            rewards,
            energy_by_class: energy_by_class(&run.nodes, &run.epochs),
            supply: supply_verdict(&run.supply),
            traffic: traffic(&run.timeline, run.span_s()),
        }
    }

    /// Energy of the whole network.
    pub fn energy(&self) -> Energy {
        self.energy_by_class.values().copied().sum()
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

    use crate::run::{Category, Epochs, Nodes};
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
            "idle_w" => [100.0, 50.0, 0.0],
            "busy_w" => [300.0, 50.0, 0.0],
            "usd_per_kwh" => [0.5, 0.2, 0.0]
        );
        Nodes::read(&frame.unwrap()).unwrap()
    }

    /// Two epochs of one hour each.
    pub fn epochs() -> Epochs {
        Epochs {
            epoch: vec![0, 0, 1, 1],
            node: vec![10, 20, 10, 20],
            power_mgflops: vec![1_000, 500, 1_000, -100],
            available_s: vec![3_600, 1_800, 1_800, 0],
            up_s: vec![3_600, 1_800, 3_600, 900],
            busy_s: vec![3_600.0, 900.0, 3_600.0, 0.0],
            reward: vec![30, 10, 40, 0],
            job_income: vec![5, 0, 0, 5],
        }
    }
}
