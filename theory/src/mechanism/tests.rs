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
    // Rounding to seconds, cents and micro-USD, the pool's fee, and the approach of habits.
    let loose = |name: &str| match name {
        "pool-healing" => 3e-3,
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
