//! L1 against L0: rows by chance against expected values.

use super::laws::series;
use crate::fluid::fluid;
use crate::plan::{Plan, PriceMode, plain_class};

/// An economy whose rows differ by chance alone: costs alike, up times random, nobody comes or goes.
fn plan(candidates: u32) -> Plan {
    let mut class = plain_class("box", 0.1, 20.0);
    (class.availability_share, class.availability_sigma) = (0.8, 0.2);
    let mut plan = Plan { epochs: 8, ..Plan::default() };
    (plan.operators.candidates, plan.operators.active_share) = (candidates, 1.0);
    plan.operators.classes = vec![class];
    (plan.operators.patience_epochs_min, plan.operators.patience_epochs_max) = (5_000, 5_000);
    plan.price.mode = PriceMode::Constant;
    (plan.demand.usd_per_day, plan.demand.sigma) = (f64::from(candidates) * 0.4, 0.0);
    plan
}

#[test]
fn rows_come_to_expected_values_with_the_root_of_their_number() {
    // E10: the gap falls as N^−½.
    let counts = [100_u32, 1_000, 10_000];
    let gaps: Vec<f64> = counts
        .iter()
        .map(|candidates| {
            let mut squares = 0.0;
            let seeds = 60;
            for seed in 0..seeds {
                let plan = Plan { seed, ..plan(*candidates) };
                let expected = fluid(&plan, &mut |_| {}).unwrap();
                let (_, rows) = series(&plan);
                let last = rows.last().unwrap();
                squares += (last.capacity_jobs / expected.capacity_jobs - 1.0).powi(2);
            }
            libm::sqrt(squares / seeds as f64)
        })
        .collect();
    let slope = libm::log(gaps[2] / gaps[0]) / libm::log(100.0);
    assert!((slope + 0.5).abs() < 0.08, "slope {slope} of {gaps:?}");
    // σ/(μ·√N) is the gap itself.
    assert!((gaps[1] / (0.25 / libm::sqrt(1_000.0)) - 1.0).abs() < 0.25, "{gaps:?}");
}

#[test]
fn with_entry_and_exit_the_two_levels_end_close_to_each_other() {
    let mut plan = Plan { epochs: 1_500, ..Plan::default() };
    (plan.operators.candidates, plan.operators.active_share) = (20_000, 0.03);
    plan.price.mode = PriceMode::Constant;
    plan.demand.sigma = 0.0;
    plan.operators.classes.truncate(2);
    let expected = fluid(&plan, &mut |_| {}).unwrap();
    let (outcome, rows) = series(&plan);
    let nodes = outcome.nodes_end.unwrap();
    assert!((nodes / expected.nodes - 1.0).abs() < 0.1, "{nodes} rows, {} expected", expected.nodes);
    let income = rows.last().unwrap().income_usd;
    assert!((income / expected.income_usd - 1.0).abs() < 0.05, "{income} USD, {} expected", expected.income_usd);
}
