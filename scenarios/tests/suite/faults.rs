//! Faults at set times, in whole runs: they strike when they should, and what was struck recovers.

use scenarios::{prepare, shipped};
use sim::{Simulation, Span, simulate};
use std::collections::BTreeMap;
use world::engine::Time;
use world::{Plan, Role, Spells};

/// Three and a half hours of `quickstart` with thirty workers that stay up, in a network that loses nothing by itself.
fn plan(set: &[(&str, &str)]) -> Plan {
    let mut all = vec![
        ("time.duration_s", "12600"),
        ("time.epoch_s", "1800"),
        ("population.workers", "30"),
        ("churn.model", "none"),
        ("network.loss", "0"),
        ("network.duplicate", "0"),
        ("workload.stop_before_end_s", "6600"),
        ("workload.jobs_per_hour", "60"),
    ];
    all.extend(set);
    let all: Vec<_> = all.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    prepare(&shipped::load("quickstart", &all).unwrap()).unwrap().plan
}

/// Counts of faults, jobs by last state, and epochs settled.
fn ran(plan: Plan) -> (BTreeMap<&'static str, u64>, BTreeMap<&'static str, u64>, u64) {
    let (outcome, _) = simulate(plan, None, |_| ()).unwrap();
    let totals = outcome.totals;
    assert!(totals.placements > 0, "nothing ran");
    (totals.faults, totals.jobs, totals.epochs)
}

/// The same but for a fault; every job of it is over.
fn struck(fault: (&str, &str)) -> BTreeMap<&'static str, u64> {
    let (faults, jobs, epochs) = ran(plan(&[fault]));
    println!("{}: {faults:?} {jobs:?} {epochs} epochs", fault.0);
    assert!(jobs["settled"] > 50 && jobs.keys().all(|state| ["settled", "refunded"].contains(state)), "{jobs:?}");
    assert_eq!(epochs, 6);
    faults
}

#[test]
fn a_region_that_is_cut_off_goes_on_when_the_cut_heals() {
    let (calm, jobs, _) = ran(plan(&[]));
    assert!(calm.values().all(|count| *count == 0) && jobs.len() == 1, "{calm:?} {jobs:?}");
    let faults = struck(("faults.partition", "[{ at_s = 1000, length_s = 1200, regions = ['E_ASIA'] }]"));
    assert!(faults["messages-cut-off"] > 10);
    assert!(!faults.contains_key("messages-slowed"), "nothing else strikes: {faults:?}");
}

#[test]
fn nodes_that_crash_go_on_from_their_disks() {
    for (who, name) in
        [("validator", "validator-crashes"), ("requester", "requester-crashes"), ("sequencer", "sequencer-crashes")]
    {
        let value = format!("[{{ at_s = 1500, length_s = 120, who = '{who}' }}, {{ at_s = 3000, length_s = 1, who = '{who}' }}]");
        let faults = struck(("faults.crash", &value));
        // Of three regions; the sequencer is a validator, too.
        let expected = if who == "validator" {
            4
        } else if who == "requester" {
            6
        } else {
            2
        };
        assert_eq!(faults[name], expected, "{who}");
        assert!(faults["inputs-to-hosts-that-were-down"] > 0);
    }
}

#[test]
fn slow_links_and_bursts_of_loss_strike_what_is_sent_meanwhile() {
    let slow = struck(("faults.slow_links", "[{ at_s = 1000, length_s = 1200, factor = 20, regions = ['E_ASIA'] }]"));
    assert!(slow["messages-slowed"] > 100);
    let burst = struck(("faults.loss", "[{ at_s = 1000, length_s = 1200, loss = 0.2, duplicate = 0.5, reorder_ms = 9000 }]"));
    let [lost, repeated, held_up] =
        ["messages-lost-in-bursts", "messages-repeated-in-bursts", "messages-held-up"].map(|name| burst[name]);
    let sent = (lost + held_up) as f64;
    assert!((lost as f64 / sent - 0.2).abs() < 0.03 && (repeated as f64 / held_up as f64 - 0.5).abs() < 0.03, "{burst:?}");
}

#[test]
fn nearly_all_workers_restart_and_are_back_at_each_fidelity() {
    for set in [&[][..], &[("heartbeat.exact", "true")], &[("heartbeat.mode", "runs")], &[("fidelity", "session")]] {
        let restart = ("faults.mass_restart", "[{ at_s = 1000, over_s = 600, share = 0.95, down_s = 30 }]");
        let mut plan = plan(&[&[restart], set].concat());
        assert!((24..=30).contains(&plan.faults.restarts), "{}", plan.faults.restarts);
        let restarted = plan.faults.restarts;
        let (faults, jobs, _) = ran(plan.clone());
        assert_eq!(faults["worker-crashes"], restarted, "{set:?}");
        assert!(jobs["settled"] > 50, "{set:?}: {jobs:?}");
        if plan.fidelity == world::Fidelity::Message {
            assert_eq!(faults["workers-restarted"], restarted);
            plan.duration = Span::from_secs(2_000);
            let mut simulation = Simulation::new(plan, None).unwrap();
            simulation.run_until(Time::ZERO + Span::from_secs(1_640), |_| ()).unwrap();
            assert_eq!(simulation.online(), 30);
        }
    }
}

#[test]
fn a_sequencer_that_is_down_at_the_end_is_audited_all_the_same() {
    let (outcome, _) =
        simulate(plan(&[("faults.crash", "[{ at_s = 9100, length_s = 9000, who = 'sequencer' }]")]), None, |_| ()).unwrap();
    let (calm, _) = simulate(plan(&[]), None, |_| ()).unwrap();
    assert_eq!((outcome.supply.genesis, outcome.totals.epochs), (calm.supply.genesis, 4), "it settled until it went down");
    assert!(outcome.supply.minted < calm.supply.minted && outcome.supply.burned == calm.supply.burned);
}

/// The first worker is up until it restarts, and after that again.
#[test]
fn a_restart_is_a_spell_down_like_any_other() {
    let plan = plan(&[("faults.mass_restart", "[{ at_s = 1000, over_s = 1, share = 1, down_s = 30 }]")]);
    let second = |time: Time| time.as_secs();
    for node in plan.nodes.iter().filter(|node| node.role == Role::Worker) {
        let Spells::Recorded(up) = &*node.spells else { panic!("it has no times of its own") };
        let [(on, off), (on_again, off_again)] = up[..] else { panic!("{up:?}") };
        assert_eq!((on, second(off), second(on_again), off_again), (Time::ZERO, 1_000, 1_030, Time::MAX));
    }
    assert_eq!(plan.faults.restarts, 30);
}

/// Of many workers so many leave in the hour as the measured one lost, a third of them for good.
#[test]
fn workers_leave_as_in_the_hour_that_was_measured() {
    let leave = ("faults.mass_leave", "[{ at_s = 3600, quantile = 1.0 }]");
    for fidelity in ["session", "message"] {
        let set = [leave, ("population.workers", "4000"), ("fidelity", fidelity), ("workload.jobs_per_hour", "20")];
        let plan = plan(&set);
        let left = plan.faults.leaves as f64;
        let (expected, error) = (4_000.0 * 0.0423667, (4_000.0_f64 * 0.0423667 * 0.9576).sqrt());
        assert!((left - expected).abs() < 3.0 * error, "{left} left, expected {expected} ± {error}");
        let is_gone = |node: &&world::NodePlan| matches!(&*node.spells, Spells::Recorded(up) if up.len() == 1);
        let gone = plan.nodes.iter().filter(|node| node.role == Role::Worker).filter(is_gone).count() as f64;
        let error = (left * 0.33 * 0.67).sqrt();
        assert!((gone - 0.329784 * left).abs() < 3.0 * error, "{gone} of {left} are gone for good");
        let (faults, jobs, _) = ran(plan);
        assert_eq!(faults["worker-crashes"] as f64, left, "{fidelity}");
        assert!(jobs["settled"] > 10, "{jobs:?}");
    }
}
