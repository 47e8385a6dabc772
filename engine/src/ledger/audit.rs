//! The full recount: every balance summed anew and compared with two independent books.
//!
//! Book one is what flowed for each cause and through each kind of account, kept by transfers; book two is what the transactions
//! declared, kept by whoever executes them. A lost or doubled credit breaks balances against book one, a wrong cause breaks book one against two.

use crate::amount::Amount;
use crate::ledger::cause::End;
use crate::ledger::{Account, Balances, Cause, Flows, Kind, Ledger};
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
    /// Sum of all balances: those above, and what is staked, vesting, in the market and so on ([`Ledger::held`]).
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
    #[error("{kind:?} accounts hold {found}, but {expected} flowed into them on balance")]
    Balance {
        /// Which kind.
        kind: Kind,
        /// In less out.
        expected: Amount,
        /// Sum of balances.
        found: Amount,
    },
    /// What went into or out of a kind of account is not what the causes of transfers come to.
    #[error("{inflow} went into {kind:?} accounts and {outflow} out of them, which no causes come to")]
    Kind {
        /// Which kind.
        kind: Kind,
        /// In.
        inflow: Amount,
        /// Out.
        outflow: Amount,
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
        let mut held = [Amount::ZERO; Kind::HOLDING.len() + 1];
        let mut balances = Amount::ZERO;
        for (account, amount) in self.accounts() {
            let kind = &mut held[account.kind() as usize];
            *kind = kind.checked_add(amount).ok_or(Violation::Overflow(account))?;
            balances = balances.checked_add(amount).ok_or(Violation::Overflow(account))?;
        }
        for kind in Kind::HOLDING {
            self.audit_kind(kind, held[kind as usize])?;
        }
        let flow = |cause| self.flows().of(cause);
        for cause in Cause::ALL {
            let (expected, found) = (declared.of(cause), flow(cause));
            if expected != found {
                return Err(Violation::Declared { cause, expected, found });
            }
        }
        let of = |kind: Kind| held[kind as usize];
        let supply = Supply {
            genesis: flow(Cause::Genesis),
            minted: flow(Cause::Emission),
            burned: self.flows().burned(),
            liquid: of(Kind::Liquid),
            escrow: of(Kind::Escrow),
            pool: of(Kind::Pool),
            balances,
        };
        let expected = supply.genesis.saturating_add(supply.minted).saturating_sub(supply.burned);
        if supply.balances != expected {
            return Err(Violation::Supply { balances: supply.balances, expected });
        }
        Ok(supply)
    }

    /// A kind must hold what went into it less what went out, and that must be what the causes allow.
    fn audit_kind(&self, kind: Kind, found: Amount) -> Result<(), Violation> {
        let (inflow, outflow) = self.through().of(kind);
        let expected = inflow.saturating_sub(outflow);
        if inflow < outflow || found != expected {
            return Err(Violation::Balance { kind, expected, found });
        }
        // Least and most that causes took out of such accounts and brought in.
        let mut bounds = [(Amount::ZERO, Amount::ZERO); 2];
        for cause in Cause::ALL {
            let flow = self.flows().of(cause);
            let (source, destination) = cause.touches(kind);
            for ((least, most), end) in bounds.iter_mut().zip([source, destination]) {
                let of = |counts: bool| if counts { flow } else { Amount::ZERO };
                *least = least.saturating_add(of(end == End::Always));
                *most = most.saturating_add(of(end != End::Never));
            }
        }
        let is_within = |(least, most): (Amount, Amount), total: Amount| least <= total && total <= most;
        if !is_within(bounds[0], outflow) || !is_within(bounds[1], inflow) {
            return Err(Violation::Kind { kind, inflow, outflow });
        }
        Ok(())
    }
}
