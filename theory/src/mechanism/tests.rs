//! Every mechanism against its theory, with its defaults and with other values.

use super::*;
use std::collections::BTreeSet;

fn played(name: &str, given: &[(&str, f64)]) -> Played {
    let mechanism = named(name, given.iter().copied()).unwrap_or_else(|error| panic!("{name}: {error}"));
    mechanism.play(1)
}

/// Within three standard errors; where nothing is left to chance, within `tolerance` of theory as a share of it.
#[track_caller]
fn agrees(name: &str, given: &[(&str, f64)], tolerance: f64) {
    let played = played(name, given);
    let Some(theory) = played.theory else { panic!("{name} {given:?}: no theory, {played:?}") };
    let allowed = (3.0 * played.standard_error).max(tolerance * theory.abs());
    assert!((played.value - theory).abs() <= allowed, "{name} {given:?}: {played:?}");
}

#[test]
fn entries_are_whole() {
    let names: BTreeSet<&str> = REGISTRY.iter().map(|entry| entry.name).collect();
    assert_eq!(names.len(), REGISTRY.len());
    for entry in REGISTRY {
        assert!(entry.about.ends_with('.') && !entry.value.is_empty(), "{}", entry.name);
        let parameters: BTreeSet<&str> = entry.parameters.iter().map(|parameter| parameter.name).collect();
        assert_eq!(parameters.len(), entry.parameters.len(), "{}", entry.name);
        for parameter in entry.parameters {
            let Parameter { name, least, most, default, whole, about } = *parameter;
            assert!((least..=most).contains(&default) && about.ends_with('.'), "{}: {name}", entry.name);
            assert!(!whole || [least, most, default].iter().all(|value| value.fract() == 0.0), "{}: {name}", entry.name);
            assert!(!whole || most <= f64::from(u32::MAX), "{}: {name}", entry.name);
        }
    }
}

#[test]
fn defaults_agree_with_theory_and_play_the_same_twice() {
    // Rounding to seconds, cents and micro-USD, the pool's fee, the approach of habits, the digits that were published.
    let loose = |name: &str| match name {
        "pool-healing" => 3e-3,
        name if name.starts_with("back-test") => 1e-3,
        "verifier-cheating" => 2e-2,
        _ => 1e-4,
    };
    for entry in REGISTRY.iter().filter(|entry| entry.name != "conformance") {
        agrees(entry.name, &[], loose(entry.name));
        let mechanism = named(entry.name, []).unwrap();
        assert_eq!(mechanism.play(7), mechanism.play(7), "{}", entry.name);
        assert!(mechanism.play(1).metrics()[0].is_some(), "{}", entry.name);
    }
}

/// Least and largest values one by one: no mechanism panics or takes for ever.
#[test]
fn ends_of_ranges_play() {
    for entry in REGISTRY.iter().filter(|entry| entry.name != "conformance") {
        for parameter in entry.parameters.iter().filter(|parameter| parameter.name != "rounds") {
            for end in [parameter.least, parameter.most] {
                let few = entry.parameters.iter().filter(|other| other.name == "rounds").map(|other| (other.name, 20.0));
                let played = named(entry.name, few.chain([(parameter.name, end)])).unwrap().play(3);
                assert!(!played.value.is_nan(), "{} {} {end}: {played:?}", entry.name, parameter.name);
            }
        }
    }
}

#[test]
fn wrong_names_and_values_are_told() {
    let told = |name, given: &[(&'static str, f64)]| named(name, given.iter().copied()).unwrap_err().to_string();
    assert!(
        told("vote-captur", &[]).starts_with("there is no mechanism `vote-captur`; did you mean `vote-capture`? There are: ")
    );
    let unknown = told("vote-capture", &[("oracle", 9.0)]);
    assert_eq!(
        unknown,
        "`vote-capture` has no parameter `oracle`; did you mean `oracles`?; it takes: oracles, held, held_share, first, rounds"
    );
    assert!(told("conformance", &[("rounds", 2.0)]).ends_with("it takes: none"));
    assert_eq!(told("vote-capture", &[("first", 2.0)]), "first = 2 is not allowed; allowed: 0 to 1");
    assert_eq!(told("vote-capture", &[("held", 2.5)]), "held = 2.5 is not allowed; it must be a whole number");
    assert!(told("vote-capture", &[("held_share", f64::NAN)]).contains("allowed: 0 to 1"));
}

#[test]
fn lines_of_the_experiments() {
    for (licence, printed) in [(1_000.0, 0.917), (2_500.0, 1.889), (5_000.0, 3.509), (9_500.0, 6.424), (0.0, 0.270)] {
        agrees("break-even-price", &[("licence_usd", licence)], 1e-5);
        assert!((played("break-even-price", &[("licence_usd", licence)]).value - printed).abs() < 6e-4);
    }
    // Availability is published in steps of 1/255.
    agrees("break-even-price", &[("fees_usd_per_day", 2.0), ("availability", 0.5), ("epochs", 365.0)], 2e-5);
    assert!((played("sustainability-line", &[]).value - 9.72).abs() < 5e-3);
    agrees("sustainability-line", &[("price_usd", 0.05), ("burn_share", 0.5)], 1e-5);
    assert!((played("survival-line", &[("opex_usd_per_day", 0.6667)]).value - 0.784).abs() < 5e-3);
    let minted = |given: &[(&str, f64)]| {
        agrees("negative-score", given, 1e-12);
        played("negative-score", given).value
    };
    // Scores 10, 5 and −5 of the deployed system's vector mint 1.5; so do 10, 10, 10 and −10.
    assert!((minted(&[("nodes", 3.0)]) - 1.5).abs() < 1e-12);
    assert!((minted(&[("nodes", 3.0), ("clamped", 1.0)]) - 1.0).abs() < 1e-15);
    let gone = played("negative-score", &[("nodes", 1.0)]);
    assert_eq!((gone.theory, gone.metrics()), (None, [None, Some(0.0), None, None]));
}

/// d* of E13 and E26, T16, T17 and T2, the frontier prices of E15, the packing condition of E11.
#[test]
fn thresholds_of_the_experiments() {
    let at = |name: &str, given: &[(&str, f64)], printed: f64, digits: f64| {
        agrees(name, given, 1e-9);
        let value = played(name, given).value;
        assert!((value - printed).abs() <= digits / 2.0, "{name} {given:?}: {value}");
    };
    for (stake, needed) in [(0.0, [0.55, 0.12, 0.0135, 0.0041]), (20.0, [0.026, 0.022, 0.009, 0.0036])] {
        for ((discount, printed), digits) in [0.0, 0.9, 0.99, 0.997].into_iter().zip(needed).zip([0.01, 0.001, 1e-3, 1e-4]) {
            at("attack-threshold-lazy", &[("slash_usd", stake), ("discount_per_epoch", discount)], printed, digits);
        }
    }
    // One epoch before the end nothing but wage and stake is left; what has not vested counts as stake.
    at("attack-threshold-lazy", &[("epochs_left", 1.0), ("discount_per_epoch", 0.0)], 0.55 / 6.0, 1e-9);
    at("attack-threshold-lazy", &[("unvested_usd", 15.0), ("discount_per_epoch", 0.0)], 0.55 / 21.0, 1e-9);
    let never = played("attack-threshold-lazy", &[("slash_usd", 0.0), ("work_usd", 3.0)]);
    assert_eq!(never.metrics()[0], None, "who works at a loss of 2 cheats even if always found out: {never:?}");
    at("attack-threshold-spoof", &[("at_stake_usd", 2_830.0)], 0.05, 1e-12);
    for (real, printed) in [(0.001, 0.131), (0.01, 0.602), (0.05, 0.888)] {
        at("spoof-share", &[("real_share", real)], printed, 1e-3);
    }
    at("attack-wash-volume", &[], 2_333.3, 0.1);
    at("attack-wash-volume", &[("burn_share", 0.5)], 0.0, 0.0);
    agrees("attack-wash", &[("price_usd", 0.1)], 2e-6);
    for (tokens, printed) in [(42_230_686.878, 0.0355), (3_236_067.96, 0.4635)] {
        at("attack-adoption", &[("gated_tokens", tokens)], printed, 1e-4);
    }
    at("attack-packing", &[("nodes_per_machine", 10.0), ("machine_usd_per_day", 1.0)], 0.386, 1e-3);
    at("attack-sybil", &[("split_exponent", 0.0), ("identities", 2.0)], 1.0, 1e-12);
    at("attack-sybil", &[("split_exponent", 1.0)], 0.0, 1e-12);
}

/// The end-game turns where T3's threshold of a finite horizon falls to the detection there is.
#[test]
fn the_end_game_turns_where_the_threshold_of_what_is_left_is_met() {
    for detection in [0.015, 0.02, 0.05] {
        let turn = played("attack-end-game", &[("detection", detection)]);
        assert_eq!(Some(turn.value), turn.theory);
        let needed = |left: f64| played("attack-threshold-lazy", &[("epochs_left", left)]).value;
        assert!(needed(turn.value) <= detection && needed(turn.value - 1.0) > detection, "{detection}: {turn:?}");
    }
    assert_eq!(played("attack-end-game", &[("detection", 0.5)]).value, 0.0);
    assert_eq!(played("attack-end-game", &[("detection", 0.01)]).value, f64::INFINITY);
}

/// E16's table, T8b and T15's numbers, E14's lures, E17's silence and dissent, E18, E19, E20 and E22 away from the defaults.
#[test]
fn games_agree_with_theory_elsewhere() {
    let few = ("rounds", 8_000.0);
    for (oracles, share, printed) in [(7.0, 0.0, 0.287), (9.0, 0.0, 0.277), (15.0, 0.0, 0.095), (9.0, 0.5, 0.277)] {
        let given = [("oracles", oracles), ("held_share", share), few];
        agrees("vote-capture", &given, 1e-9);
        let theory = played("vote-capture", &given).theory.unwrap();
        assert!(share > 0.0 || (theory - printed).abs() < 2e-2, "{oracles}: {theory}");
    }
    assert_eq!(played("vote-capture", &[("first", 1.0), ("rounds", 50.0)]).value, 1.0);
    for (seats, printed) in [(3.0, 0.216), (21.0, 0.0251)] {
        agrees("jury-capture", &[("jury_size", seats), few], 1e-9);
        assert!((played("jury-capture", &[("jury_size", seats), few]).theory.unwrap() - printed).abs() < 1e-3);
    }
    agrees("jury-capture", &[("appeals", 2.0), ("captured_share", 0.45), few], 1e-9);
    agrees("jury-bribe", &[("bribable_share", 0.4), few], 1e-9);
    agrees("jury-bribe-cost", &[("offer_usd", 4.0), few], 1e-9);
    agrees("faulty-epoch", &[("dissent", 1.0), ("oracles", 15.0), ("withheld", 6.0), ("participation", 0.7), few], 1e-9);
    agrees("verifier-detection", &[("checkers", 30.0), ("slash_usd", 1.0), few], 1e-9);
    for (lure, cheats) in [(1.0, false), (2.0, false), (0.0, true)] {
        let played = played("verifier-cheating", &[("lure", lure), ("lure_usd", 20.0)]);
        assert_eq!(played.value > 1e-4, cheats, "{lure}: {played:?}");
    }
    agrees("stale-copy", &[("delay_epochs", 25.0), few], 1e-9);
    agrees("copy-pays", &[("score_drift", 0.3), ("evaluation_usd", 7.0)], 1e-9);
    agrees("griefing-factor", &[("deposit_usd", 50.0), ("error", 0.2), few], 1e-9);
    assert!(played("griefing-factor", &[("bounty_share", 1.0), ("error", 0.3), few]).value < 0.0, "challenging pays by itself");
    for shape in [0.35, 0.6, 1.0] {
        agrees("session-cut", &[("shape", shape), few], 1e-9);
        for checkpoint in [0.0, 1.0, 3.0] {
            agrees("session-loss", &[("shape", shape), ("checkpoint_hours", checkpoint), few], 1e-9);
        }
    }
    // Without memory a job of L is cut before its end and loses E(T; T ≤ L) = μ(1 − e^(−L/μ)) − L·e^(−L/μ).
    let exponential = played("session-loss", &[("shape", 1.0), ("rounds", 2.0)]).theory.unwrap();
    let left = (-10.0_f64 / 12.0).exp();
    assert!((exponential / (12.0 * (1.0 - left) - 10.0 * left) - 1.0).abs() < 1e-8, "{exponential}");
    agrees("quorum-wrong", &[("votes_needed", 4.0), ("wrong_share", 0.3), few], 1e-9);
    agrees("heartbeat-loss", &[("lost_share", 0.01), ("rounds", 100.0)], 1e-9);
    for threshold in [0.25, 0.9, 1.0] {
        agrees("threshold-overpay", &[("threshold_share", threshold)], 1e-4);
    }
    agrees("erlang-wait", &[("servers", 2.0), ("load", 0.6), ("rounds", 10.0)], 1e-9);
    agrees("first-passage", &[("barrier_usd", 0.27), ("sigma_per_year", 0.8), ("years", 1.0), few], 1e-9);
    assert_eq!(played("first-passage", &[("barrier_usd", 2.0), few]).value, 1.0);
    agrees("pool-dump", &[("dumped_tokens", 5e6), ("price_usd", 0.2)], 1e-9);
    agrees("pool-healing", &[("depth_usd", 5e4), ("price_usd", 0.5)], 3e-3);
}

/// E20: 6.5, 11.9 and 15.2 active of 10, 100 and 1,000 that apply, from few markets.
#[test]
fn few_firms_stay_however_many_apply() {
    for (candidates, active, top) in [(10.0, 6.5, 0.31), (100.0, 12.0, 0.225)] {
        let given = [("candidates", candidates), ("rounds", 400.0)];
        let found = played("oligopoly-active", &given);
        assert!((found.value - active).abs() < 0.5 && (played("oligopoly-top", &given).value - top).abs() < 0.02, "{found:?}");
        agrees("oligopoly-hhi", &given, 1e-9);
    }
    assert!((played("oligopoly-hhi", &[("cost_sigma", 0.0), ("rounds", 2.0)]).value - 0.1).abs() < 1e-9);
}

/// Published numbers to their printed digits; those of schedules and contracts exactly.
#[test]
fn published_numbers() {
    for (name, digits) in [
        ("back-test-livepeer", 0.1),
        ("back-test-hip20", 1e-8),
        ("back-test-hip149-floor", 1e-3),
        ("back-test-hip149-cap", 1e-3),
        ("back-test-filecoin-half", 1e-12),
        ("back-test-mnd-sum", 1e-8),
        ("back-test-helium-2022", 1e-12),
    ] {
        let played = played(name, &[]);
        assert!((played.value - played.theory.unwrap()).abs() <= digits / 2.0, "{name}: {played:?}");
    }
}

#[test]
fn all_27_rows_are_a_mechanism_too() {
    assert_eq!(played("conformance", &[]), Played { value: 27.0, standard_error: 0.0, theory: Some(27.0) });
}
