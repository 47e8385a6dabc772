//! Long tasks on machines that do not stay: they go on from what was kept, and are given up when they are late.

mod world;

use engine::job::{JobSpec, JobState, TaskSpec};
use engine::schedule::PolicyKind;
use engine::units::MilliGflop;
use engine::{Event, JobId, NodeId, Protocol, Span, Time};
use proptest::prelude::*;
use world::{REQUESTER, SECOND, Trouble, VALIDATOR, World, part, protocol, state_at};

const JOB: JobId = JobId { requester: REQUESTER, number: 0 };

/// 200 s on a worker of this world, and a little to gather.
fn long(checkpoint_every_s: u64) -> JobSpec {
    let work = MilliGflop(200_000);
    let task = TaskSpec { work, checkpoint_every: Span::from_secs(checkpoint_every_s), checkpoint_bytes: 1_000, ..part() };
    JobSpec::scatter_gather(1, task, MilliGflop(1_000))
}

fn at(seconds: u64) -> Time {
    Time(seconds * SECOND)
}

/// The worker that runs an attempt at the long task, and how much was done before.
fn last_run(world: &World) -> (NodeId, MilliGflop) {
    let (node, assignment) = world.runs.iter().rev().find(|(_, run)| run.task.task == 0).expect("it runs");
    assert!(assignment.from.done.0 == 0 || assignment.from.state == state_at(assignment.from.done));
    (*node, assignment.from.done)
}

#[test]
fn a_task_goes_on_elsewhere_from_its_last_checkpoint() {
    let mut world = World::new(3, Trouble::default(), 1);
    world.submit(20, long(30));
    world.run_until(at(120));
    let (first, _) = last_run(&world);
    world.remove(first);
    world.run_until(at(260));
    let (second, from) = last_run(&world);
    assert_ne!(first, second);
    // Three pieces of 30 s at 1.004 GFLOP/s.
    assert_eq!(from, MilliGflop(90_360));
    world.run_until(at(400));
    assert_eq!(world.job_states()[&JOB], JobState::Settled);
    let settled = world.events.iter().find(|(_, _, event)| matches!(event, Event::JobState { state: JobState::Settled, .. }));
    assert!(settled.unwrap().0 < at(20 + 201 + 30 + 55), "less than a piece, and the silence, were lost");
}

/// Five workers are lost one after the other, each after a checkpoint; without any the third loss is the end.
#[test]
fn attempts_that_get_further_are_not_counted() {
    for (checkpoint_every_s, end) in [(20, JobState::Settled), (0, JobState::Refunded)] {
        let mut world = World::under(Protocol { attempts_max: 3, ..protocol() }, 6, Trouble::default(), 1);
        world.submit(20, long(checkpoint_every_s));
        for loss in 0..5 {
            world.run_until(at(60 + loss * 100));
            let (node, _) = last_run(&world);
            world.remove(node);
        }
        world.run_until(at(1_500));
        assert_eq!(world.job_states()[&JOB], end, "checkpoints every {checkpoint_every_s} s");
    }
}

#[test]
fn a_job_that_is_late_is_given_up_also_after_a_crash_of_its_validator() {
    for crash in [None, Some(at(100))] {
        let mut world = World::new(1, Trouble::default(), 1);
        world.submit(20, JobSpec { due: Span::from_secs(150), ..long(0) });
        if let Some(at) = crash {
            world.run_until(at);
            world.crash(at, VALIDATOR);
        }
        world.run_until(at(169));
        assert_eq!(world.job_states()[&JOB], JobState::Running);
        world.run_until(at(172));
        assert_eq!(world.job_states()[&JOB], JobState::Refunded);
        let closed = world.events.iter().find_map(|(_, _, event)| match event {
            Event::JobClosed { closed, .. } => Some(closed),
            _ => None,
        });
        assert_eq!(closed.unwrap().reason, "not done within 150 s");
    }
}

/// Its price is on the way to be locked when it is due: it can only be closed once it is.
#[test]
fn a_job_that_is_due_before_its_price_is_locked_is_refunded_in_full() {
    let mut world = World::new(1, Trouble::default(), 1);
    world.submit(20, JobSpec { due: Span::from_millis(10), ..long(0) });
    world.run_until(at(60));
    assert_eq!(world.job_states()[&JOB], JobState::Refunded);
    let supply = world.supply();
    assert_eq!((supply.escrow, supply.burned), (engine::Amount::ZERO, engine::Amount::ZERO));
    assert!(world.runs.is_empty() && world.nodes[&VALIDATOR].validator().unwrap().is_consistent());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Whatever is lost, late or doubled, and whoever crashes when: it ends well, and pays once.
    #[test]
    fn long_tasks_end_in_any_weather(
        seed in any::<u64>(),
        loss_percent in 0_u64..20,
        duplicate_percent in 0_u64..20,
        jitter_ms in 0_u64..3_000,
        crash in proptest::option::of((1_u64..400, proptest::option::of((0_u32..5).prop_map(NodeId)))),
        saves_percent in 0_u64..20,
    ) {
        let trouble = Trouble { loss_percent, duplicate_percent, jitter_ms, crash };
        // Of three attempts one is lost where a fifth of all messages are.
        let (policy, attempts_max) = (PolicyKind::AvailabilityAware, 50);
        let protocol = Protocol { policy, attempts_max, inventory_period: Span::from_secs(30), ..protocol() };
        let mut world = World::under(protocol, 3, trouble, seed);
        world.saves_percent = saves_percent;
        world.submit(20, long(15));
        world.submit(25, long(40));
        world.run_until(at(6_000));
        let states: Vec<JobState> = world.job_states().into_values().collect();
        prop_assert_eq!(states, [JobState::Settled; 2]);
        prop_assert!(world.nodes[&VALIDATOR].validator().unwrap().is_consistent());
        world.compacted_records_are_enough();
        // Two times 200 and 1 GFLOP at one token a TFLOP, 15 % of it burned.
        prop_assert_eq!(world.supply().burned, engine::Amount::MICRO.times(402_000).parts_per_million(150_000));
    }
}
