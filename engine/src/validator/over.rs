//! Jobs that are over: for a while the last word on each, then only that it is over and how.

use crate::amount::Amount;
use crate::id::{JobId, NodeId};
use crate::job::JobState;
use crate::time::Time;
use crate::wire::JobStatus;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::string::String;
use alloc::vec::Vec;
use borsh::{BorshDeserialize, BorshSerialize};

/// What is still known of them. A requester numbers its jobs, so those that ended alike are mostly runs.
#[derive(Default, BorshSerialize, BorshDeserialize)]
pub(super) struct Over {
    recent: BTreeMap<JobId, JobStatus>,
    /// Until when each of `recent` is kept, in order; [`Time::MAX`] before the first step after a crash.
    until: VecDeque<(Time, JobId)>,
    /// Requester and first number of each run; its last number and how it ended.
    runs: BTreeMap<(NodeId, u32), (u32, JobState)>,
}

impl Over {
    /// Keeps the last word on a job `until` then; calls come in order of these times.
    pub fn insert(&mut self, status: JobStatus, until: Time) {
        self.until.push_back((until, status.job));
        self.recent.insert(status.job, status);
    }

    /// What came from records is kept `until` then, as if it had ended now.
    pub fn begin(&mut self, until: Time) {
        for (at, _) in self.until.iter_mut().filter(|(at, _)| *at == Time::MAX) {
            *at = until;
        }
    }

    /// Shortens what was kept until now.
    pub fn forget(&mut self, now: Time) {
        while let Some(&(until, job)) = self.until.front()
            && until <= now
        {
            self.until.pop_front();
            if let Some(status) = self.recent.remove(&job) {
                self.shorten(job, status.state);
            }
        }
    }

    fn shorten(&mut self, JobId { requester, number }: JobId, state: JobState) {
        let (mut first, mut last) = (number, number);
        if let Some((from, to, of)) = self.run_before(requester, number)
            && to.checked_add(1) == Some(number)
            && of == state
        {
            first = from;
        }
        if let Some(next) = number.checked_add(1)
            && let Some(&(to, of)) = self.runs.get(&(requester, next))
            && of == state
        {
            self.runs.remove(&(requester, next));
            last = to;
        }
        self.runs.insert((requester, first), (last, state));
    }

    /// The run that begins at `number` or before: first and last number, and how it ended.
    fn run_before(&self, requester: NodeId, number: u32) -> Option<(u32, u32, JobState)> {
        let (&(_, first), &(last, state)) = self.runs.range((requester, 0)..=(requester, number)).next_back()?;
        Some((first, last, state))
    }

    pub fn contains(&self, job: JobId) -> bool {
        self.recent.contains_key(&job) || self.how(job).is_some()
    }

    fn how(&self, job: JobId) -> Option<JobState> {
        let (_, last, state) = self.run_before(job.requester, job.number)?;
        (job.number <= last).then_some(state)
    }

    /// The last word on a job: all of it, or what is left.
    pub fn status(&self, job: JobId) -> Option<JobStatus> {
        self.recent.get(&job).cloned().or_else(|| {
            let (paid, refunded, outputs) = (Amount::ZERO, Amount::ZERO, Vec::new());
            let reason = String::from("it ended long ago: amounts and outputs are no longer kept");
            self.how(job).map(|state| JobStatus { job, state, paid, refunded, reason, outputs })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_forgotten_but_details(
            jobs in proptest::collection::btree_map((0_u32..2, prop_oneof![0_u32..40, Just(u32::MAX)]), (any::<bool>(), any::<u16>()), 0..60)
        ) {
            let mut jobs: Vec<_> = jobs.into_iter().collect();
            jobs.sort_by_key(|(_, (_, order))| *order);
            let (mut over, end) = (Over::default(), |good: bool| if good { JobState::Settled } else { JobState::Refunded });
            for (at, &((requester, number), (good, _))) in (0..).zip(&jobs) {
                let job = JobId { requester: NodeId(requester), number };
                let (paid, refunded, reason, outputs) = (Amount(7), Amount(8), String::new(), Vec::new());
                over.insert(JobStatus { job, state: end(good), paid, refunded, reason, outputs }, Time(at + 10));
                over.forget(Time(at));
            }
            prop_assert!(over.recent.len() <= 10);
            for requester in 0..2 {
                for number in (0..41).chain([u32::MAX]) {
                    let known = jobs.iter().find(|(of, _)| *of == (requester, number)).map(|(_, (good, _))| end(*good));
                    let job = JobId { requester: NodeId(requester), number };
                    prop_assert_eq!(over.contains(job), known.is_some());
                    prop_assert_eq!(over.status(job).map(|status| status.state), known);
                }
            }
            over.forget(Time::MAX);
            prop_assert!(over.recent.is_empty() && over.until.is_empty());
            // Neighbours that ended alike are one run.
            let runs: Vec<_> = over.runs.iter().collect();
            for pair in runs.windows(2) {
                let (((a, _), (last, end_a)), ((b, first), (_, end_b))) = (pair[0], pair[1]);
                prop_assert!(a != b || last.checked_add(1) != Some(*first) || end_a != end_b);
            }
        }
    }
}
