//! Master node deeds and the genesis deed: what a curve releases, times availability, times adoption. What adoption holds back is
//! kept in the deed's buffer and released once the buffer exceeds its target.
//!
//! Source: `ratio1-sc` MNDContract.sol (`calculateLicenseRewards`, `calculateAdoptionRelease`, `mintCompanyFunds`, `addLicense`),
//! Controller.sol.

use super::adoption::WHOLE;
use super::chain::{Address, Moment};
use super::claim::{Claim, ClaimError};
use super::link::{Link, LinkError, Registry};
use super::logistic;
use super::token::{GENESIS_DEED, MASTER_DEEDS, MASTER_WALLET};
use crate::amount::Amount;

/// Epoch before which no master deed releases anything.
pub const FIRST_EPOCH: u64 = 223;
/// Most deeds there may be, the genesis deed included.
pub const DEEDS_MAX: u32 = 500;
/// Epochs over which the genesis deed releases at full availability.
pub const GENESIS_EPOCHS: u32 = 365;
/// Most of an epoch's release that the buffer may give back in an epoch, in 1/255, as the contract starts.
pub const CARRY_FACTOR: u8 = 255;
/// The five wallets of the genesis deed with their shares in 10⁻⁴.
pub const WALLETS: [(&str, u16); 5] =
    [("liquidity", 2671), ("expenses", 1384), ("marketing", 754), ("grants", 3460), ("social responsibility", 1731)];

/// What a claim of the genesis deed comes to for each of [`WALLETS`], each rounded down: the rest is never minted.
#[must_use]
pub fn wallet_shares(minted: Amount) -> [Amount; 5] {
    WALLETS.map(|(_, share)| minted.mul_div(u128::from(share), 10_000).0)
}

/// Why a master deed is not issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssignError {
    /// None, or more than one wallet may hold.
    #[error("assigned {found} tokens: more than 0 and at most {MASTER_WALLET} are allowed")]
    Deed {
        /// To be assigned.
        found: Amount,
    },
    /// The wallet would hold too much.
    #[error("the wallet would hold {found} tokens: at most {MASTER_WALLET} are allowed")]
    Wallet {
        /// With what it holds.
        found: Amount,
    },
    /// The bucket is too small.
    #[error("all deeds would come to {found} tokens: at most {MASTER_DEEDS} are allowed")]
    Bucket {
        /// With what is assigned.
        found: Amount,
    },
    /// No more deeds.
    #[error("{found} deeds are issued: at most {DEEDS_MAX} are allowed")]
    Deeds {
        /// Issued, the genesis deed included.
        found: u32,
    },
}

/// Whether a deed of `assigned` tokens may be issued to a wallet that holds `in_wallet`, with `in_total` assigned to all and
/// `issued` deeds, the genesis deed included.
///
/// # Errors
///
/// If a limit would be exceeded.
pub fn check_assignment(assigned: Amount, in_wallet: Amount, in_total: Amount, issued: u32) -> Result<(), AssignError> {
    let (wallet, total) = (in_wallet.saturating_add(assigned), in_total.saturating_add(assigned));
    if assigned == Amount::ZERO || assigned > MASTER_WALLET {
        return Err(AssignError::Deed { found: assigned });
    }
    if wallet > MASTER_WALLET {
        return Err(AssignError::Wallet { found: wallet });
    }
    if total > MASTER_DEEDS {
        return Err(AssignError::Bucket { found: total });
    }
    if issued >= DEEDS_MAX {
        return Err(AssignError::Deeds { found: issued });
    }
    Ok(())
}

/// What a deed has claimed and holds back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// Claimed: released by adoption, or held back when it was not (C).
    pub claimed: Amount,
    /// Held back and not given out since (the buffer, W).
    pub withheld: Amount,
}

/// What an epoch, or a claim, comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Payout {
    /// Minted at once.
    pub adopted: Amount,
    /// Minted out of the buffer.
    pub carried: Amount,
    /// Put into the buffer.
    pub held: Amount,
}

impl Payout {
    /// What is minted.
    #[must_use]
    pub fn minted(&self) -> Amount {
        self.adopted.saturating_add(self.carried)
    }

    fn add(&mut self, other: Self) {
        self.adopted = self.adopted.saturating_add(other.adopted);
        self.carried = self.carried.saturating_add(other.carried);
        self.held = self.held.saturating_add(other.held);
    }
}

impl Book {
    /// One epoch of a deed that is assigned `assigned` and can release `release` in it, at availability `value` (0 to 255) and
    /// `adoption` (0 to 65,535). The buffer gives back at most `carry_factor`/255 of `release`, also at availability 0.
    pub fn settle(&mut self, assigned: Amount, release: Amount, value: u8, adoption: u16, carry_factor: u8) -> Payout {
        let part = |amount: Amount, of: u16, whole: u16| amount.mul_div(u128::from(of), u128::from(whole)).0;
        let room = assigned.saturating_sub(self.claimed);
        let available = part(release, u16::from(value), 255);
        let adopted = part(available, adoption, WHOLE).min(room);
        // Zero as well where the room cut the first term, since it then leaves none.
        let held = available.saturating_sub(adopted).min(room.saturating_sub(adopted));
        let target = part(self.claimed, WHOLE - adoption, WHOLE);
        let carried = self.withheld.saturating_sub(target).min(part(release, u16::from(carry_factor), 255));
        self.withheld = self.withheld.saturating_sub(carried).saturating_add(held);
        self.claimed = self.claimed.saturating_add(adopted).saturating_add(held);
        Payout { adopted, carried, held }
    }
}

/// Which curve a deed releases by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The logistic curve over 900 epochs from its first.
    Master,
    /// The same in each of 365 epochs.
    Genesis,
}

/// A master deed, or the genesis deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Who owns it.
    pub owner: Address,
    /// Its node.
    pub link: Link,
    /// Its curve.
    pub kind: Kind,
    /// Tokens it can release in all (S).
    pub assigned: Amount,
    /// First epoch in which it releases.
    pub first_epoch: u64,
    /// What it claimed and holds.
    pub book: Book,
    /// The one oracle that the last claim records.
    pub last_oracle: Option<Address>,
}

impl Deed {
    /// A master deed issued in epoch `current`. [`check_assignment`] says whether it may be.
    #[must_use]
    pub fn master(owner: Address, assigned: Amount, current: u64) -> Self {
        let first_epoch = current.max(FIRST_EPOCH);
        Self { owner, link: Link::default(), kind: Kind::Master, assigned, first_epoch, book: Book::default(), last_oracle: None }
    }

    /// The genesis deed.
    #[must_use]
    pub fn genesis(owner: Address) -> Self {
        Self { kind: Kind::Genesis, first_epoch: 1, ..Self::master(owner, GENESIS_DEED, 0) }
    }

    /// Links `node`.
    ///
    /// # Errors
    ///
    /// See [`Link::set`]. Before epoch 223 nothing needs to be claimed first.
    pub fn link(&mut self, node: Address, now: Moment, registry: &mut Registry) -> Result<(), LinkError> {
        self.link.set(node, now, now.epoch >= FIRST_EPOCH, registry)
    }

    /// Unlinks its node.
    ///
    /// # Errors
    ///
    /// If rewards are unclaimed, from epoch 223 on.
    pub fn unlink(&mut self, now: Moment, registry: &mut Registry) -> Result<(), LinkError> {
        self.link.clear(now, now.epoch >= FIRST_EPOCH, registry)
    }

    /// What it can release in `epoch`.
    ///
    /// # Errors
    ///
    /// If a master deed's first epoch is later.
    pub fn release(&self, epoch: u64) -> Result<Amount, ClaimError> {
        match self.kind {
            Kind::Genesis => Ok(Amount(self.assigned.0 / u128::from(GENESIS_EPOCHS))),
            Kind::Master => {
                let x = epoch.checked_sub(self.first_epoch);
                let x = x.ok_or(ClaimError::BeforeFirst { found: epoch, first: self.first_epoch })?;
                Ok(logistic::release(self.assigned, x))
            }
        }
    }

    /// `caller` claims in epoch `current`, with the adoption of each epoch, and `oracle` the first of the signers. What is
    /// minted goes to the owner, or to the five wallets. `carry_factor`: see [`Book::settle`].
    ///
    /// Values beyond the number of epochs are passed over, as the contract does.
    ///
    /// # Errors
    ///
    /// If the caller is not the owner, the node is another, or the epochs are not those since the last claim.
    pub fn claim(
        &mut self,
        caller: Address,
        ask: Claim<'_>,
        oracle: Address,
        current: u64,
        adoption: impl Fn(u64) -> u16,
        carry_factor: u8,
    ) -> Result<Payout, ClaimError> {
        if caller != self.owner {
            return Err(ClaimError::NotOwner { caller, owner: self.owner });
        }
        let mut book = self.book;
        let mut sum = Payout::default();
        let first = self.link.last_claim_epoch.max(self.first_epoch);
        if self.due(ask, first, current)? {
            for ((epoch, &said), &value) in (first..).zip(ask.epochs).zip(ask.values) {
                sum.add(book.settle(self.assigned, self.release(said)?, value, adoption(epoch), carry_factor));
            }
        }
        self.book = book;
        self.link.last_claim_epoch = current;
        self.last_oracle = Some(oracle);
        Ok(sum)
    }

    /// Whether anything can be due at all, and the claim has the form it then must have.
    fn due(&self, ask: Claim<'_>, first: u64, current: u64) -> Result<bool, ClaimError> {
        if current < self.first_epoch {
            return Ok(false);
        }
        if ask.node != self.link.node {
            return Err(ClaimError::WrongNode { found: ask.node, linked: self.link.node });
        }
        let expected = current.saturating_sub(first);
        if (self.book.claimed == self.assigned && self.book.withheld == Amount::ZERO) || expected == 0 {
            return Ok(false);
        }
        let (epochs, values) = (ask.epochs.len(), ask.values.len());
        if epochs as u64 != expected || (values as u64) < expected {
            return Err(ClaimError::WrongNumber { epochs, values, expected });
        }
        match ask.epochs.last() {
            Some(&found) if found != current - 1 => Err(ClaimError::WrongLastEpoch { found, expected: current - 1 }),
            _ => Ok(true),
        }
    }
}
