//! What holds of every strategy, whatever the facts.

use economy::attack::{
    AttackFacts, AuditFacts, Belief, Conduct, EmissionFacts, Entry, HorizonFacts, Income, JuryFacts, OperatorFacts, OracleFacts,
    PeerFacts, STRATEGIES, Strategy, VolumeFacts, best_response, lifetime_profit_usd, strategy, strongest,
};
use proptest::prelude::{Just, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::strategy::Strategy as Law;

fn emission() -> impl Law<Value = EmissionFacts> {
    let rates = (0.01..5.0_f64, 0.0..3.0_f64, 0.5..=1.0_f64);
    let rules = (prop_oneof![Just(0.0), Just(0.5), Just(1.0)], any::<bool>(), any::<bool>(), prop_oneof![Just(0.0), Just(0.6)]);
    (rates, rules).prop_map(|((token_price_usd, reward, network_availability), (split_exponent, pooled, clamped, threshold))| {
        EmissionFacts {
            token_price_usd,
            tokens_per_epoch: 1_000.0,
            reward_usd_per_weight: reward,
            network_weight: 1_000.0,
            network_availability,
            split_exponent,
            pooled,
            clamped,
            uptime_threshold: threshold,
        }
    })
}

fn operator() -> impl Law<Value = OperatorFacts> {
    (0.5..5.0_f64, 0.2..=1.0_f64, 0.0..2.0_f64, 0.0..2.0_f64, (0.0..1.0_f64, 0.0..0.1_f64), 1.0..20.0_f64, 0.0..1.0_f64).prop_map(
        |(capacity, availability, fee_usd, opex_usd, (work_usd, fake_work_usd), jobs_per_epoch, licence_usd)| OperatorFacts {
            capacity,
            availability,
            fee_usd,
            opex_usd,
            work_usd,
            fake_work_usd,
            jobs_per_epoch,
            licence_usd,
            identity_usd: licence_usd / 9.0,
            claim_usd: fake_work_usd,
        },
    )
}

fn audit() -> impl Law<Value = AuditFacts> {
    let chances = (0.0..0.3_f64, 0.0..=1.0_f64, 0.0..0.3_f64, 0.0..0.3_f64);
    (chances, 0.0..20.0_f64, 0.0..5.0_f64, prop_oneof![Just(0.0), Just(30.0), Just(f64::INFINITY)]).prop_map(
        |((audit_share, sensitivity, benchmark_share, clock_check), slash_usd, unvested_usd, withheld_epochs)| AuditFacts {
            audit_share,
            sensitivity,
            benchmark_share,
            benchmark_noise: benchmark_share / 2.0,
            signature_check: benchmark_share,
            clock_check,
            slash_usd,
            unvested_usd,
            withheld_epochs,
            ..AuditFacts::default()
        },
    )
}

fn jury() -> impl Law<Value = JuryFacts> {
    (3_u32..200, 1_u32..9, 0_u32..3, 0.0..0.3_f64, 0.0..=1.0_f64, 0.0..0.1_f64, 0.0..9.0_f64).prop_map(
        |(jurors, jury_size, appeals, error, bribable_share, juror_usd, challenge_deposit_usd)| JuryFacts {
            jurors,
            jury_size,
            appeals,
            error,
            bribable_share,
            juror_usd,
            challenge_deposit_usd,
            juror_pay_usd: juror_usd,
            juror_deposit_usd: juror_usd * 3.0,
            bounty_share: 0.5,
            ..JuryFacts::default()
        },
    )
}

fn others() -> impl Law<Value = (OracleFacts, VolumeFacts, PeerFacts, HorizonFacts)> {
    let oracles = (1_u32..40, 0.0..=1.0_f64, 0.0..50.0_f64, 0.0..5.0_f64, 0.0..1.0_f64, 0.0..9.0_f64).prop_map(
        |(oracles, participation, voted_pay_usd, oracle_usd, removal_share, copy_delay_epochs)| OracleFacts {
            oracles,
            participation,
            voted_pay_usd,
            oracle_usd,
            removal_share,
            copy_delay_epochs,
            dividend_usd: 10.0,
            error_penalty: 2.0,
            score_drift: 0.05,
            evaluation_usd: oracle_usd,
        },
    );
    let volume = (1.0..1e4_f64, 0.0..1e3_f64, 0.01..0.5_f64, 0.0..=1.0_f64, prop_oneof![Just(0.0), Just(5e6)], 0.0..1e7_f64)
        .prop_map(|(honest_volume_usd, volume_reward_usd, burn_share, adoption, adoption_full_usd, gated_tokens)| VolumeFacts {
            honest_volume_usd,
            volume_reward_usd,
            burn_share,
            adoption,
            adoption_full_usd,
            gated_tokens,
        });
    let peers = (1_u32..60, 1_u32..10, 0.0..0.2_f64, 0.0..=0.9_f64)
        .prop_map(|(peers, degree, peer_usd, victims_weight_share)| PeerFacts { peers, degree, peer_usd, victims_weight_share });
    let horizon = (prop_oneof![Just(f64::INFINITY), Just(0.0), 1.0..900.0_f64], 0.0..0.999_f64)
        .prop_map(|(epochs_left, discount_per_epoch)| HorizonFacts { epochs_left, discount_per_epoch });
    (oracles, volume, peers, horizon)
}

fn facts() -> impl Law<Value = AttackFacts> {
    (emission(), operator(), audit(), jury(), others()).prop_map(
        |(emission, operator, audit, jury, (oracles, volume, peers, horizon))| AttackFacts {
            emission,
            operator,
            audit,
            horizon,
            jury,
            oracles,
            volume,
            peers,
        },
    )
}

fn at(entry: &Entry, part: f64) -> Box<dyn Strategy> {
    // Squared twice: most of a wide range is where nothing changes any more.
    entry.at(entry.least + (entry.most - entry.least) * part.powi(4)).unwrap()
}

proptest! {
    #[test]
    fn the_threshold_holds_exactly_where_the_strategy_does_not_pay(facts in facts(), part in 0.0..=1.0_f64) {
        for entry in STRATEGIES {
            let found = at(entry, part).assess(&facts);
            let scale = found.gain_usd + found.cost_usd + found.detection_share * found.loss_usd.min(1e12);
            if found.profit_usd.abs() > 1e-9 * scale {
                prop_assert_eq!(found.profit_usd <= 0.0, found.threshold.holds(), "{} at {}: {:?}", entry.name, part, found);
            }
            prop_assert!(found.gain_usd >= 0.0 && found.cost_usd >= 0.0 && (0.0..=1.0).contains(&found.detection_share));
        }
    }

    #[test]
    fn a_conduct_is_in_range(facts in facts(), part in 0.0..=1.0_f64, availability in 0.0..=1.0_f64) {
        for entry in STRATEGIES {
            let conduct = at(entry, part).conduct(&facts);
            prop_assert!(conduct.identities_per_machine >= 1 && conduct.claimed_capacity_factor >= 1.0);
            prop_assert!((0.0..=1.0).contains(&conduct.computed_share) && (0.0..=1.0).contains(&conduct.opex_factor));
            prop_assert!((0.0..=1.0).contains(&conduct.harm.faulty_epoch_share.min(conduct.detection_share)));
            prop_assert!((0.0..1.0).contains(&conduct.harm.removed_weight_share) && conduct.wash_volume_usd >= 0.0);
            let claimed = conduct.claimed_availability(availability);
            prop_assert!((0.0..=1.0).contains(&claimed) && conduct.presence(availability) <= availability.min(claimed));
        }
    }

    #[test]
    fn cheating_for_ever_pays_exactly_where_cheating_once_does(mut facts in facts(), part in 0.0..=1.0_f64) {
        facts.horizon.epochs_left = f64::INFINITY;
        facts.horizon.discount_per_epoch = facts.horizon.discount_per_epoch.max(0.01);
        // An operator at a loss would rather be banned: V is then not what the renewal equation says.
        if facts.honest_profit_usd() > 0.0 {
            for entry in STRATEGIES {
                let strategy = at(entry, part);
                let (once, ever) = (strategy.assess(&facts).profit_usd, lifetime_profit_usd(&facts, &strategy.conduct(&facts)));
                let scale = 1e-6 * (1.0 + facts.honest_profit_usd() / (1.0 - facts.horizon.discount_per_epoch));
                if once.abs() > scale && ever.abs() > scale {
                    prop_assert_eq!(once > 0.0, ever > 0.0, "{}: {} {}", entry.name, once, ever);
                }
            }
        }
    }

    #[test]
    fn the_best_response_beats_every_strength_tried(facts in facts(), parts in proptest::collection::vec(0.0..=1.0_f64, 4)) {
        let belief = Belief::default();
        let best = best_response(&facts, &belief, STRATEGIES);
        prop_assert!(best.profit_usd >= 0.0);
        for entry in STRATEGIES {
            let top = strongest(&facts, &belief, entry);
            prop_assert!(best.profit_usd >= top.profit_usd);
            for end in [entry.least, entry.most] {
                prop_assert!(top.profit_usd >= entry.at(end).unwrap().assess(&facts).profit_usd - 1e-9);
            }
            // What is whole inside (jurors, oracles, identities) may jump between the strengths looked at.
            let smooth = ["lazy_work", "self_dealing", "minimal_hardware", "oracle_copying", "griefing"];
            for part in parts.iter().filter(|_| smooth.contains(&entry.name)) {
                let tried = at(entry, *part).assess(&facts).profit_usd;
                prop_assert!(top.profit_usd >= tried - 1e-4 * tried.abs().max(1.0), "{} {}", entry.name, tried);
            }
        }
    }
}

#[test]
fn honesty_is_the_identity() {
    let facts = AttackFacts {
        emission: EmissionFacts { reward_usd_per_weight: 2.0, ..EmissionFacts::default() },
        operator: OperatorFacts { capacity: 3.0, availability: 0.9, fee_usd: 1.0, ..OperatorFacts::default() },
        ..AttackFacts::default()
    };
    let honest = economy::attack::Honest.assess(&facts);
    assert_eq!((honest.gain_usd, honest.cost_usd, honest.profit_usd), (0.0, 0.0, 0.0));
    assert!(honest.threshold.holds());
    assert_eq!(Income::of(&facts, &Conduct::HONEST), Income { reward_usd: 2.0 * 3.0 * 0.9, fee_usd: 1.0 });
    assert_eq!(best_response(&facts, &Belief::default(), &[]).name, "honest");
}

#[test]
fn the_registry_is_sorted_complete_and_checks_what_is_asked() {
    assert!(STRATEGIES.len() >= 16, "{}", STRATEGIES.len());
    for entry in STRATEGIES {
        assert_eq!(entry.at(entry.least).unwrap().name(), entry.name);
        assert!(strategy(entry.name, entry.most).is_ok());
        let outside = entry.at(entry.most * 2.0 + 1.0).err().unwrap().to_string();
        assert!(outside.contains(entry.name) && outside.contains("must lie in"), "{outside}");
        assert!(entry.at(f64::NAN).is_err());
    }
    assert!(STRATEGIES.windows(2).all(|pair| pair[0].name < pair[1].name));
    let unknown = strategy("sybyl", 2.0).err().unwrap().to_string();
    assert!(unknown.contains("\"sybyl\"") && unknown.contains("sybil"), "{unknown}");
}

#[test]
fn the_weakest_of_each_is_honest_or_harmless() {
    let facts = AttackFacts::default();
    for entry in STRATEGIES {
        let found = entry.at(entry.least).unwrap().assess(&facts);
        assert!(found.profit_usd <= 0.0 && found.threshold.holds(), "{}: {found:?}", entry.name);
    }
}
