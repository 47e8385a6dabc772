//! Accounts of tokens and of dollars in integers. Every change is a transfer; what comes from outside or goes there is counted.
//!
//! I1 and I5 of the specification: what came in less what went out is the sum of all balances, exactly. I4: no balance is
//! negative, since a transfer of more than there is fails.

use core::fmt;

/// A transfer of more than an account holds: a defect of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{account} holds {held}, {asked} asked")]
pub struct Overdrawn {
    /// Name of the account.
    pub account: &'static str,
    /// What it holds.
    pub held: u128,
    /// What was asked for.
    pub asked: u128,
}

/// A set of accounts.
pub trait Account: Copy + fmt::Debug {
    /// Its place among the accounts.
    fn place(self) -> usize;
    /// Its name.
    fn name(self) -> &'static str;
}

macro_rules! accounts {
    ($(#[$about:meta])* $kind:ident { $($(#[$doc:meta])* $name:ident,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $kind {
            $($(#[$doc])* $name,)*
        }

        impl Account for $kind {
            fn place(self) -> usize {
                self as usize
            }

            fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }
        }
    };
}

accounts! {
    /// Who holds tokens (10⁻¹⁸ token).
    Tokens {
        /// Minted and not yet given to a node: the dust of splits, and epochs without a node to give to.
        Epoch,
        /// Nodes, free to sell.
        Liquid,
        /// Nodes, at stake.
        Staked,
        /// Nodes, not yet vested.
        Locked,
        /// Nodes that left or unstaked, not yet free.
        Unbonding,
        /// Everybody else.
        Holders,
        /// The pool.
        Pool,
        /// Locked at genesis.
        Foundation,
        /// Bought back, to be burned.
        Bought,
        /// Taken from whoever was found out, to be burned.
        Slashed,
        /// Left over by rounding of sales.
        Rounding,
    }
}

accounts! {
    /// Who holds dollars (10⁻⁶ USD), as far as the model follows them.
    Dollars {
        /// What nodes were paid, ever.
        Nodes,
        /// The pool.
        Pool,
        /// Paid by customers, to buy tokens with.
        BuyBack,
        /// What is left of customers' pay, and what rounding leaves.
        Treasury,
        /// Put by out of the pay of nodes, for epochs in which they lack it.
        Vault,
    }
}

/// Number of accounts of the larger set.
const PLACES: usize = 11;

/// Balances of accounts `A`.
#[derive(Clone, Debug)]
pub struct Books<A> {
    balances: [u128; PLACES],
    /// Everything that ever came from outside.
    pub came: u128,
    /// Everything that ever went outside.
    pub went: u128,
    kind: core::marker::PhantomData<A>,
}

impl<A: Account> Default for Books<A> {
    fn default() -> Self {
        Self { balances: [0; PLACES], came: 0, went: 0, kind: core::marker::PhantomData }
    }
}

impl<A: Account> Books<A> {
    /// Balance of `account`.
    #[must_use]
    pub fn of(&self, account: A) -> u128 {
        self.balances[account.place()]
    }

    /// Sum of all balances.
    #[must_use]
    pub fn sum(&self) -> u128 {
        self.balances.iter().sum()
    }

    /// What came less what went, less the sum of balances: 0, always (I1, I5).
    #[must_use]
    pub fn residual(&self) -> u128 {
        (self.came - self.went).abs_diff(self.sum())
    }

    /// From outside.
    pub fn bring(&mut self, to: A, amount: u128) {
        self.balances[to.place()] += amount;
        self.came += amount;
    }

    /// To the outside.
    ///
    /// # Errors
    /// [`Overdrawn`] with nothing changed.
    pub fn take(&mut self, from: A, amount: u128) -> Result<(), Overdrawn> {
        self.debit(from, amount)?;
        self.went += amount;
        Ok(())
    }

    /// Between accounts.
    ///
    /// # Errors
    /// [`Overdrawn`] with nothing changed.
    pub fn transfer(&mut self, from: A, to: A, amount: u128) -> Result<(), Overdrawn> {
        self.debit(from, amount)?;
        self.balances[to.place()] += amount;
        Ok(())
    }

    fn debit(&mut self, from: A, amount: u128) -> Result<(), Overdrawn> {
        let held = self.balances[from.place()];
        self.balances[from.place()] = held.checked_sub(amount).ok_or(Overdrawn { account: from.name(), held, asked: amount })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Dollars; 5] = [Dollars::Nodes, Dollars::Pool, Dollars::BuyBack, Dollars::Treasury, Dollars::Vault];

    proptest! {
        #[test]
        fn no_transfer_makes_or_loses_anything(
            steps in proptest::collection::vec((0_usize..7, 0_usize..5, 0_u128..1 << 90), 0..60)
        ) {
            let mut books = Books::<Dollars>::default();
            for (what, to, amount) in steps {
                let before = books.clone();
                let done = match what {
                    5 => { books.bring(ALL[to], amount); Ok(()) }
                    6 => books.take(ALL[to], amount),
                    from => books.transfer(ALL[from], ALL[to], amount),
                };
                if done.is_err() {
                    prop_assert_eq!(books.sum(), before.sum());
                }
                prop_assert_eq!(books.residual(), 0);
            }
        }
    }
}
