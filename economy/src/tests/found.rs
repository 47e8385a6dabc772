//! What being found out costs, what ledgers and candidates see, and what machines and identities cost: counted by hand.

use super::attacks::{lazy_and_seen, plan};
use super::laws::series;
use crate::Tokens;
use crate::plan::{Belief, Plan, Split};
use crate::run::Economy;
use engine::Amount;
use engine::poai::schedule::Emission;
use engine::poai::{Locked, SplitRule, VestingRule};

/// No emission: fees alone.
fn by_fees(mut plan: Plan) -> Plan {
    plan.rules.emission = Emission::named("none", &[]).unwrap();
    plan
}

#[test]
fn whoever_is_found_is_not_paid_for_its_jobs_either() {
    let (_, rows) = series(&by_fees(lazy_and_seen()));
    let share = |row: &crate::EpochRow| row.fees_usd / (0.85 * row.served_usd);
    assert!((share(&rows[0]) - 1.0).abs() < 1e-9, "nobody cheats yet");
    // Ten jobs a row and every one checked: all of the lazy half are found, in every epoch.
    assert!((share(&rows[5]) - 0.5).abs() < 0.02, "{}", share(&rows[5]));
}

#[test]
fn whoever_is_barred_gets_no_jobs_and_no_share_by_jobs() {
    let mut plan = lazy_and_seen();
    plan.rules.split = Split::Jobs;
    plan.attack.surroundings.withheld_epochs = 1_000;
    let (outcome, rows) = series(&plan);
    assert!((outcome.found_attackers.unwrap() / outcome.attackers_end.unwrap() - 1.0).abs() < 1e-3, "found once each");
    assert_eq!(rows[5].attack_pool_share, 0.0);
    assert!((rows[5].capacity_jobs / rows[0].capacity_jobs - 0.5).abs() < 0.02, "half of the machines are barred");
    assert!((rows[5].served_usd / rows[0].served_usd - 1.0).abs() < 0.05, "the others do their jobs");
    assert!((rows[5].fees_usd / rows[0].fees_usd - 1.0).abs() < 0.05, "and are paid for them");
}

#[test]
fn half_a_machine_weighs_half_and_does_half() {
    let plan = plan("minimal_hardware", 0.5);
    let (outcome, rows) = series(&plan);
    let half = outcome.attackers_end.unwrap() / outcome.nodes_end.unwrap();
    let expected = 0.5 * half / (1.0 - 0.5 * half);
    assert!((rows[20].attack_pool_share / expected - 1.0).abs() < 1e-3, "{} for {expected}", rows[20].attack_pool_share);
    assert!((rows[20].capacity_jobs / rows[0].capacity_jobs / (1.0 - 0.5 * half) - 1.0).abs() < 1e-3);
}

#[test]
fn a_ledger_counts_wash_volume_and_customers_do_not() {
    let mut plan = plan("self_dealing", 10.0);
    plan.attack.start_epoch = 10;
    let (_, rows) = series(&plan);
    assert_eq!(rows[5].paid_usd, rows[5].served_usd);
    let attackers = f64::from(rows[20].nodes) * 0.5;
    assert!(((rows[20].paid_usd - rows[20].served_usd) / (10.0 * attackers) - 1.0).abs() < 0.1);
    assert!((rows[20].served_usd / rows[5].served_usd - 1.0).abs() < 0.05);
}

#[test]
fn an_identity_costs_a_licence_and_a_container() {
    let mut plan = plan("sybil", 5.0);
    plan.rules.split = Split::Rule(SplitRule::PerLicence);
    plan.entry.horizon_epochs = 1_000;
    plan.operators.classes[0].licences = 1;
    let gain = |plan: &Plan| series(plan).0.attack_gain_usd_per_day.unwrap();
    let free = gain(&plan);
    plan.operators.classes[0].licence_usd = 2_000.0;
    plan.attack.surroundings.identity_usd_per_day += 0.5;
    let dear = gain(&plan);
    // Four more identities: 2 USD a day each for the licence, half a dollar for the container; the first epoch is honest.
    let (expected, epochs) = (4.0 * 2.5, f64::from(plan.epochs));
    assert!(((free - dear) / (expected * (epochs - 1.0) / epochs) - 1.0).abs() < 1e-3, "{free} and {dear}");
}

#[test]
fn an_economy_without_nodes_fills_where_work_is_left_undone() {
    let mut plan = by_fees(plan("honest", 1.0));
    (plan.operators.active_share, plan.attack.operator_share) = (0.0, 0.0);
    (plan.entry.attention_share, plan.entry.lead_epochs, plan.entry.belief) = (0.05, 0, Belief::Static);
    let (outcome, rows) = series(&plan);
    assert_eq!(rows[0].nodes, 0);
    assert!(outcome.nodes_end.unwrap() > 100.0, "{:?}", outcome.nodes_end);
}

#[test]
fn whoever_comes_back_pays_again() {
    let mut plan = by_fees(plan("honest", 1.0));
    (plan.attack.operator_share, plan.epochs) = (0.0, 400);
    (plan.operators.classes[0].licences, plan.operators.classes[0].licence_usd) = (1, 60.0);
    plan.entry.attention_share = 1.0;
    let (once, _) = series(&plan);
    assert!(once.break_even_share.unwrap() > 0.99, "0.425 USD a day less 0.1 for 60 USD");
    plan.entry.turnover_share = 0.2;
    let (often, _) = series(&plan);
    assert!(often.break_even_share.unwrap() < 0.01, "five days bring no 60 USD: {:?}", often.break_even_share);
    assert!(often.entries.unwrap() > 10.0 * f64::from(plan.operators.candidates));
}

#[test]
fn as_much_is_held_back_of_steady_rewards_as_by_the_engines_rule() {
    let mut plan = plan("honest", 1.0);
    (plan.attack.operator_share, plan.epochs) = (0.0, 400);
    (plan.rules.vesting_share, plan.rules.vesting_epochs) = (0.75, 40);
    let mut economy = Economy::new(&plan).unwrap();
    let rule = VestingRule { share_ppm: 750_000, epochs: 40 };
    let mut node = Locked::default();
    for epoch in 0..plan.epochs {
        economy.step(epoch).unwrap();
        node.release();
        let (_, locked) = rule.split(Amount::tokens(10_000));
        node.lock(locked, rule.epochs);
    }
    let (loops, engines) = (economy.tokens.of(Tokens::Locked) as f64, node.amount().0 as f64);
    assert!((loops / engines - 1.0).abs() < 0.03, "{loops} and {engines}");
}
