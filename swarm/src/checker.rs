//! Holds what is seen of a run against what must be: no job lost, none closed or paid twice, none from nowhere.

use crate::job_book::JobBook;
use crate::violation::Violation;
use sim::{Happened, Seen};
use std::collections::BTreeMap;
use world::engine::job::JobState;
use world::engine::ledger::{Cause, Flows};
use world::engine::node::JobClosed;
use world::engine::{Event, JobId, NodeId, Time};

/// Violations kept: the first ones tell what is wrong.
const KEPT: usize = 8;

/// Watches one run.
#[derive(Clone, Debug, Default)]
pub struct Checker {
    jobs: BTreeMap<JobId, JobBook>,
    /// Jobs given to each requester.
    submitted: BTreeMap<u32, u32>,
    /// What closed jobs come to.
    told: Flows,
    /// Jobs that one validator sent to another.
    referred: u64,
    violations: Vec<Violation>,
    /// Violations, those that were not kept too.
    count: u64,
}

impl Checker {
    /// Takes note of what was seen, in order.
    pub fn see(&mut self, all: &[Seen]) {
        for seen in all {
            let result = self.check(seen);
            self.note(result);
        }
    }

    /// Adds a violation that shows elsewhere.
    pub fn note(&mut self, result: Result<(), Violation>) {
        if let Err(violation) = result {
            self.count += 1;
            if self.violations.len() < KEPT {
                self.violations.push(violation);
            }
        }
    }

    /// Jobs that are not over.
    #[must_use]
    pub fn open(&self) -> usize {
        self.jobs.values().filter(|job| !job.is_over()).count()
    }

    /// Jobs that one validator sent to another (count).
    #[must_use]
    pub fn referred(&self) -> u64 {
        self.referred
    }

    /// Jobs that ended so.
    #[must_use]
    pub fn ended(&self, state: JobState) -> u64 {
        self.jobs.values().filter(|job| job.end() == Some(state)).count() as u64
    }

    /// Everything was quiet for long enough: whatever is not over now is lost.
    pub fn end(&mut self, now: Time) {
        let lost: Vec<Violation> = self.jobs.values().filter(|job| !job.is_over()).map(|job| job.lost(now)).collect();
        lost.into_iter().for_each(|violation| self.note(Err(violation)));
    }

    /// Compares what validators told of all jobs with what `chain` did. Only once all are over.
    pub fn compare(&mut self, chain: &Flows) {
        for cause in [Cause::Lock, Cause::JobPayment, Cause::JobBurn, Cause::Refund] {
            let (chain, told) = (chain.of(cause), self.told.of(cause));
            self.note(if chain == told { Ok(()) } else { Err(Violation::Ledger { cause, chain, told }) });
        }
    }

    /// The first violations, in the order in which they were found.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// All violations (count).
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    fn check(&mut self, seen: &Seen) -> Result<(), Violation> {
        let &Seen { at, node, ref what } = seen;
        let event = match what {
            Happened::Submitted => {
                // A requester numbers its jobs, whatever crashes come between.
                let number = self.submitted.entry(node).or_default();
                let job = JobId { requester: NodeId(node), number: *number };
                *number += 1;
                self.jobs.insert(job, JobBook::new(job, at));
                return Ok(());
            }
            Happened::Reported(event) => event,
        };
        match event {
            Event::JobState { job, state } => self.job(*job, seen)?.on_state(at, *state),
            Event::JobReferred { job, .. } => {
                self.referred += 1;
                self.job(*job, seen)?.on_referred(at)
            }
            Event::TaskPlaced { task, node, .. } => self.job(task.job, seen)?.on_placed(at, *task, *node),
            Event::TaskEnded { task, node, outcome } => self.job(task.job, seen)?.on_ended(at, *task, *node, *outcome),
            Event::JobClosed { job, closed } => {
                self.job(*job, seen)?.on_closed(at, closed)?;
                self.add(closed);
                Ok(())
            }
            Event::JobOver(status) => self.job(status.job, seen)?.on_told(at, status),
            _ => Ok(()),
        }
    }

    fn job(&mut self, job: JobId, seen: &Seen) -> Result<&mut JobBook, Violation> {
        let nowhere = Violation::FromNowhere { job, node: NodeId(seen.node), at: seen.at };
        self.jobs.get_mut(&job).ok_or(nowhere)
    }

    fn add(&mut self, closed: &JobClosed) {
        let paid = closed.payouts.iter().map(|(_, amount)| *amount).sum();
        self.told.add(Cause::Lock, closed.escrowed);
        self.told.add(Cause::JobPayment, paid);
        self.told.add(Cause::JobBurn, closed.burned);
        self.told.add(Cause::Refund, closed.refunded);
    }
}
