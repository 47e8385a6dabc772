//! Work stealing through the whole protocol.

mod world;

use engine::job::{JobSpec, JobState, TaskSpec};
use engine::schedule::PolicyKind;
use engine::units::MilliGflop;
use engine::{Event, NodeId, Protocol, Time};
use std::collections::{BTreeMap, BTreeSet};
use world::{SECOND, Trouble, VALIDATOR, World, part, protocol};

const WORKERS: u32 = 5;

/// Jobs of dozens of parts, and one part that nobody has the memory for.
fn world(trouble: Trouble, seed: u64) -> World {
    let protocol = Protocol { policy: PolicyKind::WorkStealing, ..protocol() };
    let mut world = World::under(protocol, WORKERS, trouble, seed);
    for at_s in [20, 40, 400, 410, 900] {
        world.submit(at_s, JobSpec::scatter_gather(24, part(), MilliGflop(5_000)));
        world.submit(at_s, JobSpec::map_reduce(5, part(), 3, MilliGflop(10_000)));
    }
    world.submit(30, JobSpec::scatter_gather(1, TaskSpec { memory_mib: 1_000, ..part() }, MilliGflop(5_000)));
    world
}

fn settled(world: &World) -> usize {
    world.job_states().into_values().filter(|state| *state == JobState::Settled).count()
}

#[test]
fn nobody_stands_idle_while_a_task_waits_that_he_could_run() {
    let mut world = world(Trouble::default(), 1);
    world.run_until(Time(2_500 * SECOND));
    assert_eq!(settled(&world), 10);
    let (mut waiting, mut busy, mut ran) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::<NodeId, u32>::new());
    let mut crowded = 0;
    for (number, (at, _, event)) in world.events.iter().enumerate() {
        match event {
            Event::TaskQueued(id) => drop(waiting.insert(*id)),
            Event::TaskWithdrawn(id) => drop(waiting.remove(id)),
            Event::TaskPlaced { task, node, .. } => {
                waiting.remove(task);
                busy.insert(*node);
                *ran.entry(*node).or_default() += 1;
            }
            Event::TaskEnded { node, .. } => drop(busy.remove(node)),
            _ => {}
        }
        // At the end of each moment. The part for which nobody has the memory waits in vain.
        let is_last = world.events.get(number + 1).is_none_or(|(next, _, _)| next != at);
        if is_last && waiting.len() > 1 {
            assert_eq!(busy.len(), WORKERS as usize, "at {at:?}, {} wait", waiting.len());
            crowded += 1;
        }
    }
    assert!(crowded > 100, "tasks waited at {crowded} moments");
    // 5 · (24 + 1) + 5 · (5 + 3) tasks: each worker has had about a fifth.
    assert_eq!(ran.values().sum::<u32>(), 165);
    assert!(ran.len() == WORKERS as usize && ran.values().all(|count| (20..=50).contains(count)), "{ran:?}");
}

#[test]
fn queues_outlive_a_crash_of_the_validator_and_a_save() {
    for seed in 1..4 {
        let rough = Trouble { loss_percent: 8, duplicate_percent: 10, jitter_ms: 1_500, crash: Some((700, Some(VALIDATOR))) };
        let run = |saves_percent| {
            let mut world = world(rough, seed);
            (world.saves_percent, world.log) = (saves_percent, Some(Vec::new()));
            world.run_until(Time(4_000 * SECOND));
            world
        };
        let straight = run(0);
        assert_eq!(settled(&straight), 10, "seed {seed}");
        straight.job_states_follow_the_life_cycle();
        assert!(straight.log == run(10).log, "seed {seed}");
    }
}
