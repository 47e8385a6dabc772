//! The checked graph of a job: what waits for what.

use crate::job::{JobSpec, SpecError, TaskSpec};
use alloc::vec::Vec;
use petgraph::Direction::{Incoming, Outgoing};
use petgraph::algo::toposort;
use petgraph::graph::{DiGraph, NodeIndex};

/// Dependencies between a job's tasks, known to be acyclic.
#[derive(Clone, Debug)]
pub struct JobGraph(DiGraph<(), (), u16>);

impl JobGraph {
    /// Builds the graph of `spec`.
    ///
    /// # Errors
    /// If there is no task or too many, copies that cannot be, an edge leads nowhere, or the tasks wait for each other.
    pub fn new(spec: &JobSpec) -> Result<Self, SpecError> {
        let is_copy = |(at, task): &(usize, &TaskSpec)| {
            let first = at.checked_sub(task.replica.number.into());
            // The next is the first copy of another task, or the next of this one.
            let next = spec.tasks.get(at + 1).map_or(0, |next| next.replica.number);
            let goes_on = task.replica.number + 1 < task.replica.of;
            let first = first.and_then(|first| spec.tasks.get(first)).map(|first| first.replica.numbered(task.replica.number));
            task.replica.is_sound() && first == Some(task.replica) && (next > 0) == goes_on
        };
        if let Some((wrong, _)) = spec.tasks.iter().enumerate().find(|one| !is_copy(one)) {
            return Err(SpecError::Replica(u16::try_from(wrong).unwrap_or(u16::MAX)));
        }
        Self::over(spec.tasks.len(), &spec.edges)
    }

    /// Builds the graph of `count` tasks and `edges`, as [`new`](Self::new).
    ///
    /// # Errors
    /// As there.
    pub fn over(count: usize, edges: &[(u16, u16)]) -> Result<Self, SpecError> {
        if count == 0 || count >= usize::from(u16::MAX) || edges.len() >= usize::from(u16::MAX) {
            return Err(SpecError::TaskCount(u32::try_from(count.max(edges.len())).unwrap_or(u32::MAX)));
        }
        let mut graph = DiGraph::with_capacity(count, edges.len());
        for _ in 0..count {
            graph.add_node(());
        }
        for &(from, to) in edges {
            if usize::from(from.max(to)) >= count {
                return Err(SpecError::Edge(from, to));
            }
            graph.update_edge(NodeIndex::from(from), NodeIndex::from(to), ());
        }
        match toposort(&graph, None) {
            Ok(_) => Ok(Self(graph)),
            Err(cycle) => Err(SpecError::Cycle(index(cycle.node_id()))),
        }
    }

    /// Tasks that wait for nothing, ascending.
    #[must_use]
    pub fn roots(&self) -> Vec<u16> {
        let mut roots: Vec<u16> = self.0.externals(Incoming).map(index).collect();
        roots.sort_unstable();
        roots
    }

    /// Tasks that wait for `task`, ascending.
    #[must_use]
    pub fn after(&self, task: u16) -> Vec<u16> {
        let mut next: Vec<u16> = self.0.neighbors_directed(NodeIndex::from(task), Outgoing).map(index).collect();
        next.sort_unstable();
        next
    }

    /// Tasks that `task` waits for, ascending.
    #[must_use]
    pub fn before(&self, task: u16) -> Vec<u16> {
        let mut before: Vec<u16> = self.0.neighbors_directed(NodeIndex::from(task), Incoming).map(index).collect();
        before.sort_unstable();
        before
    }

    /// A value for each task, from those of the tasks after it: `value` is given the task and the values so far.
    pub(crate) fn upwards(&self, value: impl Fn(u16, &[u64]) -> u64) -> Vec<u64> {
        self.in_order(true, value)
    }

    /// The most tasks that one waits for in a row, for each task.
    pub(crate) fn depths(&self) -> Vec<u64> {
        let deeper = |depths: &[u64], before: u16| depths[usize::from(before)] + 1;
        self.in_order(false, |task, depths| self.before(task).into_iter().map(|one| deeper(depths, one)).max().unwrap_or(0))
    }

    fn in_order(&self, backwards: bool, value: impl Fn(u16, &[u64]) -> u64) -> Vec<u64> {
        let mut values = alloc::vec![0; self.0.node_count()];
        // There is no cycle: `over` has looked.
        let mut order: Vec<u16> = toposort(&self.0, None).unwrap_or_default().into_iter().map(index).collect();
        if backwards {
            order.reverse();
        }
        for task in order {
            values[usize::from(task)] = value(task, &values);
        }
        values
    }

    /// Whether nothing waits for `task`: a job is *verified* when all others are, *reduced* when these are too.
    #[must_use]
    pub fn is_last(&self, task: u16) -> bool {
        self.0.neighbors_directed(NodeIndex::from(task), Outgoing).next().is_none()
    }

    /// Whether everything that `task` waits for satisfies `done`.
    pub fn is_ready(&self, task: u16, mut done: impl FnMut(u16) -> bool) -> bool {
        self.0.neighbors_directed(NodeIndex::from(task), Incoming).all(|before| done(index(before)))
    }
}

fn index(node: NodeIndex<u16>) -> u16 {
    u16::try_from(node.index()).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{Pattern, Stage, TaskSpec};
    use crate::time::Span;
    use crate::units::MilliGflop;

    fn task() -> TaskSpec {
        TaskSpec {
            stage: Stage::Map,
            work: MilliGflop(10),
            input_bytes: 100,
            output_bytes: 6,
            memory_mib: 1,
            gpu_memory_mib: 2,
            checkpoint_every: Span::ZERO,
            checkpoint_bytes: 0,
            replica: crate::job::Replica::ONE,
            privacy: crate::job::Privacy::Open,
            near_bytes: 0,
        }
    }

    #[test]
    fn map_reduce_reduces_after_all_maps() {
        let spec = JobSpec::map_reduce(3, task(), 2, MilliGflop(4));
        let graph = JobGraph::new(&spec).unwrap();
        assert_eq!(graph.roots(), [0, 1, 2]);
        assert_eq!(graph.after(1), [3, 4]);
        assert!(!graph.is_ready(4, |before| before != 2));
        assert!(graph.is_ready(4, |_| true));
        assert_eq!(spec.tasks[3].input_bytes, 9, "each reduce reads its share of the maps' 18 bytes");
        assert_eq!(spec.work(), MilliGflop(38));
    }

    #[test]
    fn scatter_gather_gathers_last() {
        let graph = JobGraph::new(&JobSpec::scatter_gather(4, task(), MilliGflop(1))).unwrap();
        assert_eq!((graph.roots().len(), graph.after(0)), (4, alloc::vec![4]));
    }

    #[test]
    fn bad_graphs_are_refused() {
        let spec = |tasks, edges| JobSpec {
            pattern: Pattern::MapReduce,
            tasks,
            edges,
            manifest: crate::wire::Digest::NONE,
            due: Span::ZERO,
        };
        assert_eq!(JobGraph::new(&spec(alloc::vec![], alloc::vec![])).unwrap_err(), SpecError::TaskCount(0));
        assert_eq!(JobGraph::new(&spec(alloc::vec![task()], alloc::vec![(0, 1)])).unwrap_err(), SpecError::Edge(0, 1));
        let ring = spec(alloc::vec![task(); 3], alloc::vec![(0, 1), (1, 2), (2, 1)]);
        assert!(matches!(JobGraph::new(&ring).unwrap_err(), SpecError::Cycle(1 | 2)));
    }
}
