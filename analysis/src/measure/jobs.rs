//! How many jobs got where, and what it took.

use std::collections::BTreeMap;

use crate::Run;
use crate::run::{FINAL_STATES, Jobs, PASSING_STATES, Tasks};

/// Jobs by state at the end of the records: from `summary.json`, else from the last line of the timeline, else from the jobs table.
///
/// A killed run's jobs table may lack the jobs that were still open, hence this order.
pub fn jobs_by_state(run: &Run) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    if let Some(summary) = run.summary.as_ref().filter(|summary| !summary.jobs.is_empty()) {
        counts.clone_from(&summary.jobs);
    } else if let Some(last) = run.timeline.time_ns.len().checked_sub(1) {
        let passing = PASSING_STATES.iter().zip(&run.timeline.passing);
        let ended = FINAL_STATES.iter().zip(&run.timeline.ended);
        for (state, column) in passing.chain(ended) {
            counts.insert((*state).to_owned(), u64::from(column[last]));
        }
    } else {
        for row in 0..run.jobs.state.len() {
            *counts.entry(run.jobs.state.get(row).to_owned()).or_insert(0) += 1;
        }
    }
    counts.retain(|_, count| *count > 0);
    counts
}

/// Share of ended jobs that settled (0 to 1); `None` when none ended. Jobs still open at the end of the run do not count.
pub fn success_share(jobs_by_state: &BTreeMap<String, u64>) -> Option<f64> {
    let count = |state: &str| jobs_by_state.get(state).copied().unwrap_or(0);
    let ended: u64 = FINAL_STATES.iter().map(|state| count(state)).sum();
    (ended > 0).then(|| count("settled") as f64 / ended as f64)
}

/// Share of settled jobs with a final result that is wrong (0 to 1), as only a simulator knows; `None` when none settled.
pub fn wrong_share(jobs: &Jobs) -> Option<f64> {
    let settled = || (0..jobs.outputs_wrong.len()).filter(|row| jobs.state.get(*row) == "settled");
    let wrong = settled().filter(|row| jobs.outputs_wrong[*row] > 0).count();
    (settled().count() > 0).then(|| wrong as f64 / settled().count() as f64)
}

/// Attempts per placed task beyond the first; `None` when no task was placed.
pub fn retries_per_task(tasks: &Tasks) -> Option<f64> {
    (tasks.first_attempts > 0).then(|| tasks.attempts as f64 / tasks.first_attempts as f64 - 1.0)
}

/// What workers could have computed while they ran attempts that have ended, per work of verified tasks; `None` without any.
pub fn redundancy(tasks: &Tasks) -> Option<f64> {
    (tasks.verified_gflop > 0.0).then(|| tasks.held_gflop / tasks.verified_gflop)
}

/// Why jobs ended without settling: reasons in words with their counts, the most frequent first.
pub fn reasons(jobs: &Jobs) -> Vec<(String, u64)> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for row in 0..jobs.reason.len() {
        let reason = jobs.reason.get(row);
        if !reason.is_empty() {
            *counts.entry(reason).or_insert(0) += 1;
        }
    }
    let mut reasons: Vec<_> = counts.into_iter().map(|(reason, count)| (reason.to_owned(), count)).collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.1));
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::example::text;
    use crate::run::{Summary, Timeline};

    fn count(pairs: &[(&str, u64)]) -> BTreeMap<String, u64> {
        pairs.iter().map(|(state, n)| ((*state).to_owned(), *n)).collect()
    }

    #[test]
    fn the_summary_outranks_the_timeline_and_the_timeline_the_jobs_table() {
        let mut run = Run::default();
        run.jobs.state = text(&["settled", "failed", "settled"]);
        assert_eq!(jobs_by_state(&run), count(&[("failed", 1), ("settled", 2)]));
        run.timeline = Timeline {
            time_ns: vec![0, 1],
            passing: [vec![1, 0], vec![0, 0], vec![0, 0], vec![0, 4], vec![0, 0], vec![0, 0]],
            ended: [vec![0, 2], vec![0, 1], vec![0, 0]],
            ..Timeline::default()
        };
        assert_eq!(jobs_by_state(&run), count(&[("failed", 1), ("running", 4), ("settled", 2)]));
        run.summary = Some(Summary { jobs: count(&[("settled", 9), ("failed", 0)]), ..Summary::default() });
        assert_eq!(jobs_by_state(&run), count(&[("settled", 9)]));
    }

    #[test]
    fn success_is_counted_over_ended_jobs() {
        let jobs = count(&[("settled", 6), ("failed", 1), ("refunded", 1), ("running", 50)]);
        assert_eq!(success_share(&jobs), Some(0.75));
        assert_eq!(success_share(&count(&[("running", 3)])), None);
    }

    #[test]
    fn retries_are_attempts_beyond_the_first_of_each_task() {
        let tasks = Tasks { attempts: 5, first_attempts: 4, ..Tasks::default() };
        assert_eq!(retries_per_task(&tasks), Some(0.25));
        assert_eq!(retries_per_task(&Tasks::default()), None);
    }

    #[test]
    fn the_most_frequent_reason_comes_first() {
        let jobs = Jobs { reason: text(&["b", "", "a", "a"]), ..Jobs::default() };
        assert_eq!(reasons(&jobs), [("a".to_owned(), 2), ("b".to_owned(), 1)]);
    }
}
