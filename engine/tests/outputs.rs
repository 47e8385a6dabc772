//! Every output of every step, as it was recorded: a change that means to change nothing changes none of them.

mod world;

use engine::job::JobSpec;
use engine::schedule::PolicyKind;
use engine::units::MilliGflop;
use engine::wire::Digest;
use engine::{Node, NodeId, Outbox, Output, Protocol, Record, Span, Time};
use world::{SECOND, Trouble, VALIDATOR, World, part, protocol};

/// Three dozen parts and more in a rough world: what each node put out.
fn world(protocol: Protocol, trouble: Trouble, seed: u64) -> World {
    let mut world = World::under(protocol, 6, trouble, seed);
    world.log = Some(Vec::new());
    world.broken.insert(NodeId(4));
    for (n, at_s) in (0_u16..).zip([20, 30, 40, 300, 320, 900, 1_500]) {
        world.submit(at_s, JobSpec::scatter_gather(3 + n, part(), MilliGflop(5_000)));
        world.submit(at_s, JobSpec::map_reduce(2 + n, part(), 2, MilliGflop(10_000)));
    }
    let mut doomed = JobSpec::scatter_gather(1, part(), MilliGflop(5_000));
    doomed.tasks[1].memory_mib = 1_000;
    world.submit(40, doomed);
    world
}

fn outputs(mut world: World) -> Vec<Output> {
    world.run_until(Time(2_500 * SECOND));
    world.log.unwrap_or_default()
}

fn inventories(policy: PolicyKind) -> Protocol {
    Protocol { inventory_period: Span::from_secs(20), policy, ..protocol() }
}

const ROUGH: Trouble = Trouble { loss_percent: 8, duplicate_percent: 10, jitter_ms: 1_500, crash: None };

fn crash(step: u64, node: NodeId) -> Trouble {
    Trouble { crash: Some((step, Some(node))), ..ROUGH }
}

#[test]
fn outputs_are_the_recorded_ones() {
    let digest = |world| {
        let bytes = outputs(world).iter().flat_map(|output| borsh::to_vec(output).unwrap()).collect::<Vec<u8>>();
        Digest::of(&bytes).to_string()[..16].to_string()
    };
    let found = [
        digest(world(protocol(), Trouble::default(), 1)),
        digest(world(protocol(), ROUGH, 2)),
        digest(world(inventories(PolicyKind::EarliestFinish), ROUGH, 3)),
        digest(world(inventories(PolicyKind::LeastLoaded), crash(900, VALIDATOR), 4)),
        digest(world(inventories(PolicyKind::Random), crash(1_400, NodeId(3)), 5)),
    ];
    assert_eq!(found, ["4890bc0b8165c3bc", "6591cb3980dd487b", "173fa9bd271b3d71", "691060a4edfd53e5", "483a7f387e40ef68"]);
}

#[test]
fn a_node_that_was_saved_and_loaded_goes_on_as_if_nothing_had_been() {
    for (seed, trouble) in (3..).zip([Trouble::default(), ROUGH, crash(900, VALIDATOR)]) {
        let straight = outputs(world(inventories(PolicyKind::EarliestFinish), trouble, seed));
        let mut broken_off = world(inventories(PolicyKind::EarliestFinish), trouble, seed);
        broken_off.saves_percent = 10;
        assert!(outputs(broken_off) == straight, "seed {seed}");
    }
}

#[test]
fn wrong_rows_do_no_harm() {
    let straight = outputs(world(inventories(PolicyKind::EarliestFinish), ROUGH, 3));
    let mut misled = world(inventories(PolicyKind::EarliestFinish), ROUGH, 3);
    misled.misleads = true;
    assert!(outputs(misled) == straight, "rows are hints");
}

#[test]
fn what_is_not_a_saved_node_is_refused() {
    let mut world = world(protocol(), Trouble::default(), 1);
    world.run_until(Time(60 * SECOND));
    for node in world.nodes.values() {
        let mut bytes = Vec::new();
        node.save(&mut bytes);
        for length in (0..bytes.len()).step_by(bytes.len() / 300 + 1) {
            assert!(Node::load(world.shared.clone(), &mut &bytes[..length]).is_err(), "{length} of {}", bytes.len());
        }
    }
}

#[test]
fn without_records_all_else_is_the_same() {
    let mut kept = outputs(world(inventories(PolicyKind::EarliestFinish), ROUGH, 6));
    let mut forgetful = world(inventories(PolicyKind::EarliestFinish), ROUGH, 6);
    forgetful.outbox = || Outbox::default().without_records();
    let before = kept.len();
    kept.retain(|output| !matches!(output, Output::Persist(_)));
    assert!(kept.len() < before && outputs(forgetful) == kept);
}

#[test]
fn what_is_said_is_what_would_be_sent() {
    let said = |output: Output| match output {
        Output::Send(mut envelope) => {
            (envelope.sequence, envelope.expires) = (0, Time::ZERO);
            Some(Output::Send(envelope))
        }
        Output::Persist(record) if matches!(*record, Record::Life { .. }) => None,
        output => Some(output),
    };
    let sealed = outputs(world(inventories(PolicyKind::EarliestFinish), Trouble::default(), 7));
    let mut unsealed = world(inventories(PolicyKind::EarliestFinish), Trouble::default(), 7);
    unsealed.outbox = || Outbox::default().unsealed();
    let (unsealed, sealed) = (outputs(unsealed), sealed.into_iter().filter_map(said).collect::<Vec<_>>());
    let differ = unsealed.iter().zip(&sealed).find(|(unsealed, sealed)| unsealed != sealed);
    assert_eq!((differ, unsealed.len()), (None, sealed.len()));
}
