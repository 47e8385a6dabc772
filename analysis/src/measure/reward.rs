//! What each worker earned.

use std::collections::BTreeMap;

use crate::run::{Epochs, Nodes};

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
pub fn rewards(nodes: &Nodes, epochs: &Epochs) -> Vec<NodeReward> {
    let mut earned: BTreeMap<u32, (NodeReward, u32)> = nodes.workers().map(|row| (nodes.node[row], Default::default())).collect();
    for row in 0..epochs.node.len() {
        let (node, epochs_seen) = earned.entry(epochs.node[row]).or_default();
        node.reward = node.reward.saturating_add(epochs.reward[row]);
        node.job_income = node.job_income.saturating_add(epochs.job_income[row]);
        node.power_gflops += epochs.power_mgflops[row] as f64 / 1e3;
        node.up_s += f64::from(epochs.up_s[row]);
        *epochs_seen += 1;
    }
    earned
        .into_iter()
        .map(|(id, (node, epochs_seen))| NodeReward {
            node: id,
            power_gflops: node.power_gflops / f64::from(epochs_seen.max(1)),
            ..node
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::example::{epochs, nodes};

    #[test]
    fn earnings_add_up_over_epochs_and_validators_are_left_out() {
        let found = rewards(&nodes(), &epochs());
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
        let found = rewards(&nodes(), &Epochs::default());
        assert_eq!(found.iter().map(NodeReward::earned).collect::<Vec<_>>(), [0, 0]);
    }
}
