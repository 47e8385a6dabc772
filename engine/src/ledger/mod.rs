//! Accounts and transfers in integers, checked on every transfer and recounted every epoch.
//!
//! ```text
//!   Outside ──genesis──▶ Liquid ──lock──▶ Escrow ──job payment──▶ Liquid
//!      │                                   │  └────refund────────▶ Liquid (the requester's)
//!      └──emission──▶ Pool ──reward──▶ Liquid
//!      ◀──────────────job burn─────────────┘
//!
//!   Pool ──vest──▶ Vesting ──release──▶ Liquid        Pool ──withhold──▶ Withheld ──forfeit──▶ Pool
//!   Liquid ──stake──▶ Staked ──unbond──▶ Unbonding ──withdraw──▶ Liquid
//!   Liquid ──deposit──▶ Deposit ──return──▶ Liquid
//!   Staked, Unbonding, Vesting ──slash──▶ SlashPot ──burn──▶ Outside, ──bounty──▶ Liquid
//!   Liquid, Treasury, Holders ──sale──▶ Market ──purchase──▶ …, ──buy-back and burn──▶ Outside
//! ```
//!
//! Identity: genesis + minted − burned = Σ balances, exactly, after each transfer.

mod account;
mod audit;
mod cause;

pub use account::{Account, Balances, Book, Kind};
pub use audit::{Supply, Violation};
pub use cause::{Cause, Flows, Through};

use crate::amount::Amount;
use borsh::{BorshDeserialize, BorshSerialize};

/// Why a transfer did not happen, or must stop the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// The account has less than asked for. Nothing changed.
    #[error("{0:?} has less than the amount of the transfer")]
    Insufficient(Account),
    /// The invariants do not hold: a defect, never a peer's doing.
    #[error(transparent)]
    Violated(#[from] Violation),
}

/// All balances, and how much flowed for each cause.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Ledger<B = Book> {
    balances: B,
    flows: Flows,
    through: Through,
}

impl<B: Balances> Ledger<B> {
    /// Moves `amount`, and checks both touched accounts afterwards. A transfer of nothing leaves no trace.
    ///
    /// # Errors
    /// [`LedgerError::Insufficient`] with nothing changed, or the [`Violation`] found.
    pub fn transfer(&mut self, from: Account, to: Account, amount: Amount, cause: Cause) -> Result<(), LedgerError> {
        if amount == Amount::ZERO {
            return Ok(());
        }
        if !cause.fits(from, to) {
            return Err(Violation::Cause { cause, from, to }.into());
        }
        let debited = match from {
            Account::Outside => None,
            _ => Some(self.balance(from).checked_sub(amount).ok_or(LedgerError::Insufficient(from))?),
        };
        let credited = match to {
            Account::Outside => None,
            _ => Some(self.balance(to).checked_add(amount).ok_or(Violation::Overflow(to))?),
        };
        let flow = self.flows.of(cause).checked_add(amount).ok_or(Violation::Overflow(to))?;
        let through = self.through.with(from.kind(), to.kind(), amount).ok_or(Violation::Overflow(to))?;
        for (account, expected) in [(from, debited), (to, credited)] {
            if let Some(expected) = expected {
                self.balances.set(account, expected);
            }
        }
        self.flows.set(cause, flow);
        self.through.set(through);
        for (account, expected) in [(from, debited), (to, credited)] {
            if let Some(expected) = expected {
                let found = self.balance(account);
                if found != expected {
                    return Err(Violation::Touched { account, expected, found }.into());
                }
            }
        }
        Ok(())
    }

    /// The balance of an account; zero if it was never used.
    #[must_use]
    pub fn balance(&self, account: Account) -> Amount {
        self.balances.get(account)
    }

    /// What flowed for each cause so far.
    #[must_use]
    pub fn flows(&self) -> &Flows {
        &self.flows
    }

    /// What went into and out of each kind of account so far.
    #[must_use]
    pub fn through(&self) -> &Through {
        &self.through
    }

    /// What a kind of account holds, by the books: O(1). [`Self::audit`] recounts it.
    #[must_use]
    pub fn held(&self, kind: Kind) -> Amount {
        let (inflow, outflow) = self.through.of(kind);
        inflow.saturating_sub(outflow)
    }

    /// Every non-zero balance, in order of accounts.
    pub fn accounts(&self) -> impl Iterator<Item = (Account, Amount)> {
        self.balances.all()
    }
}

#[cfg(test)]
mod tests;
