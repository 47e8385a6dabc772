//! Laws that hold for every scenario and every override.

use proptest::prelude::*;
use records::scenario::{DeviceClass, JobKind, Scenario};

/// A scenario with numbers and texts drawn from their whole ranges, where no rule between keys binds.
fn scenarios() -> impl Strategy<Value = Scenario> {
    let numbers = (0..=i64::MAX as u64, 0.0..=1.0, 0.0..=1e9, 0.000001..=1e15, 1..=1024_u32);
    let texts = ("[ -~é\"'\\\\\n\t]{0,20}", "[a-z]{1,8}");
    (numbers, texts).prop_map(|((seed, share, weight, gflop, slots), (text, word))| {
        let mut scenario = Scenario { seed, name: text.clone(), description: text.clone(), ..Scenario::default() };
        scenario.network.loss = share;
        scenario.network.jitter = word.clone();
        scenario.population.region_weights = vec![weight + 1.0, share, 0.0];
        scenario.population.classes = vec![DeviceClass { name: word.clone(), gpu: text, slots, ..DeviceClass::default() }];
        scenario.workload.jobs.push(JobKind { name: word, gflop, ..JobKind::default() });
        scenario
    })
}

proptest! {
    #[test]
    fn a_stored_scenario_reads_back_as_itself(scenario in scenarios()) {
        let mut scenario = scenario;
        scenario.workload.jobs.truncate(3);
        scenario.workload.jobs[2].name.push('0'); // never the name of a default kind
        prop_assume!(scenario.population.region_weights[0] <= 1e9);
        let text = scenario.to_toml();
        let read = Scenario::parse("stored", &text, &[]).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
        prop_assert_eq!(&read.scenario, &scenario);
        prop_assert_eq!(read.scenario.to_toml(), text);
    }

    #[test]
    fn no_text_and_no_override_panics(text in ".{0,60}", key in "[a-z_.0-9]{0,20}", value in ".{0,20}") {
        let _ = Scenario::parse("any", &text, &[]);
        let _ = Scenario::parse("any", "", &[(key, value.clone())]);
        let _ = Scenario::parse("any", "", &[("workload.jobs".to_owned(), value)]);
    }
}

#[test]
fn every_key_can_be_set_to_its_own_default() {
    let defaults = Scenario::default();
    let text = defaults.to_toml();
    let table: toml::Table = text.parse().expect("our own TOML");
    let mut pairs = Vec::new();
    collect("", &toml::Value::Table(table), &mut pairs);
    assert!(pairs.len() > 80, "{} keys", pairs.len());
    let read = Scenario::parse("defaults", "", &pairs).expect("the defaults are valid");
    assert_eq!(read.scenario, defaults);
}

fn collect(key: &str, value: &toml::Value, pairs: &mut Vec<(String, String)>) {
    let dot = if key.is_empty() { "" } else { "." };
    match value {
        toml::Value::Table(table) => {
            table.iter().for_each(|(name, child)| collect(&format!("{key}{dot}{name}"), child, pairs));
        }
        toml::Value::Array(list) => {
            list.iter().enumerate().for_each(|(i, child)| collect(&format!("{key}{dot}{i}"), child, pairs));
        }
        leaf => pairs.push((key.to_owned(), leaf.to_string())),
    }
}
