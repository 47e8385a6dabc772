//! How long jobs take.

use std::collections::BTreeMap;

pub use records::statistics::quantile;

use crate::run::Jobs;

/// Completion times of settled jobs: from submission to settlement \[s\].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Completion {
    /// Number of settled jobs.
    pub settled: usize,
    /// Mean \[s\].
    pub mean_s: Option<f64>,
    /// Median \[s\].
    pub p50_s: Option<f64>,
    /// 95th percentile \[s\].
    pub p95_s: Option<f64>,
}

/// Summary of the completion times of settled jobs.
pub fn completion(jobs: &Jobs) -> Completion {
    let times_s = completion_s(jobs);
    Completion {
        settled: times_s.len(),
        mean_s: (!times_s.is_empty()).then(|| times_s.iter().sum::<f64>() / times_s.len() as f64),
        p50_s: quantile(&times_s, 0.5),
        p95_s: quantile(&times_s, 0.95),
    }
}

/// Completion times of settled jobs \[s\], ascending.
pub fn completion_s(jobs: &Jobs) -> Vec<f64> {
    let mut times_s: Vec<f64> = settled(jobs).map(|(_, time_s)| time_s).collect();
    times_s.sort_by(f64::total_cmp);
    times_s
}

/// Completion times of settled jobs \[s\], ascending, by kind of job.
pub fn completion_s_by_kind(jobs: &Jobs) -> BTreeMap<String, Vec<f64>> {
    let mut by_kind: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (row, time_s) in settled(jobs) {
        by_kind.entry(jobs.kind.get(row).to_owned()).or_default().push(time_s);
    }
    for times_s in by_kind.values_mut() {
        times_s.sort_by(f64::total_cmp);
    }
    by_kind
}

fn settled(jobs: &Jobs) -> impl Iterator<Item = (usize, f64)> + '_ {
    (0..jobs.submitted_ns.len()).filter_map(|row| {
        let ended_ns = jobs.ended_ns[row].filter(|_| jobs.state.get(row) == "settled")?;
        let taken_ns = ended_ns.saturating_sub(jobs.submitted_ns[row]);
        Some((row, taken_ns as f64 / 1e9))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::example::text;

    fn jobs() -> Jobs {
        let second = 1_000_000_000;
        Jobs {
            kind: text(&["llm", "map", "llm", "llm", "llm"]),
            tasks: vec![1; 5],
            submitted_ns: vec![0, second, second, 0, 0],
            ended_ns: vec![Some(4 * second), Some(3 * second), Some(13 * second), Some(second), None],
            state: text(&["settled", "settled", "settled", "refunded", "running"]),
            reason: text(&["", "", "", "no worker", ""]),
            ..Jobs::default()
        }
    }

    #[test]
    fn only_settled_jobs_count_from_submission_to_settlement() {
        assert_eq!(completion_s(&jobs()), [2.0, 4.0, 12.0]);
        let summary = completion(&jobs());
        assert_eq!((summary.settled, summary.mean_s, summary.p50_s), (3, Some(6.0), Some(4.0)));
        assert!((summary.p95_s.unwrap() - 11.2).abs() < 1e-12); // rank 1.9 of 0..=2: 4 + 0.9 · 8
    }

    #[test]
    fn kinds_are_kept_apart() {
        let by_kind = completion_s_by_kind(&jobs());
        assert_eq!(by_kind["llm"], [4.0, 12.0]);
        assert_eq!(by_kind["map"], [2.0]);
    }
}
