//! A defect on purpose: events of one time in the order of a hash map. Where two such runs part must be found.

use super::Simulation;
use engine::Time;
use records::compare::{Chain, Divergence, covered, first_difference, part};
use records::run::{Recording, RunFolder, RunWriter};
use records::table::{EventRow, read_table};
use scenarios::scenario::Loader;
use std::path::Path;

const END: Time = Time(1_200_000_000_000);

const SCENARIO: &str = "
[time]
duration_s = 3600
epoch_s = 900
[population]
workers = 20
[workload]
stop_before_end_s = 900
";

/// As `run_until`, but forgets in which order the events of one time come.
#[expect(clippy::disallowed_types, reason = "its order differs: that is the defect")]
fn run_unordered(simulation: &mut Simulation, end: Time) {
    use kernel::Queue;
    simulation.begin().unwrap();
    while let Some(time_ns) = simulation.queue.next_time().filter(|time_ns| *time_ns <= end.0) {
        let mut now = std::collections::HashMap::new();
        while simulation.queue.next_time() == Some(time_ns) {
            now.extend(simulation.queue.pop().map(|entry| (entry.key(), entry)));
        }
        for entry in now.into_values() {
            simulation.happen(&entry).unwrap();
        }
    }
    simulation.run_until(end, |_| ()).unwrap();
}

/// A run of its first twenty minutes, in `folder`.
fn run(folder: &Path, planted: bool) -> RunFolder {
    let loaded = Loader::default().parse("planted", SCENARIO, &[]).unwrap();
    let plan = scenarios::prepare(&loaded).unwrap().plan;
    let writer = RunWriter::create(folder, &loaded.scenario.to_toml()).unwrap();
    let recording = Recording { digest_every_ns: Some(60_000_000_000), events_ns: Some((0, u64::MAX)) };
    let mut simulation = Simulation::new(plan, Some(writer)).unwrap().record(recording).unwrap();
    if planted {
        run_unordered(&mut simulation, END);
    }
    simulation.run_until(END, |_| ()).unwrap();
    simulation.stop().unwrap();
    RunFolder::open(folder).unwrap()
}

fn found(one: &RunFolder, other: &RunFolder) -> Option<Divergence> {
    let window = covered([one, other]).unwrap().unwrap();
    first_difference([one, other], window, 3).unwrap()
}

/// Position from 1, and nodes, of the first rows with another column `node` or `what`.
fn by_brute_force(one: &Path, other: &Path) -> Option<(usize, [u32; 2])> {
    use std::iter::zip;
    let columns = |run: &Path| {
        let batches: Vec<_> = read_table::<EventRow>(run).unwrap().map(Result::unwrap).collect();
        let rows = batches.iter().flat_map(|batch| {
            let told = |row: usize| ["node", "kind", "what"].map(|name| format!("{:?}", batch[name].slice(row, 1)));
            (0..batch.num_rows()).map(told).collect::<Vec<_>>()
        });
        rows.collect::<Vec<_>>()
    };
    let place = zip(columns(one), columns(other)).position(|(one, other)| one != other)?;
    let node =
        |run: &Path| columns(run)[place][0].lines().find_map(|line| line.trim().trim_end_matches(',').parse().ok()).unwrap();
    Some((place + 1, [node(one), node(other)]))
}

#[test]
fn an_unordered_iteration_is_found_at_its_first_event() {
    let folder = tempfile::tempdir().unwrap();
    let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
    let runs = [run(&one, true), run(&other, true)];
    let divergence = found(&runs[0], &runs[1]).unwrap();
    let (position, nodes) = by_brute_force(&one, &other).unwrap();
    assert_eq!(divergence.position, position as u64);
    assert_eq!(divergence.rows.map(|row| row.unwrap().node), nodes);
    assert_eq!(divergence.fields[0].path, "node");
    assert_eq!(divergence.fields[0].values, nodes.map(|node| Some(node.to_string())));
    assert_eq!(divergence.before.len(), (position - 1).min(3));
}

#[test]
fn in_order_there_is_nothing_to_find() {
    let folder = tempfile::tempdir().unwrap();
    let runs = ["one", "other"].map(|name| run(&folder.path().join(name), false));
    assert_eq!(found(&runs[0], &runs[1]), None);
    let [one, other] = [&runs[0], &runs[1]].map(|run| Chain::recorded(run).unwrap());
    assert_eq!(one.ticks.len(), 20);
    assert_eq!((part(&one, &other), one), (None, other));
}
