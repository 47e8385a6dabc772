//! Scenarios and arguments that cannot be run: each refused with words that say where and what to do.

use crate::program::{Desk, Said};

/// Refuses anything but a clear message: exit status 1, `error:` first, every one of `words`, no panic.
#[track_caller]
pub fn assert_told(said: &Said, words: &[&str]) {
    let Said { status, stdout, stderr } = said;
    assert_eq!(*status, Some(1), "{stdout}\n{stderr}");
    assert!(stderr.starts_with("error: "), "{stderr}");
    for noise in ["panicked", "backtrace", "a defect in xpand"] {
        assert!(!stderr.contains(noise) && !stdout.contains(noise), "{stderr}");
    }
    for word in words {
        assert!(stderr.contains(word), "no `{word}` in: {stderr}");
    }
}

/// Has the program run a scenario that it must refuse before it writes anything.
#[track_caller]
pub fn assert_refused(desk: &Desk, arguments: &[&str], words: &[&str]) {
    let said = desk.xpand(&[&["run"], arguments, &["--out", "refused"]].concat());
    assert_told(&said, words);
    assert!(!desk.path("refused").exists(), "a refused scenario left a run folder");
}

#[test]
fn a_missing_scenario_is_named() {
    let desk = Desk::new();
    assert_refused(&desk, &["absent.toml"], &["absent.toml", "cannot read the scenario", "No such file"]);
    assert_refused(&desk, &["."], &["cannot read the scenario"]);
    desk.write("orphan.toml", "name = \"orphan\"\nextends = \"absent\"\n");
    assert_refused(&desk, &["orphan.toml"], &["orphan.toml:2", "extends", "no shipped scenario"]);
}

#[test]
fn what_is_no_toml_is_refused_with_its_line() {
    let desk = Desk::new();
    desk.write("broken.toml", "name = \"broken\"\n\n[time\nduration_s = 3\n");
    assert_refused(&desk, &["broken.toml"], &["broken.toml:3", "not valid TOML"]);
    desk.write("bytes.toml", [0xff, 0xfe, 0x00, 0x41]);
    assert_refused(&desk, &["bytes.toml"], &["bytes.toml", "cannot read the scenario", "UTF-8"]);
}

#[test]
fn an_unknown_key_gets_the_nearest_one() {
    let desk = Desk::new();
    desk.write("unknown.toml", "[population]\nworkrs = 3\n");
    assert_refused(&desk, &["unknown.toml"], &["unknown.toml:2", "unknown key population.workrs", "nearest: population.workers"]);
    let set = ["small.toml", "--set", "schedule.polcy=random"];
    assert_refused(&desk, &set, &["--set schedule.polcy", "nearest: schedule.policy", "valid: "]);
    let set = ["small.toml", "--set", "schedule.policy=rnd"];
    assert_refused(
        &desk,
        &set,
        &[
            "--set schedule.policy",
            "\"rnd\"",
            "allowed: earliest-finish, availability-aware, cost-aware, best-fit, power-of-two, least-loaded, work-stealing, oldest, random",
        ],
    );
}

#[test]
fn a_value_of_another_type_is_told_with_the_type_expected() {
    let desk = Desk::new();
    desk.write("typed.toml", "[population]\n\nworkers = \"many\"\n");
    assert_refused(&desk, &["typed.toml"], &["typed.toml:3", "population.workers", "the string \"many\"", "expected an integer"]);
    let set = ["small.toml", "--set", "population.regions=EU_WEST"];
    assert_refused(&desk, &set, &["--set population.regions", "expected"]);
    let set = ["small.toml", "--set", "time.epoch_s=1800.5"];
    assert_refused(&desk, &set, &["--set time.epoch_s", "1800.5", "expected an integer"]);
}

#[test]
fn a_negative_count_and_a_value_out_of_range_are_told_with_the_range() {
    let desk = Desk::new();
    desk.write("negative.toml", "[population]\nworkers = -5\n");
    assert_refused(&desk, &["negative.toml"], &["negative.toml:2", "population.workers = -5", "allowed: 0 to 10000000"]);
    let set = ["small.toml", "--set", "network.loss=2"];
    assert_refused(&desk, &set, &["--set network.loss", "network.loss = 2", "allowed: 0 to 1"]);
    let set = ["small.toml", "--set", "workload.jobs.1.tasks=0"];
    assert_refused(&desk, &set, &["workload.jobs.1.tasks = 0", "allowed: 1 to "]);
    let greatest = u64::MAX.to_string();
    assert_refused(&desk, &["small.toml", "--seed", &greatest], &["seed = ", &greatest, "allowed: 0 to "]);
}

#[test]
fn arguments_that_do_not_parse_are_told_with_the_way_to_help() {
    let desk = Desk::new();
    let cases: [(&[&str], &[&str]); 5] = [
        (&["run", "small.toml", "--seed", "-3"], &["'-3'", "--seed <N>"]),
        (&["run", "small.toml", "--seed", "one"], &["'one'", "--seed <N>"]),
        (&["run"], &["<SCENARIO>"]),
        (&["report"], &["<DIR>"]),
        (&["rum", "quickstart"], &["'rum'", "'run'"]),
    ];
    for (arguments, words) in cases {
        let Said { status, stderr, .. } = desk.xpand(arguments);
        assert_eq!(status, Some(2), "{stderr}");
        for word in [words, &["error: ", "--help"]].concat() {
            assert!(stderr.contains(word), "no `{word}` in: {stderr}");
        }
    }
}

#[test]
fn values_that_exclude_each_other_are_both_named() {
    let desk = Desk::new();
    let set = ["small.toml", "--set", "time.epoch_s=100"];
    assert_refused(&desk, &set, &["time.epoch_s (--set time.epoch_s) = 100", "multiple of heartbeat.period_s (default)"]);
    let set = ["small.toml", "--set", "population.requesters_per_region=0"];
    assert_refused(&desk, &set, &["population.requesters_per_region", "is 0, but jobs arrive"]);
}

#[test]
fn an_override_that_is_no_override_is_explained() {
    let desk = Desk::new();
    for text in ["population.workers", "=3", "  ", ""] {
        assert_refused(&desk, &["small.toml", "--set", text], &["--set", "expected key=value, such as"]);
    }
    assert_refused(&desk, &["small.toml", "--set", "workload.jobs.7.tasks=3"], &["workload.jobs has 2 entries"]);
    assert_refused(&desk, &["small.toml", "--set", "name.first=a"], &["--set name.first", "it has no keys"]);
    assert_refused(&desk, &["small.toml", "--set", "extends=volatile"], &["--set extends", "only be set in its file"]);
}

#[test]
fn unknown_presets_regions_and_devices_get_the_names_there_are() {
    let desk = Desk::new();
    let cases: [(&str, &[&str]); 8] = [
        ("churn.preset=overnet04", &["`overnet04`", "nearest is `overnet03`", "skype06"]),
        ("churn.law=empirical", &["`empirical`", "there are: exponential, weibull, lognormal, gamma"]),
        ("churn.preset=ipfs-2023w4", &["measured no downtimes", "overnet03"]),
        ("network.latency=ripe", &["`ripe`", "nearest is `ripe-atlas-12`"]),
        ("population.regions=[\"EU_WEST\", \"MARS\"]", &["population.regions", "`MARS`", "N_AMERICA"]),
        (
            "population.classes.0.gpu=GeForce RTX 3061",
            &["population.classes.0.gpu", "`GeForce RTX 3061`", "nearest is `GeForce RTX 3060"],
        ),
        ("population.snapshot=ratio1", &["`ratio1`", "nearest is `ratio1-2025-08-06`"]),
        ("workload.jobs.0.work=llm", &["workload.jobs.0.work", "`llm`", "llm-conversation"]),
    ];
    for (set, words) in cases {
        let key = set.split_once('=').unwrap().0;
        assert_refused(&desk, &["small.toml", "--set", set], &[words, &[&*format!("--set {key}")]].concat());
    }
}

#[test]
fn a_snapshot_and_churn_laws_do_not_go_together() {
    let desk = Desk::new();
    let set = ["small.toml", "--set", "population.snapshot=ratio1-2025-08-06"];
    assert_refused(&desk, &set, &["churn.model", "must be \"none\"", "ratio1-2025-08-06"]);
}

#[test]
fn a_scenario_that_places_no_job_says_why() {
    let desk = Desk::new();
    let gpus = ["--set", "workload.jobs.0.gpu_memory_gib=999", "--set", "workload.jobs.1.gpu_memory_gib=999"];
    let cases: [(&str, &[&str], &[&str]); 5] = [
        ("gpus", &gpus, &["1022976 MiB GPU memory", "have too little GPU memory"]),
        ("empty", &["--set", "population.workers=0"], &["the region has 0 workers"]),
        ("poor", &["--set", "economy.requester_funds_tokens=0"], &["the requester's balance is below"]),
        ("deaf", &["--set", "network.loss=1"], &["none reached a validator in time"]),
        (
            "late",
            &["--set", "workload.stop_before_end_s=7500"],
            &["0 were submitted", "in the first 0 s only", "workload.stop_before_end_s"],
        ),
    ];
    for (out, more, words) in cases {
        let said = desk.xpand(&[&["run", "small.toml", "--out", out], more].concat());
        assert_told(&said, &[words, &["no job was placed", &*format!("the run is in {out}")]].concat());
        assert!(desk.path(out).join("summary.json").is_file(), "the run is complete");
    }
    let none = ["run", "small.toml", "--out", "none", "--set", "workload.arrivals=none"];
    desk.xpand(&none).well();
}
