//! The identities, from running totals and row by row (step 10 of an epoch).

use super::{Economy, RunError};
use crate::books::{Dollars, Tokens};

impl Economy<'_> {
    /// Running totals (I1, I4, I5).
    pub(super) fn check(&mut self, epoch: u32) -> Result<(), RunError> {
        if cfg!(test) {
            self.recount(epoch)?;
        }
        for (identity, off) in [("I1", self.tokens.residual()), ("I5", self.dollars.residual())] {
            if off != 0 {
                return Err(RunError::Broken { epoch, identity, off });
            }
        }
        Ok(())
    }

    /// Every row, counted again and held against the books.
    pub(crate) fn recount(&mut self, epoch: u32) -> Result<(), RunError> {
        let sum = |column: &[u128]| column.iter().sum::<u128>();
        let rows = &self.rows;
        let received: u128 = rows.purse.iter().map(|purse| u128::from(purse.received_micro)).sum();
        let pairs = [
            ("I1 liquid", rows.purse.iter().map(|purse| purse.liquid).sum(), self.tokens.of(Tokens::Liquid)),
            ("I1 staked", sum(&rows.staked), self.tokens.of(Tokens::Staked)),
            ("I1 locked", sum(&rows.locked), self.tokens.of(Tokens::Locked)),
            ("I1 unbonding", self.unbonding.iter().sum(), self.tokens.of(Tokens::Unbonding)),
            ("I1", self.tokens.came - self.tokens.went, self.tokens.sum()),
            ("I5 nodes", received, self.dollars.of(Dollars::Nodes)),
            ("I5", self.dollars.came - self.dollars.went, self.dollars.sum()),
        ];
        for (identity, counted, booked) in pairs {
            let off = counted.abs_diff(booked);
            self.summary.residual(identity, off);
            if off != 0 {
                return Err(RunError::Broken { epoch, identity, off });
            }
        }
        Ok(())
    }
}
