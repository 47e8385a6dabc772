//! Jobs made of stages: so many tasks each, which read what stages before them gave.

use super::{JobSpec, Pattern, Replica, Stage, TaskSpec};
use crate::time::Span;
use crate::units::MilliGflop;
use crate::wire::Digest;
use alloc::vec::Vec;

/// How the tasks of a stage read those of one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// Each the one of its own number, or the last one if there are fewer.
    Each,
    /// Each the whole output of all.
    All,
    /// Each its share of the output of all (shuffle).
    Share,
}

/// A stage of a job.
#[derive(Clone, Debug)]
pub struct StageSpec {
    /// What each of its tasks needs; what it reads from stages before is added to its input.
    pub task: TaskSpec,
    /// How many; each in as many copies as its [`Replica`] says.
    pub tasks: u16,
    /// The stages that it reads, by their place; each comes before this one in the list.
    pub after: Vec<(usize, Spread)>,
    /// What its tasks read of stages before is better not fetched: see [`TaskSpec::near_bytes`].
    pub near: bool,
}

impl JobSpec {
    /// The job of these stages. What comes out may still be refused by [`JobGraph::new`](super::JobGraph::new).
    #[must_use]
    pub fn staged(pattern: Pattern, stages: &[StageSpec]) -> Self {
        let (mut tasks, mut edges, mut first_of) = (Vec::new(), Vec::new(), Vec::new());
        for stage in stages {
            let first = u16::try_from(tasks.len()).unwrap_or(u16::MAX);
            first_of.push(first);
            let copies = stage.task.replica.of.max(1);
            for number in 0..stage.tasks {
                let (mut task, own) = (stage.task, u16::try_from(tasks.len()).unwrap_or(u16::MAX));
                for (before, spread) in &stage.after {
                    let (Some(source), Some(begin)) = (stages.get(*before), first_of.get(*before)) else { continue };
                    let (output_bytes, count) = (source.task.output_bytes, source.tasks);
                    let whole = output_bytes.saturating_mul(count.into());
                    let same = number.min(count.saturating_sub(1));
                    let (read, from) = match spread {
                        Spread::Each => (output_bytes, same..count.min(same.saturating_add(1))),
                        Spread::All => (whole, 0..count),
                        Spread::Share => (whole / u64::from(stage.tasks.max(1)), 0..count),
                    };
                    task.input_bytes = task.input_bytes.saturating_add(read);
                    task.near_bytes = task.near_bytes.saturating_add(if stage.near { read } else { 0 });
                    let of_source = u16::from(source.task.replica.of.max(1));
                    for copy in 0..u16::from(copies) {
                        // What is read is what the copies agree on, under the number of the first.
                        let first_copy = |one: u16| begin.saturating_add(one.saturating_mul(of_source));
                        edges.extend(from.clone().map(|one| (first_copy(one), own.saturating_add(copy))));
                    }
                }
                tasks.extend((0..copies).map(|copy| TaskSpec { replica: task.replica.numbered(copy), ..task }));
            }
        }
        Self { pattern, tasks, edges, manifest: Digest::NONE, due: Span::ZERO }
    }

    /// `parts` equal tasks and one that gathers their outputs with `gather` of work.
    #[must_use]
    pub fn scatter_gather(parts: u16, part: TaskSpec, gather: MilliGflop) -> Self {
        let first = StageSpec { task: TaskSpec { stage: Stage::Scatter, ..part }, tasks: parts, after: Vec::new(), near: false };
        let last =
            StageSpec { task: part.last(Stage::Gather, gather), tasks: 1, after: alloc::vec![(0, Spread::All)], near: false };
        Self::staged(Pattern::ScatterGather, &[first, last])
    }

    /// `maps` equal map tasks and `reduces` tasks that each read their share of every map's output.
    #[must_use]
    pub fn map_reduce(maps: u16, map: TaskSpec, reduces: u16, reduce: MilliGflop) -> Self {
        let first = StageSpec { task: TaskSpec { stage: Stage::Map, ..map }, tasks: maps, after: Vec::new(), near: false };
        let last = StageSpec {
            task: map.last(Stage::Reduce, reduce),
            tasks: reduces,
            after: alloc::vec![(0, Spread::Share)],
            near: false,
        };
        Self::staged(Pattern::MapReduce, &[first, last])
    }
}

impl TaskSpec {
    /// A task that ends a job of such tasks: it needs no GPU, reads only what they gave, keeps no checkpoints, and is
    /// computed once.
    fn last(&self, stage: Stage, work: MilliGflop) -> Self {
        let (checkpoint_every, replica) = (Span::ZERO, Replica::ONE);
        Self { stage, work, input_bytes: 0, gpu_memory_mib: 0, checkpoint_every, replica, ..*self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{JobGraph, Privacy};

    fn stage(tasks: u16, output_bytes: u64, after: &[(usize, Spread)]) -> StageSpec {
        let task = TaskSpec {
            stage: Stage::Process,
            work: MilliGflop(10),
            input_bytes: 1,
            output_bytes,
            memory_mib: 1,
            gpu_memory_mib: 0,
            checkpoint_every: Span::ZERO,
            checkpoint_bytes: 0,
            replica: Replica::ONE,
            privacy: Privacy::Open,
            near_bytes: 0,
        };
        StageSpec { task, tasks, after: after.to_vec(), near: tasks == 2 }
    }

    #[test]
    fn stages_read_each_all_or_a_share() {
        let (each, all, share) = (Spread::Each, Spread::All, Spread::Share);
        let stages =
            [stage(3, 100, &[]), stage(3, 50, &[(0, each)]), stage(2, 20, &[(0, share), (1, all)]), stage(4, 7, &[(2, each)])];
        let spec = JobSpec::staged(Pattern::Pipeline, &stages);
        let inputs: Vec<u64> = spec.tasks.iter().map(|task| task.input_bytes).collect();
        assert_eq!(inputs, [1, 1, 1, 101, 101, 101, 301, 301, 21, 21, 21, 21]);
        let near: Vec<u64> = spec.tasks.iter().map(|task| task.near_bytes).collect();
        assert_eq!(near, [0, 0, 0, 0, 0, 0, 300, 300, 0, 0, 0, 0], "all that the third stage reads");
        let graph = JobGraph::new(&spec).unwrap();
        assert_eq!((graph.before(4), graph.before(7)), (alloc::vec![1], alloc::vec![0, 1, 2, 3, 4, 5]));
        assert_eq!((graph.before(8), graph.before(9), graph.before(11)), (alloc::vec![6], alloc::vec![7], alloc::vec![7]));
        assert!(graph.is_last(11) && !graph.is_last(6));
    }
}
