//! Stakes, slashes, debts and deposits: what makes wrong-doing dear.
//!
//! ```text
//!   Liquid ──stake──▶ Staked ──unbond──▶ Unbonding ──after some epochs──▶ Liquid
//!                        └──────slash──────┴──▶ SlashPot ──▶ burned, or a bounty for who proved it
//! ```
//!
//! What a slash finds no tokens for is a debt. Of a node that owes, rewards stay in the pool until the debt is paid: nothing is
//! minted for it, and nothing moves. A balance below zero cannot be.

use crate::amount::Amount;
use crate::id::NodeId;
use crate::ledger::{Account, Balances, Cause, Flows, Ledger, LedgerError};
use alloc::collections::{BTreeMap, VecDeque};
use borsh::{BorshDeserialize, BorshSerialize};

/// Parameters of stakes; all nodes of a network share them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct StakeRule {
    /// Epochs that a withdrawn stake stays to be slashed.
    pub unbonding_epochs: u32,
    /// Share of what is staked and unbonding that a proved wrong costs (10⁻⁶).
    pub slash_ppm: u32,
    /// Share of what was slashed that goes to who proved it (10⁻⁶); the rest is burned.
    pub bounty_ppm: u32,
    /// Tokens put down for a challenge.
    pub deposit: Amount,
    /// Tokens owed per milli-GFLOP/s that a power score falls below zero.
    pub per_negative_power: Amount,
}

/// The ledger, and what transactions declare of it.
pub struct Books<'a, B: Balances> {
    /// Balances.
    pub ledger: &'a mut Ledger<B>,
    /// What was declared.
    pub declared: &'a mut Flows,
}

impl<B: Balances> Books<'_, B> {
    /// A transfer, declared if it happens.
    ///
    /// # Errors
    /// As for [`Ledger::transfer`]; nothing changed.
    pub fn moves(&mut self, from: Account, to: Account, amount: Amount, cause: Cause) -> Result<(), LedgerError> {
        self.ledger.transfer(from, to, amount, cause)?;
        self.declared.add(cause, amount);
        Ok(())
    }
}

/// What became of a slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slashed {
    /// Tokens taken; they are in the pot.
    pub taken: Amount,
    /// Tokens not found: a debt now.
    pub owed: Amount,
}

/// Withdrawn stakes and debts. Balances are in the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Stakes {
    /// By node, in the order in which they become free: the first epoch in which they are, and how much.
    leaving: BTreeMap<NodeId, VecDeque<(u32, Amount)>>,
    debts: BTreeMap<NodeId, Amount>,
}

impl Stakes {
    /// What `node` owes.
    #[must_use]
    pub fn debt(&self, node: NodeId) -> Amount {
        self.debts.get(&node).copied().unwrap_or_default()
    }

    /// Puts tokens at stake.
    ///
    /// # Errors
    /// [`LedgerError::Insufficient`]: the node has not as much.
    pub fn stake<B: Balances>(&self, node: NodeId, amount: Amount, books: &mut Books<'_, B>) -> Result<(), LedgerError> {
        books.moves(Account::Liquid(node), Account::Staked(node), amount, Cause::Stake)
    }

    /// Withdraws tokens in `epoch`. They are free after [`StakeRule::unbonding_epochs`] more.
    ///
    /// # Errors
    /// [`LedgerError::Insufficient`]: not as much is staked.
    pub fn unbond<B: Balances>(
        &mut self,
        node: NodeId,
        amount: Amount,
        epoch: u32,
        rule: &StakeRule,
        books: &mut Books<'_, B>,
    ) -> Result<(), LedgerError> {
        books.moves(Account::Staked(node), Account::Unbonding(node), amount, Cause::Unbond)?;
        if amount > Amount::ZERO {
            self.leaving.entry(node).or_default().push_back((epoch.saturating_add(rule.unbonding_epochs), amount));
        }
        Ok(())
    }

    /// Sets free what may leave by `epoch`: how much, of all nodes.
    ///
    /// # Errors
    /// A broken invariant of the ledger.
    pub fn on_epoch<B: Balances>(&mut self, epoch: u32, books: &mut Books<'_, B>) -> Result<Amount, LedgerError> {
        let mut freed = Amount::ZERO;
        for (&node, queue) in &mut self.leaving {
            while let Some((_, amount)) = queue.front().copied().filter(|(free_at, _)| *free_at <= epoch) {
                books.moves(Account::Unbonding(node), Account::Liquid(node), amount, Cause::Withdraw)?;
                queue.pop_front();
                freed = freed.saturating_add(amount);
            }
        }
        self.leaving.retain(|_, queue| !queue.is_empty());
        Ok(freed)
    }

    /// Takes `amount` from what is staked, then from what was withdrawn last, then from what is vesting; the rest is owed.
    ///
    /// # Errors
    /// A broken invariant of the ledger.
    pub fn slash<B: Balances>(&mut self, node: NodeId, amount: Amount, books: &mut Books<'_, B>) -> Result<Slashed, LedgerError> {
        let mut owed = amount;
        for account in [Account::Staked(node), Account::Unbonding(node), Account::Vesting(node)] {
            let part = owed.min(books.ledger.balance(account));
            books.moves(account, Account::SlashPot, part, Cause::Slash)?;
            owed = owed.saturating_sub(part);
            if account == Account::Unbonding(node) {
                self.shorten(node, part);
            }
        }
        if owed > Amount::ZERO {
            let debt = self.debts.entry(node).or_default();
            *debt = debt.saturating_add(owed);
        }
        Ok(Slashed { taken: amount.saturating_sub(owed), owed })
    }

    /// What was slashed of a withdrawn stake never becomes free.
    fn shorten(&mut self, node: NodeId, mut amount: Amount) {
        let Some(queue) = self.leaving.get_mut(&node) else { return };
        while let Some((_, last)) = queue.back_mut() {
            let part = amount.min(*last);
            *last = last.saturating_sub(part);
            amount = amount.saturating_sub(part);
            if *last > Amount::ZERO {
                break;
            }
            queue.pop_back();
        }
        if queue.is_empty() {
            self.leaving.remove(&node);
        }
    }

    /// A power score fell by `fall_mgflops` below zero, or further below it: slashed as far as there is a stake, owed for the
    /// rest. To be told of each fall once.
    ///
    /// # Errors
    /// A broken invariant of the ledger.
    pub fn on_negative<B: Balances>(
        &mut self,
        node: NodeId,
        fall_mgflops: u64,
        rule: &StakeRule,
        books: &mut Books<'_, B>,
    ) -> Result<Slashed, LedgerError> {
        self.slash(node, rule.per_negative_power.times(fall_mgflops.into()), books)
    }

    /// Pays a node its share of an epoch. As far as it owes, its share stays in the pool and its debt shrinks.
    /// Returns what was paid.
    ///
    /// # Errors
    /// [`LedgerError::Insufficient`]: the pool has not as much.
    pub fn reward<B: Balances>(&mut self, node: NodeId, share: Amount, books: &mut Books<'_, B>) -> Result<Amount, LedgerError> {
        let debt = self.debt(node);
        let paid = share.saturating_sub(debt);
        books.moves(Account::Pool, Account::Liquid(node), paid, Cause::Reward)?;
        match debt.saturating_sub(share) {
            Amount::ZERO => drop(self.debts.remove(&node)),
            rest => drop(self.debts.insert(node, rest)),
        }
        Ok(paid)
    }

    /// Puts down the deposit for a challenge.
    ///
    /// # Errors
    /// [`LedgerError::Insufficient`]: the challenger has not as much.
    pub fn challenge<B: Balances>(
        &self,
        challenger: NodeId,
        rule: &StakeRule,
        books: &mut Books<'_, B>,
    ) -> Result<(), LedgerError> {
        books.moves(Account::Liquid(challenger), Account::Deposit(challenger), rule.deposit, Cause::Deposit)
    }

    /// A challenge is decided. Upheld, the deposit comes back and the accused is slashed; else the deposit is lost. The winner
    /// gets its share of what the loser lost, the rest is burned. Returns what the loser lost.
    ///
    /// # Errors
    /// [`LedgerError::Insufficient`]: no deposit was put down.
    pub fn decide<B: Balances>(
        &mut self,
        challenger: NodeId,
        accused: NodeId,
        is_upheld: bool,
        rule: &StakeRule,
        books: &mut Books<'_, B>,
    ) -> Result<Slashed, LedgerError> {
        let deposit = Account::Deposit(challenger);
        let (lost, winner) = if is_upheld {
            books.moves(deposit, Account::Liquid(challenger), rule.deposit, Cause::DepositReturn)?;
            let at_stake = [Account::Staked(accused), Account::Unbonding(accused)].map(|account| books.ledger.balance(account));
            let due = at_stake.into_iter().sum::<Amount>().parts_per_million(rule.slash_ppm);
            (self.slash(accused, due, books)?, challenger)
        } else {
            books.moves(deposit, Account::SlashPot, rule.deposit, Cause::DepositLoss)?;
            (Slashed { taken: rule.deposit, owed: Amount::ZERO }, accused)
        };
        let bounty = lost.taken.parts_per_million(rule.bounty_ppm).min(lost.taken);
        books.moves(Account::SlashPot, Account::Liquid(winner), bounty, Cause::Bounty)?;
        books.moves(Account::SlashPot, Account::Outside, lost.taken.saturating_sub(bounty), Cause::SlashBurn)?;
        Ok(lost)
    }
}

#[cfg(test)]
mod tests;
