//! Every policy on random regions, against a scan of all members.

use super::PolicyKind;
use super::least_loaded::load_ppm;
use crate::id::{NodeId, TaskId};
use crate::job::{Privacy, Stage, TaskSpec};
use crate::rng::mix;
use crate::schedule::{Books, Candidate, Capacity, Choices, Free, LifeTable, Near, Roster};
use crate::time::{Span, Time};
use crate::units::{MilliGflop, MilliGflops};
use crate::wire::Capability;
use alloc::vec::Vec;
use proptest::prelude::*;

const NOW: Time = Time(20_000 * Span::SECOND.0);

#[derive(Clone, Debug)]
struct Member {
    online: bool,
    trusted: bool,
    capacity: Capacity,
    up_since: Time,
}

struct Members(Vec<Member>);

/// Rows are not in the order of ids.
fn id_of(row: u32, all: usize) -> NodeId {
    NodeId((row * 7 + 3) % u32::try_from(all).unwrap_or(1))
}

impl Books for Members {
    fn candidate(&self, row: u32) -> Option<Candidate<'_>> {
        let member = self.0.get(row as usize)?;
        let Member { ref capacity, up_since, trusted, .. } = *member;
        Some(Candidate { node: id_of(row, self.0.len()), capacity, up_since, trusted })
    }
}

fn task(memory_mib: u32, gpu_memory_mib: u32) -> TaskSpec {
    TaskSpec {
        stage: Stage::Map,
        work: MilliGflop(7_200_000),
        input_bytes: 0,
        output_bytes: 0,
        memory_mib,
        gpu_memory_mib,
        checkpoint_every: Span::ZERO,
        checkpoint_bytes: 0,
        replica: crate::job::Replica::ONE,
        privacy: crate::job::Privacy::Open,
        near_bytes: 0,
    }
}

prop_compose! {
    fn member()(
        online in prop::bool::weighted(0.8),
        trusted in any::<bool>(),
        speed in 0_u64..4,
        memory_mib in 0_u32..4,
        gpu_memory_mib in 0_u32..3,
        slots in 0_u16..4,
        held in 0_u16..4,
        up_s in 0_u64..20_000,
        micro_usd_per_hour in 0_u32..3,
    ) -> Member {
        let speed = MilliGflops(speed * 1_000);
        let mut capacity = Capacity::new(Capability { speed, memory_mib, gpu_memory_mib, slots, micro_usd_per_hour, trusted });
        // As many of those as fit.
        let held_task = task(u32::from(up_s % 2 == 0), 0);
        let _all_fit = (0..held).all(|_| capacity.reserve(&held_task));
        Member { online, trusted, capacity, up_since: Time(NOW.0 - up_s * Span::SECOND.0) }
    }
}

/// The rank of a member under a policy that is a scan; the least is chosen.
fn scanned(kind: PolicyKind, lot: u64, one: &Candidate<'_>) -> Option<(u64, u64, u64)> {
    let (memory_mib, gpu_memory_mib) = one.capacity.free_memory_mib();
    let slots = one.capacity.total().slots - one.capacity.slots_reserved();
    let slowness = u64::MAX - one.capacity.speed().0;
    match kind {
        PolicyKind::EarliestFinish => Some((slowness, 0, 0)),
        PolicyKind::LeastLoaded => Some((load_ppm(one), 0, 0)),
        PolicyKind::Random => Some((mix(lot ^ u64::from(one.node.0)), 0, 0)),
        PolicyKind::BestFit => Some((u64::from(gpu_memory_mib), u64::from(memory_mib) << 16 | u64::from(slots), slowness)),
        PolicyKind::Oldest => Some((10_800_u64.saturating_sub(NOW.since(one.up_since).0 / Span::SECOND.0), 0, 0)),
        PolicyKind::PowerOfTwo | PolicyKind::AvailabilityAware | PolicyKind::CostAware | PolicyKind::WorkStealing => None,
    }
}

proptest! {
    #[test]
    fn each_policy_chooses_what_a_scan_chooses(
        members in prop::collection::vec(member(), 0..60),
        needs in (0_u32..3, 0_u32..3),
        private in any::<bool>(),
        excluded in prop::collection::btree_set(0_u32..60, 0..10),
        attempt in any::<u16>(),
        within in any::<u64>(),
    ) {
        // 7 and the number of rows have no common divisor: each id once.
        let members = Members(members.into_iter().take(59).collect());
        prop_assume!(!members.0.len().is_multiple_of(7) || members.0.is_empty());
        let mut roster = Roster::default();
        for (row, member) in (0_u32..).zip(&members.0) {
            roster.enter(member.capacity.speed(), id_of(row, members.0.len()), row, Free::of(member.online, &member.capacity));
        }
        roster.rank_all();
        let privacy = if private { Privacy::Trusted } else { Privacy::Open };
        let (task, mut lives) = (TaskSpec { privacy, ..task(needs.0, needs.1) }, LifeTable::default());
        (0..50).for_each(|s| lives.record(Span::from_secs(s * s)));
        let excluded = |node: NodeId| excluded.contains(&node.0);
        let id = TaskId { attempt, ..TaskId::default() };
        let (silence, within) = (Span::from_secs(45), Span(within));
        let (task, lives, roster, books) = (&task, &lives, &roster, &members);
        let (near, rate_bps, excluded) = (&[], 1, &excluded);
        let choices = Choices { id, task, now: NOW, silence, within, near, rate_bps, lives, roster, excluded, books };
        let fits = |(row, member): (u32, &Member)| {
            let mut capacity = member.capacity;
            let fits = member.online && (member.trusted || !private) && capacity.speed().0 > 0 && capacity.reserve(task);
            members.candidate(row).filter(|one| fits && !excluded(one.node))
        };
        let fitting: Vec<Candidate<'_>> = (0..).zip(&members.0).filter_map(fits).collect();
        for kind in PolicyKind::ALL {
            let chosen = kind.policy().choose(&choices);
            prop_assert_eq!(chosen.is_some(), !fitting.is_empty(), "{:?}: somebody, if anybody fits", kind);
            prop_assert!(chosen.is_none_or(|node| fitting.iter().any(|one| one.node == node)), "{:?}: one that fits", kind);
            if fitting.iter().all(|one| scanned(kind, 0, one).is_some()) {
                let best = fitting.iter().min_by_key(|one| (scanned(kind, choices.lot(), one), one.node));
                prop_assert_eq!(chosen, best.map(|one| one.node), "{:?}", kind);
            }
        }
    }
}

/// Two as fast; the young of a network where most leave early loses, unless the task is too short for it to matter.
#[test]
fn of_two_as_fast_the_one_that_will_stay_is_chosen() {
    let capability = Capability { speed: MilliGflops(1_000), memory_mib: 8, slots: 1, ..Capability::default() };
    let (capacity, mut lives) = (Capacity::new(capability), LifeTable::default());
    // Nine of ten leave within ten minutes, the others after a day.
    for life in 0..100 {
        lives.record(Span::from_secs(if life % 10 == 0 { 86_400 } else { 60 * (life % 10) }));
    }
    let faster = Capacity::new(Capability { speed: MilliGflops(1_100), ..capability });
    let young = Member { online: true, trusted: true, capacity: faster, up_since: NOW };
    let members = Members(alloc::vec![young, Member { online: true, trusted: true, capacity, up_since: Time::ZERO }]);
    let mut roster = Roster::default();
    for (row, member) in (0_u32..).zip(&members.0) {
        roster.enter(member.capacity.speed(), id_of(row, 2), row, Free::of(true, &member.capacity));
    }
    roster.rank_all();
    let choose = |work| {
        let (task, id, silence) = (TaskSpec { work, ..task(1, 0) }, TaskId::default(), Span::from_secs(45));
        let (roster, lives, books, within) = (&roster, &lives, &members, Span::MAX);
        let choices = Choices {
            id,
            task: &task,
            now: NOW,
            silence,
            within,
            lives,
            roster,
            excluded: &|_| false,
            near: &[],
            rate_bps: 1,
            books,
        };
        PolicyKind::AvailabilityAware.policy().choose(&choices)
    };
    assert_eq!(choose(MilliGflop(3_600_000)), Some(id_of(1, 2)), "an hour: the old one");
    assert_eq!(choose(MilliGflop(10_000)), Some(id_of(0, 2)), "ten seconds: the fast one");
}

/// Three machines that never leave: a fast dear one, one of two thirds of its speed that is cheap, and a slow one that is cheaper.
#[test]
fn the_cheapest_that_ends_in_time_is_chosen() {
    let with = |prices: [u32; 3], within: Span| {
        let (task, lives) = (TaskSpec { work: MilliGflop(60_000), ..task(1, 0) }, LifeTable::default());
        let capacities = [(3_000, prices[0]), (2_000, prices[1]), (1_000, prices[2])].map(|(speed, micro_usd_per_hour)| {
            // The price is of two slots.
            Capacity::new(Capability {
                speed: MilliGflops(speed),
                memory_mib: 8,
                slots: 2,
                micro_usd_per_hour,
                ..Capability::default()
            })
        });
        let members =
            Members(capacities.map(|capacity| Member { online: true, trusted: true, capacity, up_since: Time::ZERO }).to_vec());
        let mut roster = Roster::default();
        for (row, member) in (0_u32..).zip(&members.0) {
            roster.enter(member.capacity.speed(), NodeId(row), row, Free::of(true, &member.capacity));
        }
        roster.rank_all();
        let (id, roster, lives, books, silence) = (TaskId::default(), &roster, &lives, &members, Span::from_secs(45));
        let excluded = &|_| false;
        let choices =
            Choices { id, task: &task, now: NOW, silence, within, near: &[], rate_bps: 1, lives, roster, excluded, books };
        let chosen = PolicyKind::CostAware.policy().choose(&choices);
        (0..3).find(|row| chosen == Some(id_of(*row, 3))).unwrap()
    };
    // Alone it takes 20, 30 and 60 s. Prices make the tasks cost 20 : 18 : 12.
    let prices = [1_000, 600, 200];
    assert_eq!(with(prices, Span::MAX), 1, "the slow one takes more than twice as long as the fast one");
    assert_eq!(with(prices, Span::from_secs(120)), 2, "there is time for the slow one");
    assert_eq!(with(prices, Span::from_secs(25)), 0, "only the fast one is in time");
    assert_eq!(with(prices, Span::from_secs(5)), 0, "none is in time: the soonest");
    assert_eq!(with([1_000, 700, 400], Span::from_secs(120)), 0, "20 : 21 : 24");
    assert_eq!(with([1_000, 0, 0], Span::MAX), 0, "who tells no cost comes last");
    assert_eq!(with([0; 3], Span::MAX), 0, "nobody tells: by time");
}

/// The machine that wrote most of what a task reads is a tenth slower than another: it has the task while what it would fetch
/// takes longer than that, and while it has room.
#[test]
fn a_task_goes_where_its_data_is_if_that_is_sooner() {
    let of = |speed| Capacity::new(Capability { speed: MilliGflops(speed), memory_mib: 8, slots: 1, ..Capability::default() });
    let choose = |policy: PolicyKind, near_mib: u64, has_room: bool| {
        let member = |capacity| Member { online: true, trusted: false, capacity, up_since: Time::ZERO };
        let members = Members([1_000, 900, 800].map(|speed| member(of(speed))).to_vec());
        let mut roster = Roster::default();
        for (row, member) in (0_u32..).zip(&members.0) {
            let free = Free::of(has_room || row == 0, &member.capacity);
            roster.enter(member.capacity.speed(), id_of(row, 3), row, free);
        }
        roster.rank_all();
        // 1,000 and 1,111 s.
        let near_bytes = near_mib << 20;
        let task = TaskSpec { work: MilliGflop(1_000_000), input_bytes: near_bytes, near_bytes, ..task(1, 0) };
        let near = [Near { node: id_of(1, 3), row: 1, bytes: near_bytes * 9 / 10 }];
        let (id, lives, silence, within, rate_bps) = (TaskId::default(), &LifeTable::default(), Span::SECOND, Span::MAX, 8 << 20);
        let (task, near, roster, books) = (&task, &near, &roster, &members);
        let excluded = &|_| false;
        let choices = Choices { id, task, now: NOW, silence, within, near, rate_bps, lives, roster, excluded, books };
        (0..3).find(|row| policy.policy().choose(&choices) == Some(id_of(*row, 3))).unwrap()
    };
    for policy in [PolicyKind::EarliestFinish, PolicyKind::AvailabilityAware] {
        assert_eq!(choose(policy, 100, true), 0, "{policy:?}: 90 s saved are less than 111 lost");
        assert_eq!(choose(policy, 200, true), 1, "{policy:?}: 180 s are more");
        assert_eq!(choose(policy, 200, false), 0, "{policy:?}: it is full");
    }
}
