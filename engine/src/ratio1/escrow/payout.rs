//! The paying of nodes for past epochs, over all escrows at once: all or none.
//!
//! Source: `ratio1-sc` PoAIManager.sol (`allocateRewardsAcrossAllEscrows`), CspEscrow.sol (`allocateRewardsToNodes`).

use super::{Escrow, EscrowError, Job};
use crate::ratio1::chain::Moment;
use alloc::vec::Vec;

/// Share of what nodes earn that is swapped to tokens and burned, percent.
pub const BURN_PERCENT: u128 = 15;

/// What an allocation comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allocation {
    /// Taken out of the escrows to be swapped and burned (micro-USDC).
    pub burned: u128,
    /// Given to nodes (micro-USDC).
    pub to_nodes: u128,
}

impl Allocation {
    /// What counts for adoption: the gross, for the epoch before the current one (micro-USDC).
    #[must_use]
    pub fn volume(&self) -> u128 {
        self.burned + self.to_nodes
    }
}

/// What one job owes.
struct Due {
    job: u64,
    up_to_epoch: u64,
    burned_per_node: u128,
    per_node: u128,
}

/// Pays all nodes of all active jobs of all escrows for the epochs since they were last paid. Anybody may call it.
///
/// # Errors
///
/// If one job of one escrow cannot pay all its nodes, nobody is paid. In epoch 0.
pub fn allocate_all(escrows: &mut [Escrow], now: Moment) -> Result<Allocation, EscrowError> {
    let ended = now.epoch.checked_sub(1).ok_or(EscrowError::EpochZero)?;
    let dues: Vec<Vec<Due>> = escrows.iter().map(|escrow| escrow.dues(ended)).collect::<Result<_, _>>()?;
    let mut sum = Allocation::default();
    for (escrow, dues) in escrows.iter_mut().zip(dues) {
        for due in dues {
            let paid = escrow.pay(&due);
            sum.burned += paid.burned;
            sum.to_nodes += paid.to_nodes;
        }
    }
    Ok(sum)
}

impl Escrow {
    fn dues(&self, ended: u64) -> Result<Vec<Due>, EscrowError> {
        let mut dues = Vec::new();
        for &id in &self.active {
            let Some(due) = self.jobs.get(&id).and_then(|job| due(id, job, ended)) else { continue };
            let (nodes, balance) = self.jobs.get(&id).map_or((0, 0), |job| (job.nodes.len() as u128, job.balance));
            let owed = (due.per_node + due.burned_per_node).saturating_mul(nodes);
            if owed > balance {
                return Err(EscrowError::Unfunded { job: id, owed, balance });
            }
            dues.push(due);
        }
        Ok(dues)
    }

    fn pay(&mut self, due: &Due) -> Allocation {
        let Some(job) = self.jobs.get_mut(&due.job) else { return Allocation::default() };
        let nodes = job.nodes.len() as u128;
        let paid = Allocation { burned: due.burned_per_node * nodes, to_nodes: due.per_node * nodes };
        job.balance -= paid.volume();
        job.last_allocated_epoch = due.up_to_epoch;
        for &node in &job.nodes {
            *self.node_balances.entry(node).or_default() += due.per_node;
        }
        self.usdc -= paid.burned;
        paid
    }
}

/// What `job` owes each of its nodes up to epoch `ended`, or to the last that it is to run; `None` if nothing.
fn due(id: u64, job: &Job, ended: u64) -> Option<Due> {
    if job.nodes.is_empty() {
        return None;
    }
    let up_to_epoch = ended.min(job.last_execution_epoch.checked_sub(1)?);
    let epochs = up_to_epoch.checked_sub(job.last_allocated_epoch).filter(|&epochs| epochs > 0)?;
    let gross = u128::from(job.price) * u128::from(epochs);
    let burned_per_node = gross * BURN_PERCENT / 100;
    Some(Due { job: id, up_to_epoch, burned_per_node, per_node: gross - burned_per_node })
}
