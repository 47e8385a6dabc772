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

/// Participants' balances on pages in folders, as their ids are dense; those of escrows in an ordered map, where empty ones take
/// no room.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Book {
    folders: BTreeMap<u32, Box<Folder>>,
    escrows: BTreeMap<JobId, Amount>,
    pool: Amount,
}

/// Balances of neighbouring ids.
type Page = [Amount; PAGE as usize];

/// Neighbouring pages, as far as anybody on them ever had a balance.
type Folder = [Option<Box<Page>>; FOLDER as usize];

/// Balances on a page, and pages in a folder.
const PAGE: u32 = 64;
const FOLDER: u32 = 256;

/// The folder that has an id's balance, its page in the folder, and the place on the page.
fn place(id: u32) -> (u32, usize, usize) {
    (id / PAGE / FOLDER, (id / PAGE % FOLDER) as usize, (id % PAGE) as usize)
}

impl Balances for Book {
    fn get(&self, account: Account) -> Amount {
        let balance = match account {
            Account::Outside => None,
            Account::Liquid(NodeId(id)) => {
                let (folder, page, place) = place(id);
                self.folders.get(&folder).and_then(|pages| pages[page].as_deref()).map(|page| &page[place])
            }
            Account::Escrow(job) => self.escrows.get(&job),
            Account::Pool => Some(&self.pool),
        };
        balance.copied().unwrap_or_default()
    }

    fn set(&mut self, account: Account, amount: Amount) {
        match account {
            Account::Outside => {}
            Account::Liquid(NodeId(id)) => {
                let (folder, page, place) = place(id);
                let pages = self.folders.entry(folder).or_insert_with(|| Box::new([const { None }; FOLDER as usize]));
                pages[page].get_or_insert_with(|| Box::new([Amount::ZERO; PAGE as usize]))[place] = amount;
            }
            Account::Escrow(job) if amount == Amount::ZERO => drop(self.escrows.remove(&job)),
            Account::Escrow(job) => drop(self.escrows.insert(job, amount)),
            Account::Pool => self.pool = amount,
        }
    }

    fn all(&self) -> impl Iterator<Item = (Account, Amount)> {
        let pages = self.folders.iter().flat_map(|(folder, pages)| {
            let first = folder * FOLDER;
            (first..).zip(pages.iter()).filter_map(|(page, balances)| Some((page * PAGE, balances.as_deref()?)))
        });
        let of_page = |(first, balances): (u32, &Page)| {
            (first..=first + (PAGE - 1)).zip(*balances).map(|(id, amount)| (Account::Liquid(NodeId(id)), amount))
        };
        let escrows = self.escrows.iter().map(|(job, amount)| (Account::Escrow(*job), *amount));
        let all = pages.flat_map(of_page).chain(escrows).chain([(Account::Pool, self.pool)]);
        all.filter(|(_, amount)| *amount != Amount::ZERO)
    }
}
