//! What once went wrong, each as it was found.

mod world;

use engine::job::{JobSpec, JobState, Pattern, TaskSpec};
use engine::node::Record;
use engine::units::MilliGflop;
use engine::wire::{Assignment, Digest, KeyedHash, Message, PublicKey, Refusal, Signature, Submission, WIRE_VERSION, WorkResult};
use engine::{Amount, Envelope, Event, Input, JobId, Node, NodeId, Outbox, Output, TaskId, Time, Topic};
use world::{REQUESTER, SECOND, Trouble, VALIDATOR, World, capability, part, secret};

fn signed(key: u32, sender: u32, to: Topic, sequence: u64, message: Message) -> Box<Envelope> {
    let signature = Signature([0; 64]);
    let mut envelope =
        Envelope { version: WIRE_VERSION, sender: NodeId(sender), to, sequence, expires: Time::MAX, message, signature };
    envelope.sign(1, &KeyedHash, &secret(key), &mut Vec::new());
    Box::new(envelope)
}

fn task(n: u16) -> TaskId {
    TaskId { job: JobId { requester: REQUESTER, number: 0 }, task: n, attempt: 0 }
}

fn assignment(n: u16) -> Assignment {
    let from = engine::wire::Checkpoint::default();
    Assignment { task: task(n), spec: part(), manifest: Digest::NONE, inputs: vec![], from, here_bytes: 0 }
}

#[test]
fn records_in_order_of_keys_keep_a_task_that_runs_beside_an_unacknowledged_result() {
    let world = World::new(1, Trouble::default(), 1);
    let accepted = |n| Record::Accepted(assignment(n));
    let finished = Record::Finished { task: task(0), result: WorkResult { output: Digest([7; 32]), output_bytes: 100 } };
    let in_order = vec![accepted(0), finished, accepted(1)];
    let mut by_key = in_order.clone();
    by_key.sort_by_key(Record::key);
    assert_ne!(in_order, by_key);
    for records in [in_order, by_key] {
        let mut node = Node::recover(world.shared.clone(), &world.locals[&NodeId(2)], records).unwrap();
        let mut out = Outbox::default();
        node.step(Time(0), Input::Start, &mut out);
        let runs: Vec<Output> = out.drain().filter(|output| matches!(output, Output::Run(_))).collect();
        assert_eq!(runs, [Output::Run(Box::new(assignment(1)))]);
    }
}

#[test]
fn old_heartbeats_do_not_keep_a_dead_worker_up_at_a_validator_that_forgot_their_numbers() {
    let mut world = World::new(1, Trouble::default(), 1);
    world.run_until(Time(100 * SECOND));
    world.remove(NodeId(2));
    world.crash(Time(101 * SECOND), VALIDATOR);
    let is_beat = |sent: &&(Time, Envelope)| matches!(sent.1.message, Message::Heartbeat { .. });
    let beats: Vec<Envelope> = world.sent.iter().filter(is_beat).map(|(_, beat)| beat.clone()).collect();
    assert!(beats.len() > 5);
    for (at, beat) in (150..).zip(beats) {
        world.schedule(Time(at * SECOND), VALIDATOR, Input::Deliver(Box::new(beat)));
    }
    let before = world.events.len();
    world.run_until(Time(300 * SECOND));
    let events: Vec<&Event> = world.events[before..].iter().map(|(_, _, event)| event).collect();
    assert!(events.contains(&&Event::MemberLost(NodeId(2))), "{events:?}");
    assert!(events.contains(&&Event::Refused(Refusal::Expired)) && !events.contains(&&Event::MemberUp(NodeId(2))), "{events:?}");
}

#[test]
fn a_failed_job_does_not_come_back_after_a_crash_of_its_validator() {
    let mut world = World::new(1, Trouble::default(), 1);
    // Part 0 fits nowhere; the other parts keep the one worker busy beyond the placement time-out.
    let mut spec = JobSpec::scatter_gather(30, TaskSpec { work: MilliGflop(200_000), ..part() }, MilliGflop(5_000));
    spec.tasks[0].memory_mib = 1_000;
    world.submit(20, spec);
    let mut now = Time(1_700 * SECOND);
    while !world.job_states().values().any(|state| *state == JobState::Failed) {
        now = Time(now.0 + SECOND / 100);
        world.run_until(now);
    }
    let before = world.events.len();
    world.crash(now, VALIDATOR);
    world.run_until(Time(now.0 + 100 * SECOND));
    assert!(!world.events[before..].iter().any(|(_, _, event)| matches!(event, Event::TaskPlaced { .. })));
    assert!(world.nodes[&VALIDATOR].validator().unwrap().is_consistent());
    world.submit(now.as_secs() + 200, JobSpec::scatter_gather(1, part(), MilliGflop(5_000)));
    world.run_until(Time(now.0 + 1_000 * SECOND));
    assert_eq!(world.job_states().into_values().collect::<Vec<_>>(), [JobState::Refunded, JobState::Settled]);
    let (_, _, over) = world.events.iter().find(|(_, _, event)| matches!(event, Event::JobOver(_))).unwrap();
    let Event::JobOver(status) = over else { unreachable!() };
    assert!(
        status.reason.contains("asks for 1000 MiB") && status.reason.contains("1 have too little memory"),
        "{}",
        status.reason
    );
}

#[test]
fn a_requesters_own_worker_never_gets_its_tasks() {
    let mut world = World::new(0, Trouble::default(), 1);
    let local = world.locals.get_mut(&REQUESTER).unwrap();
    local.roles.worker = Some(capability(1_000));
    let local = local.clone();
    world.nodes.insert(REQUESTER, Node::new(world.shared.clone(), &local));
    world.submit(20, JobSpec::scatter_gather(1, part(), MilliGflop(5_000)));
    world.run_until(Time(3_000 * SECOND));
    assert_eq!(world.job_states().into_values().collect::<Vec<_>>(), [JobState::Refunded]);
    assert_eq!(world.supply().escrow, Amount::ZERO);
}

#[test]
fn a_worker_that_missed_an_assignment_gets_the_next_one_though_others_are_offline() {
    let mut world = World::new(2, Trouble::default(), 1);
    world.run_until(Time(15 * SECOND));
    world.remove(NodeId(2));
    world.submit(100, JobSpec::scatter_gather(1, part(), MilliGflop(5_000)));
    world.run_until(Time(99 * SECOND));
    let mut now = Time(100 * SECOND);
    while !world.events.iter().any(|(_, _, event)| matches!(event, Event::TaskPlaced { .. })) {
        now = Time(now.0 + SECOND / 100);
        world.run_until(now);
    }
    let is_assign = |input: &Input| matches!(input, Input::Deliver(envelope) if matches!(envelope.message, Message::Assign(_)));
    assert_eq!(world.agenda.values().filter(|(_, input)| is_assign(input)).count(), 1);
    world.agenda.retain(|_, (_, input)| !is_assign(input));
    world.run_until(Time(600 * SECOND));
    assert_eq!(world.job_states().into_values().collect::<Vec<_>>(), [JobState::Settled]);
}

#[test]
fn a_welcome_that_an_assignment_overtook_does_not_void_it() {
    let mut world = World::new(1, Trouble::default(), 1);
    world.run_until(Time(15 * SECOND));
    let inbox = Topic::Node(NodeId(2));
    let assign = Message::Assign(Box::new(assignment(3)));
    let mut out = Outbox::default();
    let node = world.nodes.get_mut(&NodeId(2)).unwrap();
    node.step(Time(16 * SECOND), Input::Deliver(signed(0, 0, inbox, 60, assign)), &mut out);
    let welcome = Message::Welcome { incarnation: 0, tasks: Vec::new() };
    node.step(Time(16 * SECOND), Input::Deliver(signed(0, 0, inbox, 59, welcome)), &mut out);
    let outputs: Vec<Output> = out.drain().collect();
    let asks = |output: &&Output| matches!(output, Output::Send(sent) if sent.message == Message::Accept { task: task(3) });
    assert_eq!(outputs.iter().filter(asks).count(), 2, "accepted, and asked again after the welcome");
    assert!(!outputs.iter().any(|output| matches!(output, Output::Abort(_))));
}

#[test]
fn a_refused_job_is_reported_with_its_reason() {
    let mut world = World::new(1, Trouble::default(), 1);
    world.submit(
        20,
        JobSpec { pattern: Pattern::MapReduce, tasks: vec![], edges: vec![], manifest: Digest::NONE, due: engine::Span::ZERO },
    );
    world.run_until(Time(100 * SECOND));
    assert_eq!(world.job_states().into_values().collect::<Vec<_>>(), [JobState::Refunded]);
    let closed = world.events.iter().find_map(|(_, _, event)| match event {
        Event::JobClosed { closed, .. } => Some(closed.reason.clone()),
        _ => None,
    });
    assert!(closed.unwrap().contains("this one 0"));
}

#[test]
fn nobody_spends_anothers_first_balance_at_a_validator_that_never_met_its_owner() {
    let world = World::new(3, Trouble::default(), 1);
    let mut validator = Node::new(world.shared.clone(), &world.locals[&VALIDATOR]);
    let (mut out, inbox) = (Outbox::default(), Topic::Node(VALIDATOR));
    validator.step(Time(0), Input::Start, &mut out);
    let job = JobId { requester: REQUESTER, number: 0 };
    let spec = JobSpec::scatter_gather(1, part(), MilliGflop(5_000));
    let submit = Message::Submit(Box::new(Submission { job, spec, budget: Amount::tokens(10) }));
    for (n, message) in [(0, Message::Locate { key: PublicKey(secret(4).0) }), (1, submit)] {
        validator.step(Time(1), Input::Deliver(signed(4, REQUESTER.0, inbox, n, message)), &mut out);
    }
    let locks = |output: &Output| matches!(output, Output::Send(sent) if matches!(sent.message, Message::Transact { .. }));
    assert!(!out.drain().any(|output| locks(&output)));
}
