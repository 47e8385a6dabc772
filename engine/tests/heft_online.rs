//! The example of the HEFT paper (Topcuoglu et al. 2002, figure 2 and table 1: ten tasks on three machines) placed online by
//! `earliest-finish`, as a validator does it: tasks that are ready together by upward rank, each on a machine that is free then.
//!
//! The paper's machines are unrelated, ours have one speed each: for each task they are given the speeds that make it take what
//! the table says. A machine fetches what it does not have one after the other, once it has the task.

use engine::job::{JobGraph, Stage, TaskSpec};
use engine::schedule::{Books, Candidate, Capacity, Choices, Free, LifeTable, Near, PolicyKind, Roster};
use engine::units::{MilliGflop, MilliGflops};
use engine::wire::Capability;
use engine::{NodeId, Span, TaskId, Time};
use std::collections::{BTreeMap, VecDeque};

/// Time of each task on each machine.
const TIMES: [[u64; 3]; 10] = [
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

/// From, to, and how long it takes from one machine to another.
#[rustfmt::skip]
const TRANSFERS: [(u16, u16, u64); 15] = [
    (0, 1, 18), (0, 2, 12), (0, 3, 9), (0, 4, 11), (0, 5, 14), (1, 7, 19), (1, 8, 16), (2, 6, 23),
    (3, 7, 27), (3, 8, 23), (4, 8, 13), (5, 7, 15), (6, 9, 17), (7, 9, 11), (8, 9, 13),
];

/// Table 3 of the paper: upward ranks, times three.
const RANKS: [u64; 10] = [324, 231, 240, 240, 207, 190, 128, 107, 133, 44];

/// Divisible by every time of the table.
const WORK: u64 = 232_792_560;

struct Machines(Vec<Capacity>);

impl Books for Machines {
    fn candidate(&self, row: u32) -> Option<Candidate<'_>> {
        let capacity = self.0.get(row as usize)?;
        Some(Candidate { node: NodeId(row), capacity, up_since: Time::ZERO, trusted: false })
    }
}

/// When the last task ends, if transfers are as in the example; `near`: tasks ask to run near their data, and fetch no more.
fn makespan(near: bool) -> u64 {
    let edges: Vec<(u16, u16)> = TRANSFERS.iter().map(|&(from, to, _)| (from, to)).collect();
    let graph = JobGraph::over(10, &edges).unwrap();
    let (mut queue, mut running, mut at) = (VecDeque::from(graph.roots()), BTreeMap::new(), BTreeMap::new());
    let (mut now, mut done) = (0, [false; 10]);
    loop {
        while let Some(&task) = queue.front() {
            let reads = || TRANSFERS.iter().filter(|&&(_, to, _)| to == task);
            let all: u64 = reads().map(|(_, _, time)| time).sum();
            let has = |row: u32| reads().filter(|(from, _, _)| at[from] == row).map(|(_, _, time)| time).sum::<u64>();
            let data: Vec<Near> = (0..3).map(|row| Near { node: NodeId(row), row, bytes: has(row) }).collect();
            let spec = task_of(all, near);
            let speeds = TIMES[usize::from(task)].map(|time| MilliGflops(WORK / time));
            let machines =
                Machines(speeds.map(|speed| Capacity::new(Capability { speed, slots: 1, ..Capability::default() })).to_vec());
            let mut roster = Roster::default();
            for (row, capacity) in (0..).zip(&machines.0) {
                let is_idle = running.values().all(|busy| *busy != row);
                roster.enter(capacity.speed(), NodeId(row), row, Free::of(is_idle, capacity));
            }
            roster.rank_all();
            // A byte a second.
            let (silence, within, rate_bps) = (Span::ZERO, Span::MAX, 8);
            let (id, lives) = (TaskId { task, ..TaskId::default() }, LifeTable::default());
            let (task_spec, lives, roster, books, excluded) = (&spec, &lives, &roster, &machines, &|_| false);
            let near_data: &[Near] = if near { &data } else { &[] };
            let choices = Choices {
                id,
                task: task_spec,
                now: Time(now),
                silence,
                within,
                near: near_data,
                rate_bps,
                lives,
                roster,
                excluded,
                books,
            };
            let Some(NodeId(row)) = PolicyKind::EarliestFinish.policy().choose(&choices) else { break };
            queue.pop_front();
            let fetched = if near { all - has(row) } else { all };
            running.insert((now + fetched + TIMES[usize::from(task)][row as usize], task), row);
        }
        let Some(((end, task), row)) = running.pop_first() else { break };
        now = end;
        at.insert(task, row);
        done[usize::from(task)] = true;
        let mut ready = graph.after(task);
        ready.retain(|&next| graph.is_ready(next, |before| done[usize::from(before)]));
        ready.sort_by_key(|&next| std::cmp::Reverse(RANKS[usize::from(next)]));
        queue.extend(ready);
    }
    assert!(done.iter().all(|done| *done));
    now
}

fn task_of(input_bytes: u64, near: bool) -> TaskSpec {
    TaskSpec {
        stage: Stage::Process,
        work: MilliGflop(WORK),
        input_bytes,
        output_bytes: 0,
        memory_mib: 0,
        gpu_memory_mib: 0,
        checkpoint_every: Span::ZERO,
        checkpoint_bytes: 0,
        replica: engine::job::Replica::ONE,
        privacy: engine::job::Privacy::Open,
        near_bytes: if near { input_bytes } else { 0 },
    }
}

/// The plan of the paper, which may wait for a machine that is busy and fetches all at once, takes 80.
#[test]
fn online_the_papers_example_takes_longer_than_planned_and_less_near_its_data() {
    let (near, anywhere) = (makespan(true), makespan(false));
    println!("planned 80, online near the data {near}, anywhere {anywhere}");
    assert_eq!((near, anywhere), (122, 173));
}
