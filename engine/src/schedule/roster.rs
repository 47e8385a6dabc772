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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    ranks: Vec<Rank>,
    /// One bit a rank: up, with a slot.
    free: Vec<u64>,
    /// Rank of each row; [`ABSENT`] for one that is not in.
    rank_of: Vec<u32>,
}

const ABSENT: u32 = u32::MAX;

impl Roster {
    fn search(&self, speed: MilliGflops, node: NodeId) -> Result<usize, usize> {
        self.ranks.binary_search_by_key(&(Reverse(speed), node), |rank| (Reverse(rank.speed), rank.node))
    }

    /// Takes a member in; `row` is what its books are found by.
    pub fn enter(&mut self, speed: MilliGflops, node: NodeId, row: u32, is_free: bool) {
        let Err(at) = self.search(speed, node) else { return };
        self.ranks.insert(at, Rank { speed, node, row });
        if self.rank_of.len() <= row as usize {
            self.rank_of.resize(row as usize + 1, ABSENT);
        }
        self.count_from(at);
        if self.free.len() * 64 < self.ranks.len() {
            self.free.push(0);
        }
        // From `at` on every bit moves up by one.
        let (first, below) = (at / 64, (1 << (at % 64)) - 1);
        let kept = self.free[first] & below;
        self.free[first] &= !below;
        let mut carry = 0;
        for word in &mut self.free[first..] {
            (*word, carry) = (*word << 1 | carry, *word >> 63);
        }
        self.free[first] |= kept | u64::from(is_free) << (at % 64);
    }

    /// Lets a member go that has this speed.
    pub fn leave(&mut self, speed: MilliGflops, node: NodeId) {
        let Ok(at) = self.search(speed, node) else { return };
        let left = self.ranks.remove(at);
        self.rank_of[left.row as usize] = ABSENT;
        self.count_from(at);
        let (first, below) = (at / 64, (1 << (at % 64)) - 1);
        let kept = self.free[first] & below;
        self.free[first] &= !(below | 1 << (at % 64));
        let mut carry = 0;
        for word in self.free[first..].iter_mut().rev() {
            (*word, carry) = (*word >> 1 | carry, *word << 63);
        }
        // What moved down into the bits below `at` is the one just above them at most.
        self.free[first] = self.free[first] & !below | kept;
        self.free.truncate(self.ranks.len().div_ceil(64));
    }

    /// Notes the ranks of rows anew from rank `at` on.
    fn count_from(&mut self, at: usize) {
        for (rank, member) in (0..).zip(&self.ranks).skip(at) {
            self.rank_of[member.row as usize] = rank;
        }
    }

    /// Whether the member in row `row` is up, with a slot.
    pub fn set_free(&mut self, row: u32, is_free: bool) {
        if let Some(&at) = self.rank_of.get(row as usize).filter(|at| **at != ABSENT) {
            let (word, bit) = (&mut self.free[at as usize / 64], 1 << (at % 64));
            *word = if is_free { *word | bit } else { *word & !bit };
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
        &self,
        task: &TaskSpec,
        excluded: impl Fn(NodeId) -> bool,
        capacity: impl Fn(u32) -> Option<&'a Capacity>,
    ) -> Option<NodeId> {
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
                        let total = Capability { speed: MilliGflops(speed), ..member.capacity.total };
                        roster.leave(member.capacity.total.speed, member.node);
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
