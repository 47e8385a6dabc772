//! Jobs: arrival process, kinds and sizes.

use super::Keys;
use crate::error::{PrepareError, Problem};
use crate::preset;
use records::scenario::{self, JobPattern};
use world::engine::job::Pattern;
use world::engine::{Span, Time};
use world::law::Law;
use world::{Arrivals, JobKind, WorkloadPlan};

/// Most tasks of a stage and most edges of a job: with the last stage, the engine's limit of 65,534 is never met.
const TASKS_MAX: u16 = 65_000;

pub(super) fn plan(at: &Keys<'_>) -> Result<WorkloadPlan, PrepareError> {
    let (workload, time) = (&at.0.scenario.workload, &at.0.scenario.time);
    let mut kinds = Vec::with_capacity(workload.jobs.len());
    for (index, kind) in workload.jobs.iter().enumerate() {
        kinds.push(job_kind(at, index, kind)?);
    }
    let until_s = time.duration_s.saturating_sub(workload.stop_before_end_s);
    let none = workload.jobs_per_hour <= 0.0;
    Ok(WorkloadPlan {
        arrivals: match workload.arrivals {
            scenario::Arrivals::Poisson if !none => Arrivals::Poisson,
            scenario::Arrivals::Periodic if !none => Arrivals::Periodic,
            _ => Arrivals::None,
        },
        mean_gap_s: 3_600.0 / workload.jobs_per_hour,
        until: Time(until_s.saturating_mul(1_000_000_000)),
        kinds,
    })
}

fn job_kind(at: &Keys<'_>, index: usize, kind: &scenario::JobKind) -> Result<JobKind, PrepareError> {
    let key = |field: &str| format!("workload.jobs.{index}.{field}");
    let count = |field: &str, value: u32| {
        let problem = || Problem::Value(format!("is {value}: a job has at most {TASKS_MAX} tasks"));
        u16::try_from(value).ok().filter(|count| *count <= TASKS_MAX).ok_or_else(problem).map_err(at.wrong(&key(field)))
    };
    let work_gflop = match kind.work.as_str() {
        "" => Law::Constant { value: kind.gflop },
        name => preset::workload(name).map_err(at.wrong(&key("work")))?.sizes.work_gflop(),
    };
    let (tasks, reducers) = (count("tasks", kind.tasks)?, count("reducers", kind.reducers)?);
    if kind.pattern == JobPattern::MapReduce && u32::from(tasks) * u32::from(reducers) > u32::from(TASKS_MAX) {
        let edges = u32::from(tasks) * u32::from(reducers);
        let problem = Problem::Value(format!("times reducers is {edges}: a job has at most {TASKS_MAX} edges"));
        return Err(at.wrong(&key("tasks"))(problem));
    }
    Ok(JobKind {
        name: kind.name.as_str().into(),
        weight: kind.weight,
        pattern: match kind.pattern {
            JobPattern::ScatterGather => Pattern::ScatterGather,
            JobPattern::MapReduce => Pattern::MapReduce,
        },
        tasks,
        reducers,
        work_gflop,
        gather_gflop: kind.gather_gflop,
        input_mib: kind.input_mib,
        output_mib: kind.output_mib,
        memory_gib: kind.memory_gib,
        gpu_memory_gib: kind.gpu_memory_gib,
        checkpoint_every: Span::from_secs(kind.checkpoint_every_s),
        checkpoint_mib: kind.checkpoint_mib,
        due: Span::from_secs(kind.due_s),
    })
}
