//! Validators learn of other regions, and jobs go where there is what they ask for.

use records::run::Summary;
use scenarios::{prepare, shipped};
use sim::{Happened, Simulation};
use std::collections::BTreeSet;
use std::sync::Arc;
use world::engine::discovery::Directory;
use world::engine::job::JobState;
use world::engine::node::TaskOutcome;
use world::engine::{Event, Span, Time};
use world::{Plan, Role};

/// Quickstart with these keys set.
fn quickstart(set: &[(&str, &str)]) -> Plan {
    let overrides: Vec<_> = set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    prepare(&shipped::load("quickstart", &overrides).unwrap()).unwrap().plan
}

fn run(plan: Plan) -> Summary {
    let (outcome, _) = sim::simulate(plan.clone(), None, |_| {}).unwrap();
    plan.summary(&outcome.totals, &outcome.supply)
}

/// Two regions, one of them without GPUs, and jobs that need one; its requester is the only one.
fn only_the_other_region_has_gpus(set: &[(&str, &str)]) -> Plan {
    let world = [
        ("time.duration_s", "21600"),
        ("time.epoch_s", "7200"),
        ("population.regions", "[\"EU_WEST\", \"N_AMERICA\"]"),
        ("population.region_weights", "[1.0, 1.0]"),
        ("population.workers", "40"),
        ("workload.jobs_per_hour", "30"),
        ("workload.stop_before_end_s", "7200"),
    ];
    let mut plan = quickstart(&[&world[..], set].concat());
    for node in plan.nodes.iter_mut().filter(|node| node.role == Role::Worker) {
        let device = Arc::make_mut(&mut node.device);
        device.gpu_memory_gib = if node.region == 0 { 0.0 } else { 8.0 };
        device.memory_gib = 32.0;
    }
    let requester = plan.nodes.iter().position(|node| node.role == Role::Requester && node.region == 1).unwrap();
    plan.nodes[requester].region = 0;
    for kind in &mut plan.workload.kinds {
        kind.stages.iter_mut().for_each(|stage| stage.gpu_memory_gib = 4.0);
    }
    plan
}

#[test]
fn jobs_for_gpus_in_a_region_without_any_succeed_by_referral() {
    let alone = run(only_the_other_region_has_gpus(&[]));
    assert_eq!((alone.referred, alone.jobs.get("settled")), (0, None), "{:?}", alone.jobs);
    for fidelity in ["message", "session"] {
        let gossip = [("discovery.gossip_period_s", "30"), ("fidelity", &format!("\"{fidelity}\""))];
        let together = run(only_the_other_region_has_gpus(&gossip));
        let jobs: u64 = together.jobs.values().sum();
        let settled = together.jobs["settled"];
        assert!(together.referred == jobs && jobs > 50, "{fidelity}: {} of {jobs} referred", together.referred);
        assert!(settled as f64 > 0.9 * jobs as f64, "{fidelity}: {:?}", together.jobs);
    }
}

#[test]
fn jobs_that_find_no_room_at_home_go_where_there_is_room() {
    let crowded = |refer_after_s: &str| {
        let gossip =
            [("discovery.gossip_period_s", "10"), ("discovery.refer_after_s", refer_after_s), ("churn.model", "\"none\"")];
        let mut plan = only_the_other_region_has_gpus(&[&gossip[..], &[("workload.jobs_per_hour", "120")]].concat());
        // One machine at home that can do everything: it is busy most of the time.
        let at_home = plan.nodes.iter().position(|node| node.role == Role::Worker && node.region == 0).unwrap();
        Arc::make_mut(&mut plan.nodes[at_home].device).gpu_memory_gib = 8.0;
        run(plan)
    };
    let (patient, referring) = (crowded("0"), crowded("5"));
    // Before that one has registered, no worker at home can.
    assert!(patient.referred < 5, "{} referred", patient.referred);
    let settled = |summary: &Summary| summary.jobs.get("settled").copied().unwrap_or(0);
    assert!(referring.referred > 20, "{} referred", referring.referred);
    assert!(settled(&referring) > settled(&patient), "{:?}, {:?}", referring.jobs, patient.jobs);
    let wait = |summary: &Summary| summary.waits["ready task placed"].p99_ms;
    assert!(wait(&referring) < wait(&patient), "{} ms, {} ms", wait(&referring), wait(&patient));
}

/// Four regions with ten workers each that are always up, and validators that gossip every ten seconds.
const FOUR_REGIONS: [(&str, &str); 9] = [
    ("time.duration_s", "7200"),
    ("time.epoch_s", "3600"),
    ("population.regions", "[\"EU_WEST\", \"N_AMERICA\", \"E_ASIA\", \"OCEANIA\"]"),
    ("population.region_weights", "[]"),
    ("population.workers", "40"),
    ("churn.model", "\"none\""),
    ("workload.stop_before_end_s", "3600"),
    ("discovery.gossip_period_s", "10"),
    ("network.loss", "0.05"),
];

/// What the validators of this many regions know.
fn directories(simulation: &Simulation, regions: u32) -> Vec<&Directory> {
    (0..regions).map(|id| simulation.node(id).unwrap().validator().unwrap().directory()).collect()
}

fn seconds(seconds: u64) -> Time {
    Time::ZERO + Span::from_secs(seconds)
}

#[test]
fn after_a_region_was_cut_off_all_validators_know_the_same_again() {
    let cut = [("workload.arrivals", "\"none\""), ("faults.partition", "[{at_s = 5, length_s = 1800, regions = [\"E_ASIA\"]}]")];
    let mut simulation = Simulation::new(quickstart(&[&FOUR_REGIONS[..], &cut].concat()), None).unwrap();
    simulation.run_until(seconds(1_800), |_| ()).unwrap();
    let before = directories(&simulation, 4);
    assert!(before[0] == before[1] && before[1] == before[3] && before[2] != before[0], "{before:?}");
    simulation.run_until(seconds(1_805 + 100), |_| ()).unwrap();
    let after = directories(&simulation, 4);
    assert!(after.iter().all(|directory| directory == &after[0]) && after[0].known().len() == 4, "{after:?}");
}

#[test]
fn workers_that_know_two_validators_find_their_own_though_one_is_down_at_first() {
    let crash = "[{at_s = 1, length_s = 600, who = \"validator\", regions = [\"E_ASIA\"]}]";
    let seeds = [("discovery.seeds", "2"), ("workload.arrivals", "\"none\""), ("faults.crash", crash)];
    let summary = run(quickstart(&[&FOUR_REGIONS[..], &seeds].concat()));
    assert_eq!(summary.waits["worker registered"].count, 40);
    assert!(summary.control["seek"].messages >= 44 && summary.control["serves"].messages >= 44, "{:?}", summary.control);
    let wait = summary.waits["worker registered"];
    assert!(wait.p50_ms < 60_000.0 && wait.p99_ms > 500_000.0, "{wait:?}");
    assert_eq!(summary.false_suspicions, 0);
}

/// Members that validators count as up, of all regions together.
fn online(directory: &Directory) -> u32 {
    directory.supplies().map(|supply| supply.online).sum()
}

#[test]
fn a_network_that_was_cut_in_two_and_lost_a_validator_goes_on_as_one() {
    let faults = [
        ("discovery.seeds", "2"),
        ("discovery.refer_after_s", "30"),
        ("workload.jobs_per_hour", "240"),
        ("faults.partition", "[{at_s = 600, length_s = 900, regions = [\"E_ASIA\", \"OCEANIA\"]}]"),
        ("faults.crash", "[{at_s = 1800, length_s = 600, who = \"validator\", regions = [\"N_AMERICA\"]}]"),
    ];
    let mut simulation = Simulation::new(quickstart(&[&FOUR_REGIONS[..], &faults].concat()), None).unwrap();
    simulation.watch();
    simulation.run_until(seconds(7_200), |_| ()).unwrap();
    let faults = simulation.faults();
    assert!(faults["messages-cut-off"] > 100 && faults["validator-crashes"] == 1, "{faults:?}");
    let (mut submitted, mut closed, mut settled, mut lost_by) = (0, BTreeSet::new(), 0, 0);
    for seen in simulation.take_seen() {
        match seen.what {
            Happened::Submitted => submitted += 1,
            Happened::Reported(Event::JobClosed { job, closed: how }) => {
                assert!(closed.insert(job), "{job} was closed twice");
                settled += usize::from(how.state == JobState::Settled);
            }
            Happened::Reported(Event::TaskEnded { outcome: TaskOutcome::NodeLost, .. }) => lost_by += 1,
            _ => {}
        }
    }
    assert_eq!(closed.len(), submitted, "all jobs are over");
    assert!(settled as f64 > 0.9 * submitted as f64, "{settled} of {submitted} settled");
    assert_eq!(lost_by, 0, "a cut between regions loses no worker");
    simulation.audit().unwrap();
    let all = directories(&simulation, 4);
    assert!(all.iter().all(|directory| directory == &all[0]) && all[0].known().len() == 4, "{all:?}");
    assert_eq!(online(all[0]), 40, "all workers are members again");
}
