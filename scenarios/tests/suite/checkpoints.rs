//! A simulation saved at any moment and loaded elsewhere takes the course that it would have taken.

use records::run::RunWriter;
use scenarios::{prepare, shipped};
use sim::{Interrupted, Outcome, Recording, RunError, Simulation, Span, run, run_with_checkpoints};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use world::engine::Time;
use world::engine::rng::Stream;
use world::{Plan, Role, Spells};

const HOUR_NS: u64 = 3_600_000_000_000;

/// Twelve hours of `volatile` with forty workers, hourly epochs and a network that loses and repeats.
fn plan(set: &[(&str, &str)]) -> Plan {
    let mut all = vec![
        ("time.duration_s", "43500"),
        ("time.epoch_s", "3600"),
        ("population.workers", "40"),
        ("network.loss", "0.05"),
        ("network.duplicate", "0.02"),
        ("workload.jobs_per_hour", "20"),
    ];
    all.extend(set);
    let all: Vec<_> = all.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    prepare(&shipped::load("volatile", &all).unwrap()).unwrap().plan
}

/// The same, its workers up in recorded intervals.
fn recorded() -> Plan {
    let mut plan = plan(&[]);
    for (number, node) in (0_u64..).zip(&mut plan.nodes).filter(|(_, node)| node.role == Role::Worker) {
        let spell = |k: u64| (Time((k * 3 + number % 3) * HOUR_NS / 2), Time((k * 3 + number % 3 + 2) * HOUR_NS / 2));
        node.spells = std::sync::Arc::new(Spells::Recorded((0..6).map(spell).collect()));
    }
    plan
}

/// Everything that can go wrong at set times, most of the time.
fn faulty() -> Plan {
    plan(&[
        ("seed", "6"),
        ("faults.partition", "[{ at_s = 4000, length_s = 3000, regions = ['EU_WEST'] }]"),
        ("faults.mass_restart", "[{ at_s = 9000, over_s = 9000, down_s = 600 }]"),
        (
            "faults.crash",
            "[{ at_s = 3000, length_s = 12000, who = 'sequencer' }, { at_s = 20000, length_s = 9000, who = 'validator' }]",
        ),
        ("faults.slow_links", "[{ at_s = 2000, length_s = 40000, factor = 50 }]"),
        ("faults.loss", "[{ at_s = 2000, length_s = 40000, loss = 0.1, duplicate = 0.2, reorder_ms = 9000 }]"),
    ])
}

fn plans() -> [(&'static str, Plan); 7] {
    [
        ("faults", faulty()),
        ("lazy beats", plan(&[])),
        ("exact beats", plan(&[("heartbeat.exact", "true")])),
        ("beats in stretches", plan(&[("heartbeat.mode", "runs"), ("seed", "3")])),
        ("signatures", plan(&[("costs.signature", "ed25519"), ("seed", "4")])),
        ("random placement, nothing lost", plan(&[("schedule.policy", "random"), ("network.loss", "0"), ("seed", "5")])),
        ("recorded spells", recorded()),
    ]
}

/// Path and bytes of every part of every table.
fn tables(run: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let folders = fs::read_dir(run).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    files.map(|path| (path.strip_prefix(run).unwrap().to_owned(), fs::read(&path).unwrap())).collect()
}

/// Digests and some of what nodes see are recorded too.
const RECORDING: Recording = Recording { digest_every_ns: Some(HOUR_NS / 2), events_ns: Some((3 * HOUR_NS, 4 * HOUR_NS)) };

fn begun(plan: Plan, out: &Path) -> Simulation {
    let writer = RunWriter::create(out, "").unwrap();
    Simulation::new(plan, Some(writer)).unwrap().record(RECORDING).unwrap()
}

fn saved(simulation: &Simulation) -> Vec<u8> {
    let mut bytes = Vec::new();
    simulation.save(&mut bytes).unwrap();
    bytes
}

fn told((outcome, writer): (Outcome, Option<RunWriter>)) -> String {
    writer.map_or(Ok(()), |writer| writer.finish(&Default::default())).unwrap();
    format!("{outcome:?}")
}

#[test]
fn a_simulation_that_was_saved_and_loaded_goes_on_as_if_it_had_not_been() {
    let folder = tempfile::tempdir().unwrap();
    let mut draws = Stream::new(11, 0, 0);
    for (name, plan) in plans() {
        let [whole, cut] = ["whole", "cut"].map(|run| folder.path().join(format!("{name}-{run}")));
        let begin = |out: &Path| begun(plan.clone(), out);
        let mut moments: Vec<Time> = (0..4).map(|_| Time(draws.below(plan.duration.0))).collect();
        moments.sort();

        let mut simulation = begin(&whole);
        let mut states = Vec::new();
        for moment in &moments {
            simulation.run_until(*moment, |_| ()).unwrap();
            simulation.mark().unwrap();
            states.push(saved(&simulation));
        }
        let expected = told(simulation.run(|_| ()).unwrap());
        assert!(!expected.contains("placements: 0,"), "{name}: nothing ran: {expected}");

        let mut simulation = begin(&cut);
        for (moment, expected) in moments.iter().zip(states) {
            simulation.run_until(*moment, |_| ()).unwrap();
            let marks = simulation.mark().unwrap().unwrap();
            let state = saved(&simulation);
            assert!(state == expected, "{name}: at {moment} another state was saved");
            // What happens from here to the kill is lost.
            simulation.run_until(*moment + Span(draws.below(HOUR_NS)), |_| ()).unwrap();
            drop(simulation);
            simulation = Simulation::load(plan.clone(), &mut &*state).unwrap();
            assert!(saved(&simulation) == state, "{name}: at {moment} another state was loaded");
            simulation.record_into(RunWriter::resume(&cut, &marks).unwrap(), RECORDING);
        }
        assert_eq!(told(simulation.run(|_| ()).unwrap()), expected, "{name}");
        assert!(tables(&whole) == tables(&cut), "{name}: the tables differ");
    }
}

#[test]
fn checkpoints_change_nothing_but_where_parts_end() {
    let folder = tempfile::tempdir().unwrap();
    let [plain, kept] = ["plain", "kept"].map(|name| folder.path().join(name));
    let one = run(plan(&[]), "", &plain, |_| ()).unwrap().summary;
    let every = Span::from_secs(5_000);
    let mut other = run_with_checkpoints(plan(&[]), "", &kept, Recording::default(), every, |_| ()).unwrap().summary;
    other.wall_s = one.wall_s;
    assert_eq!(one, other);
    assert!(tables(&kept).len() > tables(&plain).len(), "no part ended at a checkpoint");
    assert!(!kept.join("checkpoint").exists(), "the run has ended");
    assert!(Interrupted::open(&kept).unwrap().is_none());
}

#[test]
fn bytes_that_are_no_state_of_the_plan_are_refused_and_never_panic() {
    let small = plan(&[]);
    let mut simulation = Simulation::new(small.clone(), None).unwrap();
    simulation.run_until(Time(5 * HOUR_NS), |_| ()).unwrap();
    let state = saved(&simulation);
    let refused = |plan: &Plan, bytes: &[u8]| Simulation::load(plan.clone(), &mut &*bytes).err().map(|error| error.to_string());
    assert_eq!(refused(&small, &state), None);
    let other = refused(&plan(&[("population.workers", "41")]), &state).unwrap();
    assert!(other.contains("other nodes"), "{other}");
    let longer = refused(&small, &[&*state, &[0]].concat()).unwrap();
    assert!(longer.contains("after its end"), "{longer}");
    let (mut draws, length) = (Stream::new(12, 0, 0), state.len() as u64);
    for _ in 0..100 {
        let cut = usize::try_from(draws.below(length)).unwrap();
        assert!(refused(&small, &state[..cut]).is_some(), "cut off after {cut} of {length} bytes");
        let mut wrong = state.clone();
        wrong[cut] ^= 1 << draws.below(8);
        // Many a wrong number is a number: the checksum of the file is what finds it.
        refused(&small, &wrong);
    }
}

#[test]
fn a_run_without_checkpoints_cannot_be_resumed_and_says_how_to_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("run");
    drop(RunWriter::create(&out, "").unwrap());
    let error = Interrupted::open(&out).unwrap_err();
    assert!(matches!(error, RunError::Checkpoint(_)), "{error}");
    let command = format!("xpand run {}/scenario.toml", out.display());
    assert!(
        error.to_string().contains("it was run without --checkpoint-every") && error.to_string().contains(&command),
        "{error}"
    );
}
