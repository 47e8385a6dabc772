//! Accounts and the store of balances.

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
    /// At stake: a participant's word that it behaves.
    Staked(NodeId),
    /// No longer at stake, not free yet: still to be slashed.
    Unbonding(NodeId),
    /// Rewards that are released bit by bit.
    Vesting(NodeId),
    /// Put down for a challenge.
    Deposit(NodeId),
    /// Rewards of participants that owe, held back.
    Withheld,
    /// The foundation's.
    Treasury,
    /// With people who run no node.
    Holders,
    /// In the reserve of the market.
    Market,
    /// Slashed, not burned or paid out yet.
    SlashPot,
}

/// Kinds of accounts, for totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
#[allow(missing_docs, reason = "they are the variants of Account")]
pub enum Kind {
    Outside,
    Liquid,
    Escrow,
    Pool,
    Staked,
    Unbonding,
    Vesting,
    Deposit,
    Withheld,
    Treasury,
    Holders,
    Market,
    SlashPot,
}

impl Kind {
    /// All kinds that hold tokens.
    pub const HOLDING: [Self; 12] = [
        Self::Liquid,
        Self::Escrow,
        Self::Pool,
        Self::Staked,
        Self::Unbonding,
        Self::Vesting,
        Self::Deposit,
        Self::Withheld,
        Self::Treasury,
        Self::Holders,
        Self::Market,
        Self::SlashPot,
    ];
}

impl Account {
    /// What kind it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Outside => Kind::Outside,
            Self::Liquid(_) => Kind::Liquid,
            Self::Escrow(_) => Kind::Escrow,
            Self::Pool => Kind::Pool,
            Self::Staked(_) => Kind::Staked,
            Self::Unbonding(_) => Kind::Unbonding,
            Self::Vesting(_) => Kind::Vesting,
            Self::Deposit(_) => Kind::Deposit,
            Self::Withheld => Kind::Withheld,
            Self::Treasury => Kind::Treasury,
            Self::Holders => Kind::Holders,
            Self::Market => Kind::Market,
            Self::SlashPot => Kind::SlashPot,
        }
    }

    /// Whose it is, if it is one participant's.
    #[must_use]
    pub fn owner(self) -> Option<NodeId> {
        match self {
            Self::Liquid(node) | Self::Staked(node) | Self::Unbonding(node) | Self::Vesting(node) | Self::Deposit(node) => {
                Some(node)
            }
            _ => None,
        }
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
    /// All others, as far as they hold anything: few do.
    others: BTreeMap<Account, Amount>,
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
            other => self.others.get(&other),
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
            other if amount == Amount::ZERO => drop(self.others.remove(&other)),
            other => drop(self.others.insert(other, amount)),
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
        let others = self.others.iter().map(|(account, amount)| (*account, *amount));
        let all = pages.flat_map(of_page).chain(escrows).chain([(Account::Pool, self.pool)]).chain(others);
        all.filter(|(_, amount)| *amount != Amount::ZERO)
    }
}
