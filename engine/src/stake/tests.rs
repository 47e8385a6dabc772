//! Stakes, slashes, debts and challenges, by hand and at random.

use super::*;
use crate::ledger::{Book, Kind};
use proptest::prelude::*;

const RULE: StakeRule = StakeRule {
    unbonding_epochs: 7,
    slash_ppm: 500_000,
    bounty_ppm: 300_000,
    deposit: Amount(40),
    per_negative_power: Amount(3),
};
const NODE: NodeId = NodeId(1);
const OTHER: NodeId = NodeId(2);

/// A ledger in which some nodes have 1,000 each and the pool has as much.
struct Bench {
    ledger: Ledger<Book>,
    declared: Flows,
    stakes: Stakes,
}

impl Bench {
    fn new(nodes: u32) -> Self {
        let (ledger, declared, stakes) = (Ledger::default(), Flows::default(), Stakes::default());
        let mut new = Self { ledger, declared, stakes };
        for node in 0..nodes {
            new.with(|_, books| books.moves(Account::Outside, Account::Liquid(NodeId(node)), Amount(1_000), Cause::Genesis))
                .unwrap();
        }
        new.with(|_, books| books.moves(Account::Outside, Account::Pool, Amount(1_000), Cause::Emission)).unwrap();
        new
    }

    fn with<T>(&mut self, act: impl FnOnce(&mut Stakes, &mut Books<'_, Book>) -> T) -> T {
        act(&mut self.stakes, &mut Books { ledger: &mut self.ledger, declared: &mut self.declared })
    }

    fn of(&self, account: Account) -> u128 {
        self.ledger.balance(account).0
    }

    fn audit(&self) {
        self.ledger.audit(&self.declared).unwrap();
        let leaving: Amount = self.stakes.leaving.values().flatten().map(|(_, amount)| *amount).sum();
        assert_eq!(self.ledger.held(Kind::Unbonding), leaving);
    }
}

#[test]
fn a_withdrawn_stake_is_free_after_the_unbonding_time_and_slashable_until_then() {
    let mut bench = Bench::new(3);
    bench.with(|stakes, books| stakes.stake(NODE, Amount(600), books)).unwrap();
    bench.with(|stakes, books| stakes.unbond(NODE, Amount(200), 10, &RULE, books)).unwrap();
    bench.with(|stakes, books| stakes.unbond(NODE, Amount(100), 12, &RULE, books)).unwrap();
    assert!(bench.with(|stakes, books| stakes.unbond(NODE, Amount(301), 12, &RULE, books)).is_err(), "300 are staked");
    assert_eq!(bench.with(|stakes, books| stakes.on_epoch(16, books)), Ok(Amount::ZERO));
    let slashed = bench.with(|stakes, books| stakes.slash(NODE, Amount(450), books)).unwrap();
    assert_eq!(slashed, Slashed { taken: Amount(450), owed: Amount::ZERO });
    // 300 staked, the 100 withdrawn last, 50 of the first 200.
    assert_eq!(bench.with(|stakes, books| stakes.on_epoch(17, books)), Ok(Amount(150)));
    assert_eq!(bench.with(|stakes, books| stakes.on_epoch(99, books)), Ok(Amount::ZERO));
    assert_eq!(bench.of(Account::Liquid(NODE)), 400 + 150);
    bench.audit();
}

#[test]
fn what_a_slash_does_not_find_is_owed_and_paid_by_rewards_that_stay_in_the_pool() {
    let mut bench = Bench::new(3);
    bench.with(|stakes, books| stakes.stake(NODE, Amount(90), books)).unwrap();
    // A score that fell 50 below zero, at 3 tokens each.
    let slashed = bench.with(|stakes, books| stakes.on_negative(NODE, 50, &RULE, books)).unwrap();
    assert_eq!(slashed, Slashed { taken: Amount(90), owed: Amount(60) });
    assert_eq!(bench.of(Account::Liquid(NODE)), 910, "what is free stays free");
    for (share, paid, debt) in [(25, 0, 35), (50, 15, 0), (50, 50, 0)] {
        assert_eq!(bench.with(|stakes, books| stakes.reward(NODE, Amount(share), books)), Ok(Amount(paid)));
        assert_eq!(bench.stakes.debt(NODE), Amount(debt));
    }
    assert_eq!(bench.of(Account::Pool), 1_000 - 65);
    bench.audit();
}

#[test]
fn the_loser_of_a_challenge_pays() {
    let mut bench = Bench::new(3);
    bench.with(|stakes, books| stakes.stake(NODE, Amount(400), books)).unwrap();
    bench.with(|stakes, books| stakes.challenge(OTHER, &RULE, books)).unwrap();
    let lost = bench.with(|stakes, books| stakes.decide(OTHER, NODE, true, &RULE, books)).unwrap();
    assert_eq!(lost.taken, Amount(200), "half of what is at stake");
    assert_eq!((bench.of(Account::Liquid(OTHER)), bench.of(Account::Staked(NODE))), (1_060, 200));
    bench.with(|stakes, books| stakes.challenge(OTHER, &RULE, books)).unwrap();
    bench.with(|stakes, books| stakes.decide(OTHER, NODE, false, &RULE, books)).unwrap();
    assert_eq!((bench.of(Account::Liquid(OTHER)), bench.of(Account::Liquid(NODE))), (1_020, 612));
    assert_eq!(bench.ledger.audit(&bench.declared).unwrap().burned, Amount(140 + 28));
    let nothing = bench.with(|stakes, books| stakes.decide(OTHER, NODE, false, &RULE, books));
    assert_eq!(nothing, Err(LedgerError::Insufficient(Account::Deposit(OTHER))));
    bench.audit();
}

proptest! {
    #[test]
    fn no_balance_goes_below_zero_and_no_slash_takes_more_than_there_is(
        steps in proptest::collection::vec((0_u8..7, 0_u32..4, 0_u32..4, 0_u128..400), 1..150)
    ) {
        let mut bench = Bench::new(4);
        for (epoch, (act, node, other, amount)) in (0..).zip(steps) {
            let (node, other, amount) = (NodeId(node), NodeId(other), Amount(amount));
            let at_stake = [Account::Staked(node), Account::Unbonding(node), Account::Vesting(node)].map(|a| bench.of(a));
            let debt = bench.stakes.debt(node);
            bench.with(|stakes, books| match act {
                0 => drop(stakes.stake(node, amount, books)),
                1 => drop(stakes.unbond(node, amount, epoch, &RULE, books)),
                2 => drop(stakes.on_epoch(epoch, books).unwrap()),
                3 => {
                    let slashed = stakes.slash(node, amount, books).unwrap();
                    assert!(slashed.taken.0 <= at_stake.iter().sum::<u128>() && slashed.taken.0 + slashed.owed.0 == amount.0);
                    assert_eq!(stakes.debt(node).0, debt.0 + slashed.owed.0);
                }
                4 => drop(stakes.reward(node, amount, books)),
                5 => drop(stakes.challenge(node, &RULE, books)),
                _ => drop(stakes.decide(node, other, amount.0 % 2 == 0, &RULE, books)),
            });
            bench.audit();
        }
    }
}
