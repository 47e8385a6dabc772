//! `xpand swarm`: worlds are counted and checked, told of alike for any number of threads, and can be repeated one by one.

use crate::program::Desk;

/// The number in front of or behind a word in a line of the output.
fn line<'a>(text: &'a str, start: &str) -> &'a str {
    text.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("no {start} in {text}"))
}

#[test]
fn twenty_worlds_are_good_and_every_fault_happens_in_them() {
    let desk = Desk::new();
    let said = desk.xpand(&["swarm", "--seeds", "20", "--first", "1"]).well();
    assert!(said.stdout.contains("20 worlds, 0 failed; "), "{}", said.stdout);
    for kind in swarm_kinds() {
        let columns: Vec<&str> = line(&said.stdout, kind).split_whitespace().collect();
        let [worlds, times] = [1, 2].map(|at| columns[at].parse::<u64>().unwrap());
        assert!((1..=20).contains(&worlds) && times >= worlds, "{kind}: {worlds} worlds, {times} times");
    }
    let one = desk.xpand(&["swarm", "--seeds", "20", "--threads", "1"]).well();
    assert_eq!(one.stdout, said.stdout, "threads show");
}

fn swarm_kinds() -> [&'static str; 8] {
    [
        "worker-crashes",
        "validator-crashes",
        "sequencer-crashes",
        "requester-crashes",
        "messages-cut-off",
        "messages-slowed",
        "messages-repeated-in-bursts",
        "messages-held-up",
    ]
}

#[test]
fn a_world_is_repeated_and_its_scenario_is_one_that_runs() {
    let desk = Desk::new();
    let [one, again] = [0, 1].map(|_| desk.xpand(&["swarm", "--seed", "3"]).well().stdout);
    assert_eq!(one, again);
    assert!(line(&one, "jobs").contains(" settled, ") && line(&one, "digest").len() == 25 && one.contains("good"), "{one}");
    let shown = desk.xpand(&["swarm", "--seed", "3", "--show"]).well().stdout;
    assert!(shown.contains("name = \"swarm-3\"") && shown.contains("[faults]"), "{shown}");
    desk.write("world.toml", &shown);
    desk.xpand(&["run", "world.toml", "--set", "time.sample_s=3600", "--no-report", "--out", "run"]).well();
    assert!(desk.path("run/summary.json").is_file());
}

#[test]
fn faults_that_never_happened_are_no_success() {
    let said = Desk::new().xpand(&["swarm", "--seeds", "1", "--first", "7"]);
    assert_eq!(said.status, Some(1));
    assert!(said.stderr.contains("never happened in 1 worlds: ") && said.stderr.contains("--seeds"), "{}", said.stderr);
}

#[test]
fn what_is_not_a_number_of_worlds_is_refused() {
    let desk = Desk::new();
    for arguments in
        [&["--seeds", "0"][..], &["--seeds", "x"], &["--seed", "1", "--seeds", "2"], &["--show"], &["--threads", "0"]]
    {
        let said = desk.xpand(&[&["swarm"], arguments].concat());
        assert_eq!(said.status, Some(2), "{arguments:?}: {}", said.stdout);
    }
}
