//! The escrow of a provider: jobs paid in advance in USDC, per node and epoch. Nothing a node does, and no availability, changes
//! what it is paid.
//!
//! Source: `ratio1-sc` CspEscrow.sol (`createJobs`, `extendJobDuration`, `extendJobNodes`, `redeemUnusedJob`, `updateActiveNodes`,
//! `claimRewardsForNode`, `getFirstClosableJobId`). Who is paid is decided by [`vote`](super::vote); the paying itself is in
//! `payout.rs`. One call buys one job, where the contract takes
//! a list.

mod error;
mod payout;

pub use error::EscrowError;
pub use payout::{Allocation, BURN_PERCENT, allocate_all};

use super::chain::{Address, Moment};
use super::prices::job_type;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Fewest epochs that a job can be bought for.
pub const EPOCHS_MIN: u64 = 30;
/// Time after which a job that never started can be redeemed (seconds).
pub const REDEEM_AFTER_S: u64 = 3_600;

/// What a delegate may do; several add up.
pub mod permission {
    /// Create jobs.
    pub const CREATE: u8 = 1;
    /// Extend the duration of jobs.
    pub const EXTEND_DURATION: u8 = 2;
    /// Extend the nodes of jobs.
    pub const EXTEND_NODES: u8 = 4;
    /// Redeem jobs that never started: the refund goes to who redeems.
    pub const REDEEM: u8 = 8;
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Number of its type.
    pub job_type: u8,
    /// Price (micro-USDC) per node and epoch, as it was when it was bought.
    pub price: u64,
    /// When it was bought.
    pub requested: Moment,
    /// When its first nodes were reported, seconds of Unix time; `None` before.
    pub started_s: Option<u64>,
    /// The epoch in which it ends, itself unpaid.
    pub last_execution_epoch: u64,
    /// Nodes that are paid for in advance.
    pub nodes_requested: u64,
    /// Paid and not given out (micro-USDC).
    pub balance: u128,
    /// Last epoch that was given out; 0 before the start.
    pub last_allocated_epoch: u64,
    /// Who is paid. Neither its length nor its being free of repeats is checked.
    pub nodes: Vec<Address>,
}

/// An order of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Number of its type.
    pub job_type: u8,
    /// The epoch in which it shall end.
    pub last_execution_epoch: u64,
    /// Nodes.
    pub nodes: u64,
}

/// An escrow of one owner. Its USDC are the balances of its jobs, closed ones included, and those of nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escrow {
    owner: Address,
    delegates: BTreeMap<Address, u8>,
    jobs: BTreeMap<u64, Job>,
    /// Jobs in the order in which the contract goes through them.
    active: Vec<u64>,
    node_balances: BTreeMap<Address, u128>,
    usdc: u128,
}

impl Escrow {
    /// Empty.
    #[must_use]
    pub fn new(owner: Address) -> Self {
        let (delegates, jobs, node_balances) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { owner, delegates, jobs, active: Vec::new(), node_balances, usdc: 0 }
    }

    /// USDC it holds (micro-USDC).
    #[must_use]
    pub fn usdc(&self) -> u128 {
        self.usdc
    }

    /// Job `id`, active or closed.
    #[must_use]
    pub fn job(&self, id: u64) -> Option<&Job> {
        self.jobs.get(&id)
    }

    /// Whether job `id` is neither closed nor redeemed.
    #[must_use]
    pub fn is_active(&self, id: u64) -> bool {
        self.active.contains(&id)
    }

    /// All jobs, closed ones included, by number.
    pub fn jobs(&self) -> impl Iterator<Item = (u64, &Job)> {
        self.jobs.iter().map(|(&id, job)| (id, job))
    }

    /// What was given to nodes and not claimed, by node (micro-USDC).
    pub fn node_balances(&self) -> impl Iterator<Item = (Address, u128)> {
        self.node_balances.iter().map(|(&node, &balance)| (node, balance))
    }

    /// Lets `delegate` do what `permissions` say, in place of what it could do.
    ///
    /// # Errors
    ///
    /// If it is the owner or nobody, or there are none.
    pub fn delegate(&mut self, delegate: Address, permissions: u8) -> Result<(), EscrowError> {
        if delegate == Address::ZERO || delegate == self.owner || permissions == 0 {
            return Err(EscrowError::Delegate(delegate));
        }
        self.delegates.insert(delegate, permissions);
        Ok(())
    }

    /// Buys a job, numbered `id` by the manager. Returns its price (micro-USDC), taken from `caller`.
    ///
    /// # Errors
    ///
    /// If the caller may not, the type cannot be bought, or the job is too short or has no node.
    pub fn create(&mut self, caller: Address, id: u64, request: Request, now: Moment) -> Result<u128, EscrowError> {
        self.allow(caller, permission::CREATE)?;
        let price = job_type(request.job_type)?.price;
        let epochs = request.last_execution_epoch.saturating_sub(now.epoch);
        if epochs < EPOCHS_MIN {
            return Err(EscrowError::TooShort { found: epochs });
        }
        if request.nodes == 0 {
            return Err(EscrowError::NotMore { found: 0, least: 0 });
        }
        if self.jobs.contains_key(&id) {
            return Err(EscrowError::JobExists(id));
        }
        let balance = cost(price, request.nodes, epochs)?;
        let usdc = self.usdc.checked_add(balance).ok_or(EscrowError::TooLarge { nodes: request.nodes, epochs })?;
        let job = Job {
            job_type: request.job_type,
            price,
            requested: now,
            started_s: None,
            last_execution_epoch: request.last_execution_epoch,
            nodes_requested: request.nodes,
            balance,
            last_allocated_epoch: 0,
            nodes: Vec::new(),
        };
        self.jobs.insert(id, job);
        self.active.push(id);
        self.usdc = usdc;
        Ok(balance)
    }

    /// Moves the end of a job to `end`. Returns what it costs (micro-USDC), taken from `caller`.
    ///
    /// # Errors
    ///
    /// If the caller may not, there is no such job, or the end is not later than it was and than now.
    pub fn extend_duration(&mut self, caller: Address, id: u64, end: u64, now: Moment) -> Result<u128, EscrowError> {
        self.allow(caller, permission::EXTEND_DURATION)?;
        let job = self.jobs.get_mut(&id).ok_or(EscrowError::NoJob(id))?;
        let least = job.last_execution_epoch.max(now.epoch);
        if end <= least {
            return Err(EscrowError::NotMore { found: end, least });
        }
        let epochs = end - job.last_execution_epoch;
        let more = cost(job.price, job.nodes_requested, epochs)?;
        let too_large = EscrowError::TooLarge { nodes: job.nodes_requested, epochs };
        self.usdc = self.usdc.checked_add(more).ok_or(too_large)?;
        job.last_execution_epoch = end;
        job.balance += more;
        Ok(more)
    }

    /// Raises the nodes of a job to `nodes`, for the epochs that are left. Returns what it costs (micro-USDC), taken from `caller`.
    ///
    /// # Errors
    ///
    /// If the caller may not, there is no such job, it has that many nodes or has ended.
    pub fn extend_nodes(&mut self, caller: Address, id: u64, nodes: u64, now: Moment) -> Result<u128, EscrowError> {
        self.allow(caller, permission::EXTEND_NODES)?;
        let job = self.jobs.get_mut(&id).ok_or(EscrowError::NoJob(id))?;
        if nodes <= job.nodes_requested {
            return Err(EscrowError::NotMore { found: nodes, least: job.nodes_requested });
        }
        let left = job.last_execution_epoch.saturating_sub(now.epoch);
        if left == 0 {
            return Err(EscrowError::Ended { end: job.last_execution_epoch, current: now.epoch });
        }
        let more = cost(job.price, nodes - job.nodes_requested, left)?;
        self.usdc = self.usdc.checked_add(more).ok_or(EscrowError::TooLarge { nodes, epochs: left })?;
        job.nodes_requested = nodes;
        job.balance += more;
        Ok(more)
    }

    /// Gives back all that was paid for a job that never started, to `caller` (micro-USDC).
    ///
    /// # Errors
    ///
    /// If the caller may not, there is no such job, it started, is less than an hour old or being voted on.
    pub fn redeem(&mut self, caller: Address, id: u64, vote_open: bool, now: Moment) -> Result<u128, EscrowError> {
        self.allow(caller, permission::REDEEM)?;
        let job = self.jobs.get(&id).ok_or(EscrowError::NoJob(id))?;
        if job.started_s.is_some() {
            return Err(EscrowError::Started(id));
        }
        let found_s = now.time_s.saturating_sub(job.requested.time_s);
        if found_s < REDEEM_AFTER_S {
            return Err(EscrowError::TooSoon { found_s });
        }
        if vote_open {
            return Err(EscrowError::VoteOpen(id));
        }
        let refund = job.balance;
        self.jobs.remove(&id);
        self.leave_active(id);
        self.usdc -= refund;
        Ok(refund)
    }

    /// The oracles' vote on who runs job `id`: who will be paid for *all* epochs not yet given out. The first such set starts the
    /// job and moves its end by the epochs it waited. An empty one closes it, with what it holds.
    ///
    /// # Errors
    ///
    /// If there is no such job, or in epoch 0.
    pub fn set_nodes(&mut self, id: u64, nodes: Vec<Address>, now: Moment) -> Result<(), EscrowError> {
        let job = self.jobs.get_mut(&id).ok_or(EscrowError::NoJob(id))?;
        if job.started_s.is_none() {
            let before = now.epoch.checked_sub(1).ok_or(EscrowError::EpochZero)?;
            let waited = now.epoch.saturating_sub(job.requested.epoch);
            job.last_execution_epoch = job.last_execution_epoch.saturating_add(waited);
            job.started_s = Some(now.time_s);
            job.last_allocated_epoch = before;
        }
        let closes = nodes.is_empty();
        job.nodes = nodes;
        if closes {
            self.leave_active(id);
        }
        Ok(())
    }

    /// The first job that has ended and is given out in full, which oracles then close by an empty set.
    #[must_use]
    pub fn closable(&self, now: Moment) -> Option<u64> {
        let due = |job: &Job| {
            !job.nodes.is_empty()
                && job.last_execution_epoch <= now.epoch
                && job.last_allocated_epoch + 1 >= job.last_execution_epoch
        };
        self.active.iter().copied().find(|id| self.jobs.get(id).is_some_and(due))
    }

    /// Takes out what `node` was given (micro-USDC), which the manager swaps to tokens for the owner of its deed.
    ///
    /// # Errors
    ///
    /// If that is nothing.
    pub fn claim(&mut self, node: Address) -> Result<u128, EscrowError> {
        let balance = self.node_balances.remove(&node).ok_or(EscrowError::NothingToClaim(node))?;
        self.usdc -= balance;
        Ok(balance)
    }

    fn allow(&self, caller: Address, needed: u8) -> Result<(), EscrowError> {
        let found = self.delegates.get(&caller).copied().unwrap_or(0);
        if caller == self.owner || found & needed != 0 {
            return Ok(());
        }
        Err(EscrowError::NotAllowed { caller, found, needed })
    }

    /// The last one takes its place.
    fn leave_active(&mut self, id: u64) {
        if let Some(place) = self.active.iter().position(|&active| active == id) {
            self.active.swap_remove(place);
        }
    }
}

fn cost(price: u64, nodes: u64, epochs: u64) -> Result<u128, EscrowError> {
    let per_epoch = u128::from(price) * u128::from(nodes);
    per_epoch.checked_mul(u128::from(epochs)).ok_or(EscrowError::TooLarge { nodes, epochs })
}
