//! What stays in memory of a run that has ended: the rest is in the journal.

use crate::row::Row;
use crate::shard::Shard;
use crate::study::Study;
use std::collections::BTreeMap;

/// A run that has ended, 24 B.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mark {
    /// Where its line in the journal begins (B); of a failure nothing is read there.
    pub line: u64,
    pub came_to: CameTo,
}

/// What the stop rule must know of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum CameTo {
    /// This value of the rule's metric.
    Value(f64),
    /// No value of it, or the rule asks for none.
    Nothing,
    Failed,
}

impl Mark {
    /// The value of the rule's metric.
    pub fn value(&self) -> Option<f64> {
        match self.came_to {
            CameTo::Value(value) => Some(value),
            CameTo::Nothing | CameTo::Failed => None,
        }
    }
}

/// All runs of a part of a sweep that have ended.
pub(crate) struct Marks {
    pub shard: Shard,
    /// Replicates of a point at most (count).
    replicates_max: u32,
    /// Place of the rule's metric among those of the study.
    metric: Option<usize>,
    /// By point, then by replicate.
    pub by_point: Vec<Vec<Option<Mark>>>,
    /// Runs that failed, by point and replicate, whole: those that need not fail again are in no journal.
    pub failures: BTreeMap<(usize, u32), Row>,
}

impl Marks {
    pub fn new(study: &Study, shard: Shard) -> Self {
        let by_point = vec![Vec::new(); study.points.values.len()];
        let (replicates_max, metric) = (study.replicates_max(), study.rule.metric());
        Self { shard, replicates_max, metric, by_point, failures: BTreeMap::new() }
    }

    /// Notes a run whose line begins at `line`; one of another point or of a replicate beyond the rule's greatest is passed over.
    pub fn note(&mut self, row: Row, line: u64) {
        let (point, place) = (row.point, row.replicate as usize);
        if point >= self.by_point.len() || !self.shard.holds(point) || row.replicate >= self.replicates_max {
            return;
        }
        let of_point = &mut self.by_point[point];
        if of_point.len() <= place {
            of_point.resize(place + 1, None);
        }
        let came_to = match self.metric.and_then(|metric| row.value(metric)) {
            _ if row.result.is_err() => CameTo::Failed,
            Some(value) => CameTo::Value(value),
            None => CameTo::Nothing,
        };
        of_point[place] = Some(Mark { line, came_to });
        if came_to == CameTo::Failed {
            self.failures.insert((point, row.replicate), row);
        } else if !self.failures.is_empty() {
            self.failures.remove(&(point, row.replicate));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_takes_24_bytes_of_memory() {
        assert_eq!(size_of::<Option<Mark>>(), 24);
    }
}
