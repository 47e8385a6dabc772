//! Jobs: arrival process, kinds and sizes.

use super::{Keys, stages};
use crate::arrivals;
use crate::error::PrepareError;
use records::scenario::{self, JobPattern};
use std::path::Path;
use std::sync::Arc;
use world::engine::job::Pattern;
use world::engine::{Span, Time};
use world::{Arrivals, Bursts, JobKind, RecordedJobs, WorkloadPlan};

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
            scenario::Arrivals::Bursts if !none => {
                Arrivals::Bursts(Bursts { size_mean: workload.burst_jobs, spread_s: workload.burst_spread_s })
            }
            scenario::Arrivals::Trace => Arrivals::Trace(Arc::new(recorded(at)?)),
            _ => Arrivals::None,
        },
        mean_gap_s: 3_600.0 / workload.jobs_per_hour,
        until: Time(until_s.saturating_mul(1_000_000_000)),
        kinds,
    })
}

/// The jobs of the trace.
fn recorded(at: &Keys<'_>) -> Result<RecordedJobs, PrepareError> {
    let workload = &at.0.scenario.workload;
    let columns = arrivals::Columns { time: &workload.trace_time, work: &workload.trace_work, gflop: workload.trace_work_gflop };
    let path = Path::new(&workload.trace);
    if path.as_os_str().is_empty() {
        return Err(at.wrong("workload.trace")(arrivals::ArrivalsError::Missing));
    }
    arrivals::read(path, &columns).map_err(at.wrong("workload.trace"))
}

fn job_kind(at: &Keys<'_>, index: usize, kind: &scenario::JobKind) -> Result<JobKind, PrepareError> {
    let key = format!("workload.jobs.{index}");
    let (pattern, stages) = match kind.pattern {
        JobPattern::ScatterGather => (Pattern::ScatterGather, stages::scatter_gather(at, &key, kind)?),
        JobPattern::MapReduce => (Pattern::MapReduce, stages::map_reduce(at, &key, kind)?),
        JobPattern::Pipeline => (Pattern::Pipeline, stages::pipeline(at, &key, kind)?),
        JobPattern::Training => (Pattern::Training, stages::training(at, &key, kind)?),
    };
    stages::check_size(at, &key, &stages)?;
    Ok(JobKind { name: kind.name.as_str().into(), weight: kind.weight, pattern, stages, due: Span::from_secs(kind.due_s) })
}
