//! Accounts, causes of transfers and the store of balances.

use crate::amount::Amount;
use crate::id::{JobId, NodeId};
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use borsh::{BorshDeserialize, BorshSerialize};

/// Where tokens can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
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

/// Participants' balances on pages, as their ids are dense; those of escrows in an ordered map, where empty ones take no room.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Book {
    pages: BTreeMap<u32, Box<Page>>,
    escrows: BTreeMap<JobId, Amount>,
    pool: Amount,
}

/// Balances of neighbouring ids.
type Page = [Amount; PAGE as usize];

const PAGE: u32 = 64;

impl Balances for Book {
    fn get(&self, account: Account) -> Amount {
        let balance = match account {
            Account::Outside => None,
            Account::Liquid(NodeId(id)) => self.pages.get(&(id / PAGE)).map(|page| &page[(id % PAGE) as usize]),
            Account::Escrow(job) => self.escrows.get(&job),
            Account::Pool => Some(&self.pool),
        };
        balance.copied().unwrap_or_default()
    }

    fn set(&mut self, account: Account, amount: Amount) {
        match account {
            Account::Outside => {}
            Account::Liquid(NodeId(id)) => {
                let page = self.pages.entry(id / PAGE).or_insert_with(|| Box::new([Amount::ZERO; PAGE as usize]));
                page[(id % PAGE) as usize] = amount;
            }
            Account::Escrow(job) if amount == Amount::ZERO => drop(self.escrows.remove(&job)),
            Account::Escrow(job) => drop(self.escrows.insert(job, amount)),
            Account::Pool => self.pool = amount,
        }
    }

    fn all(&self) -> impl Iterator<Item = (Account, Amount)> {
        let pages = self.pages.iter().map(|(page, balances)| (page * PAGE, **balances));
        let of_page = |(first, balances): (u32, Page)| {
            (first..=first + (PAGE - 1)).zip(balances).map(|(id, amount)| (Account::Liquid(NodeId(id)), amount))
        };
        let escrows = self.escrows.iter().map(|(job, amount)| (Account::Escrow(*job), *amount));
        let all = pages.flat_map(of_page).chain(escrows).chain([(Account::Pool, self.pool)]);
        all.filter(|(_, amount)| *amount != Amount::ZERO)
    }
}
