//! Each mistake in a scenario is answered with file, line, key, what was found and what is allowed.

use records::scenario::{Scenario, ScenarioError, split_override};

/// The message for `text`, read as the file `s.toml`.
fn message(text: &str) -> String {
    Scenario::parse("s.toml", text, &[]).expect_err("the scenario is wrong").to_string()
}

/// The message for the default scenario with `--set` of one `key=value`.
fn set_message(set: &str) -> String {
    match split_override(set) {
        Ok(pair) => Scenario::parse("s.toml", "", &[pair]).expect_err("the override is wrong").to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn unknown_key_names_line_nearest_and_valid_keys() {
    assert_eq!(
        message("seed = 3\n[time]\n# a comment\nduration = 5\n"),
        "s.toml:4: unknown key time.duration; nearest: time.duration_s; \
         valid: duration_s, epoch_s, settle_grace_s, sample_s"
    );
    assert!(message("[tme]\n").starts_with("s.toml:1: unknown key tme; nearest: time; valid: extends, name,"));
    assert!(
        message("[[workload.jobs]]\nname = 'a'\n[[workload.jobs]]\ntask = 2\n")
            .starts_with("s.toml:4: unknown key workload.jobs.1.task; nearest: workload.jobs.1.tasks; valid: name, weight")
    );
}

#[test]
fn known_key_in_the_wrong_section_is_pointed_to_its_own() {
    assert!(message("[network]\nperiod_s = 3\n").contains("unknown key network.period_s; nearest: heartbeat.period_s;"));
}

#[test]
fn wrong_type_names_what_was_found_and_expected() {
    assert_eq!(message("seed = 'x'"), "s.toml:1: seed is the string \"x\", expected an integer");
    assert_eq!(message("[time]\n\nepoch_s = 60.0"), "s.toml:3: time.epoch_s is the float 60.0, expected an integer");
    assert_eq!(message("name = 2025-08-06"), "s.toml:1: name is the date-time 2025-08-06, expected a string");
    assert_eq!(message("time = 3"), "s.toml:1: time is the integer 3, expected a table");
    assert_eq!(
        message("[population]\nregions = 'EU_WEST'"),
        "s.toml:2: population.regions is the string \"EU_WEST\", expected a list"
    );
    assert_eq!(
        message("[population]\nregions = [\n'A',\n7]"),
        "s.toml:4: population.regions.1 is the integer 7, expected a string"
    );
    assert_eq!(message("[population.classes]\n"), "s.toml:1: population.classes is a table, expected a list");
}

#[test]
fn out_of_range_names_value_and_range() {
    assert_eq!(message("[time]\nduration_s = 0"), "s.toml:2: time.duration_s = 0 is out of range, allowed: 1 to 3153600000");
    assert_eq!(
        message("[population]\nworkers = -3"),
        "s.toml:2: population.workers = -3 is out of range, allowed: 0 to 10000000"
    );
    assert_eq!(message("[network]\nloss = 1.5"), "s.toml:2: network.loss = 1.5 is out of range, allowed: 0 to 1");
    assert_eq!(message("[network]\nloss = 2"), "s.toml:2: network.loss = 2 is out of range, allowed: 0 to 1");
    assert!(message("[network]\nloss = nan").contains("network.loss = NaN is out of range"));
    assert!(
        message("[workload]\njobs_per_hour = inf").contains("workload.jobs_per_hour = inf is out of range, allowed: 0 to 1e9")
    );
    assert!(message("seed = 9223372036854775808").contains("seed = 9223372036854775808 is out of range"));
    assert!(message("[population]\nregion_weights = [1, -1, 1]").contains("population.region_weights.1 = -1 is out of range"));
}

#[test]
fn unknown_word_names_nearest_and_allowed() {
    assert_eq!(
        message("[churn]\nmodel = 'tracee'"),
        "s.toml:2: churn.model = \"tracee\" is not allowed; nearest: \"trace\"; allowed: none, preset, trace"
    );
}

#[test]
fn bad_syntax_names_the_line() {
    let text = message("seed = 1\n[time\n");
    assert!(text.starts_with("s.toml:2: not valid TOML: "), "{text}");
    let text = message("[time]\nepoch_s = 60\nepoch_s = 90\n");
    assert!(text.starts_with("s.toml:3: not valid TOML: duplicate key"), "{text}");
    let text = message(&format!("seed = {}", "9".repeat(60)));
    assert!(text.contains("s.toml:1: not valid TOML: the number 999"), "{text}");
}

#[test]
fn missing_file_is_named() {
    let error = Scenario::load("nowhere/none.toml", &[]).expect_err("there is no such file");
    assert!(matches!(error, ScenarioError::Read { .. }));
    assert!(error.to_string().starts_with("nowhere/none.toml: cannot read the scenario: No such file"));
}

#[test]
fn set_is_answered_by_its_key() {
    assert_eq!(
        set_message("time.epoch=60"),
        "--set time.epoch: unknown key time.epoch; nearest: time.epoch_s; \
         valid: duration_s, epoch_s, settle_grace_s, sample_s"
    );
    assert_eq!(set_message("time.epoch_s=abc"), "--set time.epoch_s: time.epoch_s is the string \"abc\", expected an integer");
    assert_eq!(
        set_message("population.workers=-1"),
        "--set population.workers: population.workers = -1 is out of range, allowed: 0 to 10000000"
    );
    assert!(set_message("churn.model=P2P").contains("--set churn.model: churn.model = \"P2P\" is not allowed"));
    assert_eq!(
        set_message("workload.jobs.7.tasks=4"),
        "--set workload.jobs.7.tasks: workload.jobs has 2 entries, the first is workload.jobs.0"
    );
    assert_eq!(
        set_message("population.regions.3=AFRICA"),
        "--set population.regions.3: population.regions has 3 entries, the first is population.regions.0"
    );
    assert_eq!(
        set_message("workload.jobs.tasks=4"),
        "--set workload.jobs.tasks: workload.jobs is a list: expected an index such as workload.jobs.0, found tasks"
    );
    assert_eq!(set_message("time.epoch_s.x=4"), "--set time.epoch_s.x: time.epoch_s is an integer, it has no keys");
    assert!(set_message("extends=quickstart").starts_with("--set extends: what a scenario extends"));
    assert_eq!(set_message("seed"), "--set seed: expected key=value, such as time.duration_s=86400");
}
