//! Too much asked of too few, and workers that fail again and again.

mod world;

use engine::job::{JobSpec, JobState};
use engine::node::TaskOutcome;
use engine::schedule::{BreakerRule, QueueRule, WhenFull};
use engine::units::MilliGflop;
use engine::{Event, NodeId, Protocol, Span, Time};
use world::{SECOND, Trouble, VALIDATOR, World, part, protocol};

fn run(protocol: Protocol, workers: u32, jobs: u64, set: impl FnOnce(&mut World)) -> World {
    let mut world = World::under(protocol, workers, Trouble::default(), 1);
    set(&mut world);
    for job in 0..jobs {
        world.submit(20 + job, JobSpec::scatter_gather(2, part(), MilliGflop(1_000)));
    }
    world.run_until(Time(4_000 * SECOND));
    assert!(world.nodes[&VALIDATOR].validator().unwrap().is_consistent());
    world.job_states_follow_the_life_cycle();
    world.compacted_records_are_enough();
    world
}

fn states(world: &World, state: JobState) -> usize {
    world.job_states().into_values().filter(|found| *found == state).count()
}

fn full(when_full: WhenFull) -> Protocol {
    let queue = QueueRule { tasks_max: 4, when_full, ..QueueRule::default() };
    Protocol { queue, placement_timeout: Span::from_secs(3_600), ..protocol() }
}

/// Twenty jobs of 41 s in twenty seconds, for one worker.
#[test]
fn jobs_that_come_while_the_queue_is_full_wait_with_their_requester() {
    let world = run(full(WhenFull::Wait), 1, 20, |_| ());
    assert_eq!(states(&world, JobState::Settled), 20);
    let mut most = 0;
    let mut queued = 0_i32;
    for (_, _, event) in &world.events {
        queued += match event {
            Event::TaskQueued(_) => 1,
            Event::TaskPlaced { .. } => -1,
            _ => 0,
        };
        most = most.max(queued);
    }
    // Jobs whose price is not locked yet have no task in the queue: a few more get in.
    assert!((4..=10).contains(&most), "{most} tasks waited");
}

#[test]
fn or_are_refused_in_words() {
    let world = run(full(WhenFull::Refuse), 1, 20, |_| ());
    let (settled, refunded) = (states(&world, JobState::Settled), states(&world, JobState::Refunded));
    assert!(settled >= 3 && refunded >= 10 && settled + refunded == 20, "{settled} settled, {refunded} refunded");
    let reasons = world.events.iter().filter_map(|(_, _, event)| match event {
        Event::JobClosed { closed, .. } if closed.state == JobState::Refunded => Some(closed.reason.as_str()),
        _ => None,
    });
    for reason in reasons {
        assert!(reason.contains("tasks wait in the region, at most 4 may: try again later"), "{reason}");
    }
}

/// The fastest worker gives everything back. With a breaker it is asked now and then, without one for each task.
#[test]
fn a_worker_that_fails_again_and_again_is_left_alone_for_longer_and_longer() {
    let asked = |failures_max| {
        let breaker = BreakerRule { failures_max, pause: Span::from_secs(100) };
        let world = run(Protocol { breaker, attempts_max: 10, ..protocol() }, 3, 30, |world| world.broken.extend([NodeId(4)]));
        assert_eq!(states(&world, JobState::Settled), 30);
        let given_back = |(at, _, event): &(Time, NodeId, Event)| {
            let is_it = matches!(event, Event::TaskEnded { node: NodeId(4), outcome: TaskOutcome::Rejected, .. });
            is_it.then_some(at.as_secs())
        };
        world.events.iter().filter_map(given_back).collect::<Vec<u64>>()
    };
    let (without, with) = (asked(0), asked(3));
    assert!(without.len() > 20, "{without:?}");
    assert!((4..12).contains(&with.len()), "{with:?}");
    // Three in a row, then one after each pause of 100, 200 and 400 s.
    let pauses: Vec<u64> = with[2..].windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(pauses.iter().zip([100, 200, 400]).all(|(found, pause)| *found >= pause), "{pauses:?}");
}
