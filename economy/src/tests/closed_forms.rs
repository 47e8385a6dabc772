//! Closed forms that the loop must meet (specification §3, §4).

use super::laws::series;
use crate::plan::{AuditPolicy, ExitRule, OperatorClass, Plan, PriceMode, Split, plain_class};
use engine::Amount;
use engine::poai::SplitRule;
use engine::poai::schedule::{Constant, Emission};

fn tokens_per_epoch(tokens: u64) -> Emission {
    Constant { per_epoch: Amount::tokens(tokens), epochs: 0 }.into()
}

/// An economy without demand, patience, lead or machines to buy; every candidate thinks of entering in one epoch of ten.
fn bare(classes: Vec<OperatorClass>) -> Plan {
    let mut plan = Plan { epochs: 400, ..Plan::default() };
    (plan.operators.candidates, plan.operators.active_share) = (10_000, 0.0);
    plan.operators.classes = classes;
    (plan.operators.patience_epochs_min, plan.operators.patience_epochs_max) = (0, 0);
    plan.demand.usd_per_day = 0.0;
    plan.price.mode = PriceMode::Constant;
    plan.entry.lead_epochs = 0;
    plan.entry.attention_share = 0.1;
    plan.entry.exit_share = 0.1;
    plan
}

#[test]
fn burn_and_mint_through_a_pool_without_fee_meets_its_price() {
    // T1: p* = (D/q)(1 + q/X*) with X*·Y* = k, where q tokens are sold and D dollars buy each epoch.
    let mut plan = bare(vec![plain_class("box", 0.0, 24.0)]);
    (plan.operators.candidates, plan.operators.active_share, plan.epochs, plan.entry.attention_share) = (50, 1.0, 4_000, 0.0);
    plan.price.mode = PriceMode::Pool;
    (plan.price.pool_fee, plan.price.pool_depth_usd, plan.price.initial_usd) = (0.0, 200_000.0, 1.0);
    plan.operators.sell_share = 1.0;
    plan.rules.emission = tokens_per_epoch(1_000);
    (plan.rules.burn_share, plan.rules.node_share) = (1.0, 0.0);
    (plan.demand.usd_per_day, plan.demand.sigma, plan.demand.job_usd) = (500.0, 0.0, 1.0);
    plan.demand.qos_elasticity = 0.0;
    plan.service.patience_service_times = 1e9;
    let (_, rows) = series(&plan);
    let tail = &rows[3_000..];
    let spent = tail.iter().map(|row| row.served_usd).sum::<f64>() / tail.len() as f64;
    let mean = tail.iter().map(|row| row.price_usd).sum::<f64>() / tail.len() as f64;
    // After the purchase the reserves are X* and k/X*: k/X*² = (D/q)(1 + q/X*).
    let (k, ratio, q) = (200_000.0_f64 * 200_000.0, spent / 1_000.0, 1_000.0);
    let x = (-ratio * q + (ratio * ratio * q * q + 4.0 * ratio * k).sqrt()) / (2.0 * ratio);
    let expected = ratio * (1.0 + q / x);
    assert!((mean / expected - 1.0).abs() < 0.01, "{mean} for {expected}");
}

#[test]
fn free_entry_meets_the_marginal_cost() {
    // T4: M·F(c*)·c* = R, N* = M·F(c*): costs log-normal with median 1 and σ 0.6, R = 2,000 tokens at 0.5.
    let mut class = plain_class("box", 1.0, 24.0);
    class.opex_sigma = 0.6;
    let mut plan = bare(vec![class]);
    plan.rules.emission = tokens_per_epoch(2_000);
    plan.entry.profit_weight = 1.0;
    let (candidates, pool) = (10_000.0, 1_000.0);
    let below = |cost: f64| 0.5 * libm::erfc(-libm::log(cost) / 0.6 / std::f64::consts::SQRT_2);
    let (mut low, mut high) = (1e-3_f64, 10.0_f64);
    for _ in 0..100 {
        let cost = (low * high).sqrt();
        if candidates * below(cost) * cost < pool { low = cost } else { high = cost }
    }
    let expected = candidates * below(low);
    let found: Vec<f64> = (0..8)
        .map(|seed| {
            plan.seed = seed;
            series(&plan).0.nodes_end.unwrap()
        })
        .collect();
    let mean = found.iter().sum::<f64>() / 8.0;
    // Those in stay for less than it takes to enter: the band between is one node's share wide, costs are one sample.
    assert!((mean / expected - 1.0).abs() < 0.02, "{mean} for {expected}: {found:?}");
}

#[test]
fn turnover_alone_gives_the_population_of_a_queue_without_limit() {
    // T12: M/M/∞. α = λ·(M − N) entries an epoch, each leaves with chance δ: N/M = λ/(λ + δ), a binomial law.
    let mut plan = bare(vec![plain_class("box", 0.0, 24.0)]);
    (plan.operators.candidates, plan.epochs) = (4_000, 3_000);
    (plan.entry.attention_share, plan.entry.turnover_share) = (0.002, 0.02);
    plan.rules.emission = tokens_per_epoch(1_000);
    let (_, rows) = series(&plan);
    let tail: Vec<f64> = rows[500..].iter().map(|row| f64::from(row.nodes)).collect();
    let n = tail.len() as f64;
    let mean = tail.iter().sum::<f64>() / n;
    let variance = tail.iter().map(|nodes| (nodes - mean).powi(2)).sum::<f64>() / n;
    let share = 0.002 / 0.022;
    let (expected, spread) = (4_000.0 * share, 4_000.0 * share * (1.0 - share));
    // Correlated over 1/(λ + δ) = 45 epochs: 2,500 epochs are worth 27 independent ones.
    let error = 3.0 * libm::sqrt(spread / 27.0);
    assert!((mean - expected).abs() < error, "{mean} for {expected} ± {error}");
    assert!((variance / spread - 1.0).abs() < 0.8, "{variance} for {spread}");
}

#[test]
fn without_emission_the_network_falls_into_the_band_of_its_fees() {
    // E04: N in [N_entry, N_exit], where fees per node cover all costs, or running costs alone.
    for (usd_per_day, start) in [(800.0, 0.9), (2_500.0, 0.9), (2_500.0, 0.02)] {
        let mut class = plain_class("box", 1.0, 240.0);
        class.opex_sigma = 0.5;
        class.capex_usd = 300.0;
        let mut plan = bare(vec![class]);
        (plan.epochs, plan.operators.active_share) = (1_500, start);
        plan.rules.emission = Emission::named("none", &[]).unwrap();
        plan.demand.usd_per_day = usd_per_day;
        (plan.demand.sigma, plan.demand.qos_elasticity) = (0.0, 0.0);
        plan.entry.exit = ExitRule::LossStreak { tolerated_share: 0.0 };
        let (outcome, _) = series(&plan);
        let nodes = outcome.nodes_end.unwrap();
        // The marginal node's cost is the mean fee: N·c(N) = 0.85 D at exit, with the machine's price a day above it at entry.
        let fees = 0.85 * usd_per_day;
        let annuity = {
            let discount = 1.25_f64.powf(-1.0 / 365.0);
            discount * (1.0 - discount.powi(1_080)) / (1.0 - discount)
        };
        let at = |extra: f64| {
            let quantile = |nodes: f64| libm::exp(0.5 * world::law::normal_quantile(nodes / 10_000.0));
            let (mut low, mut high) = (1.0, 9_999.0);
            for _ in 0..80 {
                let nodes = 0.5 * (low + high);
                if nodes * (quantile(nodes) + extra) < fees { low = nodes } else { high = nodes }
            }
            low
        };
        let (entry, exit) = (at(300.0 / annuity), at(0.0));
        assert!(nodes > 0.95 * entry && nodes < 1.05 * exit, "{nodes} in {entry}..{exit} at {usd_per_day} from {start}");
    }
}

#[test]
fn spoofed_capacity_takes_the_share_of_the_pool_that_its_closed_form_says() {
    // T16: φs/(1 + (φ − 1)s) with φ = 150, s the share of real power.
    let mut plan = bare(vec![plain_class("box", 0.1, 24.0)]);
    (plan.operators.candidates, plan.operators.active_share, plan.epochs, plan.entry.attention_share) = (5_000, 1.0, 30, 0.0);
    plan.rules.emission = tokens_per_epoch(100_000);
    (plan.power.benchmarked, plan.operators.patience_epochs_min, plan.operators.patience_epochs_max) = (false, 400, 400);
    plan.attack.strategy = "spoofed_capacity".into();
    (plan.attack.operator_share, plan.attack.strength) = (0.01, 150.0);
    let (outcome, rows) = series(&plan);
    let s = outcome.attackers_end.unwrap() / outcome.nodes_end.unwrap();
    let expected = 150.0 * s / (1.0 + 149.0 * s);
    let got = rows.last().unwrap().attack_pool_share;
    assert!((got - expected).abs() < 1e-3, "{got} for {expected}");
}

#[test]
fn the_split_never_gives_more_than_the_epochs_tokens() {
    // E21: with the clamp, minted over T_E is 1 whatever quality and penalties do.
    let mut plan = bare(vec![plain_class("box", 0.1, 24.0)]);
    (plan.operators.candidates, plan.operators.active_share, plan.epochs, plan.demand.usd_per_day) = (200, 1.0, 200, 400.0);
    plan.rules.emission = tokens_per_epoch(300);
    plan.audit.policy = AuditPolicy::Audit;
    (plan.audit.audit_share, plan.service.wrong_share, plan.power.penalty_share) = (1.0, 0.3, 5.0_f64.min(1.0));
    for split in [
        Split::PROPORTIONAL,
        Split::Rule(SplitRule::SquareRoot),
        Split::Rule(SplitRule::Flat),
        Split::Rule(SplitRule::Threshold { least_ppm: 500_000 }),
        Split::Jobs,
    ] {
        plan.rules.split = split;
        let (outcome, _) = series(&plan);
        assert_eq!(outcome.minted_tokens, Some(300.0 * 200.0));
        assert_eq!(outcome.residual_tokens, Some(0.0));
    }
}
