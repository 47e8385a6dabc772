//! Work, claims and up-time: what one operator does with its own machine.

use crate::{best, near, profit, worker};
use economy::attack::{
    AttackFacts, AuditFacts, EmissionFacts, OperatorFacts, Strategy, end_game_defection, forged_heartbeats, lazy_work,
    minimal_hardware, spoofed_capacity, sybil, uptime_gaming,
};

#[test]
fn t3_and_e13_lazy_work_is_deterred_from_the_published_detection_on() {
    let rows = [(0.0, 0.0, 0.55), (0.0, 0.9, 0.120), (0.0, 0.99, 0.0135), (0.0, 0.997, 0.0041)];
    let staked = [(20.0, 0.0, 0.026), (20.0, 0.9, 0.022), (20.0, 0.99, 0.009), (20.0, 0.997, 0.0036)];
    for (slash, gamma, published) in rows.into_iter().chain(staked) {
        let found = lazy_work::LazyWork { skipped_share: 1.0 }.assess(&worker(slash, gamma, 0.0));
        near(found.threshold.value, published, 0.025);
        near(found.threshold.value, lazy_work::deterring_detection(0.55, 1.0, slash, 0.4 * gamma / (1.0 - gamma)), 1e-12);
        for (detection, pays) in [(0.999, true), (1.001, false)] {
            let facts = worker(slash, gamma, found.threshold.value * detection);
            assert_eq!(profit(&lazy_work::LazyWork { skipped_share: 1.0 }, &facts) > 0.0, pays);
        }
    }
    near(lazy_work::LazyWork { skipped_share: 1.0 }.assess(&worker(5.0, 0.99, 0.0)).threshold.value, 0.012061, 1e-4);
}

#[test]
fn a_lazy_worker_of_many_jobs_is_caught_by_the_first_wrong_one() {
    let mut facts = worker(0.0, 0.9, 0.1);
    facts.operator.jobs_per_epoch = 20.0;
    near(lazy_work::caught_share(&facts, 0.5), 1.0 - 0.9_f64.powi(10), 1e-12);
    assert_eq!(lazy_work::caught_share(&facts, 0.0), 0.0);
}

#[test]
fn t8_spot_checks_with_a_blacklist() {
    near(lazy_work::accepted_error_share(0.2, 0.1, 0.1, 100.0), 0.008384, 1e-3);
    near(lazy_work::accepted_error_bound(0.2, 0.1, 100.0), 0.0092, 1e-3);
    for wrong in 1..=100 {
        let share = lazy_work::accepted_error_share(0.2, f64::from(wrong) / 100.0, 0.1, 100.0);
        assert!(share <= lazy_work::accepted_error_bound(0.2, 0.1, 100.0));
    }
}

#[test]
fn t16_and_e12_spoofers_take_the_published_share_of_the_pool() {
    for (share, taken) in [(0.001, 0.131), (0.01, 0.602), (0.05, 0.888)] {
        near(spoofed_capacity::captured_share(150.0, share), taken, 5e-3);
    }
    near(spoofed_capacity::captured_share(1.0, 0.3), 0.3, 1e-15);
}

#[test]
fn t17_spoofing_by_150_at_5_percent_needs_2830_epochs_of_reward_at_stake() {
    let facts = |at_stake: f64| AttackFacts {
        emission: EmissionFacts { reward_usd_per_weight: 1.0, ..EmissionFacts::default() },
        operator: OperatorFacts { opex_usd: 1.0, ..OperatorFacts::default() },
        audit: AuditFacts { benchmark_share: 0.05, slash_usd: at_stake, ..AuditFacts::default() },
        ..AttackFacts::default()
    };
    let spoof = spoofed_capacity::SpoofedCapacity { factor: 150.0 };
    near(spoofed_capacity::deterring_detection(150.0, 1.0, 0.0, 2_830.0), 0.05, 1e-12);
    near(spoof.assess(&facts(2_830.0)).threshold.value, 0.05, 1e-12);
    assert!(profit(&spoof, &facts(2_829.0)) > 0.0 && profit(&spoof, &facts(2_831.0)) < 0.0);
}

#[test]
fn a_claim_within_the_noise_of_the_benchmark_is_not_seen() {
    let facts = AttackFacts {
        emission: EmissionFacts { reward_usd_per_weight: 1.0, ..EmissionFacts::default() },
        audit: AuditFacts { benchmark_share: 1.0, benchmark_noise: 0.1, slash_usd: 100.0, ..AuditFacts::default() },
        ..AttackFacts::default()
    };
    let (strength, gain) = best(&facts, spoofed_capacity::ENTRY);
    near(strength, 1.3, 1e-3);
    near(gain, 0.3, 5e-3);
}

#[test]
fn e11_packing_and_splitting() {
    // Home box at $0.5 a token, tier 1: reward 0.729 a day, licence 500/1080, box 0.386.
    for (nodes, pays) in [(1, false), (2, true), (3, true), (50, true)] {
        assert_eq!(sybil::packed_profit_usd(1.4585 * 0.5, 500.0 / 1_080.0, 0.386, nodes) > 0.0, pays, "{nodes}");
    }
    let facts = |split_exponent: f64, licence_usd: f64| AttackFacts {
        emission: EmissionFacts { reward_usd_per_weight: 1.4585 * 0.5, split_exponent, ..EmissionFacts::default() },
        operator: OperatorFacts { licence_usd, ..OperatorFacts::default() },
        ..AttackFacts::default()
    };
    let gain = |exponent: f64| 1.0 + sybil::Sybil { identities: 16 }.assess(&facts(exponent, 0.0)).gain_usd / (1.4585 * 0.5);
    near(gain(1.0), 1.0, 1e-12); // neutral under proportion
    near(gain(0.5), 4.0, 1e-12); // √m
    near(gain(0.0), 16.0, 1e-12);
    let paid = |licence: f64| profit(&sybil::Sybil { identities: 16 }, &facts(0.0, licence));
    assert!(paid(0.729) > 0.0 && paid(0.73) < 0.0, "under flat pay only a licence dearer than its reward deters");
}

#[test]
fn e11_flat_pay_selects_the_smallest_box_and_proportional_pay_does_not() {
    let facts = |split_exponent: f64| AttackFacts {
        emission: EmissionFacts { reward_usd_per_weight: 0.729, split_exponent, ..EmissionFacts::default() },
        operator: OperatorFacts { opex_usd: 0.386, ..OperatorFacts::default() },
        ..AttackFacts::default()
    };
    let (cut, gain) = best(&facts(0.0), minimal_hardware::ENTRY);
    near(cut, 0.99, 1e-12);
    near(gain, 0.99 * 0.386, 1e-12);
    assert_eq!(best(&facts(1.0), minimal_hardware::ENTRY).1, 0.0);
}

#[test]
fn t18_the_best_reply_to_a_threshold_is_the_threshold() {
    let facts = AttackFacts {
        emission: EmissionFacts { reward_usd_per_weight: 1.0, uptime_threshold: 0.5, ..EmissionFacts::default() },
        operator: OperatorFacts { opex_usd: 0.4, ..OperatorFacts::default() },
        ..AttackFacts::default()
    };
    let (off, gain) = best(&facts, uptime_gaming::ENTRY);
    near(1.0 - off, 0.5, 1e-6);
    near(gain, 0.4 * 0.5, 1e-6);
    assert_eq!(uptime_gaming::overpay(0.5), 2.0);
    let mut proportional = facts;
    proportional.emission.uptime_threshold = 0.0;
    assert_eq!(best(&proportional, uptime_gaming::ENTRY).1, 0.0);
}

#[test]
fn forged_beats_pay_until_their_own_check_exists() {
    let mut facts = AttackFacts {
        emission: EmissionFacts { reward_usd_per_weight: 1.4585, split_exponent: 0.0, pooled: false, ..EmissionFacts::default() },
        operator: OperatorFacts { opex_usd: 0.386, availability: 0.9, ..OperatorFacts::default() },
        ..AttackFacts::default()
    };
    // Off all day: no running cost, and the tenth of the reward that honest down-time costs.
    for entry in [forged_heartbeats::ENTRY, forged_heartbeats::BACK_DATED] {
        let (off, gain) = best(&facts, entry);
        near(off, 1.0, 1e-6);
        near(gain, 0.386 + 1.4585 * 0.1, 1e-9);
    }
    facts.audit.signature_check = 1.0;
    assert_eq!(best(&facts, forged_heartbeats::ENTRY).1, 0.0);
    assert!(best(&facts, forged_heartbeats::BACK_DATED).1 > 0.5, "a right key with a wrong time passes a check of signatures");
    facts.audit.clock_check = 1.0;
    assert_eq!(best(&facts, forged_heartbeats::BACK_DATED).1, 0.0);
}

#[test]
fn e26_deterrence_rises_as_the_end_comes_and_vesting_restores_it() {
    let gamma = 0.99;
    // E13's worker, paid out of the emission.
    let at = |epochs_left: f64, unvested_usd: f64| {
        let mut facts = worker(0.0, gamma, 0.05);
        facts.operator.fee_usd = 0.0;
        facts.emission.reward_usd_per_weight = 1.0;
        facts.horizon.epochs_left = epochs_left;
        facts.audit.unvested_usd = unvested_usd;
        facts
    };
    let defector = end_game_defection::EndGameDefection { skipped_share: 1.0 };
    for left in [0.0, 1.0, 10.0, 100.0, 1_000.0] {
        let future = 0.4 * gamma * (1.0 - gamma.powf(left)) / (1.0 - gamma);
        near(defector.assess(&at(left, 0.0)).threshold.value, 0.55 / (1.0 + future), 1e-12);
    }
    near(defector.assess(&at(0.0, 0.0)).threshold.value, 0.55, 1e-12);
    let turn = end_game_defection::turning_epochs_left(0.05, 0.55, 1.0, 0.4, gamma).unwrap();
    assert_eq!(defector.conduct(&at(turn + 1.0, 0.0)).computed_share, 1.0);
    assert_eq!(defector.conduct(&at(turn - 1.0, 0.0)).computed_share, 0.0);
    assert_eq!(defector.conduct(&at(0.0, 10.0)).computed_share, 1.0, "what has not vested deters on the last day");
    assert_eq!(end_game_defection::turning_epochs_left(0.6, 0.55, 1.0, 0.4, gamma), None);
    assert_eq!(end_game_defection::turning_epochs_left(0.001, 0.55, 1.0, 0.4, gamma), Some(f64::INFINITY));
}

#[test]
fn e26_whoever_lives_on_fees_keeps_its_future_when_the_emission_ends() {
    let at = |fee_share: f64, epochs_left: f64| {
        let mut facts = worker(0.0, 0.99, 0.05);
        facts.operator.fee_usd = fee_share;
        facts.emission.reward_usd_per_weight = 1.0 - fee_share;
        facts.horizon.epochs_left = epochs_left;
        lazy_work::LazyWork { skipped_share: 1.0 }.assess(&facts).threshold.value
    };
    near(at(1.0, 0.0), lazy_work::deterring_detection(0.55, 1.0, 0.0, 0.4 * 99.0), 1e-12);
    near(at(1.0, 0.0), at(1.0, f64::INFINITY), 1e-12);
    // Four fifths by fees: 0.2 of 0.4 stays after the end.
    near(at(0.8, 0.0), lazy_work::deterring_detection(0.55, 1.0, 0.0, 0.2 * 99.0), 1e-12);
    near(
        at(0.8, 10.0),
        lazy_work::deterring_detection(0.55, 1.0, 0.0, 0.2 * 99.0 + 0.2 * 99.0 * (1.0 - 0.99_f64.powi(10))),
        1e-12,
    );
}
