//! Tasks computed by several machines: as many as must agree decide, who says otherwise is outvoted, spares help stragglers.

mod world;

use engine::job::{JobSpec, JobState, Replica, TaskSpec};
use engine::node::TaskOutcome;
use engine::units::MilliGflop;
use engine::{Amount, Event, JobId, NodeId, Protocol, Span, Time};
use proptest::prelude::*;
use world::{REQUESTER, SECOND, Trouble, VALIDATOR, World, output_of, part, protocol};

const JOB: JobId = JobId { requester: REQUESTER, number: 0 };

/// One task of 20 s in copies, and a little to gather.
fn job(of: u8, agree: u8, late_milli: u16) -> JobSpec {
    let replica = Replica { of, agree, late_milli, ..Replica::ONE };
    JobSpec::scatter_gather(1, TaskSpec { replica, ..part() }, MilliGflop(1_000))
}

fn ended(world: &World, outcome: TaskOutcome) -> Vec<NodeId> {
    let of = |event: &Event| match event {
        Event::TaskEnded { node, outcome: found, task } if *found == outcome && task.job == JOB => Some(*node),
        _ => None,
    };
    let mut nodes: Vec<NodeId> = world.events.iter().filter_map(|(_, _, event)| of(event)).collect();
    nodes.sort_unstable();
    nodes
}

fn run(job: JobSpec, workers: u32, set: impl FnOnce(&mut World)) -> World {
    let mut world = World::new(workers, Trouble::default(), 1);
    set(&mut world);
    world.submit(20, job);
    world.run_until(Time(900 * SECOND));
    assert!(world.nodes[&VALIDATOR].validator().unwrap().is_consistent());
    world.job_states_follow_the_life_cycle();
    world.compacted_records_are_enough();
    world
}

/// The state of the job, and what its last task was given to read.
fn gathered(world: &World) -> (JobState, Option<engine::wire::Digest>) {
    let last = world.runs.iter().map(|(_, run)| run).find(|run| usize::from(run.task.task) > 0 && !run.inputs.is_empty());
    (world.job_states()[&JOB], last.map(|run| run.inputs[0].output))
}

#[test]
fn two_of_three_decide_and_the_third_is_outvoted_and_not_paid() {
    let world = run(job(3, 2, 0), 4, |world| world.wrong.extend([NodeId(5)]));
    assert_eq!(gathered(&world), (JobState::Settled, Some(output_of(0))));
    // The fastest, n5, is wrong; n3 and n4 agree, or n2 took part in place of one.
    assert_eq!(ended(&world, TaskOutcome::Outvoted), [NodeId(5)]);
    // Two copies of 20 GFLOP and 1 of gathering, 15 % burned; the third copy's price went back.
    assert_eq!(world.supply().burned, Amount::MICRO.times(41_000).parts_per_million(150_000));
    let spent = Amount::MICRO.times(41_000);
    assert_eq!(world.balance(REQUESTER.0), Amount::tokens(1_000).saturating_sub(spent));
}

#[test]
fn copies_run_on_machines_of_their_own() {
    let world = run(job(3, 3, 0), 3, |_| ());
    let mut nodes: Vec<NodeId> = world.runs.iter().filter(|(_, run)| run.task.task < 3).map(|(node, _)| *node).collect();
    nodes.sort_unstable();
    assert_eq!(nodes, [NodeId(2), NodeId(3), NodeId(4)]);
    assert_eq!(world.job_states()[&JOB], JobState::Settled);
}

#[test]
fn spares_begin_only_when_results_differ() {
    let mute = run(job(3, 2, u16::MAX), 4, |_| ());
    assert_eq!((mute.runs.len(), gathered(&mute).0), (3, JobState::Settled), "two copies and the gathering");
    let differ = run(job(3, 2, u16::MAX), 4, |world| world.wrong.extend([NodeId(5)]));
    assert_eq!((differ.runs.len(), gathered(&differ)), (4, (JobState::Settled, Some(output_of(0)))));
    assert_eq!(ended(&differ, TaskOutcome::Outvoted), [NodeId(5)]);
}

#[test]
fn the_first_result_counts_and_a_spare_helps_a_straggler() {
    // n4 is the fastest by its own word, and takes fifty times as long.
    let slow = |world: &mut World| world.slow.extend([(NodeId(4), 50)]);
    let at_once = |mut spec: JobSpec| {
        // What is gathered is no matter here, wherever that is done.
        spec.tasks.last_mut().unwrap().work = MilliGflop(1);
        spec
    };
    let alone = run(at_once(job(1, 1, 0)), 3, slow);
    let helped = run(at_once(job(2, 1, 1_500)), 3, slow);
    let end = |world: &World| {
        let settled = |event: &Event| matches!(event, Event::JobState { state: JobState::Settled, .. });
        world.events.iter().find(|(_, _, event)| settled(event)).map(|(at, _, _)| at.as_secs())
    };
    // 20 s, late after 30 s, and then 20 s elsewhere.
    assert!((70..80).contains(&end(&helped).unwrap()), "{:?}", end(&helped));
    assert!(end(&alone).is_none_or(|alone| alone > 120), "{:?}", end(&alone));
    assert_eq!(ended(&helped, TaskOutcome::Cancelled), [NodeId(4)]);
    let quick = run(job(2, 1, 1_500), 3, |_| ());
    assert_eq!(quick.runs.len(), 2, "nobody was late");
}

/// Why the job failed.
fn reason(world: &World) -> &str {
    let closed = world.events.iter().find_map(|(_, _, event)| match event {
        Event::JobClosed { closed, .. } if closed.state == JobState::Refunded => Some(closed),
        _ => None,
    });
    &closed.expect("it failed").reason
}

#[test]
fn copies_that_never_agree_fail_the_job_in_words() {
    let mut world = World::under(Protocol { attempts_max: 2, ..protocol() }, 2, Trouble::default(), 1);
    world.wrong.insert(NodeId(3));
    world.submit(20, job(2, 2, 0));
    world.run_until(Time(900 * SECOND));
    // Of two that differ nobody knows who is right, and there is nobody else to ask.
    assert_eq!(reason(&world), "copies of task 0 did not agree");
    assert_eq!(ended(&world, TaskOutcome::Outvoted).len(), 2);
    assert_eq!(world.supply().burned, Amount::ZERO);
}

/// Three copies for two workers: one finds no machine of its own. That is no matter if two are enough, and the end if all must agree.
#[test]
fn a_copy_that_finds_no_machine_is_given_up_and_the_job_only_if_it_was_needed() {
    let run = |agree| {
        let protocol = Protocol { placement_timeout: Span::from_secs(5), ..protocol() };
        let mut world = World::under(protocol, 2, Trouble::default(), 1);
        world.submit(20, job(3, agree, 0));
        world.run_until(Time(900 * SECOND));
        assert!(world.nodes[&VALIDATOR].validator().unwrap().is_consistent());
        world.compacted_records_are_enough();
        world
    };
    assert_eq!(gathered(&run(2)), (JobState::Settled, Some(output_of(0))));
    let all = run(3);
    assert!(reason(&all).starts_with("no node for task 2 within 5 s: "), "{}", reason(&all));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// In any weather: the job ends, what is gathered is what a majority says, books and records fit.
    #[test]
    fn a_minority_that_is_wrong_never_wins(
        seed in any::<u64>(),
        loss_percent in 0_u64..15,
        duplicate_percent in 0_u64..20,
        jitter_ms in 0_u64..3_000,
        crash in proptest::option::of((1_u64..300, proptest::option::of((0_u32..8).prop_map(NodeId)))),
        saves_percent in 0_u64..20,
        late_milli in prop_oneof![Just(0), Just(u16::MAX), Just(1_200_u16)],
        wrong in 2_u32..8,
    ) {
        let trouble = Trouble { loss_percent, duplicate_percent, jitter_ms, crash };
        let mut world = World::under(Protocol { attempts_max: 50, ..protocol() }, 6, trouble, seed);
        world.wrong.insert(NodeId(wrong));
        world.saves_percent = saves_percent;
        world.submit(20, job(3, 2, late_milli));
        world.run_until(Time(4_000 * SECOND));
        prop_assert_eq!(gathered(&world), (JobState::Settled, Some(output_of(0))));
        prop_assert!(world.nodes[&VALIDATOR].validator().unwrap().is_consistent());
        world.compacted_records_are_enough();
        prop_assert_eq!(world.supply().burned, Amount::MICRO.times(41_000).parts_per_million(150_000));
    }
}
