//! `[faults]`: read, stored, and refused where a fault could not happen.

use records::scenario::{Scenario, Victim};

fn message(text: &str) -> String {
    Scenario::parse("s.toml", text, &[]).expect_err("such a fault cannot happen").to_string()
}

/// One fault of each kind, with every key.
const ALL: &str = r#"
[[faults.partition]]
at_s = 100
length_s = 60
regions = ["EU_WEST", "E_ASIA"]
[[faults.mass_restart]]
at_s = 200
[[faults.crash]]
at_s = 300
length_s = 10
who = "requester"
regions = ["E_ASIA"]
[[faults.crash]]
at_s = 400
length_s = 20
who = "sequencer"
[[faults.slow_links]]
at_s = 500
length_s = 60
factor = 2.5
[[faults.loss]]
at_s = 600
length_s = 60
loss = 0.5
reorder_ms = 1500
"#;

#[test]
fn faults_are_read_with_their_defaults_and_stored_as_they_are() {
    let read = Scenario::parse("s.toml", ALL, &[]).unwrap().scenario;
    let faults = &read.faults;
    let restart = &faults.mass_restart[0];
    assert_eq!((restart.over_s, restart.share, restart.down_s), (600, 0.95, 60));
    assert_eq!((faults.crash[1].who, faults.loss[0].duplicate), (Victim::Sequencer, 0.0));
    assert!(!faults.is_empty() && Scenario::default().faults.is_empty());
    let again = Scenario::parse("stored", &read.to_toml(), &[]).unwrap().scenario;
    assert_eq!(again, read);
}

#[test]
fn a_fault_names_when_and_where_in_the_run() {
    assert_eq!(
        message("[[faults.partition]]\nat_s = 172800\nlength_s = 1\nregions = ['EU_WEST']"),
        "faults.partition.0.at_s (s.toml:2) = 172800 must be less than time.duration_s (default) = 172800: it would never happen"
    );
    assert_eq!(
        message("[[faults.loss]]\nat_s = 1\nlength_s = 1\nregions = ['EU_WEST', 'E_AISA']"),
        "faults.loss.0.regions.1 (s.toml:4) = \"E_AISA\" is not in population.regions (default), the nearest is E_ASIA; there are: \
         EU_WEST, N_AMERICA, E_ASIA"
    );
    assert_eq!(
        message("[[faults.loss]]\nat_s = 1\nlength_s = 1\nregions = ['E_ASIA', 'E_ASIA']"),
        "faults.loss.0.regions.1 (s.toml:4) = \"E_ASIA\" occurs twice in faults.loss.0.regions"
    );
    for regions in ["[]", "['EU_WEST', 'N_AMERICA', 'E_ASIA']"] {
        assert_eq!(
            message(&format!("[[faults.partition]]\nat_s = 1\nlength_s = 1\nregions = {regions}")),
            "faults.partition.0.regions (s.toml:4) must name some of population.regions (default) and not all: it has two sides"
        );
    }
    assert_eq!(
        message("[[faults.crash]]\nat_s = 1\nlength_s = 1\nwho = 'sequencer'\nregions = ['E_ASIA']"),
        "faults.crash.0.regions (s.toml:5) must be empty, because faults.crash.0.who (s.toml:4) = \"sequencer\" is the first \
         region's validator"
    );
}

#[test]
fn what_a_fault_needs_must_be_said() {
    assert_eq!(
        message("[[faults.crash]]\nat_s = 1\nwho = 'validator'"),
        "s.toml:1: the key faults.crash.0.length_s is missing, expected an integer, 1 to 3153600000"
    );
    let unknown = message("[[faults.crash]]\nat_s = 1\nlength_s = 1\nwho = 'worker'");
    assert!(unknown.contains("validator, requester, sequencer"), "{unknown}");
}

#[test]
fn faults_of_messages_are_refused_where_there_are_none() {
    let fault = "[[faults.slow_links]]\nat_s = 1\nlength_s = 1\nfactor = 2";
    assert_eq!(
        message(&format!("fidelity = 'session'\n{fault}")),
        "faults.slow_links.0 (s.toml:2) needs single messages, of which fidelity (s.toml:1) = session has none: set fidelity to \
         message, or keep to faults.mass_restart"
    );
    assert_eq!(
        message(&format!("[heartbeat]\nmode = 'runs'\n{fault}")),
        "faults.slow_links.0 (s.toml:3) needs heartbeats that are messages, unlike heartbeat.mode (s.toml:2) = runs: set \
         heartbeat.mode to messages, or keep to faults.mass_restart"
    );
    let restart = "[[faults.mass_restart]]\nat_s = 1";
    for text in [format!("fidelity = 'session'\n{restart}"), format!("[heartbeat]\nmode = 'runs'\n{restart}")] {
        Scenario::parse("s.toml", &text, &[]).expect("machines restart in any run");
    }
}

#[test]
fn a_wave_of_sybils_has_a_number_a_class_and_time_to_join() {
    let wave = |keys: &str| format!("[[faults.sybil_wave]]\nat_s = 1\nlength_s = 500\n{keys}");
    for number in ["", "nodes = 3\nshare = 0.5\n"] {
        let (nodes, share) = if number.is_empty() { ("s.toml:1", "s.toml:1") } else { ("s.toml:4", "s.toml:5") };
        let values = if number.is_empty() { ("0", "0") } else { ("3", "0.5") };
        assert_eq!(
            message(&wave(&format!("{number}over_s = 500"))),
            format!(
                "faults.sybil_wave.0.nodes ({nodes}) = {} and faults.sybil_wave.0.share ({share}) = {}: one of them must be above 0 \
                 and the other 0",
                values.0, values.1
            )
        );
    }
    assert_eq!(
        message(&wave("nodes = 3")),
        "faults.sybil_wave.0.over_s (s.toml:1) = 600 must be at most faults.sybil_wave.0.length_s (s.toml:3) = 500"
    );
    assert_eq!(
        message(&wave("nodes = 3\nover_s = 1\nclass = 'home-gpu'")),
        "faults.sybil_wave.0.class (s.toml:6) = \"home-gpu\" is not in population.classes (default), the nearest is home-cpu; there \
         are: home-cpu, workstation, gaming-gpu"
    );
    let read = Scenario::parse("s.toml", &wave("share = 2\nover_s = 1\nclass = 'home-cpu'"), &[]).unwrap().scenario;
    assert_eq!(Scenario::parse("stored", &read.to_toml(), &[]).unwrap().scenario, read);
}

#[test]
fn a_measured_hour_needs_only_its_time() {
    let read = Scenario::parse("s.toml", "fidelity = 'session'\n[[faults.mass_leave]]\nat_s = 1", &[]).unwrap().scenario;
    let leave = &read.faults.mass_leave[0];
    assert_eq!((leave.preset.as_str(), leave.quantile), ("tor-2026", 0.99));
    assert!(!read.faults.is_empty());
}
