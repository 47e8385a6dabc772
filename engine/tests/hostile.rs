//! `step` never panics, whatever arrives: real traffic delivered again, reordered and corrupted, and signed nonsense from
//! participants that turned bad. The books hold all the while.

mod world;

use engine::discovery::{Bucket, Delta, Entry, Exchange, Known, Supply};
use engine::job::{JobSpec, Pattern, Stage, TaskSpec};
use engine::units::{MilliGflop, MilliGflops};
use engine::wire::{
    Assignment, Capability, Checkpoint, Digest, EpochEntry, JobStatus, KeyedHash, Message, PublicKey, Refusal, Submission,
    Transaction, TransactionError, WIRE_VERSION, WorkResult,
};
use engine::{Amount, Envelope, Event, Input, JobId, NodeId, RegionId, Span, TaskId, Time, Topic};
use proptest::prelude::*;
use world::{SECOND, Trouble, VALIDATOR, World, part, secret};

fn busy_world() -> World {
    let mut world = World::new(3, Trouble::default(), 1);
    world.submit(20, JobSpec::scatter_gather(4, part(), MilliGflop(5_000)));
    world.submit(30, JobSpec::map_reduce(4, part(), 2, MilliGflop(10_000)));
    world.run_until(Time(50 * SECOND));
    world
}

fn job() -> impl Strategy<Value = JobId> {
    (0_u32..4, 0_u32..3).prop_map(|(node, number)| JobId { requester: NodeId(node), number })
}

fn task() -> impl Strategy<Value = TaskId> {
    (job(), prop_oneof![0_u16..8, Just(u16::MAX)], prop_oneof![0_u16..3, Just(u16::MAX)])
        .prop_map(|(job, task, attempt)| TaskId { job, task, attempt })
}

fn spec() -> impl Strategy<Value = JobSpec> {
    let one =
        (any::<u64>(), any::<u64>(), any::<u32>(), 0_u32..3).prop_map(|(work, bytes, memory_mib, gpu_memory_mib)| TaskSpec {
            stage: Stage::Map,
            work: MilliGflop(work),
            input_bytes: bytes,
            output_bytes: bytes,
            memory_mib,
            gpu_memory_mib,
            checkpoint_every: Span(bytes),
            checkpoint_bytes: work,
            replica: engine::job::Replica::ONE,
            privacy: engine::job::Privacy::Open,
            near_bytes: 0,
        });
    let tasks = proptest::collection::vec(prop_oneof![one, Just(part())], 0..5);
    (tasks, proptest::collection::vec((0_u16..6, 0_u16..6), 0..6)).prop_map(|(tasks, edges)| JobSpec {
        pattern: Pattern::MapReduce,
        tasks,
        edges,
        manifest: Digest::NONE,
        due: Span::ZERO,
    })
}

fn transaction() -> impl Strategy<Value = Transaction> {
    let amount = any::<u128>().prop_map(Amount);
    let payouts = proptest::collection::vec(((0_u32..5).prop_map(NodeId), any::<u128>().prop_map(Amount)), 0..3);
    let entry = (0_u32..6, any::<i64>(), any::<u32>()).prop_map(|(node, power_mgflops, available_s)| EpochEntry {
        node: NodeId(node),
        power_mgflops,
        available_s,
    });
    prop_oneof![
        (job(), amount.clone()).prop_map(|(job, amount)| Transaction::Lock { job, amount }),
        (job(), payouts, amount).prop_map(|(job, payouts, burned)| Transaction::Close { job, payouts, burned }),
        (0_u32..4, proptest::collection::vec(entry, 0..5))
            .prop_map(|(epoch, entries)| Transaction::Report { epoch, entries: entries.into() }),
    ]
}

fn known() -> impl Strategy<Value = Known> {
    (0_u32..5, 0_u64..3, any::<u32>()).prop_map(|(of, incarnation, version)| Known { of: NodeId(of), incarnation, version })
}

fn delta() -> impl Strategy<Value = Delta> {
    let entry = (any::<u64>(), any::<u32>(), any::<u32>(), any::<[u32; 3]>()).prop_map(|(speed, memory_mib, version, supply)| {
        let machine = Capability {
            speed: MilliGflops(speed.max(1)),
            memory_mib,
            gpu_memory_mib: memory_mib / 2,
            slots: 1,
            ..Capability::default()
        };
        let [machines, online, slots_free] = supply;
        (Bucket::of(&machine).unwrap(), Entry { version, supply: Supply { machines, online, slots_free } })
    });
    let entries = proptest::collection::vec(entry, 0..4);
    let region = RegionId(0);
    (known(), 0_u32..3, any::<u32>(), entries).prop_map(move |(to, since, waiting, entries)| Delta {
        to,
        since,
        region,
        waiting,
        entries,
    })
}

fn message() -> impl Strategy<Value = Message> {
    let capability = (any::<u64>(), any::<[u32; 3]>(), 0_u16..3).prop_map(
        |(speed, [memory_mib, gpu_memory_mib, micro_usd_per_hour], slots)| Capability {
            speed: MilliGflops(speed),
            memory_mib,
            gpu_memory_mib,
            slots,
            micro_usd_per_hour,
            trusted: slots == 1,
        },
    );
    let result = any::<u64>().prop_map(|n| WorkResult { output: Digest::of(&n.to_le_bytes()), output_bytes: 100 * (n % 3) });
    // Also further than the work goes.
    let checkpoint = prop_oneof![0_u64..30_000, any::<u64>()]
        .prop_map(|done| Checkpoint { done: MilliGflop(done), state: Digest::of(&done.to_le_bytes()) });
    let outcome = prop_oneof![Just(Ok(())), Just(Err(TransactionError::Escrow))];
    prop_oneof![
        (0_u32..5).prop_map(|n| Message::Locate { key: PublicKey(secret(n).0) }),
        Just(Message::Located),
        Just(Message::Announce),
        (0_u64..3, capability).prop_map(|(n, capability)| Message::Register { incarnation: n * 1_024, capability }),
        proptest::collection::vec(task(), 0..3).prop_map(|tasks| Message::Welcome { incarnation: 0, tasks }),
        (0_u64..2).prop_map(|incarnation| Message::Heartbeat { incarnation }),
        (0_u64..2, any::<u64>()).prop_map(|(incarnation, digest)| Message::Inventory { incarnation, digest }),
        (task(), checkpoint.clone()).prop_map(|(task, from)| {
            Message::Assign(Box::new(Assignment {
                task,
                spec: part(),
                manifest: Digest::NONE,
                inputs: vec![],
                from,
                here_bytes: 0,
            }))
        }),
        (task(), checkpoint).prop_map(|(task, checkpoint)| Message::Progress { task, checkpoint }),
        task().prop_map(|task| Message::Accept { task }),
        task().prop_map(|task| Message::Reject { task }),
        (task(), result).prop_map(|(task, result)| Message::Done { task, result }),
        task().prop_map(|task| Message::DoneAck { task }),
        task().prop_map(|task| Message::Cancel { task }),
        (job(), spec(), any::<u128>())
            .prop_map(|(job, spec, budget)| { Message::Submit(Box::new(Submission { job, spec, budget: Amount(budget) })) }),
        job().prop_map(|job| {
            let (paid, refunded) = (Amount::ZERO, Amount::ZERO);
            let state = engine::job::JobState::Settled;
            Message::Status(Box::new(JobStatus { job, state, paid, refunded, reason: String::new(), outputs: vec![] }))
        }),
        (0_u64..9, 0_u64..9, transaction()).prop_map(|(number, answered_below, transaction)| {
            Message::Transact { number, answered_below, transaction: Box::new(transaction) }
        }),
        (0_u64..6, outcome).prop_map(|(number, outcome)| Message::Receipt { number, outcome }),
        proptest::collection::vec(known(), 0..3).prop_map(Message::Gossip),
        (proptest::collection::vec(delta(), 0..3), proptest::collection::vec(known(), 0..3))
            .prop_map(|(deltas, wants)| Message::Exchange(Box::new(Exchange { deltas, wants }))),
        (0_u32..5, 0_u16..2).prop_map(|(n, region)| Message::Seek { key: PublicKey(secret(n).0), region: RegionId(region) }),
        (0_u32..5, 0_u16..2).prop_map(|(n, region)| Message::Serves { region: RegionId(region), validator: NodeId(n) }),
        (job(), 0_u32..5).prop_map(|(job, to)| Message::Refer { job, to: NodeId(to) }),
        (job(), spec(), any::<u128>()).prop_map(|(job, spec, budget)| Message::SubmitReferred(Box::new(Submission {
            job,
            spec,
            budget: Amount(budget)
        }))),
    ]
}

/// An envelope with a signature that fits, whatever it says.
fn signed(sender: u32, to: Topic, sequence: u64, message: Message) -> Envelope {
    let mut envelope = Envelope {
        version: engine::wire::WIRE_VERSION,
        sender: NodeId(sender),
        to,
        sequence,
        expires: Time::MAX,
        message,
        signature: engine::wire::Signature([0; 64]),
    };
    envelope.sign(1, &KeyedHash, &secret(sender), &mut Vec::new());
    envelope
}

fn books_hold(world: &World) {
    let supply = world.supply();
    assert_eq!(supply.genesis.0 + supply.minted.0 - supply.burned.0, supply.balances.0);
    assert!(world.nodes[&VALIDATOR].validator().unwrap().is_consistent());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn signed_nonsense_from_any_participant_is_survived(
        attack in proptest::collection::vec((0_u32..5, 0_u32..5, message(), 0_u64..30), 1..60)
    ) {
        let mut world = busy_world();
        let mut at = Time(50 * SECOND);
        for (n, (sender, to, message, pause_s)) in (0_u32..).zip(attack) {
            at = at + Span::from_secs(pause_s);
            let topic = if n % 3 == 0 { Topic::Validators(RegionId(0)) } else { Topic::Node(NodeId(to)) };
            // Numbers just above those in use, so that nonsense and honest traffic are both heard.
            let used = world.sent.iter().filter(|(_, sent)| sent.sender.0 == sender && sent.to == topic).count() as u64;
            let envelope = signed(sender, topic, used + 2 * u64::from(n), message);
            world.schedule(at, NodeId(to), Input::Deliver(Box::new(envelope)));
        }
        world.run_until(Time(1_500 * SECOND));
        books_hold(&world);
        world.job_states_follow_the_life_cycle();
    }

    #[test]
    fn real_traffic_again_or_altered_is_refused_whoever_gets_it(
        picks in proptest::collection::vec((any::<prop::sample::Index>(), 0_u32..5, 0_usize..400, 0_u8..8), 1..200),
        version in any::<u8>()
    ) {
        let mut world = busy_world();
        let at = Time(50 * SECOND);
        // To one node and a second old, so delivered already.
        let old = |(when, sent): &&(Time, Envelope)| *when < Time(49 * SECOND) && matches!(sent.to, Topic::Node(_));
        let sent: Vec<Envelope> = world.sent.iter().filter(old).map(|(_, sent)| sent.clone()).collect();
        for (pick, to, byte, bit) in picks {
            let whole = pick.get(&sent);
            let mut bytes = whole.encode();
            let byte = byte % bytes.len();
            bytes[byte] ^= 1 << bit;
            let other_version = Envelope { version: version.max(WIRE_VERSION + 1), ..whole.clone() };
            for envelope in [Envelope::decode(&bytes), Some(whole.clone()), Some(other_version)].into_iter().flatten() {
                world.schedule(at, NodeId(to), Input::Deliver(Box::new(envelope)));
            }
        }
        let (events, sends) = (world.events.len(), world.sent.len());
        world.run_until(at);
        for (_, _, event) in &world.events[events..] {
            prop_assert!(matches!(event, Event::Refused(_)), "{event:?}");
        }
        prop_assert_eq!(world.sent.len(), sends, "a refused envelope has no answer");
        world.run_until(Time(1_500 * SECOND));
        books_hold(&world);
        prop_assert!(world.job_states().values().all(|state| state.is_final()));
    }
}

#[test]
fn each_kind_of_bad_envelope_is_refused_for_its_reason() {
    let mut world = busy_world();
    let good = |sequence| signed(2, Topic::Node(VALIDATOR), sequence, Message::Heartbeat { incarnation: 0 });
    let cases: [(Envelope, Refusal); 9] = [
        (Envelope { version: 0, ..good(1 << 40) }, Refusal::Version),
        (Envelope { version: 9, ..good(1 << 40) }, Refusal::Version),
        (Envelope { version: 255, ..good(1 << 40) }, Refusal::Version),
        (signed(2, Topic::Node(NodeId(3)), 1 << 40, Message::Announce), Refusal::Address),
        (Envelope { expires: Time(1), ..good(1 << 40) }, Refusal::Expired),
        (signed(17, Topic::Node(VALIDATOR), 1, Message::Announce), Refusal::UnknownSender),
        (Envelope { sequence: 1 << 41, ..good(1 << 40) }, Refusal::Signature),
        (good(0), Refusal::Replay),
        (signed(2, Topic::Node(VALIDATOR), 1 << 40, Message::DoneAck { task: TaskId::default() }), Refusal::Role),
    ];
    for (envelope, expected) in cases {
        let before = world.events.len();
        world.schedule(Time(50 * SECOND), VALIDATOR, Input::Deliver(Box::new(envelope)));
        world.run_until(Time(50 * SECOND));
        let refusals: Vec<_> = world.events[before..].iter().map(|(_, _, event)| event.clone()).collect();
        assert_eq!(refusals, [Event::Refused(expected)]);
    }
    // Another's id with one's own key: the key is bound to whoever came first.
    let thief = signed(4, Topic::Validators(RegionId(0)), 7, Message::Locate { key: PublicKey(secret(4).0) });
    let stolen = Envelope { sender: NodeId(2), ..thief };
    let before = world.events.len();
    world.schedule(Time(50 * SECOND), VALIDATOR, Input::Deliver(Box::new(stolen)));
    world.run_until(Time(50 * SECOND));
    assert_eq!(world.events[before].2, Event::Refused(Refusal::UnknownSender));
}
