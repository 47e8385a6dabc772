//! Accounts, causes of transfers and the store of balances.

use crate::amount::Amount;
use crate::id::{JobId, NodeId};
use alloc::collections::BTreeMap;

/// Where tokens can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// Not in circulation: where tokens are minted from and burned to.
    Outside,
    /// A participant's own tokens.
    Liquid(NodeId),
    /// Locked for a job.
    Escrow(JobId),
    /// Minted for rewards and not given out yet.
    Pool,
}

/// Why tokens move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// First allocation.
    Genesis,
    /// An epoch's T_E.
    Emission,
    /// A job's price is locked.
    Lock,
    /// A worker's share of a job's price.
    JobPayment,
    /// The burned share of a job's price.
    JobBurn,
    /// What is left of a job's price.
    Refund,
    /// A worker's share of an epoch.
    Reward,
}

impl Cause {
    /// All causes.
    pub const ALL: [Self; 7] =
        [Self::Genesis, Self::Emission, Self::Lock, Self::JobPayment, Self::JobBurn, Self::Refund, Self::Reward];

    /// Whether this cause moves tokens between such accounts. Refunds go to the requester, payments never do.
    #[must_use]
    pub fn fits(self, from: Account, to: Account) -> bool {
        use Account::{Escrow, Liquid, Outside, Pool};
        match (self, from, to) {
            (Self::Genesis, Outside, Liquid(_))
            | (Self::Emission, Outside, Pool)
            | (Self::JobBurn, Escrow(_), Outside)
            | (Self::Reward, Pool, Liquid(_)) => true,
            (Self::Lock, Liquid(node), Escrow(job)) | (Self::Refund, Escrow(job), Liquid(node)) => job.requester == node,
            (Self::JobPayment, Escrow(job), Liquid(node)) => job.requester != node,
            _ => false,
        }
    }
}

/// Totals by cause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flows([Amount; Cause::ALL.len()]);

impl Flows {
    /// What flowed for `cause`.
    #[must_use]
    pub fn of(&self, cause: Cause) -> Amount {
        self.0[cause as usize]
    }

    pub(super) fn set(&mut self, cause: Cause, total: Amount) {
        self.0[cause as usize] = total;
    }

    /// Adds to a total, saturating.
    pub fn add(&mut self, cause: Cause, amount: Amount) {
        self.0[cause as usize] = self.of(cause).saturating_add(amount);
    }
}

/// A store of balances. A trait so that tests can plant faults in one.
pub trait Balances {
    /// The balance; zero for an account never set.
    fn get(&self, account: Account) -> Amount;
    /// Replaces the balance.
    fn set(&mut self, account: Account, amount: Amount);
    /// All non-zero balances, in order.
    fn all(&self) -> impl Iterator<Item = (Account, Amount)>;
}

/// Balances in an ordered map; empty accounts take no room.
#[derive(Clone, Debug, Default)]
pub struct Book(BTreeMap<Account, Amount>);

impl Balances for Book {
    fn get(&self, account: Account) -> Amount {
        self.0.get(&account).copied().unwrap_or_default()
    }

    fn set(&mut self, account: Account, amount: Amount) {
        if amount == Amount::ZERO {
            self.0.remove(&account);
        } else {
            self.0.insert(account, amount);
        }
    }

    fn all(&self) -> impl Iterator<Item = (Account, Amount)> {
        self.0.iter().map(|(account, amount)| (*account, *amount))
    }
}
