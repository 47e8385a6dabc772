//! What the strategy of an attack does to the loop, where a hand can count it.

use super::laws::series;
use crate::Dollars;
use crate::attack::eclipse::seen_availability;
use crate::attack::learning::imitate;
use crate::plan::{AuditPolicy, Learning, Plan, PriceMode, Shock, ShockKind, Split, plain_class};
use crate::run::Economy;
use engine::Amount;
use engine::poai::SplitRule;
use engine::poai::schedule::{Constant, Emission};

/// Operators alike, always up, all in from the start, half of them of the strategy; nobody comes or goes.
pub(super) fn plan(strategy: &str, strength: f64) -> Plan {
    let mut plan = Plan { epochs: 40, ..Plan::default() };
    (plan.operators.candidates, plan.operators.active_share) = (4_000, 1.0);
    plan.operators.classes = vec![plain_class("box", 0.1, 24.0)];
    (plan.operators.patience_epochs_min, plan.operators.patience_epochs_max) = (5_000, 5_000);
    plan.entry.attention_share = 0.0;
    plan.price.mode = PriceMode::Constant;
    plan.rules.emission = Constant { per_epoch: Amount::tokens(10_000), epochs: 0 }.into();
    (plan.demand.usd_per_day, plan.demand.sigma) = (2_000.0, 0.0);
    (plan.attack.strategy, plan.attack.strength, plan.attack.operator_share) = (strategy.into(), strength, 0.5);
    plan.power.benchmarked = false;
    plan
}

/// Lazy operators, every job of theirs checked by somebody who sees all.
pub(super) fn lazy_and_seen() -> Plan {
    let mut plan = plan("lazy_work", 1.0);
    (plan.audit.policy, plan.audit.audit_share, plan.audit.sensitivity) = (AuditPolicy::Audit, 1.0, 1.0);
    plan.audit.false_positive = 0.0;
    plan
}

#[test]
fn whoever_is_found_gets_nothing_for_as_long_as_rewards_are_withheld() {
    let mut plan = lazy_and_seen();
    plan.power.penalty_share = 0.0;
    // Ten jobs a row: all are found in the first epoch in which they make results up, again in each, and never paid.
    let (outcome, rows) = series(&plan);
    assert_eq!(rows[1].attack_pool_share, 0.0);
    assert!(rows[0].attack_pool_share > 0.4, "honest before anybody knows what pays");
    let (attackers, found) = (outcome.attackers_end.unwrap(), outcome.found_attackers.unwrap());
    assert!(found > 38.9 * attackers, "{found} findings of {attackers} in 39 epochs");
    // Pay withheld for five epochs: no jobs and no share in them, and nothing to be found out for.
    plan.attack.surroundings.withheld_epochs = 5;
    plan.audit.audit_share = 0.01;
    let odds = |share: f64| share / (1.0 - share);
    let with = odds(series(&plan).0.attack_pool_share.unwrap());
    plan.attack.surroundings.withheld_epochs = 0;
    let without = odds(series(&plan).0.attack_pool_share.unwrap());
    // Found with chance d = 0.095 an epoch: paid in (1 − d) of epochs, or in (1 − d)/(1 + 5d) of them once that is steady.
    assert!((0.65..0.78).contains(&(with / without)), "{with} with, {without} without");
}

#[test]
fn withheld_rewards_and_stakes_are_what_the_strategy_is_told_it_risks() {
    let mut plan = lazy_and_seen();
    plan.audit.audit_share = 0.001;
    (plan.rules.vesting_share, plan.rules.vesting_epochs) = (0.5, 30);
    plan.stake.tokens_per_power = 0.05;
    let slashed = |plan: &Plan| series(plan).0.slashed_tokens.unwrap();
    let all = slashed(&plan);
    plan.attack.surroundings.unvested_lost_share = 0.0;
    let stakes = slashed(&plan);
    plan.audit.slash_share = 0.0;
    assert_eq!(slashed(&plan), 0.0);
    assert!(stakes > 0.0 && all > 1.5 * stakes, "{all} with unvested rewards, {stakes} of stakes");
    // Best response: with enough to lose nobody makes results up.
    plan.operators.classes[0].energy_usd_per_job = 0.001;
    plan.attack.best_response = true;
    plan.attack.surroundings.withheld_epochs = 1_000;
    (plan.rules.vesting_epochs, plan.audit.audit_share) = (0, 0.1);
    assert_eq!(series(&plan).0.found_attackers, Some(0.0));
    plan.audit.audit_share = 1e-7;
    plan.epochs = 3;
    assert!(series(&plan).0.wrong_share.unwrap() > 0.2, "unseen, they do");
}

#[test]
fn whoever_holds_peers_takes_the_reward_of_those_unheard() {
    let mut plan = plan("eclipse", 0.5);
    let around = &mut plan.attack.surroundings;
    (around.peers, around.degree, around.peer_usd_per_day) = (8, 2, 0.0);
    let (outcome, rows) = series(&plan);
    let attackers = outcome.attackers_end.unwrap() / outcome.nodes_end.unwrap();
    let heard = (1.0 - attackers) * seen_availability(8, 2, 4);
    let (expected, got) = (attackers / (attackers + heard), rows[30].attack_pool_share);
    assert!(got > attackers + 0.05 && (got - expected).abs() < 2e-3, "{got} for {expected}, {attackers} of nodes");
    plan.attack.surroundings.victims_share = 0.0;
    assert!((series(&plan).1[30].attack_pool_share - attackers).abs() < 1e-3);
}

#[test]
fn an_epoch_without_agreement_pays_all_in_full() {
    let mut plan = plan("faulty_epoch", 1.0);
    plan.operators.classes[0].availability_share = 0.5;
    plan.rules.split = Split::Rule(SplitRule::Threshold { least_ppm: 900_000 });
    plan.attack.start_epoch = 10;
    let (_, rows) = series(&plan);
    assert_eq!(rows[5].income_usd, rows[5].fees_usd, "nobody is up for nine tenths");
    assert!(rows[20].income_usd > rows[20].fees_usd + 1_000.0);
}

#[test]
fn measured_capacity_takes_from_claims_what_declared_capacity_gives_them() {
    // T16 where power is declared: φs/(1 + (φ − 1)s). Measured, a claim counts until it is found, with chance q_b an epoch.
    let mut plan = plan("spoofed_capacity", 10.0);
    plan.power.penalty_share = 0.0;
    (plan.operators.candidates, plan.demand.usd_per_day) = (20_000, 10_000.0);
    let (outcome, rows) = series(&plan);
    let s = outcome.attackers_end.unwrap() / outcome.nodes_end.unwrap();
    let share = |left: f64| {
        let weight = s * (1.0 + 9.0 * left);
        weight / (1.0 - s + weight)
    };
    assert!((rows[39].attack_pool_share - share(1.0)).abs() < 1e-3);
    plan.power.benchmarked = true;
    for chance in [0.02, 0.1, 0.3] {
        (plan.power.benchmark_share, plan.power.benchmark_sigma) = (chance, 0.02);
        let (_, rows) = series(&plan);
        for epoch in [5, 20, 39] {
            // Claims begin in epoch 1; a row found in an epoch gets nothing for it.
            let left = (1.0_f64 - chance).powi(epoch - 1);
            let weight = s * (10.0 * left * (1.0 - chance) + 1.0 - left);
            let (expected, got) = (weight / (1.0 - s + weight), rows[epoch as usize].attack_pool_share);
            assert!((got - expected).abs() < 0.015, "{got} for {expected} in epoch {epoch} at {chance}");
        }
    }
}

#[test]
fn scores_of_the_honest_move_with_the_noise_of_measurements() {
    let mut plan = plan("honest", 1.0);
    (plan.power.benchmarked, plan.attack.operator_share) = (true, 0.0);
    (plan.power.benchmark_share, plan.power.benchmark_sigma) = (0.5, 0.1);
    // Gini of a normal law: σ/√π.
    let gini = series(&plan).0.gini_power.unwrap();
    assert!((gini - 0.1 / std::f64::consts::PI.sqrt()).abs() < 0.002, "{gini}");
    plan.power.benchmark_share = 0.0;
    assert_eq!(series(&plan).0.gini_power, Some(0.0));
}

#[test]
fn operators_take_over_what_pays_and_drop_what_does_not() {
    let mut plan = lazy_and_seen();
    plan.operators.classes[0].energy_usd_per_job = 0.01;
    // No score holds a past against anybody, nor made-up results by themselves.
    (plan.epochs, plan.power.penalty_share, plan.power.quality_weight) = (300, 0.0, 1e-9);
    for learning in [(Learning::Imitate, 1.0), (Learning::Respond, 0.1)] {
        (plan.attack.learning, plan.attack.learning_rate) = learning;
        plan.audit.audit_share = 0.5;
        let deterred = series(&plan).0.attackers_end.unwrap();
        assert!(deterred < 20.0, "{deterred} with {learning:?}");
        plan.audit.audit_share = 0.0;
        let tempted = series(&plan).0.attackers_end.unwrap();
        assert!(tempted > 3_980.0, "{tempted} with {learning:?}");
    }
}

#[test]
fn imitation_is_the_replicator_dynamic() {
    // Ten jobs of 0.01 USD each left out: a gap of 0.1 USD for ever, whatever the shares.
    let mut plan = lazy_and_seen();
    (plan.operators.classes[0].energy_usd_per_job, plan.audit.audit_share) = (0.01, 0.0);
    (plan.operators.candidates, plan.attack.operator_share, plan.epochs) = (20_000, 0.2, 30);
    plan.demand.usd_per_day = 10_000.0;
    plan.power.quality_weight = 1e-9;
    (plan.attack.learning, plan.attack.learning_rate) = (Learning::Imitate, 1.0);
    let mut shares = vec![0.8, 0.2];
    for _ in 1..30 {
        shares = imitate(&shares, &[0.0, 0.1], 1.0);
    }
    let got = series(&plan).0.attackers_end.unwrap() / 20_000.0;
    assert!((got - shares[1]).abs() < 0.03, "{got} for {shares:?}");
}

#[test]
fn a_surplus_of_fees_buys_back_and_is_put_by_for_nodes_that_lack_it() {
    let mut plan = plan("honest", 1.0);
    plan.attack.operator_share = 0.0;
    let given = [("per_node_usd", "0.2"), ("per_epoch_max_tokens", "1"), ("vault_tokens", "1000")];
    plan.rules.emission = Emission::named("usd-target", &given).unwrap();
    // 4,000 nodes shall earn 800 USD. Demand of 2,000 brings 1,700; after epoch 20 it brings 85.
    plan.demand.shocks = vec![Shock { epoch: 20, what: ShockKind::Demand, factor: 0.05, epochs: 0 }];
    plan.demand.qos_elasticity = 0.0;
    let mut economy = Economy::new(&plan).unwrap();
    let mut put_by = 0.0;
    for epoch in 0..40 {
        let row = economy.step(epoch).unwrap();
        let Emission::UsdTarget(schedule) = &economy.emission else { panic!("{:?}", economy.emission) };
        let vault = economy.dollars.of(Dollars::Vault);
        let waits = vault - schedule.fee_vault_micro_usd;
        assert!(waits < 100_000, "{waits} micro-USD given and not yet paid out");
        assert_eq!(economy.dollars.residual(), 0);
        let gross = 0.85 * row.served_usd;
        if epoch < 20 {
            assert!((row.fees_usd - 800.0).abs() < 0.2, "{} in epoch {epoch}", row.fees_usd);
            put_by += 0.5 * (gross - 800.0);
            assert!((vault as f64 / 1e6 - put_by).abs() < 1.0, "{vault} for {put_by}");
            // Half of the surplus and 15 % of all buy tokens, at a price of 1 or so.
            let burned_usd = row.burned_tokens * row.price_usd;
            let expected = 0.15 * row.served_usd + 0.5 * (gross - 800.0);
            assert!((burned_usd / expected - 1.0).abs() < 0.01, "{burned_usd} for {expected}");
        } else if vault > 800_000_000 {
            assert!(row.income_usd > 799.0, "{} in epoch {epoch}", row.income_usd);
        }
    }
    economy.recount(40).unwrap();
    assert!(economy.dollars.of(Dollars::Vault) < 1_000_000_000, "it was used up");
}
