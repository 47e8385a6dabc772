//! The jobs a requester waits for, and so the outputs and checkpoints that it takes.

use super::message::Gift;
use engine::job::{JobSpec, TaskSpec};
use engine::wire::Digest;
use engine::{JobId, Record, Span, TaskId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Different outputs of one task that are kept; more than the attempts that a job has. It bounds what somebody who gives
/// nonsense under a job's name can fill a disk with.
const OUTPUTS_MAX: usize = 16;

/// Checkpoints of one task that are kept, the latest: its validator may not know the last one yet.
const CHECKPOINTS_MAX: usize = 4;

/// Jobs that were submitted and have not ended.
#[derive(Debug, Default)]
pub struct OpenJobs(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    jobs: BTreeMap<JobId, Open>,
    /// Checkpoints that are of no use any more.
    forgotten: Vec<Digest>,
}

#[derive(Debug)]
struct Open {
    spec: JobSpec,
    kept: BTreeMap<u16, BTreeSet<Digest>>,
    /// Of each task, the latest last.
    checkpoints: BTreeMap<u16, VecDeque<Digest>>,
}

/// What a task has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    /// Length at most (bytes).
    pub bytes_max: u64,
    /// Others that may still be kept.
    pub places: usize,
}

impl OpenJobs {
    /// Follows what the requester persists.
    pub fn note(&self, record: &Record) {
        let State { jobs, forgotten } = &mut *self.state();
        match record {
            Record::Submitted(submission) => {
                let open = Open { spec: submission.spec.clone(), kept: BTreeMap::new(), checkpoints: BTreeMap::new() };
                jobs.entry(submission.job).or_insert(open);
            }
            Record::JobOver { job } => {
                forgotten.extend(jobs.remove(job).into_iter().flat_map(|open| open.checkpoints).flat_map(|(_, kept)| kept));
            }
            _ => {}
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The room for `digest` of `length` bytes as a gift of `task`; `None` if it is of no open job, or too long. It takes no place.
    /// There is always room for a checkpoint: the oldest makes way.
    pub(super) fn room(&self, task: TaskId, gift: Gift, digest: Digest, length: u64) -> Option<Room> {
        let state = self.state();
        let Open { spec, kept, .. } = state.jobs.get(&task.job)?;
        let TaskSpec { output_bytes, checkpoint_every, checkpoint_bytes, .. } = *spec.tasks.get(usize::from(task.task))?;
        let (bytes_max, places) = match (gift, kept.get(&task.task)) {
            (Gift::Checkpoint, _) if checkpoint_every == Span::ZERO => return None,
            (Gift::Checkpoint, _) => (checkpoint_bytes, CHECKPOINTS_MAX),
            (Gift::Output, Some(kept)) if !kept.contains(&digest) => (output_bytes, OUTPUTS_MAX.saturating_sub(kept.len())),
            (Gift::Output, _) => (output_bytes, OUTPUTS_MAX),
        };
        (length <= bytes_max).then_some(Room { bytes_max, places })
    }

    /// Notes that `digest` of `length` bytes is here, and in one of the places of `task`; false if there is no room.
    pub(super) fn keep(&self, task: TaskId, gift: Gift, digest: Digest, length: u64) -> bool {
        let has_room = self.room(task, gift, digest, length).is_some_and(|room| room.places > 0);
        let State { jobs, forgotten } = &mut *self.state();
        let Some(open) = jobs.get_mut(&task.job).filter(|_| has_room) else { return false };
        match gift {
            Gift::Output => drop(open.kept.entry(task.task).or_default().insert(digest)),
            Gift::Checkpoint => {
                let kept = open.checkpoints.entry(task.task).or_default();
                kept.retain(|other| *other != digest);
                kept.push_back(digest);
                if kept.len() > CHECKPOINTS_MAX {
                    forgotten.extend(kept.pop_front());
                }
            }
        }
        true
    }

    /// Checkpoints that need not be kept any more; each is told once.
    pub(super) fn take_forgotten(&self) -> Vec<Digest> {
        let State { jobs, forgotten } = &mut *self.state();
        let mut gone = std::mem::take(forgotten);
        // Two tasks may well have the same.
        gone.retain(|old| !jobs.values().flat_map(|open| open.checkpoints.values()).any(|kept| kept.contains(old)));
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::job::Stage;
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
        assert_eq!(jobs.room(task, Gift::Output, output(0), 5), None, "not submitted");
        let spec = JobSpec::scatter_gather(2, part, MilliGflop(1));
        jobs.note(&Record::Submitted(Submission { job, spec, budget: Amount::ZERO }));
        assert_eq!(jobs.room(task, Gift::Output, output(0), 6), None, "longer than declared");
        assert_eq!(jobs.room(TaskId { task: 3, ..task }, Gift::Output, output(0), 5), None, "no such task");
        let places = |n| jobs.room(task, Gift::Output, output(n), 5).unwrap().places;
        assert!((0..100).all(|n| places(n) == OUTPUTS_MAX), "an offer takes no place");
        assert!(!jobs.keep(task, Gift::Output, output(0), 6));
        assert_eq!((0..100).filter(|n| jobs.keep(task, Gift::Output, output(*n), 5)).count(), OUTPUTS_MAX);
        assert_eq!((places(3), places(50)), (OUTPUTS_MAX, 0), "offered again; one more");
        assert!(jobs.keep(task, Gift::Output, output(3), 5));
        jobs.note(&Record::JobOver { job });
        assert!(jobs.room(task, Gift::Output, output(3), 5).is_none() && !jobs.keep(task, Gift::Output, output(3), 5), "over");
    }

    #[test]
    fn the_latest_checkpoints_of_a_task_are_kept_until_its_job_is_over() {
        let part = TaskSpec {
            stage: Stage::Map,
            work: MilliGflop(1),
            input_bytes: 9,
            output_bytes: 5,
            memory_mib: 1,
            gpu_memory_mib: 0,
            checkpoint_every: Span::SECOND,
            checkpoint_bytes: 7,
            replica: engine::job::Replica::ONE,
            privacy: engine::job::Privacy::Open,
            near_bytes: 0,
        };
        let job = JobId { requester: NodeId(1), number: 4 };
        let [one, other] = [0, 1].map(|task| TaskId { job, task, attempt: 0 });
        let (jobs, state) = (OpenJobs::default(), |n: u64| Digest::of(&n.to_le_bytes()));
        let spec = JobSpec::scatter_gather(2, part, MilliGflop(1));
        jobs.note(&Record::Submitted(Submission { job, spec, budget: Amount::ZERO }));
        let keep = |task, n, length| jobs.keep(task, Gift::Checkpoint, state(n), length);
        assert!(!keep(one, 0, 8), "longer than declared");
        assert!(!keep(TaskId { task: 2, ..one }, 0, 7), "the task that gathers keeps none");
        assert!((0..4).all(|n| keep(one, n, 7)) && keep(other, 1, 7));
        assert_eq!(jobs.take_forgotten(), []);
        assert!(keep(one, 0, 7), "the oldest once more is the latest");
        assert!(keep(one, 4, 7) && keep(one, 5, 7));
        assert_eq!(jobs.take_forgotten(), [state(2)], "the other task has the first");
        jobs.note(&Record::JobOver { job });
        let mut gone = jobs.take_forgotten();
        gone.sort_unstable();
        gone.dedup();
        let mut expected = [0, 1, 3, 4, 5].map(state);
        expected.sort_unstable();
        assert_eq!(gone, expected);
    }
}
