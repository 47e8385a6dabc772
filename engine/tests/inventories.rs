//! Inventories: books that drifted apart come together again, and while they agree nothing is said.

mod world;

use engine::job::{JobSpec, TaskSpec};
use engine::units::MilliGflop;
use engine::wire::Message;
use engine::{Envelope, Input, NodeId, Output, Protocol, Span, TaskId, Time, Topic};
use world::{SECOND, Trouble, World, part, protocol};

const PERIOD: Span = Span::from_secs(20);

fn world(period: Span) -> World {
    let mut world = World::under(Protocol { inventory_period: period, ..protocol() }, 2, Trouble::default(), 1);
    world.log = Some(Vec::new());
    world
}

/// Runs in small steps until `until`, and takes what `is_lost` off the network. Counts it.
fn run(world: &mut World, until: Time, is_lost: impl Fn(&Envelope) -> bool) -> usize {
    let (mut now, mut lost) = (Time(world.agenda.first_key_value().map_or(0, |((at, _), _)| at.0)), 0);
    while now < until {
        now = now + Span::from_millis(10);
        world.run_until(now);
        let before = world.agenda.len();
        world.agenda.retain(|_, (_, input)| !matches!(input, Input::Deliver(envelope) if is_lost(envelope)));
        lost += before - world.agenda.len();
    }
    lost
}

/// The fastest worker gets a long task. Its acceptance is lost, so that the task is given to the other one, and so is the word
/// that it is to stop. Returns when that was, and the attempt.
fn drifted_apart(world: &mut World) -> (Time, TaskId) {
    world.submit(30, JobSpec::scatter_gather(1, TaskSpec { work: MilliGflop(400_000), ..part() }, MilliGflop(5_000)));
    let fastest = NodeId(3);
    let end = Time(50 * SECOND);
    let lost = run(world, end, |envelope| match envelope.message {
        Message::Accept { .. } => envelope.sender == fastest,
        Message::Cancel { .. } => envelope.to == Topic::Node(fastest),
        _ => false,
    });
    assert_eq!(lost, 2, "the acceptance and the cancellation");
    let (_, run) = world.runs.iter().find(|(node, _)| *node == fastest).unwrap();
    let task = run.task;
    assert!(world.runs.iter().any(|(node, run)| *node == NodeId(2) && run.task.task == task.task), "given to the other");
    (end, task)
}

fn was_told_to_stop(world: &World, task: TaskId) -> bool {
    world.log.iter().flatten().any(|output| *output == Output::Abort(task))
}

#[test]
fn a_lost_cancellation_is_made_up_for_within_two_periods() {
    let mut with = world(PERIOD);
    let (now, task) = drifted_apart(&mut with);
    assert!(!was_told_to_stop(&with, task));
    // Three messages of 20 ms come after the second inventory: a welcome, a question, the cancellation.
    with.run_until(now + PERIOD + PERIOD + Span::from_millis(100));
    assert!(was_told_to_stop(&with, task));

    let mut without = world(Span::ZERO);
    let (now, task) = drifted_apart(&mut without);
    without.run_until(now + PERIOD.times(10));
    assert!(!was_told_to_stop(&without, task), "it runs for nothing until it is done");
}

#[test]
fn while_the_books_agree_nobody_is_welcomed_again() {
    let mut world = world(PERIOD);
    world.submit(30, JobSpec::scatter_gather(4, part(), MilliGflop(5_000)));
    world.submit(300, JobSpec::map_reduce(6, part(), 2, MilliGflop(5_000)));
    world.run_until(Time(1_000 * SECOND));
    let count = |is: fn(&Message) -> bool| world.sent.iter().filter(|(_, envelope)| is(&envelope.message)).count();
    assert_eq!(count(|message| matches!(message, Message::Welcome { .. })), 2, "one a registration");
    assert_eq!(count(|message| matches!(message, Message::Inventory { .. })), 2 * 49);
    assert!(world.job_states().values().all(|state| state.is_final()) && world.job_states().len() == 2);
}
