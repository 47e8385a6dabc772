//! A validator from its records.

use super::Validator;
use super::job::Job;
use super::members::Member;
use crate::config::Protocol;
use crate::id::{JobId, TaskId};
use crate::job::{JobGraph, TaskState};
use crate::node::{JobAdmitted, Record, RecoverError};
use alloc::vec::Vec;

impl Validator {
    pub(crate) fn restore(&mut self, record: Record, protocol: &Protocol) -> Result<(), RecoverError> {
        match record {
            Record::Key { node, key } => {
                let row = self.peers.enter(node, protocol);
                self.peers.bind(row, key, protocol);
            }
            Record::Member(record) => {
                let row = self.peers.enter(record.node, protocol);
                self.peers.enrol(row, Member::restored(&record));
                self.peers.change(row, |member| {
                    let availability = member.availability;
                    *member = Member { availability, ..Member::restored(&record) };
                });
            }
            Record::Beats { node, availability } => {
                if let Some(member) = self.peers.find(node).and_then(|row| self.peers.member_at_mut(row)) {
                    member.availability = availability;
                }
            }
            Record::Job(JobAdmitted { submission, at }) => {
                let graph = JobGraph::new(&submission.spec).map_err(|error| RecoverError::Spec(submission.job, error))?;
                self.jobs.insert(submission.job, Job::new(submission.spec, graph, at));
            }
            Record::JobState { job, state, reason, escrowed } => {
                let found = self.jobs.get_mut(&job).ok_or(RecoverError::Job(job))?;
                (found.state, found.reason, found.escrowed) = (state, reason, escrowed);
            }
            Record::Task { job, task, record } => {
                let found = self.jobs.get_mut(&job).and_then(|job| job.tasks.get_mut(usize::from(task)));
                *found.ok_or(RecoverError::Job(job))? = record;
            }
            Record::Transaction { number, transaction } => {
                self.outgoing.next = self.outgoing.next.max(number + 1);
                self.outgoing.pending.insert(number, transaction);
            }
            Record::Answered { number } => {
                self.outgoing.next = self.outgoing.next.max(number + 1);
                self.outgoing.pending.remove(&number);
            }
            Record::Lives(lives) => self.lives = *lives,
            Record::Referred { job, to } => self.restore_referral(job, to),
            Record::Reported { next_epoch } => self.next_report = next_epoch,
            _ => {}
        }
        Ok(())
    }

    /// Recomputes what follows from the records: the queue, reservations, and jobs that are over.
    pub(crate) fn rebuild(&mut self, protocol: &Protocol) {
        let over: Vec<JobId> = self.jobs.iter().filter(|(_, job)| job.state.is_final()).map(|(id, _)| *id).collect();
        for id in over {
            self.restore_over(id, protocol);
        }
        for (&id, job) in &self.jobs {
            for (task, record) in (0_u16..).zip(&job.tasks) {
                if matches!(record.state, TaskState::Ready { .. }) {
                    self.queue.push(id, task, protocol.queue.sharing);
                }
                if let Some((node, _)) = record.state.holder()
                    && let Some(row) = self.peers.find(node)
                {
                    let attempt = TaskId { job: id, task, attempt: record.attempts.saturating_sub(1) };
                    self.peers.change(row, |member| member.hold(attempt, &job.spec.tasks[usize::from(task)]));
                }
            }
        }
    }
}
