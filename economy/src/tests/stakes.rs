//! The loop's columns against the engine's books: what is split, put at stake, slashed and withdrawn, on the same epochs.
//!
//! Weights, shares and parts of an amount are the engine's own functions, called by the loop. How stakes fill and come free is
//! written again for columns of rows; here the engine's ledger is told of the same epochs, and must come to the same balances.

use super::attacks::lazy_and_seen;
use crate::Tokens;
use crate::plan::Plan;
use crate::run::Economy;
use engine::ledger::{Account, Book, Cause, Flows, Kind, Ledger};
use engine::poai::split;
use engine::stake::{Books, StakeRule, Stakes};
use engine::wire::EpochEntry;
use engine::{Amount, NodeId};
use proptest::prelude::*;

/// Whoever proves a wrong; it is not among the nodes.
const CHALLENGER: NodeId = NodeId(u32::MAX);

/// The engine's books.
#[derive(Default)]
struct Engine {
    ledger: Ledger<Book>,
    declared: Flows,
    stakes: Stakes,
}

impl Engine {
    fn with<T>(&mut self, act: impl FnOnce(&mut Stakes, &mut Books<'_, Book>) -> T) -> T {
        act(&mut self.stakes, &mut Books { ledger: &mut self.ledger, declared: &mut self.declared })
    }

    fn of(&self, account: Account) -> u128 {
        self.ledger.balance(account).0
    }
}

/// What the loop takes of the plan's stakes, as the engine's rule: all that is slashed is burned.
fn rule(plan: &Plan) -> StakeRule {
    StakeRule {
        unbonding_epochs: plan.stake.unbonding_epochs,
        slash_ppm: (plan.audit.slash_share * 1e6).round() as u32,
        bounty_ppm: 0,
        deposit: Amount::ZERO,
        per_negative_power: Amount::ZERO,
    }
}

/// Tells the engine of the epoch that `loops` has just done, which brought `minted`; nothing is sold and nothing vests. What an
/// epoch without a weight leaves in the pool is split with the next.
fn replay(engine: &mut Engine, loops: &Economy, minted: Amount) {
    let (plan, rows, rule) = (loops.plan, &loops.rows, rule(loops.plan));
    let node = |place: usize| NodeId(rows.who[place].id);
    for place in &loops.worked.found {
        engine.with(|stakes, books| stakes.decide(CHALLENGER, node(*place as usize), true, &rule, books)).unwrap();
    }
    engine.with(|_, books| books.moves(Account::Outside, Account::Pool, minted, Cause::Emission)).unwrap();
    let entry = |place: usize| EpochEntry { node: node(place), power_mgflops: rows.weight[place] as i64, available_s: 1 };
    let entries: Vec<EpochEntry> = (0..rows.inside).map(entry).collect();
    let per_power = Amount((plan.stake.tokens_per_power * 1e15) as u128);
    let fill_ppm = (plan.stake.fill_share * 1e6).round() as u32;
    let due = engine.ledger.balance(Account::Pool);
    for (place, share) in split(due, &entries).into_iter().enumerate() {
        let kept = engine.with(|stakes, books| stakes.reward(node(place), share, books)).unwrap();
        let asked = per_power.times(rows.who[place].power_milli.into());
        let missing = asked.saturating_sub(engine.ledger.balance(Account::Staked(node(place))));
        let put = kept.parts_per_million(fill_ppm).min(missing);
        engine.with(|stakes, books| stakes.stake(node(place), put, books)).unwrap();
    }
    engine.ledger.audit(&engine.declared).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Rounding: the loop's shares round down and the engine's give out every unit, 1 unit a row and epoch; the loop's parts are
    /// in 65,536ths, below 65,536 units of 10⁻¹⁸ token a row and epoch. Nothing else may differ.
    #[test]
    fn stakes_fill_and_are_slashed_as_in_the_engines_books(
        (seed, candidates, epochs) in (any::<u64>(), 1_u32..40, 1_u32..40),
        (slash_ppm, fill_sixteenths, per_power_eighths) in (0_u32..=1_000_000, 0_u32..=16, 1_u32..80),
        audit_share in 0.0_f64..0.1,
    ) {
        let mut plan = Plan { seed, epochs, ..lazy_and_seen() };
        (plan.operators.candidates, plan.operators.sell_share, plan.audit.audit_share) = (candidates, 0.0, audit_share);
        plan.audit.slash_share = f64::from(slash_ppm) / 1e6;
        (plan.stake.fill_share, plan.stake.tokens_per_power) =
            (f64::from(fill_sixteenths) / 16.0, f64::from(per_power_eighths) / 8.0);
        let (mut loops, mut engine) = (Economy::new(&plan).unwrap(), Engine::default());
        for epoch in 0..epochs {
            let minted_before = loops.summary.minted;
            loops.step(epoch).unwrap();
            replay(&mut engine, &loops, Amount(loops.summary.minted - minted_before));
            let rounding = u128::from(epoch + 1) * (65_536 + 2);
            for place in 0..loops.rows.inside {
                let node = NodeId(loops.rows.who[place].id);
                let found = [loops.rows.staked[place], loops.rows.purse[place].liquid];
                let expected = [Account::Staked(node), Account::Liquid(node)].map(|account| engine.of(account));
                for (found, expected) in found.into_iter().zip(expected) {
                    prop_assert!(found.abs_diff(expected) <= rounding, "{found} for {expected} of {node:?} in epoch {epoch}");
                }
            }
        }
    }

    /// Exactly.
    #[test]
    fn a_withdrawn_stake_comes_free_in_the_epoch_that_the_engine_says(
        (seed, unbonding_epochs) in (any::<u64>(), 0_u32..9), turnover_share in 0.02_f64..0.5,
    ) {
        let mut plan = Plan { seed, epochs: 30, ..lazy_and_seen() };
        (plan.operators.candidates, plan.attack.operator_share) = (60, 0.0);
        (plan.stake.unbonding_epochs, plan.entry.turnover_share) = (unbonding_epochs, turnover_share);
        let (mut loops, mut engine) = (Economy::new(&plan).unwrap(), Engine::default());
        let staked = |id: u32| u128::from(id + 1) * 1_000_000_007;
        for place in 0..loops.rows.inside {
            let amount = staked(loops.rows.who[place].id);
            loops.rows.staked[place] = amount;
            loops.tokens.bring(Tokens::Staked, amount);
        }
        let ids = |loops: &Economy| loops.rows.who[..loops.rows.inside].iter().map(|who| who.id).collect::<Vec<_>>();
        for epoch in 0..plan.epochs {
            let before = ids(&loops);
            loops.step(epoch).unwrap();
            let after = ids(&loops);
            for id in before.into_iter().filter(|id| !after.contains(id)) {
                let (node, amount) = (NodeId(id), Amount(staked(id)));
                engine.with(|_, books| books.moves(Account::Outside, Account::Liquid(node), amount, Cause::Genesis)).unwrap();
                engine.with(|stakes, books| stakes.stake(node, amount, books)).unwrap();
                engine.with(|stakes, books| stakes.unbond(node, amount, epoch, &rule(&plan), books)).unwrap();
            }
            engine.with(|stakes, books| stakes.on_epoch(epoch, books)).unwrap();
            prop_assert_eq!(loops.tokens.of(Tokens::Unbonding), engine.ledger.held(Kind::Unbonding).0, "epoch {}", epoch);
        }
    }
}
