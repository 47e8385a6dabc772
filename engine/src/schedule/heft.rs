//! Heterogeneous Earliest Finish Time: a graph of tasks planned onto machines of different speeds (H. Topcuoglu, S. Hariri,
//! M.-Y. Wu, "Performance-effective and low-complexity task scheduling for heterogeneous computing", IEEE TPDS 13(3), 2002).
//!
//! ```text
//!   upward rank of a task = its mean time + the longest way from it to the end, transfers included
//!   in falling order of ranks: each task onto the machine that ends it first, into a gap if one is wide enough
//! ```

use crate::job::{JobGraph, JobSpec, TaskSpec};
use crate::time::Span;
use crate::units::{MilliGflops, transfer_span};
use alloc::vec::Vec;
use core::cmp::Reverse;

/// What a plan is made for: the time of each task on each machine, and what must be sent between tasks on different machines.
#[derive(Clone, Debug)]
pub struct Costs {
    /// By task, then by machine (any unit; one for all); as many machines for each task, at least one.
    pub times: Vec<Vec<u64>>,
    /// `(from, to, time)`: how long the output of `from` takes to `to`, on another machine; in the same unit.
    pub transfers: Vec<(u16, u16, u64)>,
}

/// Where and when a task runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// Which machine.
    pub machine: usize,
    /// From …
    pub begin: u64,
    /// … to (exclusive).
    pub end: u64,
}

impl Costs {
    fn machines(&self) -> usize {
        self.times.first().map_or(0, Vec::len)
    }

    fn transfer(&self, from: u16, to: u16) -> u64 {
        self.transfers.iter().find(|(a, b, _)| (*a, *b) == (from, to)).map_or(0, |(_, _, time)| *time)
    }

    /// The upward rank of each task, times the number of machines so that means are whole numbers.
    fn ranks(&self, graph: &JobGraph) -> Vec<u64> {
        let machines = self.machines() as u64;
        graph.upwards(|task, ranks| {
            let after = graph.after(task).into_iter();
            let ways =
                after.map(|next| ranks[usize::from(next)].saturating_add(machines.saturating_mul(self.transfer(task, next))));
            let own = self.times[usize::from(task)].iter().fold(0, |sum: u64, time| sum.saturating_add(*time));
            own.saturating_add(ways.max().unwrap_or(0))
        })
    }

    /// The plan: a slot for each task of `graph`, whose tasks are those of [`times`](Self::times).
    #[must_use]
    pub fn plan(&self, graph: &JobGraph) -> Vec<Slot> {
        let ranks = self.ranks(graph);
        let mut order: Vec<u16> = (0..).take(self.times.len()).collect();
        // Of equal ranks one may wait for the other: then it comes later in the order of the graph.
        let depth = graph.depths();
        order.sort_by_key(|&task| (Reverse(ranks[usize::from(task)]), depth[usize::from(task)], task));
        let mut slots = alloc::vec![Slot::default(); self.times.len()];
        let mut taken: Vec<Vec<(u64, u64)>> = alloc::vec![Vec::new(); self.machines()];
        for task in order {
            let on = |machine: usize| {
                let arrives = |&before: &u16| {
                    let Slot { machine: other, end, .. } = slots[usize::from(before)];
                    if other == machine { end } else { end.saturating_add(self.transfer(before, task)) }
                };
                let ready = graph.before(task).iter().map(arrives).max().unwrap_or(0);
                let time = self.times[usize::from(task)][machine];
                let begin = first_gap(&taken[machine], ready, time);
                Slot { machine, begin, end: begin.saturating_add(time) }
            };
            let Some(best) = (0..self.machines()).map(on).min_by_key(|slot| (slot.end, slot.machine)) else { continue };
            let busy = &mut taken[best.machine];
            busy.insert(busy.partition_point(|(begin, end)| (*begin, *end) <= (best.begin, best.end)), (best.begin, best.end));
            slots[usize::from(task)] = best;
        }
        slots
    }
}

/// The machine and the link by which the tasks of a job are compared before it is known where they will run.
const NOMINAL: (MilliGflops, u64) = (MilliGflops(10_000), 10_000_000);

/// What the computation of a task takes there.
#[must_use]
pub fn nominal_time(task: &TaskSpec) -> Span {
    task.time_on(NOMINAL.0)
}

/// How urgent each task of a job is: its upward rank (ns) on machines of 10 GFLOP/s with links of 10 Mbit/s. Of tasks that are
/// ready together the most urgent is placed first.
#[must_use]
pub fn urgencies(spec: &JobSpec, graph: &JobGraph) -> Vec<u64> {
    let (_, bits_per_s) = NOMINAL;
    graph.upwards(|task, ranks| {
        let spec = &spec.tasks[usize::from(task)];
        let after = graph.after(task).into_iter().map(|next| ranks[usize::from(next)]).max();
        let sent = after.map_or(0, |after| after.saturating_add(transfer_span(spec.output_bytes, bits_per_s).0));
        nominal_time(spec).0.saturating_add(sent)
    })
}

/// When a gap of `time` begins at or after `ready`; `busy` is in order.
fn first_gap(busy: &[(u64, u64)], ready: u64, time: u64) -> u64 {
    let mut begin = ready;
    for (from, to) in busy {
        if begin.saturating_add(time) <= *from {
            break;
        }
        begin = begin.max(*to);
    }
    begin
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn graph(tasks: usize, edges: &[(u16, u16)]) -> JobGraph {
        JobGraph::over(tasks, edges).expect("no cycle")
    }

    /// The example of the paper (figure 2 and table 1): ten tasks on three machines.
    #[test]
    fn the_papers_example_takes_80() {
        let times = [
            [14, 16, 9],
            [13, 19, 18],
            [11, 13, 19],
            [13, 8, 17],
            [12, 13, 10],
            [13, 16, 9],
            [7, 15, 11],
            [5, 11, 14],
            [18, 12, 20],
            [21, 7, 16],
        ];
        #[rustfmt::skip]
        let transfers = [
            (0, 1, 18), (0, 2, 12), (0, 3, 9), (0, 4, 11), (0, 5, 14), (1, 7, 19), (1, 8, 16), (2, 6, 23),
            (3, 7, 27), (3, 8, 23), (4, 8, 13), (5, 7, 15), (6, 9, 17), (7, 9, 11), (8, 9, 13),
        ];
        let edges: Vec<(u16, u16)> = transfers.iter().map(|(from, to, _)| (*from, *to)).collect();
        let costs = Costs { times: times.map(Vec::from).to_vec(), transfers: transfers.to_vec() };
        let graph = graph(10, &edges);
        // Table 3 of the paper: 108, 77, 80, 80, 69, 63.333, 42.667, 35.667, 44.333, 14.667.
        assert_eq!(costs.ranks(&graph), [324, 231, 240, 240, 207, 190, 128, 107, 133, 44]);
        let plan = costs.plan(&graph);
        assert_eq!(plan.iter().map(|slot| slot.end).max(), Some(80));
    }

    proptest! {
        /// A plan is one: no machine does two things at once, and nothing begins before its inputs are there.
        #[test]
        fn plans_can_be_carried_out(
            times in prop::collection::vec((0_u64..9, 0_u64..9, 0_u64..9), 1..30),
            edges in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_u64..9), 0..60),
        ) {
            let of = |pick: &prop::sample::Index| u16::try_from(pick.index(times.len())).unwrap();
            let ordered = |(a, b, time): &(_, _, u64)| (of(a).min(of(b)), of(a).max(of(b)), *time);
            let mut transfers: Vec<(u16, u16, u64)> = edges.iter().map(ordered).filter(|(a, b, _)| a != b).collect();
            transfers.sort_unstable();
            transfers.dedup_by_key(|(a, b, _)| (*a, *b));
            let edges: Vec<(u16, u16)> = transfers.iter().map(|(a, b, _)| (*a, *b)).collect();
            let costs = Costs { times: times.iter().map(|&(a, b, c)| alloc::vec![a, b, c]).collect(), transfers };
            let plan = costs.plan(&graph(times.len(), &edges));
            for (from, to, time) in &costs.transfers {
                let (from, to) = (plan[usize::from(*from)], plan[usize::from(*to)]);
                let sent = if from.machine == to.machine { 0 } else { *time };
                prop_assert!(from.end + sent <= to.begin);
            }
            for (at, one) in plan.iter().enumerate() {
                prop_assert_eq!(one.end - one.begin, costs.times[at][one.machine]);
                let overlap = |other: &&Slot| other.machine == one.machine && other.begin < one.end && one.begin < other.end;
                prop_assert_eq!(plan.iter().filter(overlap).count(), usize::from(one.end > one.begin));
            }
        }
    }
}
