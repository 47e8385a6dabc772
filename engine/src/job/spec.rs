//! What a job asks for.

use super::{Privacy, Replica};
use crate::amount::Amount;
use crate::time::Span;
use crate::units::{MilliGflop, MilliGflops};
use crate::wire::Digest;
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// How a job's tasks hang together (paper §5: MapReduce and Scatter-Gather; the others are ours).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub enum Pattern {
    /// Independent parts, then one task that gathers them.
    ScatterGather,
    /// Map tasks, then reduce tasks that each read every map's output.
    MapReduce,
    /// Stages of its own making.
    Pipeline,
    /// Rounds: workers train on a model, one aggregates what they learned into the next (FedAvg).
    Training,
}

/// The role of a task within its pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub enum Stage {
    /// A part of a Scatter-Gather job.
    Scatter,
    /// The task that gathers the parts.
    Gather,
    /// A map task.
    Map,
    /// A reduce task.
    Reduce,
    /// Takes data in.
    Capture,
    /// Computes on what came before.
    Process,
    /// A service that is up for a time: its work is done at 1 GFLOP/s on any machine, a GFLOP is a second.
    Serve,
    /// A worker's part of a training round.
    Train,
    /// The end of a training round.
    Aggregate,
}

/// What one task needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct TaskSpec {
    /// Its role.
    pub stage: Stage,
    /// Computation (milli-GFLOP).
    pub work: MilliGflop,
    /// Data it reads, fetched before it computes (bytes).
    pub input_bytes: u64,
    /// The most data it may write (bytes).
    pub output_bytes: u64,
    /// Memory while it runs (MiB).
    pub memory_mib: u32,
    /// GPU memory while it runs (MiB); 0 runs anywhere.
    pub gpu_memory_mib: u32,
    /// Computing time after which it keeps how far it is, so that it can go on from there on another machine; zero: never.
    pub checkpoint_every: Span,
    /// Data that such a checkpoint takes (bytes).
    pub checkpoint_bytes: u64,
    /// Which copy it is.
    pub replica: Replica,
    /// Who may run it.
    pub privacy: Privacy,
    /// Of its input, what tasks before it wrote, if the task had better run where that is (bytes); 0: it runs anywhere alike.
    pub near_bytes: u64,
}

/// Speed at which a service's work is done.
const SERVED: MilliGflops = MilliGflops(1_000);

impl TaskSpec {
    /// Speed of its work on a machine of this speed.
    #[must_use]
    pub fn speed_on(&self, machine: MilliGflops) -> MilliGflops {
        if self.stage == Stage::Serve { SERVED } else { machine }
    }

    /// Time that its computation takes on a machine of this speed.
    #[must_use]
    pub fn time_on(&self, machine: MilliGflops) -> Span {
        self.work.at(self.speed_on(machine))
    }

    /// The work after `done` up to the next checkpoint on a machine of this speed, or to the end.
    #[must_use]
    pub fn next_piece(&self, done: MilliGflop, machine: MilliGflops) -> MilliGflop {
        let left = MilliGflop(self.work.0.saturating_sub(done.0));
        if self.checkpoint_every == Span::ZERO { left } else { left.min(self.speed_on(machine).over(self.checkpoint_every)) }
    }

    /// Pieces into which checkpoints cut a computation of this length; at least 1.
    #[must_use]
    pub fn pieces(&self, computing: Span) -> u64 {
        if self.checkpoint_every == Span::ZERO { 1 } else { computing.0.div_ceil(self.checkpoint_every.0).max(1) }
    }
}

/// A job: tasks and the edges along which outputs become inputs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct JobSpec {
    /// The pattern it was made from.
    pub pattern: Pattern,
    /// Tasks by index.
    pub tasks: Vec<TaskSpec>,
    /// `(from, to)`: task `to` starts after task `from` is verified.
    pub edges: Vec<(u16, u16)>,
    /// Content that says what to run on which data; the engine carries it and does not read it. [`Digest::NONE`] for a job that
    /// only has sizes.
    pub manifest: Digest,
    /// Given up if it is not done so long after its validator admitted it; zero: never for that.
    pub due: Span,
}

/// Why a job specification cannot be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize, thiserror::Error)]
pub enum SpecError {
    /// No tasks, or more than an index can name.
    #[error("a job has 1 to 65,534 tasks and at most as many edges, this one {0}")]
    TaskCount(u32),
    /// An edge names a task that is not there.
    #[error("edge {0} → {1} names a task that is not there")]
    Edge(u16, u16),
    /// Copies of one task must lie next to each other, and as many agree as there are at most.
    #[error("task {0} is no copy that can be: copies lie next to each other, and 1 to all of them must agree")]
    Replica(u16),
    /// The tasks wait for each other.
    #[error("task {0} waits for itself through a cycle")]
    Cycle(u16),
}

impl JobSpec {
    /// All of its work (milli-GFLOP).
    #[must_use]
    pub fn work(&self) -> MilliGflop {
        MilliGflop(self.tasks.iter().fold(0, |sum, task| sum.saturating_add(task.work.0)))
    }

    /// Price of one task at `price_per_tflop`, rounded up to whole units of 10⁻¹⁸ token.
    #[must_use]
    pub fn task_price(task: &TaskSpec, price_per_tflop: Amount) -> Amount {
        Amount(u128::from(task.work.0).saturating_mul(price_per_tflop.0).div_ceil(1_000_000))
    }

    /// Price of the whole job: the sum over its tasks.
    #[must_use]
    pub fn price(&self, price_per_tflop: Amount) -> Amount {
        self.tasks.iter().map(|task| Self::task_price(task, price_per_tflop)).sum()
    }
}
