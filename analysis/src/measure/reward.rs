//! What each worker earned.

use crate::run::{Epochs, WorkerSums};

/// One worker's earnings over the run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NodeReward {
    /// Node id.
    pub node: u32,
    /// Minted to it \[10⁻¹⁸ token\].
    pub reward: i128,
    /// Paid by requesters \[10⁻¹⁸ token\].
    pub job_income: i128,
    /// Mean power score over its epochs \[GFLOP/s\].
    pub power_gflops: f64,
    /// Time up \[s\].
    pub up_s: f64,
}

impl NodeReward {
    /// Reward and income together \[10⁻¹⁸ token\].
    pub fn earned(&self) -> i128 {
        self.reward.saturating_add(self.job_income)
    }
}

/// Earnings of every worker by node id; workers that earned nothing are listed with zero.
pub fn rewards(epochs: &Epochs) -> Vec<NodeReward> {
    let reward = |worker: &WorkerSums| NodeReward {
        node: worker.node,
        reward: worker.reward,
        job_income: worker.job_income,
        power_gflops: worker.power_mgflops as f64 / 1e3 / f64::from(worker.epochs.max(1)),
        up_s: worker.up_s as f64,
    };
    epochs.workers.iter().map(reward).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::example::{epochs, rows};

    #[test]
    fn earnings_add_up_over_epochs_and_validators_are_left_out() {
        let found = rewards(&epochs());
        assert_eq!(
            found,
            [
                NodeReward { node: 10, reward: 70, job_income: 5, power_gflops: 1.0, up_s: 7_200.0 },
                NodeReward { node: 20, reward: 10, job_income: 5, power_gflops: 0.2, up_s: 2_700.0 },
            ]
        );
        assert_eq!(found[0].earned(), 75);
    }

    #[test]
    fn a_worker_without_epochs_earned_nothing() {
        let found = rewards(&rows(&[]));
        assert_eq!(found.iter().map(NodeReward::earned).collect::<Vec<_>>(), [0, 0]);
    }
}
