//! Gain, cost and threshold of each strategy against the closed forms and the expected columns of the specification.

use economy::attack::{
    AttackFacts, AuditFacts, Belief, EmissionFacts, Entry, HorizonFacts, JuryFacts, OperatorFacts, OracleFacts, PeerFacts,
    Strategy, VolumeFacts, best_response, learning, strongest,
};
use economy::attack::{
    adoption_wash, bribery, eclipse, end_game_defection, faulty_epoch, forged_heartbeats, griefing, jury_collusion, lazy_work,
    minimal_hardware, negative_score, oracle_capture, oracle_copying, self_dealing, spoofed_capacity, sybil, uptime_gaming,
};

fn near(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs().max(1e-12), "{found} is not {expected}");
}

fn profit(strategy: &dyn Strategy, facts: &AttackFacts) -> f64 {
    strategy.assess(facts).profit_usd
}

fn best(facts: &AttackFacts, entry: Entry) -> (f64, f64) {
    let choice = strongest(facts, &Belief::default(), &entry);
    (choice.strength, choice.profit_usd)
}

/// E13's worker: paid 1 per epoch, work 0.6, made up 0.05, so h = 0.4.
fn worker(slash_usd: f64, gamma: f64, detection: f64) -> AttackFacts {
    AttackFacts {
        operator: OperatorFacts { fee_usd: 1.0, work_usd: 0.6, fake_work_usd: 0.05, ..OperatorFacts::default() },
        audit: AuditFacts {
            audit_share: detection,
            sensitivity: 1.0,
            slash_usd,
            withheld_epochs: f64::INFINITY,
            ..AuditFacts::default()
        },
        horizon: HorizonFacts { discount_per_epoch: gamma, ..HorizonFacts::default() },
        ..AttackFacts::default()
    }
}

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

/// T2's numbers: E·p = 500, β = 0.15, V_h = 1000.
fn volume() -> AttackFacts {
    let volume = VolumeFacts {
        honest_volume_usd: 1_000.0,
        volume_reward_usd: 500.0,
        burn_share: 0.15,
        adoption_full_usd: 5e6,
        ..VolumeFacts::default()
    };
    AttackFacts { volume, ..AttackFacts::default() }
}

#[test]
fn t2_and_e15_wash_volume() {
    near(self_dealing::equilibrium_usd(500.0, 0.15, 1_000.0), 2_333.333_333, 1e-9);
    near(self_dealing::honest_share(500.0, 0.15, 1_000.0), 0.3, 1e-12);
    let (wash, gain) = best(&volume(), self_dealing::ENTRY);
    let alone = self_dealing::best_alone_usd(500.0, 0.15, 1_000.0);
    near(wash, alone, 1e-4);
    near(gain, 500.0 * alone / (1_000.0 + alone) - 0.15 * alone, 1e-9);
    let mut burnt = volume();
    burnt.volume.burn_share = 0.5; // βV_h = E·p: burn as large as emission
    assert_eq!(best(&burnt, self_dealing::ENTRY).1, 0.0);
    assert_eq!(self_dealing::equilibrium_usd(500.0, 0.5, 1_000.0), 0.0);
}

#[test]
fn t2_free_entry_of_wash_volume_comes_to_rest_where_a_dollar_earns_what_it_burns() {
    let mut wash = 0.0;
    for _ in 0..20_000 {
        wash = learning::adjust(wash, 500.0 / (1_000.0 + wash) - 0.15, 50.0);
    }
    near(wash, self_dealing::equilibrium_usd(500.0, 0.15, 1_000.0), 1e-6);
}

#[test]
fn e15_the_adoption_frontier_has_the_published_prices() {
    let (mnd, gnd) = (42_230_686.878, 46_761_182.022);
    for (tokens, published) in [(mnd + gnd, 0.0169), (mnd, 0.0355), (3_236_067.96, 0.4635)] {
        let price = adoption_wash::frontier_price_usd(5e6, 0.15, tokens);
        near(price, published, 5e-3);
        for (factor, pays) in [(0.999, false), (1.001, true)] {
            let mut facts = volume();
            facts.volume.volume_reward_usd = 0.0;
            facts.volume.gated_tokens = tokens;
            facts.emission.token_price_usd = price * factor;
            let found = adoption_wash::AdoptionWash { points: 0.4 }.assess(&facts);
            near(found.threshold.value, price, 1e-12);
            assert_eq!(found.profit_usd > 0.0, pays);
        }
    }
}

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

#[test]
fn an_eclipse_moves_the_reward_of_the_missing_under_a_pool_only() {
    let mut facts = AttackFacts {
        emission: EmissionFacts { reward_usd_per_weight: 1.0, ..EmissionFacts::default() },
        operator: OperatorFacts { capacity: 100.0, ..OperatorFacts::default() },
        peers: PeerFacts { peers: 20, degree: 4, peer_usd: 0.5, victims_weight_share: 0.5 },
        ..AttackFacts::default()
    };
    near(eclipse::seen_availability(20, 4, 20), 0.0, 1e-12);
    // (1 − f)² plus the spread of how many of one's own four are held: f(1 − f)/m · (N − m)/(N − 1).
    near(eclipse::seen_availability(20, 4, 5), 0.75 * 0.75 + 0.25 * 0.75 / 4.0 * 16.0 / 19.0, 1e-12);
    near(eclipse::eclipsed_share(20, 4, 5), 1.0 / 969.0, 1e-12);
    let all = eclipse::Eclipse { share: 1.0 };
    near(profit(&all, &facts), 100.0 * (1.0 / 0.5 - 1.0) - 10.0, 1e-12);
    facts.emission.pooled = false;
    near(profit(&all, &facts), -10.0, 1e-12);
}

#[test]
fn e21_unclamped_negative_scores_mint_more_than_there_is() {
    near(negative_score::minted_share(&[10.0, 5.0, -5.0], false).unwrap() * 300.0, 450.0, 1e-12);
    near(negative_score::minted_share(&[10.0, 5.0, -5.0], true).unwrap(), 1.0, 1e-15);
    assert_eq!(negative_score::minted_share(&[5.0, -5.0], false), None);
    assert!(negative_score::minted_share(&[5.0, -4.999], false).unwrap() > 4_999.0);
    let mut facts = AttackFacts {
        emission: EmissionFacts { reward_usd_per_weight: 20.0, clamped: false, ..EmissionFacts::default() },
        operator: OperatorFacts { capacity: 10.0, licence_usd: 0.5, ..OperatorFacts::default() },
        ..AttackFacts::default()
    };
    // The node with 10 of 15 earns 200 clamped; a third of the weight sacrificed makes it 300.
    near(profit(&negative_score::NegativeScore { share: 1.0 / 3.0 }, &facts), 100.0 - 0.5, 1e-9);
    facts.emission.clamped = true;
    near(profit(&negative_score::NegativeScore { share: 1.0 / 3.0 }, &facts), -0.5, 1e-12);
}

#[test]
fn e26_deterrence_rises_as_the_end_comes_and_vesting_restores_it() {
    let gamma = 0.99;
    let at = |epochs_left: f64, unvested_usd: f64| {
        let mut facts = worker(0.0, gamma, 0.05);
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
fn a_belief_moves_the_choice() {
    let facts = worker(0.0, 0.9, 0.15); // d* is 0.12
    let known = [lazy_work::ENTRY];
    assert_eq!(best_response(&facts, &Belief::default(), &known).name, "honest");
    let careless = Belief { detection_factor: 0.5, ..Belief::default() };
    let choice = best_response(&facts, &careless, &known);
    assert_eq!((choice.name, choice.strength), ("lazy_work", 1.0));
    near(choice.profit_usd, 0.55 - 0.075 * 4.6, 1e-12);
    let blind_to_the_future = Belief { future_factor: 0.0, ..Belief::default() };
    assert_eq!(best_response(&facts, &blind_to_the_future, &known).name, "lazy_work");
}

#[test]
fn imitation_and_best_response_come_to_rest_where_payoffs_are_equal_or_the_loser_is_gone() {
    // Cheats earn 1 − x more and lose 2x, x their share: at rest where 1 − x = 2x.
    let payoffs = |shares: &[f64]| [0.0, 1.0 - 3.0 * shares[1]];
    let mut shares = vec![0.9, 0.1];
    for _ in 0..2_000 {
        shares = learning::imitate(&shares, &payoffs(&shares), 0.1);
    }
    near(shares[1], 1.0 / 3.0, 1e-9);
    near(shares.iter().sum(), 1.0, 1e-12);
    for _ in 0..20_000 {
        shares = learning::respond(&shares, &payoffs(&shares), 1e-3);
    }
    assert!((shares[1] - 1.0 / 3.0).abs() < 2e-3, "{shares:?}");
    let mut deterred = vec![0.5, 0.5];
    for _ in 0..200 {
        deterred = learning::respond(&deterred, &[0.0, -1.0], 0.1);
    }
    near(deterred[0], 1.0, 1e-8);
    assert_eq!(learning::imitate(&[1.0, 0.0], &[0.0, 9.0], 0.1), [1.0, 0.0], "nobody to imitate");
    near(learning::switch_chance(1.0, 3.0, 0.25), 0.5, 1e-15);
}

#[test]
fn t10b_fictitious_play_finds_the_published_cheat_frequency() {
    let game = learning::Inspection { check_usd: 1.0, reward_usd: 20.0, loss_usd: 40.0, gain_usd: 1.0, slash_usd: 4.0 };
    near(game.cheat_share(), 0.016_667, 1e-4);
    near(game.check_share(), 0.2, 1e-12);
    let (cheats, checks) = game.fictitious_play(1_000_000);
    near(cheats, game.cheat_share(), 0.02);
    near(checks, game.check_share(), 0.02);
}
