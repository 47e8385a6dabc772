//! List scheduling on machines that are all alike, with transfers that take no time.

use engine::job::{JobGraph, Stage, TaskSpec};
use engine::schedule::{Books, Candidate, Capacity, Choices, Free, LifeTable, PolicyKind, Roster};
use engine::units::{MilliGflop, MilliGflops};
use engine::wire::Capability;
use engine::{NodeId, Span, TaskId, Time};
use proptest::prelude::*;
use std::collections::{BTreeMap, VecDeque};

struct Machines(Vec<Capacity>);

impl Books for Machines {
    fn candidate(&self, row: u32) -> Option<Candidate<'_>> {
        let capacity = self.0.get(row as usize)?;
        Some(Candidate { node: NodeId(row), capacity, up_since: Time::ZERO, trusted: false })
    }
}

/// Whenever a machine is free and a task is ready, the first in the queue is placed. When the last one ends.
fn makespan(policy: PolicyKind, tasks: &[TaskSpec], graph: &JobGraph, machines: u32) -> u64 {
    let capability = Capability { speed: MilliGflops(1_000), memory_mib: 1, slots: 1, ..Capability::default() };
    let (mut machines, mut roster) = (Machines(vec![Capacity::new(capability); machines as usize]), Roster::default());
    for (row, capacity) in (0..).zip(&machines.0) {
        roster.enter(capacity.speed(), NodeId(row), row, Free::of(true, capacity));
    }
    roster.rank_all();
    let (mut queue, mut running, mut done) = (VecDeque::from(graph.roots()), BTreeMap::new(), vec![false; tasks.len()]);
    let (mut now, lives) = (Time::ZERO, LifeTable::default());
    loop {
        while let Some(&task) = queue.front() {
            let (spec, id, silence) = (&tasks[usize::from(task)], TaskId { task, ..TaskId::default() }, Span::ZERO);
            let (lives, roster_now, books, within) = (&lives, &roster, &machines, Span::MAX);
            let choices = Choices {
                id,
                task: spec,
                now,
                silence,
                within,
                near: &[],
                rate_bps: 1,
                lives,
                roster: roster_now,
                excluded: &|_| false,
                books,
            };
            let Some(NodeId(row)) = policy.policy().choose(&choices) else { break };
            queue.pop_front();
            let capacity = &mut machines.0[row as usize];
            assert!(capacity.reserve(spec));
            roster.set_free(row, Free::of(true, capacity));
            running.insert((now + spec.work.at(capability.speed), task), row);
        }
        let Some(((end, task), row)) = running.pop_first() else { break };
        now = end;
        machines.0[row as usize].release(&tasks[usize::from(task)]);
        roster.set_free(row, Free::of(true, &machines.0[row as usize]));
        done[usize::from(task)] = true;
        queue.extend(graph.after(task).into_iter().filter(|&next| graph.is_ready(next, |before| done[usize::from(before)])));
    }
    assert!(done.iter().all(|done| *done));
    now.0
}

fn task(work: u64) -> TaskSpec {
    TaskSpec {
        stage: Stage::Map,
        work: MilliGflop(work),
        input_bytes: 0,
        output_bytes: 0,
        memory_mib: 1,
        gpu_memory_mib: 0,
        checkpoint_every: Span::ZERO,
        checkpoint_bytes: 0,
        replica: engine::job::Replica::ONE,
        privacy: engine::job::Privacy::Open,
        near_bytes: 0,
    }
}

proptest! {
    /// R. L. Graham, "Bounds on multiprocessing timing anomalies", SIAM J. Appl. Math. 17(2), 1969: whatever the order, at most
    /// total / m + (1 − 1/m) · the longest chain, which is at most (2 − 1/m) times the best there is.
    #[test]
    fn no_policy_is_worse_than_grahams_bound(
        works in prop::collection::vec(0_u64..1_000, 1..40),
        edges in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..80),
        machines in 1_u32..8,
    ) {
        let of = |pick: &prop::sample::Index| u16::try_from(pick.index(works.len())).unwrap();
        let ordered = edges.iter().map(|(a, b)| (of(a).min(of(b)), of(a).max(of(b)))).filter(|(a, b)| a != b);
        let edges: Vec<(u16, u16)> = ordered.collect();
        let graph = JobGraph::over(works.len(), &edges).unwrap();
        let mut chain = works.clone();
        for task in 0..works.len() {
            let before = graph.before(u16::try_from(task).unwrap());
            chain[task] += before.iter().map(|one| chain[usize::from(*one)]).max().unwrap_or(0);
        }
        let (total, longest, m) = (works.iter().sum::<u64>(), chain.iter().copied().max().unwrap(), u64::from(machines));
        let tasks: Vec<TaskSpec> = works.iter().map(|work| task(*work)).collect();
        for policy in PolicyKind::ALL {
            // A milli-GFLOP takes a millisecond here.
            let taken = makespan(policy, &tasks, &graph, machines) / 1_000_000;
            prop_assert!(m * taken <= total + (m - 1) * longest, "{policy:?}: {taken} on {m}, total {total}, chain {longest}");
            prop_assert!(taken >= longest && m * taken >= total);
        }
    }
}
