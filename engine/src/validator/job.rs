//! A job under way: its graph, and where each task stands.

use crate::amount::Amount;
use crate::config::Protocol;
use crate::id::{JobId, NodeId, TaskId};
use crate::job::{JobGraph, JobSpec, JobState, SpecError, TaskState};
use crate::node::{JobClosed, Payout, TaskRecord};
use crate::schedule::WhyNot;
use crate::schedule::heft::{nominal_time, urgencies};
use crate::time::{Span, Time};
use crate::wire::{Checkpoint, TaskOutput};
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};
use core::cmp::Reverse;

/// A job under way.
#[derive(BorshSerialize)]
pub(super) struct Job {
    pub spec: JobSpec,
    /// Follows from `spec`.
    #[borsh(skip)]
    pub graph: JobGraph,
    /// As [`urgencies`]; follow from `spec`.
    #[borsh(skip)]
    urgencies: Vec<u64>,
    /// When it is given up; [`Time::MAX`] for never.
    pub due: Time,
    pub state: JobState,
    pub reason: String,
    pub escrowed: bool,
    pub tasks: Vec<TaskRecord>,
    /// Why a task of it could not be placed last time, until one is.
    pub why_not: Option<WhyNot>,
}

impl Job {
    pub fn new(spec: JobSpec, graph: JobGraph, admitted: Time) -> Self {
        let due = if spec.due == Span::ZERO { Time::MAX } else { admitted + spec.due };
        let (state, checkpoint) = (TaskState::Waiting, Checkpoint::default());
        let waiting = TaskRecord { state, attempts: 0, failures: 0, checkpoint, tried: Vec::new() };
        let tasks = alloc::vec![waiting; spec.tasks.len()];
        let urgencies = urgencies(&spec, &graph);
        Self {
            spec,
            graph,
            urgencies,
            due,
            state: JobState::Submitted,
            reason: String::new(),
            escrowed: false,
            tasks,
            why_not: None,
        }
    }

    /// Tasks of this job that are ready, in the order in which they are to be placed; spares wait.
    pub fn by_urgency(&self, mut tasks: Vec<u16>) -> Vec<u16> {
        tasks.retain(|task| !self.spec.tasks[usize::from(*task)].replica.is_spare());
        tasks.sort_by_key(|task| (Reverse(self.urgencies[usize::from(self.copies(*task).start)]), *task));
        tasks
    }

    /// Time that a task may take for its job to be done when it is due: its share of the time that is left is its share of the
    /// longest way from it to the end (J. Yu, R. Buyya, C. K. Tham, e-Science 2005: sub-deadlines). [`Span::MAX`] if none is due.
    pub fn within(&self, task: u16, now: Time) -> Span {
        if self.due == Time::MAX {
            return Span::MAX;
        }
        let (own, way) =
            (nominal_time(&self.spec.tasks[usize::from(task)]), self.urgencies[usize::from(self.copies(task).start)]);
        let share = u128::from(self.due.since(now).0) * u128::from(own.0) / u128::from(way.max(1));
        Span(u64::try_from(share).unwrap_or(u64::MAX))
    }

    /// Who has how much of what a task reads of those before it (bytes), if it asks to run there. Of several tasks each is taken
    /// to have given as much as it might write at most, in proportion.
    pub fn near(&self, task: u16) -> BTreeMap<NodeId, u64> {
        let (near_bytes, mut near) = (self.spec.tasks[usize::from(task)].near_bytes, BTreeMap::new());
        if near_bytes == 0 {
            return near;
        }
        let wrote = |task: u16| u128::from(self.spec.tasks[usize::from(task)].output_bytes);
        let before = self.graph.before(task);
        let all = before.iter().map(|one| wrote(*one)).sum::<u128>().max(1);
        for one in before {
            let bytes = u64::try_from(u128::from(near_bytes) * wrote(one) / all).unwrap_or(u64::MAX);
            for copy in self.copies(one) {
                if let TaskState::Verified { node, .. } = self.tasks[usize::from(copy)].state {
                    let has: &mut u64 = near.entry(node).or_default();
                    *has = has.saturating_add(bytes);
                }
            }
        }
        near
    }

    /// Tasks that a node holds.
    pub fn placed(&self) -> usize {
        self.tasks.iter().filter(|task| task.state.holder().is_some()).count()
    }

    /// The attempts under way and their deadlines.
    pub fn deadlines(&self, id: JobId) -> impl Iterator<Item = (TaskId, Time)> {
        (0..).zip(&self.tasks).filter_map(move |(task, record)| {
            let (_, deadline) = record.state.holder()?;
            Some((TaskId { job: id, task, attempt: record.attempts.saturating_sub(1) }, deadline))
        })
    }

    pub fn is_verified(&self, task: u16) -> bool {
        self.agreed(task).is_some()
    }

    /// What those of `tasks` left behind that are verified.
    pub fn outputs(&self, tasks: impl IntoIterator<Item = u16>) -> Vec<TaskOutput> {
        let output = |task: u16| self.agreed(task).map(|output| TaskOutput { task, output });
        tasks.into_iter().filter_map(output).collect()
    }

    /// What the final tasks left behind.
    fn final_outputs(&self) -> Vec<TaskOutput> {
        self.outputs((0..).take(self.tasks.len()).filter(|task| self.is_last(*task) && self.copies(*task).start == *task))
    }

    /// Whether nothing waits for a task, or any copy of it.
    fn is_last(&self, task: u16) -> bool {
        self.graph.is_last(self.copies(task).start)
    }

    pub fn stages_verified(&self, also_final: bool) -> bool {
        (0..).take(self.tasks.len()).all(|task| self.is_verified(task) || !also_final && self.is_last(task))
    }

    /// What closing it comes to. Verified tasks are paid, whether the job succeeded or not; the burn comes out of each price,
    /// the rest of the escrow goes back.
    pub fn closed(&self, protocol: &Protocol) -> JobClosed {
        let (mut payouts, mut burned) = (BTreeMap::<NodeId, Amount>::new(), Amount::ZERO);
        for (spec, record) in self.spec.tasks.iter().zip(&self.tasks) {
            if let TaskState::Verified { node, .. } = record.state {
                let price = JobSpec::task_price(spec, protocol.price_per_tflop);
                let burn = price.parts_per_million(protocol.burn_ppm);
                burned = burned.saturating_add(burn);
                let payout = payouts.entry(node).or_default();
                *payout = payout.saturating_add(price.saturating_sub(burn));
            }
        }
        let escrowed = if self.escrowed { self.spec.price(protocol.price_per_tflop) } else { Amount::ZERO };
        let payouts: Vec<Payout> = payouts.into_iter().collect();
        let paid = payouts.iter().map(|(_, amount)| *amount).sum();
        let refunded = escrowed.saturating_sub(burned).saturating_sub(paid);
        let outputs = if self.state == JobState::Settled { self.final_outputs() } else { Vec::new() };
        JobClosed { state: self.state, reason: self.reason.clone(), escrowed, payouts, burned, refunded, outputs }
    }
}

impl BorshDeserialize for Job {
    fn deserialize_reader<R: borsh::io::Read>(from: &mut R) -> borsh::io::Result<Self> {
        let spec = JobSpec::deserialize_reader(from)?;
        let wrong = |error: SpecError| borsh::io::Error::new(borsh::io::ErrorKind::InvalidData, error.to_string());
        let graph = JobGraph::new(&spec).map_err(wrong)?;
        let (due, state, reason, escrowed, tasks, why_not) = BorshDeserialize::deserialize_reader(from)?;
        let urgencies = urgencies(&spec, &graph);
        Ok(Self { spec, graph, urgencies, due, state, reason, escrowed, tasks, why_not })
    }
}
