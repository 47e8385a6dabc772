//! Oracles, juries and challenges: what is done to those who decide.

use crate::{best, near, profit, worker};
use economy::attack::{
    AttackFacts, AuditFacts, EmissionFacts, JuryFacts, OperatorFacts, OracleFacts, Strategy, bribery, faulty_epoch, griefing,
    jury_collusion, oracle_capture, oracle_copying,
};

#[test]
fn e16_oracles_capture_the_vote_at_the_published_rates() {
    let published = [(7, 0.287), (9, 0.277), (15, 0.095), (30, 0.006)];
    for (oracles, rate) in published {
        let third = oracle_capture::identical_needed(oracles);
        assert_eq!(oracle_capture::capture_share(oracles, third, true), 1.0);
        assert_eq!(oracle_capture::capture_share(oracles, third - 1, true), 0.0);
        // The published rates are simulated; three standard errors of ten thousand rounds around the exact value.
        let exact = oracle_capture::capture_share(oracles, third, false);
        assert!((exact - rate).abs() < 3.0 * (exact * (1.0 - exact) / 1e4).sqrt(), "{oracles}: {exact}");
    }
    near(oracle_capture::capture_share(7, 3, false), 10.0 / 35.0, 1e-12);
    near(oracle_capture::capture_share(9, 4, false), 35.0 / 126.0, 1e-12);
    for (oracles, rate) in [(7, 0.29), (9, 0.28), (15, 0.34), (30, 0.51)] {
        assert!((oracle_capture::capture_share(oracles, oracles / 2, false) - rate).abs() < 0.015, "{oracles}");
    }
}

#[test]
fn a_coalition_of_a_third_is_cheapest() {
    let facts = AttackFacts {
        oracles: OracleFacts { oracles: 15, voted_pay_usd: 600.0, oracle_usd: 20.0, ..OracleFacts::default() },
        ..AttackFacts::default()
    };
    let (share, gain) = best(&facts, oracle_capture::ENTRY);
    assert_eq!((share * 15.0).round(), 6.0);
    near(gain, 600.0 - 6.0 * 20.0, 1e-12);
    near(oracle_capture::OracleCapture { share: 0.4, first: true }.assess(&facts).threshold.value, 100.0, 1e-12);
}

#[test]
fn t15_juries_fall_at_the_hypergeometric_rate() {
    for (size, rate) in [(3, 0.216), (7, 0.125), (21, 0.0251), (51, 0.00103)] {
        near(jury_collusion::capture_share(1_000, 300, size), rate, 6e-3);
    }
    let jury = JuryFacts { jurors: 1_000, jury_size: 7, appeals: 2, ..JuryFacts::default() };
    assert_eq!(jury_collusion::last_jury(&jury), 28);
    assert_eq!(jury_collusion::last_jury(&JuryFacts { appeals: 40, ..jury }), 1_000);
}

#[test]
fn e16_appeals_and_the_price_of_jurors_deter_collusion() {
    let mut facts = worker(20.0, 0.0, 0.5);
    facts.jury = JuryFacts { jurors: 100, jury_size: 3, ..JuryFacts::default() };
    let collude = |facts: &AttackFacts, share: f64| profit(&jury_collusion::JuryCollusion { share }, facts);
    assert!(collude(&facts, 0.3) < 0.0 && collude(&facts, 1.0) > 0.5);
    near(collude(&facts, 1.0), 0.55, 1e-12);
    facts.jury.juror_usd = 0.01;
    assert!(best(&facts, jury_collusion::ENTRY).1 < 0.55 - 0.5, "a jury that costs a dollar is not worth half a dollar of work");
    let short = jury_collusion::JuryCollusion { share: 0.3 }.conduct(&facts).detection_share;
    facts.jury.appeals = 3;
    assert!(jury_collusion::JuryCollusion { share: 0.3 }.conduct(&facts).detection_share > short);
}

#[test]
fn e16_a_bribe_that_works_costs_nothing_and_one_below_pay_and_deposit_does_nothing() {
    let mut facts = worker(20.0, 0.0, 0.5);
    let jury =
        JuryFacts { jury_size: 5, juror_pay_usd: 1.0, juror_deposit_usd: 4.0, bribable_share: 1.0, ..JuryFacts::default() };
    facts.jury = jury.clone();
    assert_eq!(bribery::outcome(&jury, 5.0), (1.0, 0.0));
    assert_eq!(bribery::outcome(&jury, 4.99), (0.0, 0.0));
    near(bribery::budget_usd(&jury), 25.0, 1e-15);
    near(profit(&bribery::Bribery { offer_factor: 1.0 }, &facts), 0.55, 1e-12);
    assert!(profit(&bribery::Bribery { offer_factor: 0.99 }, &facts) < 0.0);
    near(best(&facts, bribery::ENTRY).0, 1.0, 0.05);
    // Two of five bribable on average: mostly lost, and then each bribed one is paid.
    let (wins, paid) = bribery::outcome(&JuryFacts { bribable_share: 0.4, ..jury }, 5.0);
    near(wins, 0.31744, 1e-9);
    near(paid, 5.0 * (0.2592 + 2.0 * 0.3456), 1e-9);
}

#[test]
fn e17_copying_pays_until_the_published_delay() {
    let mut facts = AttackFacts {
        oracles: OracleFacts {
            dividend_usd: 100.0,
            error_penalty: 2.0,
            score_drift: 0.01,
            evaluation_usd: 3.0,
            ..OracleFacts::default()
        },
        ..AttackFacts::default()
    };
    let delay = oracle_copying::deterring_delay_epochs(&facts.oracles);
    near(delay, std::f64::consts::FRAC_PI_2 * 2.25, 1e-12);
    for (factor, pays) in [(0.999, true), (1.001, false)] {
        facts.oracles.copy_delay_epochs = delay * factor;
        assert_eq!(profit(&oracle_copying::OracleCopying { share: 1.0 }, &facts) > 0.0, pays);
    }
    near(oracle_copying::stale_error(1.0, 1.0), 0.797_884_560_8, 1e-9);
}

#[test]
fn e17_a_faulty_epoch_pays_the_absent_in_full() {
    assert_eq!([1, 3, 7, 9, 10].map(faulty_epoch::quorum), [1, 2, 3, 4, 5]);
    let mut facts = AttackFacts {
        emission: EmissionFacts { reward_usd_per_weight: 1.4585, split_exponent: 0.0, pooled: false, ..EmissionFacts::default() },
        operator: OperatorFacts { availability: 0.1, ..OperatorFacts::default() },
        oracles: OracleFacts { oracles: 10, participation: 1.0, ..OracleFacts::default() },
        ..AttackFacts::default()
    };
    let (share, gain) = best(&facts, faulty_epoch::ENTRY);
    assert_eq!((share * 10.0).round(), 6.0, "more than 0.4 of those online must take part: six silent ones of ten are enough");
    near(gain, 1.4585 * 0.9, 1e-9);
    facts.oracles.oracle_usd = 1.0;
    assert_eq!(best(&facts, faulty_epoch::ENTRY).1, 0.0);
    assert_eq!(faulty_epoch::dissent_share(9, 4, 1.0), 0.0);
    assert_eq!(faulty_epoch::dissent_share(9, 5, 1.0), 1.0);
}

#[test]
fn e18_the_griefing_factor() {
    let mut facts = AttackFacts {
        audit: AuditFacts { slash_usd: 100.0, ..AuditFacts::default() },
        jury: JuryFacts { error: 0.05, bounty_share: 0.5, defence_usd: 1.0, challenge_deposit_usd: 10.0, ..JuryFacts::default() },
        ..AttackFacts::default()
    };
    near(griefing::griefing_factor(&facts), 6.0 / (0.95 * 10.0 - 2.5), 1e-12);
    facts.jury.challenge_deposit_usd = griefing::fair_deposit_usd(&facts);
    near(griefing::griefing_factor(&facts), 1.0, 1e-12);
    near(profit(&griefing::Griefing { challenges: 3.0 }, &facts), -18.0, 1e-12);
    near(griefing::Griefing { challenges: 3.0 }.conduct(&facts).harm.victims_loss_usd, 18.0, 1e-12);
    facts.jury.challenge_deposit_usd = 2.0;
    assert!(profit(&griefing::Griefing { challenges: 1.0 }, &facts) > 0.0, "a deposit below ερS/(1 − ε) pays the griefer");
    assert_eq!(griefing::griefing_factor(&facts), f64::INFINITY);
}
