//! A crash of any node after any step, then `recover`, changes nothing but repeated messages.

mod world;

use engine::job::{JobSpec, JobState};
use engine::ledger::Supply;
use engine::units::MilliGflop;
use engine::{Amount, Event, JobId, NodeId, Time};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use world::{SECOND, Trouble, VALIDATOR, World, part};

/// What must not change. Which worker did which task may: work that a crash lost is done again, later.
#[derive(Debug, PartialEq)]
struct Outcome {
    states: BTreeMap<JobId, JobState>,
    /// Paid and refunded, as the requester was told.
    amounts: BTreeMap<JobId, (Amount, Amount)>,
    supply: Supply,
    requester: Amount,
    workers: Amount,
}

fn submit_all(world: &mut World) {
    world.submit(20, JobSpec::scatter_gather(4, part(), MilliGflop(5_000)));
    world.submit(30, JobSpec::map_reduce(4, part(), 2, MilliGflop(10_000)));
    // A job that fails: its refund must survive as well.
    let mut doomed = JobSpec::scatter_gather(1, part(), MilliGflop(5_000));
    doomed.tasks[1].memory_mib = 1_000;
    world.submit(40, doomed);
}

fn run(trouble: Trouble) -> (Outcome, World) {
    let mut world = World::new(3, trouble, 1);
    submit_all(&mut world);
    world.run_until(Time(2_000 * SECOND));
    let told = world.events.iter().filter_map(|(_, _, event)| match event {
        Event::JobOver(status) => Some((status.job, (status.paid, status.refunded))),
        _ => None,
    });
    let outcome = Outcome {
        states: world.job_states(),
        amounts: told.collect(),
        supply: world.supply(),
        requester: world.balance(1),
        workers: (2..5).map(|node| world.balance(node)).sum(),
    };
    (outcome, world)
}

#[test]
fn after_every_step_the_node_that_took_it_may_crash() {
    let (expected, calm) = run(Trouble::default());
    assert_eq!(expected.states.values().copied().collect::<Vec<_>>(), [JobState::Settled, JobState::Settled, JobState::Refunded]);
    for step in 1..=calm.steps {
        let (outcome, crashed) = run(Trouble { crash: Some((step, None)), ..Trouble::default() });
        assert_eq!(outcome, expected, "crash after step {step}");
        if step % 50 == 0 {
            crashed.job_states_follow_the_life_cycle();
        }
    }
}

#[test]
fn the_last_record_under_each_key_is_enough() {
    let (_, world) = run(Trouble::default());
    world.compacted_records_are_enough();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_node_may_crash_after_any_step(step in 1_u64..2_500, node in 0_u32..5) {
        static CALM: LazyLock<Outcome> = LazyLock::new(|| run(Trouble::default()).0);
        let (outcome, _) = run(Trouble { crash: Some((step, Some(NodeId(node)))), ..Trouble::default() });
        prop_assert_eq!(&outcome, &*CALM);
    }

    #[test]
    fn with_loss_and_reordering_too_every_job_ends_and_the_books_balance(
        step in 1_u64..3_000, node in 0_u32..5, loss_percent in 0_u64..15, jitter_ms in 0_u64..2_000
    ) {
        let crash = Some((step, Some(NodeId(node))));
        let mut world = World::new(3, Trouble { crash, loss_percent, jitter_ms, duplicate_percent: 10 }, step);
        submit_all(&mut world);
        world.run_until(Time(8_000 * SECOND));
        prop_assert!(world.job_states().len() == 3 && world.job_states().values().all(|state| state.is_final()));
        prop_assert!(world.nodes[&VALIDATOR].validator().unwrap().is_consistent());
        prop_assert_eq!(world.supply().escrow, Amount::ZERO);
    }
}
