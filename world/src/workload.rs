//! Which jobs come when, and from whom.

use crate::arrivals::{ArrivalTimes, Arrivals};
use crate::law::Law;
use crate::population::pick;
use crate::streams::{Purpose, stream};
use engine::job::{JobSpec, Pattern, Privacy, Replica, Spread, Stage, StageSpec, TaskSpec};
use engine::rng::Stream;
use engine::units::MilliGflop;
use engine::{Span, Time};
use std::sync::Arc;

/// A kind of job with its laws.
#[derive(Clone, Debug)]
pub struct JobKind {
    /// Its name.
    pub name: Arc<str>,
    /// Relative share of jobs.
    pub weight: f64,
    /// Its pattern.
    pub pattern: Pattern,
    /// Its stages, each after those that it reads.
    pub stages: Vec<StagePlan>,
    /// The job is given up this long after its admission; zero: never for that.
    pub due: Span,
}

/// A stage of such jobs.
#[derive(Clone, Debug)]
pub struct StagePlan {
    /// What its tasks do.
    pub stage: Stage,
    /// How many tasks.
    pub tasks: u16,
    /// The stages that it reads, by their place.
    pub after: Vec<(usize, Spread)>,
    /// Work of a task (GFLOP; of a service, seconds up); one draw a job.
    pub work_gflop: Law,
    /// Input of each task from the requester (MiB).
    pub input_mib: f64,
    /// Output of each task (MiB).
    pub output_mib: f64,
    /// Memory of each task (GiB); one draw a job.
    pub memory_gib: Law,
    /// GPU memory of each task (GiB).
    pub gpu_memory_gib: f64,
    /// Computing time between checkpoints; zero: none.
    pub checkpoint_every: Span,
    /// Size of a checkpoint (MiB).
    pub checkpoint_mib: f64,
    /// The first of the copies of each task.
    pub replica: Replica,
    /// Who may run its tasks.
    pub privacy: Privacy,
    /// Its tasks are better placed where what they read of others is.
    pub near: bool,
}

impl StagePlan {
    /// A stage of one job, of this work if it was recorded (GFLOP).
    fn draw(&self, draws: &mut Stream, recorded_gflop: Option<f64>) -> StageSpec {
        let mib = |mib: f64| libm::round(mib * 1_048_576.0) as u64;
        let drawn_gflop = self.work_gflop.sample(draws);
        let (work_gflop, memory_gib) = (recorded_gflop.unwrap_or(drawn_gflop), self.memory_gib.sample(draws));
        let task = TaskSpec {
            stage: self.stage,
            work: MilliGflop((libm::round(work_gflop * 1_000.0) as u64).max(1)),
            input_bytes: mib(self.input_mib),
            output_bytes: mib(self.output_mib),
            memory_mib: libm::ceil(memory_gib * 1_024.0) as u32,
            gpu_memory_mib: libm::ceil(self.gpu_memory_gib * 1_024.0) as u32,
            checkpoint_every: self.checkpoint_every,
            checkpoint_bytes: mib(self.checkpoint_mib),
            replica: self.replica,
            privacy: self.privacy,
            near_bytes: 0,
        };
        StageSpec { task, tasks: self.tasks, after: self.after.clone(), near: self.near }
    }
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
    times: ArrivalTimes,
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
        let times = ArrivalTimes::new(plan.arrivals.clone(), plan.mean_gap_s, seed);
        Self { plan, times, seed, count: 0 }
    }

    /// How far it is: arrivals and jobs drawn.
    #[must_use]
    pub fn position(&self) -> (u64, u64) {
        (self.times.position(), self.count)
    }

    /// Goes to a [`position`](Self::position).
    pub fn go_to(&mut self, (times, count): (u64, u64)) {
        self.times.go_to(times);
        self.count = count;
    }

    /// When the job after the one at `now` comes.
    pub fn next_arrival(&mut self, now: Time) -> Option<Time> {
        self.times.next(now).filter(|at| *at < self.plan.until)
    }

    /// Draws the next job, from streams of its own.
    pub fn draw(&mut self, requesters: u32) -> Arrival {
        let mut draws = stream(self.seed, self.count, Purpose::Job);
        let recorded = match &self.plan.arrivals {
            Arrivals::Trace(recorded) => usize::try_from(self.count).ok().and_then(|at| recorded.work_gflop.get(at).copied()),
            _ => None,
        };
        self.count += 1;
        let kind = &self.plan.kinds[pick(self.plan.kinds.iter().map(|kind| kind.weight), draws.next())];
        let requester = u32::try_from(draws.below(u64::from(requesters))).unwrap_or(0);
        let stages: Vec<StageSpec> =
            (0_u32..).zip(&kind.stages).map(|(place, stage)| stage.draw(&mut draws, recorded.filter(|_| place == 0))).collect();
        let mut spec = JobSpec::staged(kind.pattern, &stages);
        spec.due = kind.due;
        Arrival { requester, kind: kind.name.clone(), spec }
    }
}
