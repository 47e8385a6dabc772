//! The sequencer: puts the validators' transactions in order, applies them to the ledger, settles epochs.
//!
//! One validator does this for now; a BFT committee will order the same transactions through the same [`Sequencer`].
//! Every transaction is answered; a repeated one gets its first answer again.

use crate::amount::Amount;
use crate::config::Protocol;
use crate::id::{JobId, NodeId};
use crate::ledger::{Account, Cause, Flows, Kind, Ledger, LedgerError, Supply};
use crate::node::{Ctx, EpochSettled, Event, Record, RecoverError};
use crate::poai::{Emission, EpochFacts, Schedule, split};
use crate::time::{Span, Time};
use crate::wire::{EpochEntry, Message, Transaction, TransactionError};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// What one validator's transactions came to, as far as it may still ask.
#[derive(Default, BorshSerialize, BorshDeserialize)]
struct Answers {
    below: u64,
    outcomes: BTreeMap<u64, Result<(), TransactionError>>,
}

/// What validators reported of an epoch.
#[derive(Default, BorshSerialize, BorshDeserialize)]
struct Reports {
    by: BTreeSet<NodeId>,
    /// In the order in which they came.
    entries: Vec<EpochEntry>,
}

/// State of the private chain.
#[derive(BorshSerialize, BorshDeserialize)]
pub struct Sequencer {
    ledger: Ledger,
    declared: Flows,
    /// Open escrows and the validator that locked each.
    escrows: BTreeMap<JobId, NodeId>,
    answers: BTreeMap<NodeId, Answers>,
    reports: BTreeMap<u32, Reports>,
    next_epoch: u32,
    emission: Emission,
    /// Burned before the last epoch that was settled ended.
    burned_before: Amount,
}

impl Sequencer {
    pub(crate) fn new(protocol: &Protocol) -> Self {
        let mut chain = Self {
            ledger: Ledger::default(),
            declared: Flows::default(),
            escrows: BTreeMap::new(),
            answers: BTreeMap::new(),
            reports: BTreeMap::new(),
            next_epoch: 0,
            emission: protocol.emission.clone(),
            burned_before: Amount::ZERO,
        };
        for (&node, grant) in &protocol.genesis {
            chain.moves(Account::Outside, Account::Liquid(node), grant.amount, Cause::Genesis);
        }
        chain
    }

    /// All balances.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The first epoch not settled.
    #[must_use]
    pub fn next_epoch(&self) -> u32 {
        self.next_epoch
    }

    /// A full recount of the ledger against what the chain's transactions declared.
    ///
    /// # Errors
    /// The invariant that is broken.
    pub fn audit(&self) -> Result<Supply, crate::ledger::Violation> {
        self.ledger.audit(&self.declared)
    }

    pub(crate) fn restore(&mut self, protocol: &Protocol, record: Record) -> Result<(), RecoverError> {
        match record {
            Record::Applied { validator, number, at, transaction } => {
                let outcome = self.apply(validator, transaction, at, protocol);
                self.answers.entry(validator).or_default().outcomes.insert(number, outcome);
            }
            Record::Settled { epoch } if epoch == self.next_epoch => {
                self.settle(protocol);
            }
            Record::Settled { .. } => return Err(RecoverError::Chain("epochs are not in order")),
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn on_transact(
        &mut self,
        from: NodeId,
        number: u64,
        answered_below: u64,
        transaction: Transaction,
        ctx: &mut Ctx<'_>,
    ) {
        let answers = self.answers.entry(from).or_default();
        answers.below = answers.below.max(answered_below);
        answers.outcomes = answers.outcomes.split_off(&answers.below);
        if number < answers.below {
            return;
        }
        let outcome = match answers.outcomes.get(&number) {
            Some(outcome) => *outcome,
            None => {
                let outcome = self.apply(from, transaction.clone(), ctx.now, ctx.protocol);
                let at = ctx.now;
                ctx.persist(|| Record::Applied { validator: from, number, at, transaction });
                self.answers.entry(from).or_default().outcomes.insert(number, outcome);
                outcome
            }
        };
        ctx.send_to(from, Message::Receipt { number, outcome });
        self.wake(ctx);
    }

    /// Settles every epoch that is due: all validators reported, or the time for reports is over.
    pub(crate) fn wake(&mut self, ctx: &mut Ctx<'_>) {
        while self.is_settleable(ctx.now, ctx.protocol) {
            ctx.persist(|| Record::Settled { epoch: self.next_epoch });
            let settled = self.settle(ctx.protocol);
            ctx.report(Event::EpochSettled(Box::new(settled)));
        }
    }

    pub(crate) fn next_wake(&self, protocol: &Protocol) -> Time {
        protocol.report_due(self.next_epoch) + protocol.report_timeout
    }

    fn is_settleable(&self, now: Time, protocol: &Protocol) -> bool {
        let reported = self.reports.get(&self.next_epoch).map_or(0, |reports| reports.by.len());
        let due = protocol.report_due(self.next_epoch);
        now >= due && (reported == protocol.validators.len() || now >= due + protocol.report_timeout)
    }

    fn apply(&mut self, from: NodeId, transaction: Transaction, now: Time, protocol: &Protocol) -> Result<(), TransactionError> {
        match transaction {
            Transaction::Lock { job, amount } => {
                let payer = Account::Liquid(job.requester);
                if self.escrows.contains_key(&job) {
                    return Err(TransactionError::Escrow);
                }
                if self.ledger.balance(payer) < amount {
                    return Err(TransactionError::InsufficientFunds);
                }
                self.moves(payer, Account::Escrow(job), amount, Cause::Lock);
                self.escrows.insert(job, from);
                Ok(())
            }
            Transaction::Close { job, payouts, burned } => self.close(from, job, &payouts, burned),
            Transaction::Report { epoch, entries } => {
                if epoch < self.next_epoch || now < protocol.report_due(epoch) {
                    return Err(TransactionError::Epoch);
                }
                let reports = self.reports.entry(epoch).or_default();
                if reports.by.insert(from) {
                    reports.entries.extend_from_slice(&entries);
                }
                Ok(())
            }
        }
    }

    fn close(&mut self, from: NodeId, job: JobId, payouts: &[(NodeId, Amount)], burned: Amount) -> Result<(), TransactionError> {
        if self.escrows.get(&job) != Some(&from) {
            return Err(TransactionError::Escrow);
        }
        let escrow = Account::Escrow(job);
        let spent = payouts.iter().try_fold(burned, |sum, (_, amount)| sum.checked_add(*amount));
        let rest = spent.and_then(|spent| self.ledger.balance(escrow).checked_sub(spent));
        let (Some(rest), false) = (rest, payouts.iter().any(|(node, _)| *node == job.requester)) else {
            return Err(TransactionError::Payouts);
        };
        for &(node, amount) in payouts {
            self.moves(escrow, Account::Liquid(node), amount, Cause::JobPayment);
        }
        self.moves(escrow, Account::Outside, burned, Cause::JobBurn);
        self.moves(escrow, Account::Liquid(job.requester), rest, Cause::Refund);
        self.escrows.remove(&job);
        Ok(())
    }

    /// What the private chain knows of an epoch: no price, and nothing in dollars.
    fn facts(&self, epoch: u32, entries: &[EpochEntry], protocol: &Protocol) -> EpochFacts {
        let flow = |cause| self.ledger.flows().of(cause);
        let (minted, burned) = (flow(Cause::Emission), self.ledger.flows().burned());
        let handed_out = flow(Cause::Genesis).saturating_add(minted).saturating_sub(self.ledger.held(Kind::Pool));
        let epoch_s = (protocol.epoch.0 / Span::SECOND.0).max(1);
        EpochFacts {
            epoch,
            minted,
            cap: protocol.emission_cap,
            burned: burned.saturating_sub(self.burned_before),
            circulating: handed_out.saturating_sub(burned),
            staked: self.ledger.held(Kind::Staked),
            power: entries.iter().map(|entry| u128::from(entry.power_mgflops.max(0).unsigned_abs())).sum(),
            nodes: u32::try_from(entries.len()).unwrap_or(u32::MAX),
            available: entries.iter().map(|entry| 255 * u64::from(entry.available_s) / epoch_s).sum(),
            adoption: u16::MAX,
            ..EpochFacts::default()
        }
    }

    /// Mints T_E, splits what is in the pool by the paper's rule, recounts everything.
    fn settle(&mut self, protocol: &Protocol) -> EpochSettled {
        let epoch = self.next_epoch;
        self.next_epoch += 1;
        let mut entries = self.reports.remove(&epoch).unwrap_or_default().entries;
        // Of a node that several report, the first report counts.
        entries.sort_by_key(|entry| entry.node);
        entries.dedup_by_key(|entry| entry.node);
        let facts = self.facts(epoch, &entries, protocol);
        self.burned_before = self.ledger.flows().burned();
        let emission = self.emission.tokens(&facts);
        self.moves(Account::Outside, Account::Pool, emission, Cause::Emission);
        let rewards = split(self.ledger.balance(Account::Pool), &entries);
        for (entry, reward) in entries.iter().zip(&rewards) {
            self.moves(Account::Pool, Account::Liquid(entry.node), *reward, Cause::Reward);
        }
        let supply = self.audit().unwrap_or_else(|violation| panic!("epoch {epoch}: {violation}"));
        EpochSettled { epoch, emission, carried: supply.pool, entries, rewards, supply }
    }

    /// A transfer that a transaction declares. Its preconditions were checked, so a failure is a defect of ours.
    fn moves(&mut self, from: Account, to: Account, amount: Amount, cause: Cause) {
        match self.ledger.transfer(from, to, amount, cause) {
            Ok(()) => self.declared.add(cause, amount),
            Err(LedgerError::Insufficient(account)) => panic!("{account:?} was checked to hold {amount} for {cause:?}"),
            Err(LedgerError::Violated(violation)) => panic!("{violation}"),
        }
    }
}
