//! Tables `jobs` and `tasks`.

use super::Observer;
use crate::scenario::JobPattern;
use crate::table::{self, JobRow, TableError, TaskRow};
use borsh::{BorshDeserialize, BorshSerialize};
use engine::job::{JobSpec, JobState, Pattern, Stage, TaskSpec};
use engine::node::{JobClosed, TaskOutcome};
use engine::{Amount, JobId, TaskId, Time};
use std::sync::Arc;

/// A job as seen so far.
#[derive(BorshSerialize, BorshDeserialize)]
pub(super) struct Job {
    kind: Arc<str>,
    pattern: Pattern,
    tasks: u32,
    work_gflop: f64,
    price: Amount,
    attempts: u32,
    submitted: Time,
    /// When each state was reached.
    reached: [Option<Time>; JobState::ALL.len()],
    state: JobState,
}

/// An attempt under way.
#[derive(BorshSerialize, BorshDeserialize)]
pub(super) struct Attempt {
    node: u32,
    spec: TaskSpec,
    placed: Time,
    started: Option<Time>,
    /// A copy that is back, and waits for what the others say.
    returned: Option<Time>,
}

/// Final results that are wrong.
fn wrong(closed: &JobClosed) -> u32 {
    u32::try_from(closed.outputs.iter().filter(|output| output.output == super::WRONG).count()).unwrap_or(u32::MAX)
}

fn gflop(milli: u64) -> f64 {
    milli as f64 / 1_000.0
}

impl Job {
    pub fn new(kind: Arc<str>, spec: &JobSpec, price: Amount, submitted: Time) -> Self {
        Self {
            kind,
            pattern: spec.pattern,
            tasks: u32::try_from(spec.tasks.len()).unwrap_or(u32::MAX),
            work_gflop: gflop(spec.work().0),
            price,
            attempts: 0,
            submitted,
            reached: [None; JobState::ALL.len()],
            state: JobState::Submitted,
        }
    }

    /// From submission to settlement (ns), if it was settled.
    fn completion_ns(&self) -> Option<u64> {
        let settled = self.reached[JobState::Settled as usize].filter(|_| self.state == JobState::Settled)?;
        Some(settled.0.saturating_sub(self.submitted.0))
    }

    fn row(self, id: JobId, region: Arc<str>, closed: Option<JobClosed>) -> JobRow {
        let reached = |state: JobState| self.reached[state as usize].map(|at| at.0);
        let ended = reached(JobState::Settled).or(reached(JobState::Refunded));
        let (reason, escrowed, burned, refunded, paid, outputs_wrong) = match closed {
            Some(closed) => {
                let paid = closed.payouts.iter().map(|(_, amount)| *amount).sum();
                let outputs_wrong = wrong(&closed);
                (closed.reason, closed.escrowed, closed.burned, closed.refunded, paid, outputs_wrong)
            }
            None => {
                let locked = if self.reached[JobState::Escrowed as usize].is_some() { self.price } else { Amount::ZERO };
                (String::new(), locked, Amount::ZERO, Amount::ZERO, Amount::ZERO, 0)
            }
        };
        JobRow {
            requester: id.requester.0,
            number: id.number,
            kind: self.kind,
            pattern: match self.pattern {
                Pattern::ScatterGather => JobPattern::ScatterGather,
                Pattern::MapReduce => JobPattern::MapReduce,
                Pattern::Pipeline => JobPattern::Pipeline,
                Pattern::Training => JobPattern::Training,
            },
            region,
            tasks: self.tasks,
            attempts: self.attempts,
            work_gflop: self.work_gflop,
            submitted_ns: self.submitted.0,
            placed_ns: self.reached[JobState::Placed as usize].map(|at| at.0),
            running_ns: self.reached[JobState::Running as usize].map(|at| at.0),
            verified_ns: self.reached[JobState::Verified as usize].map(|at| at.0),
            reduced_ns: self.reached[JobState::Reduced as usize].map(|at| at.0),
            ended_ns: ended,
            state: table_state(self.state),
            reason,
            outputs_wrong,
            escrowed: escrowed.0,
            paid: paid.0,
            burned: burned.0,
            refunded: refunded.0,
        }
    }
}

fn table_state(state: JobState) -> table::JobState {
    match state {
        JobState::Submitted => table::JobState::Submitted,
        JobState::Escrowed => table::JobState::Escrowed,
        JobState::Placed => table::JobState::Placed,
        JobState::Running => table::JobState::Running,
        JobState::Verified => table::JobState::Verified,
        JobState::Reduced => table::JobState::Reduced,
        JobState::Settled => table::JobState::Settled,
        JobState::Failed => table::JobState::Failed,
        JobState::Refunded => table::JobState::Refunded,
    }
}

impl Attempt {
    fn row(self, id: TaskId, ended: Option<Time>, outcome: table::Outcome) -> TaskRow {
        TaskRow {
            requester: id.job.requester.0,
            number: id.job.number,
            task: u32::from(id.task),
            attempt: u32::from(id.attempt),
            node: self.node,
            stage: match self.spec.stage {
                Stage::Scatter => table::Stage::Scatter,
                Stage::Gather => table::Stage::Gather,
                Stage::Map => table::Stage::Map,
                Stage::Reduce => table::Stage::Reduce,
                Stage::Capture => table::Stage::Capture,
                Stage::Process => table::Stage::Process,
                Stage::Serve => table::Stage::Serve,
                Stage::Train => table::Stage::Train,
                Stage::Aggregate => table::Stage::Aggregate,
            },
            work_gflop: gflop(self.spec.work.0),
            placed_ns: self.placed.0,
            started_ns: self.started.map(|at| at.0),
            ended_ns: ended.map(|at| at.0),
            outcome,
        }
    }
}

impl Observer {
    /// Name of a node's region.
    fn region_name(&self, node: u32) -> Arc<str> {
        self.regions[usize::from(self.region_of[node as usize])].clone()
    }

    pub(super) fn on_job_state(&mut self, now: Time, id: JobId, state: JobState) {
        if let Some(job) = self.jobs.get_mut(&id) {
            // A validator's first word on it counts it in; before, it was only on its way.
            if job.reached[JobState::Submitted as usize].is_some() && !(job.state == JobState::Failed || job.state.is_final()) {
                self.states[job.state as usize] -= 1;
            }
            self.states[state as usize] += 1;
            if state == JobState::Settled && job.state != JobState::Settled {
                self.epochs.settle(job.work_gflop);
            }
            job.reached[state as usize] = Some(now);
            job.state = state;
        }
    }

    pub(super) fn on_job_closed(&mut self, id: JobId, closed: JobClosed) -> Result<(), TableError> {
        for &(node, amount) in &closed.payouts {
            self.epochs.pay(node.0, amount);
        }
        if !closed.reason.is_empty() {
            self.totals.last_failure.clone_from(&closed.reason);
        }
        if let Some(job) = self.jobs.remove(&id) {
            *self.totals.jobs.entry(job.state.name()).or_default() += 1;
            self.totals.tally.completion_ns.extend(job.completion_ns());
            self.totals.tally.jobs_wrong += u64::from(job.state == JobState::Settled && wrong(&closed) > 0);
            let region = self.region_name(id.requester.0);
            if let Some(writer) = &mut self.writer {
                writer.jobs.push(job.row(id, region, Some(closed)))?;
            }
        }
        Ok(())
    }

    pub(super) fn on_placed(&mut self, now: Time, id: TaskId, node: u32, spec: TaskSpec) {
        self.totals.placements += 1;
        self.totals.tally.tasks_placed += u64::from(id.attempt == 0);
        self.on_unqueued(now, id, true);
        if let Some(job) = self.jobs.get_mut(&id.job) {
            if job.attempts == 0 {
                self.totals.tally.waits.on_first_placement(now.since(job.submitted));
            }
            job.attempts += 1;
        }
        self.attempts.insert(id, Attempt { node, spec, placed: now, started: None, returned: None });
    }

    pub(super) fn on_started(&mut self, now: Time, id: TaskId) {
        if let Some(attempt) = self.attempts.get_mut(&id) {
            attempt.started = Some(now);
        }
    }

    pub(super) fn on_returned(&mut self, now: Time, id: TaskId) {
        if let Some(attempt) = self.attempts.get_mut(&id) {
            attempt.returned = Some(now);
        }
    }

    pub(super) fn on_ended(&mut self, now: Time, id: TaskId, outcome: TaskOutcome) -> Result<(), TableError> {
        let attempts = &mut self.totals.tally.attempts;
        attempts[0] += u64::from(outcome != TaskOutcome::Cancelled);
        attempts[1] += u64::from(outcome == TaskOutcome::NodeLost);
        attempts[2] += u64::from(outcome == TaskOutcome::TimedOut);
        let outcome = match outcome {
            TaskOutcome::Verified => table::Outcome::Verified,
            TaskOutcome::TimedOut => table::Outcome::TimedOut,
            TaskOutcome::NodeLost => table::Outcome::NodeLost,
            TaskOutcome::Rejected => table::Outcome::Rejected,
            TaskOutcome::WrongResult => table::Outcome::WrongResult,
            TaskOutcome::Outvoted => table::Outcome::Outvoted,
            TaskOutcome::Cancelled => table::Outcome::Cancelled,
        };
        let Some(attempt) = self.attempts.remove(&id) else { return Ok(()) };
        let now = attempt.returned.unwrap_or(now);
        if let Some(started) = attempt.started {
            let verified_gflop = if outcome == table::Outcome::Verified { gflop(attempt.spec.work.0) } else { 0.0 };
            self.totals.tally.on_attempt(&attempt.spec, attempt.node, now.since(started), verified_gflop);
        }
        if let Some(writer) = &mut self.writer {
            writer.tasks.push(attempt.row(id, Some(now), outcome))?;
        }
        Ok(())
    }

    /// Rows of jobs and attempts that the end of the run found under way, in order of their ids.
    pub(super) fn write_unfinished(&mut self) -> Result<(), TableError> {
        for (id, attempt) in std::mem::take(&mut self.attempts) {
            if let Some(writer) = &mut self.writer {
                writer.tasks.push(attempt.row(id, None, table::Outcome::Unfinished))?;
            }
        }
        for (id, job) in std::mem::take(&mut self.jobs) {
            *self.totals.jobs.entry(job.state.name()).or_default() += 1;
            self.totals.tally.completion_ns.extend(job.completion_ns());
            let region = self.region_name(id.requester.0);
            if let Some(writer) = &mut self.writer {
                writer.jobs.push(job.row(id, region, None))?;
            }
        }
        Ok(())
    }
}
