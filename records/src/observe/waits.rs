//! How long workers look for their validator and tasks wait for a worker: how many of each length, not each of them.

use super::{Metrics, Observer};
use borsh::{BorshDeserialize, BorshSerialize};
use engine::{Span, TaskId, Time};

/// Lengths below 2⁷ ns are kept as they are, longer ones to their first seven binary places.
const PLACES: u32 = 7;

/// Spans by their length: quantiles are right to 2⁻⁸ of their value, whatever their number. Memory: 1 KiB an octave, up to 57 KiB.
#[derive(Clone, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Spans {
    /// By [`bucket`], up to the longest one.
    counts: Vec<u64>,
    all: u64,
}

/// Which lengths count as one.
fn bucket(ns: u64) -> usize {
    let shift = (u64::BITS - ns.leading_zeros()).saturating_sub(PLACES + 1);
    ((shift as usize) << PLACES) + (ns >> shift) as usize
}

/// The middle of a bucket (ns).
fn middle_ns(bucket: usize) -> f64 {
    let shift = (bucket >> PLACES).saturating_sub(1);
    let first = ((bucket - (shift << PLACES)) as u64) << shift;
    first as f64 + ((1_u64 << shift) - 1) as f64 / 2.0
}

impl Spans {
    fn add(&mut self, span: Span) {
        let bucket = bucket(span.0);
        if self.counts.len() <= bucket {
            self.counts.resize(bucket + 1, 0);
        }
        self.counts[bucket] += 1;
        self.all += 1;
    }

    /// Length (ms) that a share `q` (0 to 1) of all do not exceed; `None` if there is none.
    fn quantile_ms(&self, q: f64) -> Option<f64> {
        let rank = ((self.all as f64 * q).ceil() as u64).max(1);
        let mut up_to = 0;
        let found = self.counts.iter().position(|count| {
            up_to += count;
            up_to >= rank
        });
        found.map(|bucket| middle_ns(bucket) / 1e6)
    }
}

/// What was waited for.
#[derive(Clone, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub(super) struct Waits {
    /// A worker's start to its first welcome.
    discovery: Spans,
    /// A job's submission to the first placement of one of its tasks.
    first_placement: Spans,
    /// A task's being ready to its placement.
    placement: Spans,
}

impl Waits {
    pub fn on_first_placement(&mut self, wait: Span) {
        self.first_placement.add(wait);
    }

    /// Fills in the metrics that are about waiting.
    pub fn tell(&self, metrics: &mut Metrics) {
        let [median, high] = [0.5, 0.99];
        metrics.discovery_p50_ms = self.discovery.quantile_ms(median);
        metrics.discovery_p99_ms = self.discovery.quantile_ms(high);
        metrics.first_placement_p50_ms = self.first_placement.quantile_ms(median);
        metrics.first_placement_p99_ms = self.first_placement.quantile_ms(high);
        metrics.placement_p50_ms = self.placement.quantile_ms(median);
        metrics.placement_p99_ms = self.placement.quantile_ms(high);
    }

    /// What was waited for, how often, and how long (ms): median and 99th percentile. Without what never happened.
    pub fn told(&self) -> impl Iterator<Item = (&'static str, u64, [f64; 2])> {
        let named = [
            ("worker registered", &self.discovery),
            ("job's first task placed", &self.first_placement),
            ("ready task placed", &self.placement),
        ];
        named.into_iter().filter_map(|(name, spans)| Some((name, spans.all, [spans.quantile_ms(0.5)?, spans.quantile_ms(0.99)?])))
    }
}

impl Observer {
    /// A worker was welcomed for the first time in this life, so long after it started.
    pub fn on_discovery(&mut self, wait: Span) {
        self.totals.tally.waits.discovery.add(wait);
    }

    /// A task is ready and waits for a worker.
    pub(super) fn on_queued(&mut self, now: Time, task: TaskId) {
        self.queued_tasks += 1;
        self.queued.entry(task).or_insert(now);
    }

    /// A task waits no more: it was given to a worker, or its job was given up.
    pub(super) fn on_unqueued(&mut self, now: Time, task: TaskId, placed: bool) {
        self.queued_tasks = self.queued_tasks.saturating_sub(1);
        if let Some(since) = self.queued.remove(&task)
            && placed
        {
            self.totals.tally.waits.placement.add(now.since(since));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_follow_one_another_and_their_middles_are_near() {
        let mut last = 0;
        for ns in (0..4_096).chain((12..64).flat_map(|bit| [(1_u64 << bit) - 1, 1 << bit, (1 << bit) + (1 << (bit - 2))])) {
            let found = bucket(ns);
            assert!(found >= last, "{ns}");
            last = found;
            let error = (middle_ns(found) - ns as f64).abs();
            assert!(error <= ns as f64 / 256.0, "{ns} is told as {}", middle_ns(found));
        }
        assert_eq!(bucket(u64::MAX), last.max(bucket(u64::MAX)));
        assert!(bucket(u64::MAX) < 58 << PLACES);
    }

    #[test]
    fn quantiles_are_those_of_the_values() {
        let mut spans = Spans::default();
        assert_eq!(spans.quantile_ms(0.5), None);
        (1..=1_000).for_each(|ms| spans.add(Span::from_millis(ms)));
        for (q, ms) in [(0.0, 1.0), (0.5, 500.0), (0.99, 990.0), (1.0, 1_000.0)] {
            let found = spans.quantile_ms(q).unwrap();
            assert!((found / ms - 1.0).abs() < 1.0 / 256.0, "{q}: {found}");
        }
    }
}
