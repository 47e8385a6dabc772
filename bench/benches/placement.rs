//! Placement: a thousand tasks onto regions of 10³ to 10⁵ workers, capacity consumed and ranks kept up to date.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use engine::job::{Stage, TaskSpec};
use engine::rng::Stream;
use engine::schedule::{Books, Candidate, Capacity, Choices, Free, LifeTable, PolicyKind, Roster};
use engine::units::{MilliGflop, MilliGflops};
use engine::wire::Capability;
use engine::{NodeId, Span, TaskId, Time};
use std::time::{Duration, Instant};

const TASKS: u16 = 1_000;
const NOW: Time = Time(1_000_000 * Span::SECOND.0);

/// A region as its validator keeps it.
struct Region {
    rows: Vec<(Capacity, Time)>,
    roster: Roster,
    lives: LifeTable,
}

impl Books for Region {
    fn candidate(&self, row: u32) -> Option<Candidate<'_>> {
        let (capacity, up_since) = self.rows.get(row as usize)?;
        Some(Candidate { node: NodeId(row), capacity, up_since: *up_since, trusted: false })
    }
}

impl Region {
    /// Workers of all speeds, a third of them with a GPU of 4 to 24 GiB, a fifth down, a quarter of the slots taken.
    fn new(workers: u32) -> Self {
        let mut draws = Stream::new(1, u64::from(workers), 0);
        let (mut lives, mut roster, mut rows) = (LifeTable::default(), Roster::default(), Vec::new());
        for row in 0..workers {
            let gpu_memory_mib = if draws.below(3) == 0 { 1_024 << draws.below(3) << 2 } else { 0 };
            let (speed, memory_mib) = (MilliGflops(1_000 + draws.below(50_000)), 2_048 << draws.below(5));
            let mut capacity = Capacity::new(Capability { speed, memory_mib, gpu_memory_mib, slots: 2, ..Capability::default() });
            let _holds_one = draws.below(4) == 0 && capacity.reserve(&task(0, &mut draws));
            let up_since = Time(NOW.0 - draws.below(1_000_000) * Span::SECOND.0);
            roster.enter(speed, NodeId(row), row, Free::of(draws.below(5) > 0, &capacity));
            rows.push((capacity, up_since));
            lives.record(Span::from_secs(draws.below(100_000)));
        }
        roster.rank_all();
        Self { rows, roster, lives }
    }

    /// Places all tasks, each onto what those before it have left.
    fn place(&mut self, policy: PolicyKind, tasks: &[TaskSpec]) -> Vec<u32> {
        let mut placed = Vec::with_capacity(tasks.len());
        for (at, task) in (0..).zip(tasks) {
            let (id, silence) = (TaskId { task: at, ..TaskId::default() }, Span::from_secs(45));
            let (lives, roster, books, within) = (&self.lives, &self.roster, &*self, Span::MAX);
            let choices = Choices {
                id,
                task,
                now: NOW,
                silence,
                within,
                near: &[],
                rate_bps: 1,
                lives,
                roster,
                excluded: &|_| false,
                books,
            };
            let NodeId(row) = policy.policy().choose(&choices).expect("there is room for all");
            let (capacity, _) = &mut self.rows[row as usize];
            assert!(capacity.reserve(task), "it has room");
            self.roster.set_free(row, Free::of(true, capacity));
            placed.push(row);
        }
        placed
    }

    fn release(&mut self, tasks: &[TaskSpec], placed: Vec<u32>) {
        for (task, row) in tasks.iter().zip(placed) {
            let (capacity, _) = &mut self.rows[row as usize];
            capacity.release(task);
            self.roster.set_free(row, Free::of(true, capacity));
        }
    }
}

/// Of ten tasks two want a GPU.
fn task(number: u16, draws: &mut Stream) -> TaskSpec {
    TaskSpec {
        stage: Stage::Map,
        work: MilliGflop(1_000_000 + draws.below(1_000_000_000)),
        input_bytes: 1_000_000,
        output_bytes: 1_000_000,
        memory_mib: 512 << draws.below(3),
        gpu_memory_mib: if number % 10 < 2 { 4_096 } else { 0 },
        checkpoint_every: Span::from_secs(1_800),
        checkpoint_bytes: 1_000_000,
        replica: engine::job::Replica::ONE,
        privacy: engine::job::Privacy::Open,
        near_bytes: 0,
    }
}

fn placement(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("placement");
    group.throughput(Throughput::Elements(TASKS.into())).sample_size(20).measurement_time(Duration::from_secs(3));
    let mut draws = Stream::new(2, 0, 0);
    let tasks: Vec<TaskSpec> = (0..TASKS).map(|number| task(number, &mut draws)).collect();
    for policy in [PolicyKind::AvailabilityAware, PolicyKind::EarliestFinish, PolicyKind::PowerOfTwo] {
        for workers in [1_000, 10_000, 100_000] {
            // Of a thousand workers a few hundred tasks fill all with a GPU: as many tasks as fit.
            let mut region = Region::new(workers);
            let tasks = &tasks[..if workers == 1_000 { 200 } else { tasks.len() }];
            group.throughput(Throughput::Elements(tasks.len() as u64));
            group.bench_function(BenchmarkId::new(format!("{policy:?}"), workers), |bencher| {
                bencher.iter_custom(|rounds| {
                    let mut taken = Duration::ZERO;
                    for _ in 0..rounds {
                        let begin = Instant::now();
                        let placed = region.place(policy, tasks);
                        taken += begin.elapsed();
                        region.release(tasks, placed);
                    }
                    taken
                });
            });
        }
    }
}

criterion_group!(all, placement);
criterion_main!(all);
