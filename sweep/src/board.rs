//! The runs of a sweep that are to be done: points opened one by one, replicates added as the rule says.

use crate::hall::{Board, Progress};
use crate::mark::Marks;
use crate::row::Row;
use crate::rule::Verdict;
use crate::shard::Shard;
use crate::study::Study;
use std::collections::VecDeque;
use std::ops::Range;

/// What is done, under way and to do.
pub(crate) struct OpenPoints<'a> {
    study: &'a Study,
    marks: Marks,
    /// Points that were not looked at yet.
    points: VecDeque<usize>,
    /// Replicates of a point that are to begin, but for those that are there.
    queue: VecDeque<(usize, Range<u32>)>,
    /// Runs to begin or under way, by point.
    open: Vec<usize>,
    progress: Progress,
}

impl<'a> OpenPoints<'a> {
    /// The points of a part of the sweep; `marks` holds the runs that are there already.
    pub(crate) fn new(study: &'a Study, shard: Shard, marks: Marks) -> Self {
        let points: VecDeque<usize> = (0..marks.by_point.len()).filter(|point| shard.holds(*point)).collect();
        let (done, failed) = (marks.by_point.iter().flatten().flatten().count(), marks.failures.len());
        let needed = |point: &usize| match study.rule.verdict(&marks.by_point[*point]) {
            Verdict::Needs(replicates) | Verdict::Ended(replicates, _) => replicates,
        };
        let known = points.iter().map(needed).sum();
        let (open, progress) = (vec![0; marks.by_point.len()], Progress { done, failed, known });
        Self { study, marks, points, queue: VecDeque::new(), open, progress }
    }

    /// All runs.
    pub(crate) fn into_marks(self) -> Marks {
        self.marks
    }

    /// Puts up the runs that a point needs and does not have.
    fn open_point(&mut self, point: usize) {
        let Verdict::Needs(replicates) = self.study.rule.verdict(&self.marks.by_point[point]) else { return };
        let runs = &mut self.marks.by_point[point];
        if runs.len() < replicates {
            runs.resize(replicates, None);
        }
        self.open[point] = runs[..replicates].iter().filter(|run| run.is_none()).count();
        self.queue.push_back((point, 0..replicates as u32));
    }
}

impl Board for OpenPoints<'_> {
    /// Points are opened one by one, so that the queue stays short.
    fn next(&mut self) -> Option<(usize, u32)> {
        loop {
            let Some((point, replicates)) = self.queue.front_mut() else {
                let point = self.points.pop_front()?;
                self.open_point(point);
                continue;
            };
            let runs = &self.marks.by_point[*point];
            match replicates.find(|replicate| runs[*replicate as usize].is_none()) {
                Some(replicate) => return Some((*point, replicate)),
                None => drop(self.queue.pop_front()),
            }
        }
    }

    fn put(&mut self, row: Row, line: Option<u64>) {
        let point = row.point;
        self.progress.done += 1;
        self.progress.failed += usize::from(row.result.is_err());
        self.marks.note(row, line.unwrap_or(0));
        self.open[point] -= 1;
        if self.open[point] == 0 {
            let before = self.marks.by_point[point].len();
            self.open_point(point);
            self.progress.known += self.marks.by_point[point].len() - before;
        }
    }

    fn progress(&self) -> Progress {
        self.progress
    }
}
