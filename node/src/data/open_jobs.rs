//! The jobs a requester waits for, and so the outputs that it takes.

use engine::job::JobSpec;
use engine::wire::Digest;
use engine::{JobId, Record, TaskId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// Different outputs of one task that are kept; more than the attempts that a job has. It bounds what somebody who gives
/// nonsense under a job's name can fill a disk with.
const OUTPUTS_MAX: usize = 16;

/// Jobs that were submitted and have not ended.
#[derive(Debug, Default)]
pub struct OpenJobs(Mutex<BTreeMap<JobId, Open>>);

#[derive(Debug)]
struct Open {
    spec: JobSpec,
    kept: BTreeMap<u16, BTreeSet<Digest>>,
}

/// What a task has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    /// Length of an output at most (bytes).
    pub output_bytes: u64,
    /// Outputs that may still be kept.
    pub places: usize,
}

impl OpenJobs {
    /// Follows what the requester persists.
    pub fn note(&self, record: &Record) {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match record {
            Record::Submitted(submission) => {
                let open = Open { spec: submission.spec.clone(), kept: BTreeMap::new() };
                jobs.entry(submission.job).or_insert(open);
            }
            Record::JobOver { job } => drop(jobs.remove(job)),
            _ => {}
        }
    }

    /// The room for `output` of `length` bytes as one of `task`; `None` if it is of no open job, or too long. It takes no place.
    pub(super) fn room(&self, task: TaskId, output: Digest, length: u64) -> Option<Room> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Open { spec, kept } = jobs.get(&task.job)?;
        let output_bytes = spec.tasks.get(usize::from(task.task))?.output_bytes;
        let places = match kept.get(&task.task) {
            Some(kept) if kept.contains(&output) => OUTPUTS_MAX,
            Some(kept) => OUTPUTS_MAX.saturating_sub(kept.len()),
            None => OUTPUTS_MAX,
        };
        (length <= output_bytes).then_some(Room { output_bytes, places })
    }

    /// Notes that `output` of `length` bytes is here, and in one of the places of `task`; false if there is no room.
    pub(super) fn keep(&self, task: TaskId, output: Digest, length: u64) -> bool {
        let has_room = self.room(task, output, length).is_some_and(|room| room.places > 0);
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match jobs.get_mut(&task.job) {
            Some(open) if has_room => {
                open.kept.entry(task.task).or_default().insert(output);
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::job::{Stage, TaskSpec};
    use engine::units::MilliGflop;
    use engine::wire::Submission;
    use engine::{Amount, NodeId};

    #[test]
    fn only_outputs_of_open_jobs_of_the_declared_size_have_room_and_only_those_kept_take_it() {
        let (memory_mib, gpu_memory_mib) = (1, 0);
        let part = TaskSpec {
            stage: Stage::Map,
            work: MilliGflop(1),
            input_bytes: 9,
            output_bytes: 5,
            memory_mib,
            gpu_memory_mib,
            checkpoint_every: engine::Span::ZERO,
            checkpoint_bytes: 0,
            replica: engine::job::Replica::ONE,
            privacy: engine::job::Privacy::Open,
            near_bytes: 0,
        };
        let job = JobId { requester: NodeId(1), number: 4 };
        let jobs = OpenJobs::default();
        let task = TaskId { job, task: 1, attempt: 0 };
        let output = |n: u64| Digest::of(&n.to_le_bytes());
        assert_eq!(jobs.room(task, output(0), 5), None, "not submitted");
        let spec = JobSpec::scatter_gather(2, part, MilliGflop(1));
        jobs.note(&Record::Submitted(Submission { job, spec, budget: Amount::ZERO }));
        assert_eq!(jobs.room(task, output(0), 6), None, "longer than declared");
        assert_eq!(jobs.room(TaskId { task: 3, ..task }, output(0), 5), None, "no such task");
        let places = |n| jobs.room(task, output(n), 5).unwrap().places;
        assert!((0..100).all(|n| places(n) == OUTPUTS_MAX), "an offer takes no place");
        assert!(!jobs.keep(task, output(0), 6));
        assert_eq!((0..100).filter(|n| jobs.keep(task, output(*n), 5)).count(), OUTPUTS_MAX);
        assert_eq!((places(3), places(50)), (OUTPUTS_MAX, 0), "offered again; one more");
        assert!(jobs.keep(task, output(3), 5));
        jobs.note(&Record::JobOver { job });
        assert!(jobs.room(task, output(3), 5).is_none() && !jobs.keep(task, output(3), 5), "over");
    }
}
