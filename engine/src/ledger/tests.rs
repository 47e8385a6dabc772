use super::*;
use crate::id::{JobId, NodeId};
use proptest::prelude::*;

/// A store that does wrong on its n-th write.
#[derive(Default)]
struct Faulty {
    book: Book,
    writes: u32,
    fault: Option<(u32, Fault)>,
}

/// What becomes of a credit.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    Lost,
    Doubled,
    Stray,
}

impl Balances for Faulty {
    fn get(&self, account: Account) -> Amount {
        self.book.get(account)
    }

    fn set(&mut self, account: Account, amount: Amount) {
        self.writes += 1;
        match self.fault {
            Some((at, Fault::Lost)) if at == self.writes => {}
            Some((at, Fault::Doubled)) if at == self.writes => {
                let before = self.get(account);
                self.book.set(account, Amount(amount.0 + (amount.0 - before.0)));
            }
            Some((at, Fault::Stray)) if at == self.writes => {
                self.book.set(account, amount);
                self.book.set(Account::Liquid(NodeId(999)), Amount(1));
            }
            _ => self.book.set(account, amount),
        }
    }

    fn all(&self) -> impl Iterator<Item = (Account, Amount)> {
        self.book.all()
    }
}

const PAYER: Account = Account::Liquid(NodeId(1));
const WORKER: Account = Account::Liquid(NodeId(2));
const JOB: Account = Account::Escrow(JobId { requester: NodeId(1), number: 0 });

fn life_of_a_job<B: Balances>(ledger: &mut Ledger<B>) -> Result<Flows, LedgerError> {
    let mut declared = Flows::default();
    let steps = [
        (Account::Outside, PAYER, 100, Cause::Genesis),
        (PAYER, JOB, 60, Cause::Lock),
        (JOB, WORKER, 40, Cause::JobPayment),
        (JOB, Account::Outside, 5, Cause::JobBurn),
        (JOB, PAYER, 15, Cause::Refund),
        (Account::Outside, Account::Pool, 30, Cause::Emission),
        (Account::Pool, WORKER, 29, Cause::Reward),
    ];
    for (from, to, amount, cause) in steps {
        ledger.transfer(from, to, Amount(amount), cause)?;
        declared.add(cause, Amount(amount));
    }
    Ok(declared)
}

#[test]
fn a_clean_run_audits_to_the_identity() {
    let mut ledger = Ledger::<Book>::default();
    let declared = life_of_a_job(&mut ledger).unwrap();
    let supply = ledger.audit(&declared).unwrap();
    assert_eq!((supply.genesis, supply.minted, supply.burned), (Amount(100), Amount(30), Amount(5)));
    assert_eq!((supply.liquid, supply.escrow, supply.pool, supply.balances), (Amount(124), Amount(0), Amount(1), Amount(125)));
}

#[test]
fn a_lost_or_doubled_credit_is_caught_by_the_transfer_itself() {
    for fault in [Fault::Lost, Fault::Doubled] {
        // Writes: 1 genesis credit, 2 lock debit, 3 lock credit, 4 payment debit, 5 payment credit, …
        for write in [1, 3, 5] {
            let mut ledger =
                Ledger { balances: Faulty { fault: Some((write, fault)), ..Faulty::default() }, ..Ledger::default() };
            let caught = life_of_a_job(&mut ledger).unwrap_err();
            assert!(matches!(caught, LedgerError::Violated(Violation::Touched { .. })), "{caught}");
        }
    }
}

#[test]
fn a_credit_to_an_untouched_account_is_caught_by_the_recount() {
    let mut ledger = Ledger { balances: Faulty { fault: Some((5, Fault::Stray)), ..Faulty::default() }, ..Ledger::default() };
    let declared = life_of_a_job(&mut ledger).unwrap();
    assert!(matches!(ledger.audit(&declared), Err(Violation::Balance { kind: Kind::Liquid, .. })));
}

#[test]
fn a_wrong_cause_is_caught() {
    let mut ledger = Ledger::<Book>::default();
    life_of_a_job(&mut ledger).unwrap();
    // Between accounts it never moves tokens between: refused at once.
    for (from, to, cause) in [
        (Account::Outside, WORKER, Cause::Reward),
        (WORKER, JOB, Cause::Lock),
        (PAYER, WORKER, Cause::JobPayment),
        (Account::Outside, PAYER, Cause::Emission),
    ] {
        let refused = ledger.transfer(from, to, Amount(1), cause).unwrap_err();
        assert!(matches!(refused, LedgerError::Violated(Violation::Cause { .. })), "{refused}");
    }
    // A refund booked as a payment: refused, as payments never go to the requester.
    ledger.transfer(PAYER, JOB, Amount(9), Cause::Lock).unwrap();
    assert!(ledger.transfer(JOB, PAYER, Amount(9), Cause::JobPayment).is_err());
}

#[test]
fn a_flow_that_no_transaction_declared_is_caught_by_the_recount() {
    let mut ledger = Ledger::<Book>::default();
    let declared = life_of_a_job(&mut ledger).unwrap();
    ledger.transfer(Account::Outside, PAYER, Amount(1), Cause::Genesis).unwrap();
    assert!(matches!(ledger.audit(&declared), Err(Violation::Declared { cause: Cause::Genesis, .. })));
}

#[test]
fn overdrafts_change_nothing() {
    let mut ledger = Ledger::<Book>::default();
    let declared = life_of_a_job(&mut ledger).unwrap();
    let before = ledger.audit(&declared);
    assert_eq!(ledger.transfer(PAYER, JOB, Amount(1_000), Cause::Lock), Err(LedgerError::Insufficient(PAYER)));
    assert_eq!(ledger.audit(&declared), before);
}

#[test]
fn every_kind_can_be_filled_and_emptied_and_what_is_a_nodes_stays_its_own() {
    let mut ledger = Ledger::<Book>::default();
    let mut declared = Flows::default();
    let (node, other) = (NodeId(2), NodeId(3));
    let steps = [
        (Account::Outside, Account::Treasury, 500, Cause::Genesis),
        (Account::Outside, Account::Pool, 100, Cause::Emission),
        (Account::Pool, Account::Vesting(node), 60, Cause::Vest),
        (Account::Vesting(node), WORKER, 20, Cause::Release),
        (Account::Pool, Account::Withheld, 10, Cause::Withhold),
        (Account::Withheld, Account::Pool, 4, Cause::Forfeit),
        (Account::Withheld, WORKER, 6, Cause::Restore),
        (Account::Treasury, Account::Holders, 200, Cause::Grant),
        (Account::Holders, Account::Market, 150, Cause::Sale),
        (Account::Treasury, Account::Market, 100, Cause::Liquidity),
        (Account::Market, WORKER, 30, Cause::Purchase),
        (Account::Market, Account::Outside, 20, Cause::BuyBackBurn),
        (WORKER, Account::Staked(node), 50, Cause::Stake),
        (Account::Staked(node), Account::Unbonding(node), 20, Cause::Unbond),
        (Account::Unbonding(node), WORKER, 5, Cause::Withdraw),
        (Account::Unbonding(node), Account::SlashPot, 15, Cause::Slash),
        (Account::Staked(node), Account::SlashPot, 5, Cause::Slash),
        (Account::Vesting(node), Account::SlashPot, 5, Cause::Slash),
        (Account::SlashPot, Account::Liquid(other), 9, Cause::Bounty),
        (Account::SlashPot, Account::Outside, 6, Cause::SlashBurn),
        (Account::Liquid(other), Account::Deposit(other), 8, Cause::Deposit),
        (Account::Deposit(other), Account::Liquid(other), 3, Cause::DepositReturn),
        (Account::Deposit(other), Account::SlashPot, 5, Cause::DepositLoss),
    ];
    for (from, to, amount, cause) in steps {
        ledger.transfer(from, to, Amount(amount), cause).unwrap_or_else(|refused| panic!("{cause:?}: {refused}"));
        declared.add(cause, Amount(amount));
        ledger.audit(&declared).unwrap();
    }
    let supply = ledger.audit(&declared).unwrap();
    assert_eq!((supply.burned, supply.balances), (Amount(26), Amount(574)));
    assert_eq!([Kind::Market, Kind::SlashPot, Kind::Staked].map(|kind| ledger.held(kind).0), [200, 15 + 5 + 5 - 15 + 5, 25]);
    for (from, to, cause) in [
        (Account::Staked(node), Account::Unbonding(other), Cause::Unbond),
        (Account::Vesting(node), Account::Liquid(other), Cause::Release),
        (Account::Liquid(other), Account::Deposit(node), Cause::Deposit),
        (Account::SlashPot, Account::Treasury, Cause::Bounty),
        (Account::Treasury, Account::Treasury, Cause::Grant),
    ] {
        assert!(matches!(ledger.transfer(from, to, Amount(1), cause), Err(LedgerError::Violated(Violation::Cause { .. }))));
    }
}

fn any_account() -> impl Strategy<Value = Account> {
    let job = (0_u32..4, 0_u32..3).prop_map(|(node, number)| JobId { requester: NodeId(node), number });
    prop_oneof![
        Just(Account::Outside),
        (0_u32..4).prop_map(|node| Account::Liquid(NodeId(node))),
        job.prop_map(Account::Escrow),
        Just(Account::Pool),
        (0_u32..4, 0_u8..4).prop_map(|(node, kind)| match kind {
            0 => Account::Staked(NodeId(node)),
            1 => Account::Unbonding(NodeId(node)),
            2 => Account::Vesting(NodeId(node)),
            _ => Account::Deposit(NodeId(node)),
        }),
        prop_oneof![
            Just(Account::Withheld),
            Just(Account::Treasury),
            Just(Account::Holders),
            Just(Account::Market),
            Just(Account::SlashPot)
        ],
    ]
}

proptest! {
    #[test]
    fn the_supply_identity_holds_under_random_transfers(
        steps in proptest::collection::vec((any_account(), any_account(), 0_u128..1_000, 0..Cause::ALL.len()), 1..400)
    ) {
        let (mut ledger, mut declared) = (Ledger::<Book>::default(), Flows::default());
        for (from, to, amount, cause) in steps {
            let cause = Cause::ALL[cause];
            if ledger.transfer(from, to, Amount(amount), cause).is_ok() {
                declared.add(cause, Amount(amount));
            }
            let supply = ledger.audit(&declared).unwrap();
            prop_assert_eq!(supply.genesis.0 + supply.minted.0 - supply.burned.0, supply.balances.0);
        }
    }
}
