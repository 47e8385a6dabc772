//! The full recount: every balance summed anew and compared with two independent books.
//!
//! Book one is what flowed for each cause, kept by transfers; book two is what the transactions declared, kept by whoever
//! executes them. A lost or doubled credit breaks balances against book one, a wrong cause breaks book one against two.

use crate::amount::Amount;
use crate::ledger::{Account, Balances, Cause, Flows, Ledger};
use borsh::{BorshDeserialize, BorshSerialize};

/// The token supply at one moment; `genesis + minted − burned = balances` holds for every value an audit returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Supply {
    /// First allocation.
    pub genesis: Amount,
    /// Emitted since.
    pub minted: Amount,
    /// Destroyed since.
    pub burned: Amount,
    /// With participants.
    pub liquid: Amount,
    /// Locked for jobs.
    pub escrow: Amount,
    /// Emitted, not given out.
    pub pool: Amount,
    /// Sum of all balances.
    pub balances: Amount,
}

/// A broken invariant of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// A balance is not what the transfer made it.
    #[error("after a transfer {account:?} holds {found}, not {expected}")]
    Touched {
        /// Which account.
        account: Account,
        /// What it must hold.
        expected: Amount,
        /// What it holds.
        found: Amount,
    },
    /// A cause that does not move tokens between such accounts.
    #[error("{cause:?} does not move tokens from {from:?} to {to:?}")]
    Cause {
        /// The cause given.
        cause: Cause,
        /// Source.
        from: Account,
        /// Destination.
        to: Account,
    },
    /// More than 2¹²⁸ units.
    #[error("{0:?} overflows")]
    Overflow(Account),
    /// A kind of account does not hold what flowed into it less what flowed out.
    #[error("{kind} accounts hold {found}, but {expected} flowed into them on balance")]
    Balance {
        /// Liquid, escrow or pool.
        kind: &'static str,
        /// In less out.
        expected: Amount,
        /// Sum of balances.
        found: Amount,
    },
    /// The flows of a cause are not what the transactions declared.
    #[error("{cause:?} moved {found}, but transactions declared {expected}")]
    Declared {
        /// The cause.
        cause: Cause,
        /// By the transactions.
        expected: Amount,
        /// By the transfers.
        found: Amount,
    },
    /// genesis + minted − burned ≠ Σ balances.
    #[error("balances sum to {balances}, but genesis + minted − burned is {expected}")]
    Supply {
        /// Sum of balances.
        balances: Amount,
        /// By the identity.
        expected: Amount,
    },
}

impl<B: Balances> Ledger<B> {
    /// Recounts everything against the flows and against what transactions `declared`.
    ///
    /// # Errors
    /// The first [`Violation`] found.
    pub fn audit(&self, declared: &Flows) -> Result<Supply, Violation> {
        let mut supply = Supply::default();
        for (account, amount) in self.accounts() {
            let kind = match account {
                Account::Outside => continue,
                Account::Liquid(_) => &mut supply.liquid,
                Account::Escrow(_) => &mut supply.escrow,
                Account::Pool => &mut supply.pool,
            };
            *kind = kind.checked_add(amount).ok_or(Violation::Overflow(account))?;
            supply.balances = supply.balances.checked_add(amount).ok_or(Violation::Overflow(account))?;
        }
        let flow = |cause| self.flows().of(cause);
        let sum = |causes: &[Cause]| causes.iter().map(|&cause| flow(cause)).sum::<Amount>();
        let kinds = [
            (
                "liquid",
                supply.liquid,
                sum(&[Cause::Genesis, Cause::JobPayment, Cause::Refund, Cause::Reward]),
                sum(&[Cause::Lock]),
            ),
            ("escrow", supply.escrow, sum(&[Cause::Lock]), sum(&[Cause::JobPayment, Cause::JobBurn, Cause::Refund])),
            ("pool", supply.pool, sum(&[Cause::Emission]), sum(&[Cause::Reward])),
        ];
        for (kind, found, inflow, outflow) in kinds {
            let expected = inflow.saturating_sub(outflow);
            if inflow < outflow || found != expected {
                return Err(Violation::Balance { kind, expected, found });
            }
        }
        for cause in Cause::ALL {
            let (expected, found) = (declared.of(cause), flow(cause));
            if expected != found {
                return Err(Violation::Declared { cause, expected, found });
            }
        }
        supply.genesis = flow(Cause::Genesis);
        supply.minted = flow(Cause::Emission);
        supply.burned = flow(Cause::JobBurn);
        let expected = supply.genesis.saturating_add(supply.minted).saturating_sub(supply.burned);
        if supply.balances != expected {
            return Err(Violation::Supply { balances: supply.balances, expected });
        }
        Ok(supply)
    }
}
