//! Members ranked by speed, with a bit for each that could start something now: the earliest finish without looking at all.

use crate::id::NodeId;
use crate::job::TaskSpec;
use crate::schedule::Capacity;
use crate::units::MilliGflops;
use alloc::vec::Vec;
use core::cmp::Reverse;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rank {
    speed: MilliGflops,
    node: NodeId,
    row: u32,
}

/// The members of a region, fastest first, of equal ones the lowest id first. Makes the choice of
/// [`EarliestFinish`](crate::schedule::EarliestFinish) as [`place`](crate::schedule::place) does.
///
/// Members that enter wait unranked until a choice is made, so that a region that fills up is set in order once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// In order up to `ranked`, then those who wait.
    ranks: Vec<Rank>,
    ranked: usize,
    /// One bit a rank: up, with a slot.
    free: Vec<u64>,
    /// Where each row is.
    place_of: Vec<Place>,
}

/// Where a row is in a [`Roster`]: its rank, or one of three marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(u32);

impl Place {
    const ABSENT: Self = Self(u32::MAX);
    const UNRANKED: Self = Self(u32::MAX - 1);
    const UNRANKED_FREE: Self = Self(u32::MAX - 2);

    fn unranked(is_free: bool) -> Self {
        if is_free { Self::UNRANKED_FREE } else { Self::UNRANKED }
    }

    fn rank(self) -> Option<usize> {
        (self.0 < Self::UNRANKED_FREE.0).then_some(self.0 as usize)
    }
}

impl Roster {
    /// Makes room for so many members.
    pub fn reserve(&mut self, members: usize) {
        self.ranks.reserve_exact(members);
        self.place_of.reserve_exact(members);
    }

    /// Takes a member in, which is not; `row` is what its books are found by.
    pub fn enter(&mut self, speed: MilliGflops, node: NodeId, row: u32, is_free: bool) {
        if self.place_of.len() <= row as usize {
            grow(&mut self.place_of, row as usize + 1);
            self.place_of.resize(row as usize + 1, Place::ABSENT);
        }
        self.place_of[row as usize] = Place::unranked(is_free);
        let all = self.ranks.len() + 1;
        grow(&mut self.ranks, all);
        self.ranks.push(Rank { speed, node, row });
    }

    /// Where it is noted at which place a row is: for drivers that ask for memory before it is needed.
    #[must_use]
    pub fn place_at(&self, row: u32) -> Option<&Place> {
        self.place_of.get(row as usize)
    }

    /// Lets the member in row `row` go.
    pub fn leave(&mut self, row: u32) {
        self.rank_all();
        if self.place_of.get(row as usize).is_none_or(|place| *place == Place::ABSENT) {
            return;
        }
        let free = self.free_rows();
        self.ranks.retain(|rank| rank.row != row);
        self.place_of[row as usize] = Place::ABSENT;
        self.rank_anew(&free);
    }

    /// Whether the member in row `row` is up, with a slot.
    pub fn set_free(&mut self, row: u32, is_free: bool) {
        let Some(place) = self.place_of.get_mut(row as usize).filter(|place| **place != Place::ABSENT) else { return };
        match place.rank() {
            None => *place = Place::unranked(is_free),
            Some(at) => {
                let (word, bit) = (&mut self.free[at / 64], 1 << (at % 64));
                *word = if is_free { *word | bit } else { *word & !bit };
            }
        }
    }

    /// Gives those who wait their ranks.
    pub(crate) fn rank_all(&mut self) {
        if self.ranked < self.ranks.len() {
            let free = self.free_rows();
            // Stable, because that is quick where most are in order already.
            self.ranks.sort_by_key(|rank| (Reverse(rank.speed), rank.node));
            self.rank_anew(&free);
        }
    }

    /// By row: whether it is free.
    fn free_rows(&self) -> Vec<bool> {
        let is_free = |place: &Place| match place.rank() {
            Some(at) => self.free[at / 64] >> (at % 64) & 1 == 1,
            None => *place == Place::UNRANKED_FREE,
        };
        self.place_of.iter().map(is_free).collect()
    }

    /// Notes where everybody is.
    fn rank_anew(&mut self, free: &[bool]) {
        self.ranked = self.ranks.len();
        self.free.clear();
        self.free.resize(self.ranks.len().div_ceil(64), 0);
        for (at, rank) in (0_u32..).zip(&self.ranks) {
            self.place_of[rank.row as usize] = Place(at);
            self.free[at as usize / 64] |= u64::from(free[rank.row as usize]) << (at % 64);
        }
    }

    fn next_free(&self, from: usize) -> Option<usize> {
        let first = self.free.get(from / 64)? & (u64::MAX << (from % 64));
        let rest = self.free.iter().skip(from / 64 + 1).copied();
        let (word, bits) = (from / 64..).zip(core::iter::once(first).chain(rest)).find(|(_, bits)| *bits != 0)?;
        Some(word * 64 + bits.trailing_zeros() as usize)
    }

    /// The member that would finish `task` soonest: of those that are free and not `excluded`, and whose memory is enough.
    /// Of several the lowest id; `None` if there is none. `capacity` gives the books of a row.
    pub fn earliest<'a>(
        &mut self,
        task: &TaskSpec,
        excluded: impl Fn(NodeId) -> bool,
        capacity: impl Fn(u32) -> Option<&'a Capacity>,
    ) -> Option<NodeId> {
        self.rank_all();
        let mut best: Option<(u64, NodeId, MilliGflops)> = None;
        let mut from = 0;
        while let Some(at) = self.next_free(from) {
            let Rank { speed, node, row } = self.ranks[at];
            from = at + 1;
            let end = task.work.at(speed).0;
            if let Some((soonest, _, as_fast)) = best {
                // Slower ones may still end in the same nanosecond, and have a lower id.
                if end > soonest {
                    break;
                }
                if speed == as_fast {
                    from += self.ranks[from..].partition_point(|rank| rank.speed == speed);
                    continue;
                }
            }
            let fits = |books: &Capacity| speed.0 > 0 && books.has_memory(task) && books.has_gpu_memory(task);
            if !excluded(node) && capacity(row).is_some_and(fits) {
                let known = best.map(|(_, lowest, _)| lowest);
                best = Some((end, known.map_or(node, |lowest| lowest.min(node)), speed));
            }
        }
        best.map(|(_, node, _)| node)
    }
}

/// Makes room for `len` entries in all, and for not twice as many as there are.
fn grow<T>(column: &mut Vec<T>, len: usize) {
    if len > column.capacity() {
        column.reserve_exact(len + len / 16 - column.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TaskId;
    use crate::job::Stage;
    use crate::schedule::{Candidate, EarliestFinish, place};
    use crate::units::MilliGflop;
    use crate::wire::Capability;
    use proptest::prelude::*;

    #[derive(Clone, Copy, Debug)]
    struct Member {
        node: NodeId,
        online: bool,
        capacity: Capacity,
    }

    fn task(work: u64, memory_mib: u32, gpu_memory_mib: u32) -> TaskSpec {
        TaskSpec { stage: Stage::Map, work: MilliGflop(work), input_bytes: 0, output_bytes: 0, memory_mib, gpu_memory_mib }
    }

    fn free(member: &Member) -> bool {
        member.online && member.capacity.has_slot()
    }

    /// Speeds near each other and work near nothing, so that many end in the same nanosecond.
    fn speed() -> impl Strategy<Value = u64> {
        prop_oneof![0_u64..4, 1_000_000_u64..1_000_004, Just(u64::MAX)]
    }

    proptest! {
        #[test]
        fn it_chooses_as_the_scan_does(
            kinds in proptest::collection::vec((speed(), 0_u32..3, 0_u32..2, 0_u16..3), 1..200),
            steps in proptest::collection::vec(
                (any::<prop::sample::Index>(), 0_u8..6, speed(), prop_oneof![Just(0), 1_u64..5, Just(u64::MAX), Just(1 << 40)], 0_u32..3, 0_u32..2),
                1..200)
        ) {
            let mut roster = Roster::default();
            let mut members: Vec<Member> = Vec::new();
            // Ids in an order of their own, so that rows are not in order of ids.
            for (row, &(speed, memory_mib, gpu_memory_mib, slots)) in (0_u32..).zip(&kinds) {
                let capacity = Capacity::new(Capability { speed: MilliGflops(speed), memory_mib, gpu_memory_mib, slots });
                let member = Member { node: NodeId(row.wrapping_mul(7) % 256 + row / 256), online: row % 3 > 0, capacity };
                roster.enter(MilliGflops(speed), member.node, row, free(&member));
                members.push(member);
            }
            for (pick, kind, speed, work, memory_mib, gpu_memory_mib) in steps {
                let row = pick.index(members.len());
                let member = &mut members[row];
                let wanted = task(work, memory_mib, gpu_memory_mib);
                match kind {
                    0 => member.online = !member.online,
                    1 => {
                        let total = Capability { speed: MilliGflops(speed), ..member.capacity.total() };
                        roster.leave(u32::try_from(row).unwrap());
                        member.capacity = Capacity::new(total);
                        roster.enter(total.speed, member.node, u32::try_from(row).unwrap(), free(member));
                    }
                    _ => drop(member.capacity.reserve(&wanted)),
                }
                roster.set_free(u32::try_from(row).unwrap(), free(member));
                let (requester, tried) = (members[pick.index(members.len())].node, [NodeId(3), NodeId(14)]);
                let others = members.iter().filter(|member| member.node != requester);
                let scanned = others.map(|member| Candidate { node: member.node, online: member.online, capacity: &member.capacity });
                let expected = place(&EarliestFinish, TaskId::default(), &wanted, &tried, scanned).ok();
                let excluded = |node| node == requester || tried.contains(&node);
                let found = roster.earliest(&wanted, excluded, |row| members.get(row as usize).map(|member| &member.capacity));
                prop_assert_eq!(found, expected);
            }
        }
    }
}
