//! Which jobs come when, and from whom.

use crate::law::Law;
use crate::population::pick;
use crate::streams::{Purpose, stream};
use engine::job::{JobSpec, Pattern, Stage, TaskSpec};
use engine::rng::Stream;
use engine::units::MilliGflop;
use engine::{Span, Time};
use std::sync::Arc;

/// The arrival process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrivals {
    /// Nothing comes.
    None,
    /// Exponential gaps.
    Poisson,
    /// Equal gaps.
    Periodic,
}

/// A kind of job with its laws.
#[derive(Clone, Debug)]
pub struct JobKind {
    /// Its name.
    pub name: Arc<str>,
    /// Relative share of jobs.
    pub weight: f64,
    /// Its pattern.
    pub pattern: Pattern,
    /// Scatter or map tasks.
    pub tasks: u16,
    /// Reduce tasks.
    pub reducers: u16,
    /// Work of a scatter or map task (GFLOP); one draw a job.
    pub work_gflop: Law,
    /// Work of the gather or of each reduce task (GFLOP).
    pub gather_gflop: f64,
    /// Input of each task (MiB).
    pub input_mib: f64,
    /// Output of each task (MiB).
    pub output_mib: f64,
    /// Memory of each task (GiB).
    pub memory_gib: f64,
    /// GPU memory of each scatter or map task (GiB).
    pub gpu_memory_gib: f64,
    /// Computing time between checkpoints of a scatter or map task; zero: none.
    pub checkpoint_every: Span,
    /// Size of a checkpoint (MiB).
    pub checkpoint_mib: f64,
    /// The job is given up this long after its admission; zero: never for that.
    pub due: Span,
}

/// The workload's parameters.
#[derive(Clone, Debug)]
pub struct WorkloadPlan {
    /// How jobs arrive.
    pub arrivals: Arrivals,
    /// Mean gap between jobs (s).
    pub mean_gap_s: f64,
    /// No job at or after this time.
    pub until: Time,
    /// Kinds of jobs.
    pub kinds: Vec<JobKind>,
}

/// The workload at work.
#[derive(Debug)]
pub struct Workload {
    plan: WorkloadPlan,
    gaps: Stream,
    seed: u64,
    count: u64,
}

/// A job that comes now.
#[derive(Debug)]
pub struct Arrival {
    /// Which of the requesters, from 0.
    pub requester: u32,
    /// What kind.
    pub kind: Arc<str>,
    /// What to compute.
    pub spec: JobSpec,
}

impl Workload {
    /// The workload under `seed`.
    #[must_use]
    pub fn new(plan: WorkloadPlan, seed: u64) -> Self {
        Self { plan, gaps: stream(seed, 0, Purpose::Arrival), seed, count: 0 }
    }

    /// How far it is: gaps drawn and jobs drawn.
    #[must_use]
    pub fn position(&self) -> (u64, u64) {
        (self.gaps.drawn(), self.count)
    }

    /// Goes to a [`position`](Self::position).
    pub fn go_to(&mut self, (gaps, count): (u64, u64)) {
        self.gaps = self.gaps.skip_to(gaps);
        self.count = count;
    }

    /// When the job after the one at `now` comes.
    pub fn next_arrival(&mut self, now: Time) -> Option<Time> {
        let mean_s = self.plan.mean_gap_s;
        let gap_s = match self.plan.arrivals {
            Arrivals::None => return None,
            Arrivals::Periodic => mean_s,
            Arrivals::Poisson => Law::Exponential { mean: mean_s }.sample(&mut self.gaps),
        };
        let at = now + Span(libm::round(gap_s * 1e9) as u64);
        Some(at).filter(|at| *at < self.plan.until)
    }

    /// Draws the next job, from streams of its own.
    pub fn draw(&mut self, requesters: u32) -> Arrival {
        let mut draws = stream(self.seed, self.count, Purpose::Job);
        self.count += 1;
        let kind = &self.plan.kinds[pick(self.plan.kinds.iter().map(|kind| kind.weight), draws.next())];
        let requester = u32::try_from(draws.below(u64::from(requesters))).unwrap_or(0);
        let mib = |mib: f64| libm::round(mib * 1_048_576.0) as u64;
        let milli = |gflop: f64| MilliGflop((libm::round(gflop * 1_000.0) as u64).max(1));
        let task = TaskSpec {
            stage: Stage::Map,
            work: milli(kind.work_gflop.sample(&mut draws)),
            input_bytes: mib(kind.input_mib),
            output_bytes: mib(kind.output_mib),
            memory_mib: libm::ceil(kind.memory_gib * 1_024.0) as u32,
            gpu_memory_mib: libm::ceil(kind.gpu_memory_gib * 1_024.0) as u32,
            checkpoint_every: kind.checkpoint_every,
            checkpoint_bytes: mib(kind.checkpoint_mib),
        };
        let last = milli(kind.gather_gflop);
        let mut spec = match kind.pattern {
            Pattern::ScatterGather => JobSpec::scatter_gather(kind.tasks, task, last),
            Pattern::MapReduce => JobSpec::map_reduce(kind.tasks, task, kind.reducers, last),
        };
        spec.due = kind.due;
        Arrival { requester, kind: kind.name.clone(), spec }
    }
}
