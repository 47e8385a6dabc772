//! The runs of a sweep that are to be done: points opened one by one, replicates added as the rule says.

use crate::hall::{Board, Progress};
use crate::row::Row;
use crate::rule::Verdict;
use crate::shard::Shard;
use crate::study::Study;
use std::collections::VecDeque;

/// What is done, under way and to do.
pub(crate) struct OpenPoints<'a> {
    study: &'a Study,
    rows: Vec<Vec<Option<Row>>>,
    /// Points that were not looked at yet.
    points: VecDeque<usize>,
    /// Runs to begin.
    queue: VecDeque<(usize, u32)>,
    /// Runs to begin or under way, by point.
    open: Vec<usize>,
    progress: Progress,
}

impl<'a> OpenPoints<'a> {
    /// The points of a part of the sweep; `rows` holds, by point and replicate, those that are there already.
    pub(crate) fn new(study: &'a Study, shard: Shard, rows: Vec<Vec<Option<Row>>>) -> Self {
        let points: VecDeque<usize> = (0..rows.len()).filter(|point| shard.holds(*point)).collect();
        let done = rows.iter().flatten().flatten();
        let (done, failed) = done.fold((0, 0), |(done, failed), row| (done + 1, failed + usize::from(row.result.is_err())));
        let needed = |point: &usize| match study.rule.verdict(&rows[*point]) {
            Verdict::Needs(replicates) | Verdict::Ended(replicates, _) => replicates,
        };
        let known = points.iter().map(needed).sum();
        let (open, progress) = (vec![0; rows.len()], Progress { done, failed, known });
        Self { study, rows, points, queue: VecDeque::new(), open, progress }
    }

    /// The rows of all runs, by point and replicate.
    pub(crate) fn into_rows(self) -> Vec<Vec<Option<Row>>> {
        self.rows
    }

    /// Puts up the runs that a point needs and does not have.
    fn open_point(&mut self, point: usize) {
        let Verdict::Needs(replicates) = self.study.rule.verdict(&self.rows[point]) else { return };
        let rows = &mut self.rows[point];
        if rows.len() < replicates {
            rows.resize(replicates, None);
        }
        let missing =
            (0_u32..).zip(&rows[..replicates]).filter(|(_, row)| row.is_none()).map(|(replicate, _)| (point, replicate));
        let before = self.queue.len();
        self.queue.extend(missing);
        self.open[point] = self.queue.len() - before;
    }
}

impl Board for OpenPoints<'_> {
    /// Points are opened one by one, so that the queue stays short.
    fn next(&mut self) -> Option<(usize, u32)> {
        while self.queue.is_empty() {
            let point = self.points.pop_front()?;
            self.open_point(point);
        }
        self.queue.pop_front()
    }

    fn put(&mut self, row: Row) {
        let point = row.point;
        self.progress.done += 1;
        self.progress.failed += usize::from(row.result.is_err());
        let place = row.replicate as usize;
        self.rows[point][place] = Some(row);
        self.open[point] -= 1;
        if self.open[point] == 0 {
            let before = self.rows[point].len();
            self.open_point(point);
            self.progress.known += self.rows[point].len() - before;
        }
    }

    fn progress(&self) -> Progress {
        self.progress
    }
}
