//! Whole jobs through the whole protocol, with and without trouble.

mod world;

use engine::job::{JobSpec, JobState};
use engine::units::MilliGflop;
use engine::wire::{Digest, KeyedHash, Message, Signature, Submission, TaskOutput, WIRE_VERSION};
use engine::{Amount, Envelope, Event, Input, JobId, NodeId, Time, Topic};
use proptest::prelude::*;
use world::{REQUESTER, SECOND, Trouble, VALIDATOR, World, output_of, part, secret};

fn three_jobs(world: &mut World) {
    world.submit(20, JobSpec::scatter_gather(5, part(), MilliGflop(5_000)));
    world.submit(30, JobSpec::map_reduce(4, part(), 2, MilliGflop(10_000)));
    world.submit(400, JobSpec::map_reduce(3, part(), 1, MilliGflop(10_000)));
}

const END: Time = Time(2_400 * SECOND);

#[test]
fn jobs_settle_and_epochs_pay() {
    let mut world = World::new(3, Trouble::default(), 1);
    three_jobs(&mut world);
    world.run_until(END);
    assert_eq!(world.job_states().into_values().collect::<Vec<_>>(), [JobState::Settled; 3]);
    world.job_states_follow_the_life_cycle();

    // 12 parts of 20 GFLOP, 5 + 2·10 + 10 GFLOP of gathering and reducing, at one token a TFLOP; 15 % burned.
    let price = Amount::MICRO.times((12 * 20 + 35) * 1_000);
    let supply = world.supply();
    assert_eq!(supply.burned, price.parts_per_million(150_000));
    assert_eq!(world.balance(REQUESTER.0), Amount::tokens(1_000).saturating_sub(price));
    // Three epochs of 600 s settled by 2,400 s: 300 + 300 + 150 tokens, all given out.
    assert_eq!(supply.minted, Amount::tokens(750));
    assert_eq!((supply.pool, supply.escrow), (Amount::ZERO, Amount::ZERO));
    let settled: Vec<_> = world
        .events
        .iter()
        .filter_map(|(_, _, event)| if let Event::EpochSettled(settled) = event { Some(settled) } else { None })
        .collect();
    assert_eq!(settled.len(), 3);
    for entry in &settled[1].entries {
        assert_eq!(entry.available_s, 600, "{entry:?}");
    }
}

#[test]
fn a_lost_worker_costs_a_retry_not_the_job() {
    let mut world = World::new(3, Trouble::default(), 1);
    world.submit(20, JobSpec::scatter_gather(3, part(), MilliGflop(5_000)));
    world.run_until(Time(25 * SECOND));
    let dead = NodeId(4);
    world.remove(dead);
    world.run_until(Time(600 * SECOND));
    assert_eq!(world.job_states().into_values().collect::<Vec<_>>(), [JobState::Settled]);
    assert!(world.events.iter().any(|(_, _, event)| *event == Event::MemberLost(dead)));
}

#[test]
fn outputs_reach_the_tasks_after_them_and_the_last_ones_the_requester() {
    let mut world = World::new(3, Trouble::default(), 1);
    let manifest = Digest::of(b"what to run");
    world.submit(20, JobSpec { manifest, ..JobSpec::map_reduce(3, part(), 2, MilliGflop(5_000)) });
    world.run_until(Time(600 * SECOND));
    let of = |tasks: [u16; 3]| tasks.map(|task| TaskOutput { task, output: output_of(task) });
    for (_, run) in &world.runs {
        assert_eq!(run.manifest, manifest);
        let expected = if run.task.task < 3 { vec![] } else { of([0, 1, 2]).to_vec() };
        assert_eq!(run.inputs, expected, "{}", run.task);
    }
    let over = world.events.iter().find_map(|(_, node, event)| match event {
        Event::JobOver(status) if *node == REQUESTER => Some(status.outputs.clone()),
        _ => None,
    });
    assert_eq!(over.unwrap(), of([3, 4, 5])[..2]);
}

#[test]
fn work_that_breaks_down_goes_to_another_worker_and_where_all_break_down_the_job_fails() {
    let mut world = World::new(3, Trouble::default(), 1);
    world.broken.insert(NodeId(4)); // the fastest, and so the first choice
    world.submit(20, JobSpec::scatter_gather(3, part(), MilliGflop(5_000)));
    world.run_until(Time(600 * SECOND));
    assert_eq!(world.job_states().into_values().collect::<Vec<_>>(), [JobState::Settled]);
    assert!(world.events.iter().any(|(_, node, event)| *node == NodeId(4) && matches!(event, Event::WorkFailed { .. })));
    assert_eq!(world.balance(4), Amount::ZERO, "unpaid, and no penalty: it said so itself");

    world.broken.extend([NodeId(2), NodeId(3)]);
    world.submit(610, JobSpec::scatter_gather(3, part(), MilliGflop(5_000)));
    world.run_until(Time(1_200 * SECOND));
    assert_eq!(world.job_states().into_values().collect::<Vec<_>>(), [JobState::Settled, JobState::Refunded]);
    assert!(world.nodes[&VALIDATOR].validator().unwrap().is_consistent());
}

#[test]
fn a_job_that_nobody_can_run_is_refunded_and_says_why() {
    let mut world = World::new(2, Trouble::default(), 1);
    let mut spec = JobSpec::scatter_gather(2, part(), MilliGflop(5_000));
    spec.tasks[0].gpu_memory_mib = 24_576;
    world.submit(20, spec);
    world.run_until(END);
    let (_, _, over) = world.events.iter().find(|(_, _, event)| matches!(event, Event::JobOver(_))).unwrap();
    let Event::JobOver(status) = over else { unreachable!() };
    assert_eq!(status.state, JobState::Refunded);
    assert!(
        status.reason.contains("24576 MiB GPU memory") && status.reason.contains("2 have too little GPU memory"),
        "{}",
        status.reason
    );
    // The part that was done is paid; the rest came back.
    assert_eq!(world.balance(1).saturating_add(status.paid).saturating_add(world.supply().burned), Amount::tokens(1_000));
}

#[test]
fn private_tasks_wait_for_a_worker_that_is_trusted_and_say_so() {
    let mut world = World::new(3, Trouble::default(), 1);
    let private = engine::job::TaskSpec { privacy: engine::job::Privacy::Trusted, ..part() };
    world.submit(20, JobSpec::scatter_gather(2, private, MilliGflop(5_000)));
    world.run_until(Time(2_000 * SECOND));
    assert_eq!(world.job_states().into_values().collect::<Vec<_>>(), [JobState::Refunded]);
    let reason = world.events.iter().find_map(|(_, _, event)| match event {
        Event::JobClosed { closed, .. } => Some(closed.reason.clone()),
        _ => None,
    });
    assert_eq!(
        reason.as_deref(),
        Some("no node for task 0 within 1800 s: a task asks for 50 MiB memory; the region has 3 workers: 3 are not trusted")
    );
}

#[test]
fn a_requester_without_funds_is_told_so() {
    let mut world = World::new(2, Trouble::default(), 1);
    let dear = engine::job::TaskSpec { work: MilliGflop(90_000_000), ..part() };
    for n in 0..12 {
        world.submit(20 + n, JobSpec::scatter_gather(1, dear, MilliGflop(5_000)));
    }
    world.run_until(Time(60 * SECOND));
    let refunded = world.job_states().into_values().filter(|state| *state == JobState::Refunded).count();
    assert_eq!(refunded, 1, "eleven jobs of 90.005 tokens fit into 1,000, the twelfth does not");
}

#[test]
fn a_job_that_ended_long_ago_is_still_known_and_never_runs_again() {
    let mut world = World::new(2, Trouble::default(), 1);
    let (spec, budget) = (JobSpec::scatter_gather(2, part(), MilliGflop(5_000)), Amount::tokens(100));
    world.submit(20, spec.clone());
    let job = JobId { requester: REQUESTER, number: 0 };
    // Asked again while the last word is kept in full, and long after: for 300 s and eight pauses of 60 s.
    let mut answers = Vec::new();
    for (n, at_s) in [200, 600, 1_500, 5_000].into_iter().enumerate() {
        world.run_until(Time(at_s * SECOND));
        let before = (world.runs.len(), world.sent.len());
        let message = Message::Submit(Box::new(Submission { job, spec: spec.clone(), budget }));
        let (version, sender, to, sequence) = (WIRE_VERSION, REQUESTER, Topic::Node(VALIDATOR), 1_000 + n as u64);
        let signature = Signature([0; 64]);
        let mut envelope = Envelope { version, sender, to, sequence, expires: Time::MAX, message, signature };
        envelope.sign(1, &KeyedHash, &secret(REQUESTER.0), &mut Vec::new());
        world.schedule(Time(at_s * SECOND), VALIDATOR, Input::Deliver(Box::new(envelope)));
        world.run_until(Time((at_s + 1) * SECOND));
        assert_eq!(world.runs.len(), before.0);
        let status = world.sent[before.1..].iter().find_map(|(_, sent)| match &sent.message {
            Message::Status(status) => Some(status.clone()),
            _ => None,
        });
        answers.push(status.unwrap());
    }
    assert!(answers.iter().all(|status| status.job == job && status.state == JobState::Settled));
    assert!(answers[0] == answers[1] && answers[0].paid > Amount::ZERO && answers[0].outputs.len() == 1);
    assert!(answers[2] == answers[3] && answers[2].outputs.is_empty() && answers[2].reason.contains("long ago"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn jobs_end_and_books_balance_under_loss_repeats_and_reordering(
        seed in any::<u64>(), loss_percent in 0_u64..20, duplicate_percent in 0_u64..30, jitter_ms in 0_u64..3_000
    ) {
        let trouble = Trouble { loss_percent, duplicate_percent, jitter_ms, crash: None };
        let mut world = World::new(3, trouble, seed);
        three_jobs(&mut world);
        world.run_until(Time(6_000 * SECOND));
        prop_assert!(world.job_states().len() == 3 && world.job_states().values().all(|state| state.is_final()), "{:?}", world.job_states());
        world.job_states_follow_the_life_cycle();
        prop_assert!(world.nodes[&VALIDATOR].validator().unwrap().is_consistent());
        let supply = world.supply();
        prop_assert_eq!(supply.genesis.0 + supply.minted.0 - supply.burned.0, supply.balances.0);
        prop_assert_eq!(supply.escrow, Amount::ZERO);
    }
}
