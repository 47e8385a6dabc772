//! What times must be like in either world, however busy the machine is.

use crate::both::Both;
use crate::equal::name;
use crate::world::{Job, JobKey, World};
use std::collections::BTreeMap;

/// How much longer than simulated a job may really take (s): a message or two that are sent again, on a machine that is busy
/// with other things. A job that hangs takes longer.
const SLOWER_S_MAX: f64 = 20.0;

/// Clocks and rounding (s).
const CLOCK_S: f64 = 0.01;

/// Every time that cannot be, in words.
pub fn oddities(both: &Both) -> Vec<String> {
    let mut found = Vec::new();
    for (world_name, world) in [("simulated", &both.simulated), ("real", &both.real)] {
        found.extend(too_fast(world).into_iter().map(|words| format!("{world_name} world: {words}")));
    }
    for (key, simulated) in &both.simulated.jobs {
        let took = |job: &Job| job.took_s.unwrap_or(f64::INFINITY);
        let real = both.real.jobs.get(key).map_or(f64::INFINITY, took);
        let simulated_s = took(simulated);
        if simulated_s.is_infinite() || real > simulated_s + SLOWER_S_MAX {
            let job = name(*key);
            found.push(format!("job {job} ({}) took {simulated_s:.2} s simulated and {real:.2} s really", simulated.kind));
        }
    }
    found
}

/// Attempts and jobs that took less time than their computation takes on the devices they ran on.
fn too_fast(world: &World) -> Vec<String> {
    let mut found = Vec::new();
    let mut stages = BTreeMap::<JobKey, [f64; 2]>::new();
    for attempt in world.attempts.iter().filter(|attempt| attempt.is_verified()) {
        let compute_s = world.workers.get(&attempt.node).map_or(f64::INFINITY, |speed| attempt.work_gflop / speed);
        let took_s = attempt.ended_s.unwrap_or(f64::INFINITY) - attempt.placed_s;
        if took_s < compute_s - CLOCK_S {
            found.push(format!(
                "task {} of job {} took {took_s:.3} s on node {}, whose computation takes {compute_s:.3} s",
                attempt.task,
                name(attempt.job),
                attempt.node
            ));
        }
        let longest = &mut stages.entry(attempt.job).or_default()[usize::from(!attempt.is_first_stage())];
        *longest = longest.max(compute_s);
    }
    for (key, job) in &world.jobs {
        let compute_s: f64 = stages.get(key).map_or(0.0, |stages| stages.iter().sum());
        if job.took_s.is_some_and(|took_s| took_s < compute_s - CLOCK_S) {
            let (job_name, took_s) = (name(*key), job.took_s.unwrap_or_default());
            found.push(format!("job {job_name} took {took_s:.3} s, its longest chain of tasks computes {compute_s:.3} s"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Attempt;
    use records::table::{Outcome, Stage};

    fn world(took_s: f64) -> World {
        let job = Job { kind: "render".into(), submitted_s: 8.0, took_s: Some(took_s), ..Job::default() };
        let attempt = |task, stage: Stage, placed_s, ended_s| Attempt {
            job: (2, 0),
            task,
            number: 0,
            node: 4,
            stage: stage.as_str().into(),
            work_gflop: 6.0,
            placed_s,
            ended_s: Some(ended_s),
            outcome: Outcome::Verified.as_str().into(),
        };
        let attempts = vec![attempt(0, Stage::Scatter, 8.1, 11.2), attempt(1, Stage::Gather, 11.2, 8.0 + took_s)];
        World { workers: [(4, 2.0)].into(), jobs: [((2, 0), job)].into(), attempts, ..World::default() }
    }

    #[test]
    fn what_is_faster_than_its_computation_or_hangs_is_found() {
        let found = |simulated_s, real_s| oddities(&Both { simulated: world(simulated_s), real: world(real_s) });
        assert_eq!(found(6.4, 7.5), Vec::<String>::new());
        let fast = found(6.4, 5.0);
        assert!(fast[0].starts_with("real world: task 1 of job 2/0 took 1.800 s on node 4"), "{fast:?}");
        assert!(fast[1].ends_with("took 5.000 s, its longest chain of tasks computes 6.000 s"), "{fast:?}");
        assert_eq!(found(6.4, 27.0), ["job 2/0 (render) took 6.40 s simulated and 27.00 s really"]);
    }
}
