//! Why tokens move, between which kinds of accounts, and totals by reason.

use crate::amount::Amount;
use crate::ledger::Account;
use crate::ledger::account::Kind;
use borsh::{BorshDeserialize, BorshSerialize};

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
    /// Tokens are put at stake.
    Stake,
    /// A stake is withdrawn; it stays to be slashed for a while.
    Unbond,
    /// A withdrawn stake is free.
    Withdraw,
    /// A stake, or what was withdrawn or locked of it, is lost.
    Slash,
    /// What was slashed is destroyed.
    SlashBurn,
    /// What was slashed goes to who proved the wrong.
    Bounty,
    /// A share of an epoch that is released bit by bit.
    Vest,
    /// A bit of it.
    Release,
    /// A share of an epoch of one that owes.
    Withhold,
    /// What was withheld goes back to be shared.
    Forfeit,
    /// What was withheld is given after all.
    Restore,
    /// Tokens are put down for a challenge.
    Deposit,
    /// They come back.
    DepositReturn,
    /// They are lost.
    DepositLoss,
    /// The foundation gives.
    Grant,
    /// Tokens are sold on the market.
    Sale,
    /// Tokens are bought on the market.
    Purchase,
    /// Tokens are bought on the market and destroyed.
    BuyBackBurn,
    /// Tokens are put into the market's reserve.
    Liquidity,
}

/// Kinds of accounts a cause takes tokens from, and kinds it brings them to.
type Ends = (&'static [Kind], &'static [Kind]);

impl Cause {
    /// All causes.
    pub const ALL: [Self; 26] = [
        Self::Genesis,
        Self::Emission,
        Self::Lock,
        Self::JobPayment,
        Self::JobBurn,
        Self::Refund,
        Self::Reward,
        Self::Stake,
        Self::Unbond,
        Self::Withdraw,
        Self::Slash,
        Self::SlashBurn,
        Self::Bounty,
        Self::Vest,
        Self::Release,
        Self::Withhold,
        Self::Forfeit,
        Self::Restore,
        Self::Deposit,
        Self::DepositReturn,
        Self::DepositLoss,
        Self::Grant,
        Self::Sale,
        Self::Purchase,
        Self::BuyBackBurn,
        Self::Liquidity,
    ];

    /// Causes that destroy tokens.
    pub const BURNS: [Self; 3] = [Self::JobBurn, Self::SlashBurn, Self::BuyBackBurn];

    const fn ends(self) -> Ends {
        use Kind::{
            Deposit, Escrow, Holders, Liquid, Market, Outside, Pool, SlashPot, Staked, Treasury, Unbonding, Vesting, Withheld,
        };
        match self {
            Self::Genesis => (&[Outside], &[Liquid, Treasury, Holders, Market]),
            Self::Emission => (&[Outside], &[Pool]),
            Self::Lock => (&[Liquid], &[Escrow]),
            Self::JobPayment | Self::Refund => (&[Escrow], &[Liquid]),
            Self::JobBurn => (&[Escrow], &[Outside]),
            Self::Reward => (&[Pool], &[Liquid]),
            Self::Stake => (&[Liquid], &[Staked]),
            Self::Unbond => (&[Staked], &[Unbonding]),
            Self::Withdraw => (&[Unbonding], &[Liquid]),
            Self::Slash => (&[Staked, Unbonding, Vesting], &[SlashPot]),
            Self::SlashBurn => (&[SlashPot], &[Outside]),
            Self::Bounty => (&[SlashPot], &[Liquid]),
            Self::Vest => (&[Pool], &[Vesting]),
            Self::Release => (&[Vesting], &[Liquid]),
            Self::Withhold => (&[Pool], &[Withheld]),
            Self::Forfeit => (&[Withheld], &[Pool]),
            Self::Restore => (&[Withheld], &[Liquid]),
            Self::Deposit => (&[Liquid], &[Deposit]),
            Self::DepositReturn => (&[Deposit], &[Liquid]),
            Self::DepositLoss => (&[Deposit], &[SlashPot]),
            Self::Grant => (&[Treasury], &[Liquid, Holders, Market]),
            Self::Sale => (&[Liquid, Treasury, Holders], &[Market]),
            Self::Purchase => (&[Market], &[Liquid, Treasury, Holders]),
            Self::BuyBackBurn => (&[Market], &[Outside]),
            Self::Liquidity => (&[Liquid, Treasury, Holders], &[Market]),
        }
    }

    /// Whether this cause moves tokens between such accounts. Refunds go to the requester, payments never do; what moves between
    /// accounts of participants for stakes, vesting and deposits stays with its owner.
    #[must_use]
    pub fn fits(self, from: Account, to: Account) -> bool {
        let (sources, destinations) = self.ends();
        if !sources.contains(&from.kind()) || !destinations.contains(&to.kind()) {
            return false;
        }
        match (self, from, to) {
            (Self::Lock, Account::Liquid(node), Account::Escrow(job))
            | (Self::Refund, Account::Escrow(job), Account::Liquid(node)) => job.requester == node,
            (Self::JobPayment, Account::Escrow(job), Account::Liquid(node)) => job.requester != node,
            _ => from.owner().zip(to.owner()).is_none_or(|(from, to)| from == to),
        }
    }

    /// Whether this cause takes tokens from accounts of a kind, and whether it brings tokens to such.
    pub(super) fn touches(self, kind: Kind) -> (End, End) {
        let end = |kinds: &[Kind]| match kinds.contains(&kind) {
            true if kinds.len() == 1 => End::Always,
            true => End::Sometimes,
            false => End::Never,
        };
        let (sources, destinations) = self.ends();
        (end(sources), end(destinations))
    }
}

/// How often one end of a cause is of a kind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Never,
    Sometimes,
    Always,
}

/// What went into and out of each kind of account.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Through([(Amount, Amount); KINDS]);

/// Kinds of accounts, [`Kind::Outside`] among them.
const KINDS: usize = Kind::HOLDING.len() + 1;

impl Through {
    /// `(in, out)` of a kind.
    #[must_use]
    pub fn of(&self, kind: Kind) -> (Amount, Amount) {
        self.0[kind as usize]
    }

    /// With a transfer; `None` if a total overflows.
    pub(super) fn with(&self, from: Kind, to: Kind, amount: Amount) -> Option<[(Kind, (Amount, Amount)); 2]> {
        let ((from_in, from_out), (to_in, to_out)) = (self.of(from), self.of(to));
        let (from_out, to_in) = (from_out.checked_add(amount)?, to_in.checked_add(amount)?);
        Some([(from, (from_in, from_out)), (to, (to_in, to_out))])
    }

    pub(super) fn set(&mut self, totals: [(Kind, (Amount, Amount)); 2]) {
        for (kind, total) in totals {
            self.0[kind as usize] = total;
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

    /// What was destroyed.
    #[must_use]
    pub fn burned(&self) -> Amount {
        Cause::BURNS.map(|cause| self.of(cause)).into_iter().sum()
    }

    pub(super) fn set(&mut self, cause: Cause, total: Amount) {
        self.0[cause as usize] = total;
    }

    /// Adds to a total, saturating.
    pub fn add(&mut self, cause: Cause, amount: Amount) {
        self.0[cause as usize] = self.of(cause).saturating_add(amount);
    }
}
