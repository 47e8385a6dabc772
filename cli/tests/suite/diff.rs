//! `xpand diff`: the first event, node and field in which two runs differ.

use crate::program::{Desk, Said, table_files};
use arrow_array::cast::AsArray;
use arrow_array::types::{UInt32Type, UInt64Type};
use records::table::read_batches;
use scenarios::{prepare, shipped};
use sim::Recording;
use std::collections::HashMap;
use std::path::Path;

const HOUR_NS: u64 = 3_600_000_000_000;

/// Six kinds of jobs in an hour, on the machines of `small.toml`.
const KINDS: &str = r#"
extends = "small.toml"
name = "kinds"

[time]
duration_s = 3600

[workload]
stop_before_end_s = 900
jobs_per_hour = 60.0
"#;

/// All columns of a row of table `events` but for the number of the event: time, node, and the rest as text.
type Told = (u64, u32, String);

fn events(run: &Path) -> Vec<Told> {
    let mut rows = Vec::new();
    for (part, _) in table_files(run, "events") {
        for batch in read_batches(&run.join("events").join(part)).unwrap() {
            let (times, nodes) = (batch["time_ns"].as_primitive::<UInt64Type>(), batch["node"].as_primitive::<UInt32Type>());
            let (kinds, whats) = (batch["kind"].as_string::<i32>(), batch["what"].as_string::<i32>());
            let (senders, numbers) =
                (batch["sender"].as_primitive::<UInt32Type>(), batch["sequence"].as_primitive::<UInt32Type>());
            let chains = batch["chain"].as_primitive::<UInt64Type>();
            rows.extend((0..batch.num_rows()).map(|row| {
                let rest = [senders.value(row).to_string(), numbers.value(row).to_string(), chains.value(row).to_string()];
                (times.value(row), nodes.value(row), format!("{} {} {rest:?}", kinds.value(row), whats.value(row)))
            }));
        }
    }
    rows
}

/// The first rows that differ, found by looking at all of them.
fn by_brute_force(one: &[Told], other: &[Told]) -> Option<(Told, Told)> {
    one.iter().zip(other).find(|(one, other)| one != other).map(|(one, other)| (one.clone(), other.clone()))
}

/// The lines that `diff` says the first event and the first field in, less the names of the runs.
#[track_caller]
fn told(said: &Said) -> (Vec<String>, Vec<String>) {
    assert_eq!(said.status, Some(1), "{}\n{}", said.stdout, said.stderr);
    let after = |title: &str, lines: usize| {
        let found = said.stdout.lines().skip_while(|line| *line != title).skip(1).take(lines);
        found.map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    (after("first event that differs:", 4), after("first field that differs:", 3))
}

fn as_time(time_ns: u64) -> String {
    let whole = whole_seconds(time_ns);
    match time_ns % 1_000_000_000 {
        0 => whole,
        rest => format!("{whole}.{}", format!("{rest:09}").trim_end_matches('0')),
    }
}

fn whole_seconds(time_ns: u64) -> String {
    let s = time_ns / 1_000_000_000;
    format!("{}d{:02}:{:02}:{:02}", s / 86_400, s / 3_600 % 24, s / 60 % 60, s % 60)
}

/// Runs `kinds.toml` in this process, as a program would that keeps the kinds of jobs in a hash map and takes them in its order;
/// `planted` is false for one that keeps their order. Returns the order.
fn run_kinds(desk: &Desk, out: &str, planted: bool, recording: Recording) -> Vec<String> {
    let loaded = shipped::load(desk.path("kinds.toml").to_str().unwrap(), &[]).unwrap();
    let mut plan = prepare(&loaded).unwrap().plan;
    if planted {
        let kinds: HashMap<_, _> = plan.workload.kinds.drain(..).map(|kind| (kind.name.clone(), kind)).collect();
        plan.workload.kinds.extend(kinds.into_values());
    }
    let order = plan.workload.kinds.iter().map(|kind| kind.name.to_string()).collect();
    sim::run_recorded(plan, &loaded.scenario.to_toml(), &desk.path(out), recording, |_| ()).unwrap();
    order
}

fn kinds() -> String {
    let kind = |number: u32| {
        let (tasks, gflop) = (number + 2, 500 + 100 * number);
        format!(
            "[[workload.jobs]]\nname = \"kind-{number}\"\npattern = \"map-reduce\"\ntasks = {tasks}\nreducers = 1\n\
             gflop = {gflop}.0\ngather_gflop = 40.0\ninput_mib = 8.0\noutput_mib = 1.0\nmemory_gib = 1.0\n"
        )
    };
    (0..6).map(kind).fold(KINDS.to_owned(), |text, kind| text + "\n" + &kind)
}

#[test]
fn a_planted_unordered_iteration_is_found_by_event_node_and_field() {
    let desk = Desk::new();
    desk.write("kinds.toml", kinds());
    let recording = Recording { digest_every_ns: Some(HOUR_NS / 6), events_ns: Some((0, u64::MAX)) };
    let first = run_kinds(&desk, "run-0", true, recording);
    // Two hash maps may have the same order by chance.
    let (other, second) = (1..20)
        .map(|number| format!("run-{number}"))
        .map(|name| (name.clone(), run_kinds(&desk, &name, true, recording)))
        .find(|(_, order)| *order != first)
        .unwrap();
    let (one, two) = by_brute_force(&events(&desk.path("run-0")), &events(&desk.path(&other)))
        .unwrap_or_else(|| panic!("{first:?} and {second:?} made the same events"));
    assert_eq!((one.0, one.1), (two.0, two.1), "the first difference is in what one requester is given");

    let said = desk.xpand(&["diff", "run-0", &other]);
    let (event, field) = told(&said);
    let place = format!("{}  node {}  submit, from the world", as_time(one.0), one.1);
    assert!(event[0].ends_with(&place) && event[2].ends_with(&place), "{}\n{place}", said.stdout);
    assert!(event[1].starts_with(&format!("node {} is: requester, ", one.1)), "{}", said.stdout);
    assert!(field[0].starts_with("Submit.spec.tasks"), "{}", said.stdout);
    assert_ne!(field[1].split_once(' '), field[2].split_once(' '));
    assert!(!said.stdout.contains("scenarios differ"), "{}", said.stdout);
}

#[test]
fn without_the_plant_there_is_nothing_to_find() {
    let desk = Desk::new();
    desk.write("kinds.toml", kinds());
    let recording = Recording { digest_every_ns: Some(HOUR_NS / 6), events_ns: Some((0, u64::MAX)) };
    let [one, other] = ["one", "other"].map(|out| run_kinds(&desk, out, false, recording));
    assert_eq!(one, other);
    assert_eq!(by_brute_force(&events(&desk.path("one")), &events(&desk.path("other"))), None);
    assert_eq!(desk.xpand(&["diff", "one", "other"]).well().stdout, "equal\n");
}

#[test]
fn a_run_that_its_scenario_does_not_reproduce_is_the_finding() {
    let desk = Desk::new();
    desk.write("kinds.toml", kinds());
    let recording = Recording { digest_every_ns: Some(HOUR_NS / 6), events_ns: None };
    let straight = run_kinds(&desk, "straight", false, recording);
    let planted = (0..20).map(|number| format!("run-{number}")).find(|out| run_kinds(&desk, out, true, recording) != straight);
    let planted = planted.unwrap();
    let said = desk.xpand(&["diff", "straight", &planted]);
    assert_eq!(said.status, Some(1), "{}", said.stderr);
    assert!(said.stdout.contains(&format!("{planted} is not reproduced by its own scenario.toml: at ")), "{}", said.stdout);
    assert!(said.stdout.contains("not deterministic") && said.stdout.contains("--events"), "{}", said.stdout);
}

/// No job comes in the last hour of one run: nothing differs before.
#[test]
fn a_value_that_acts_late_is_found_where_it_acts() {
    let desk = Desk::new();
    let late = ["--set", "workload.stop_before_end_s=3600"];
    desk.run_small("all-one", &["--events", ".."]);
    desk.run_small("all-other", &[&["--events", ".."][..], &late].concat());
    let (one, other) = by_brute_force(&events(&desk.path("all-one")), &events(&desk.path("all-other"))).unwrap();
    assert!(one.0 > 3_900_000_000_000, "{one:?}");

    desk.run_small("chain-one", &["--digest-every", "10m"]);
    desk.run_small("chain-other", &[&["--digest-every", "10m"][..], &late].concat());
    desk.run_small("bare-one", &[]);
    desk.run_small("bare-other", &late);
    for name in ["all", "chain", "bare"] {
        let said = desk.xpand(&["diff", &format!("{name}-one"), &format!("{name}-other")]);
        let (event, _) = told(&said);
        assert!(event[0].contains(&format!("{}  node {}  ", as_time(one.0), one.1)), "{}\n{one:?}", said.stdout);
        assert!(event[2].contains(&format!("{}  node {}  ", as_time(other.0), other.1)), "{}\n{other:?}", said.stdout);
        assert!(said.stdout.contains("scenarios differ in 1 of their keys:\n  workload.stop_before_end_s\n"), "{}", said.stdout);
        assert_eq!(said.stdout.contains("digests are equal at"), name == "chain", "{}", said.stdout);
    }
}

#[test]
fn another_seed_differs_from_the_start() {
    let desk = Desk::new();
    desk.run_small("one", &["--events", "..", "--seed", "1"]);
    desk.run_small("other", &["--events", "..", "--seed", "2"]);
    let (one, _) = by_brute_force(&events(&desk.path("one")), &events(&desk.path("other"))).unwrap();
    let said = desk.xpand(&["diff", "one", "other"]);
    assert!(told(&said).0[0].contains(&format!("{}  node {}  ", as_time(one.0), one.1)), "{}", said.stdout);
    assert!(said.stdout.contains("  seed\n    one  1\n    other  2\n"), "{}", said.stdout);
}

/// Heartbeats are not part of the digest, and a few lost ones change nothing that is.
#[test]
fn heartbeats_that_are_lost_in_one_run_only_are_found() {
    let desk = Desk::new();
    desk.run_small("one", &["--set", "network.loss=0.0001"]);
    desk.run_small("other", &["--set", "network.loss=0.0003"]);
    assert_eq!(desk.read("one/digest.txt"), desk.read("other/digest.txt"), "choose losses closer to each other");
    let said = desk.xpand(&["diff", "one", "other"]);
    let (event, field) = told(&said);
    assert!(event[0].contains("  beats, from "), "{}", said.stdout);
    assert!(field[0].starts_with("Beats.run."), "{}", said.stdout);
    assert!(said.stdout.contains("faults.messages-lost"), "{}", said.stdout);
}

#[test]
fn equal_runs_are_equal_whatever_they_recorded() {
    let desk = Desk::new();
    desk.run_small("bare", &[]);
    desk.run_small("hourly", &["--digest-every", "1h"]);
    desk.run_small("events", &["--digest-every", "50m", "--events", "1h..61m"]);
    for (one, other) in [("bare", "hourly"), ("hourly", "events"), ("events", "events")] {
        assert_eq!(desk.xpand(&["diff", one, other]).well().stdout, "equal\n");
    }
    let times: Vec<u64> = events(&desk.path("events")).into_iter().map(|row| row.0).collect();
    assert!(times.len() > 20 && times.is_sorted(), "{}", times.len());
    assert!(times.iter().all(|time_ns| (HOUR_NS..=HOUR_NS / 60 * 61).contains(time_ns)));
    assert!(!desk.path("bare/events").exists() && !desk.path("bare/digests").exists());
}

#[test]
fn a_chain_of_digests_is_printed_and_ends_with_that_of_the_run() {
    let desk = Desk::new();
    let said = desk.xpand(&["run", "small.toml", "--no-report", "--out", "one", "--digest-every", "1h"]).well();
    let chain: Vec<&str> = said.stdout.lines().filter_map(|line| line.strip_prefix("digest  ")).collect();
    let (times, digests): (Vec<_>, Vec<_>) = chain.iter().map(|line| line.split_once("  ").unwrap()).unzip();
    assert_eq!(times, ["0d01:00:00", "0d02:00:00", "0d02:05:00"]);
    assert_eq!(*digests.last().unwrap(), desk.read("one/digest.txt").trim());
    assert!(digests[0] != digests[1] && digests[1] != digests[2]);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let desk = Desk::new();
    desk.run_small("one", &[]);
    desk.run_small("larger", &["--set", "population.workers=31"]);
    let said = desk.xpand(&["diff", "one", "nowhere"]);
    assert_eq!(said.status, Some(2));
    assert!(said.stderr.contains("nowhere: not a run folder"), "{}", said.stderr);
    let said = desk.xpand(&["diff", "one", "larger"]);
    assert_eq!(said.status, Some(1));
    assert!(said.stdout.contains("population.workers") && said.stdout.contains("different networks"), "{}", said.stdout);
    for bad in [["--events", "4h..3h"], ["--digest-every", "1w"], ["--digest-every", "0s"]] {
        assert_eq!(desk.xpand(&[&["run", "small.toml"][..], &bad].concat()).status, Some(2), "{bad:?}");
    }
}

/// Without messages, too, all that nodes are told is found.
#[test]
fn runs_at_fidelity_session_are_compared() {
    let desk = Desk::new();
    let session = ["--set", "fidelity=session"];
    let late = [&session[..], &["--set", "workload.stop_before_end_s=3600"]].concat();
    desk.run_small("all-one", &[&["--events", "..", "--digest-every", "10m"][..], &session].concat());
    desk.run_small("all-other", &[&["--events", ".."][..], &late].concat());
    let (one, other) = by_brute_force(&events(&desk.path("all-one")), &events(&desk.path("all-other"))).unwrap();
    desk.run_small("bare-one", &session);
    desk.run_small("bare-other", &late);
    assert_eq!(desk.xpand(&["diff", "all-one", "bare-one"]).well().stdout, "equal\n");
    for name in ["all", "bare"] {
        let said = desk.xpand(&["diff", &format!("{name}-one"), &format!("{name}-other")]);
        let (event, _) = told(&said);
        assert!(event[0].contains(&format!("{}  node {}  ", as_time(one.0), one.1)), "{}\n{one:?}", said.stdout);
        assert!(event[2].contains(&format!("{}  node {}  ", as_time(other.0), other.1)), "{}\n{other:?}", said.stdout);
    }
}
