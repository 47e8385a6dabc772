//! What a sweep came to: rows by point, estimates, differences.

use crate::error::SweepError;
use crate::estimate::Estimate;
use crate::row::Row;
use crate::rule::{Stopped, Verdict};
use crate::sensitivity::Index;
use crate::shard::Shard;
use crate::study::Study;
use crate::{sensitivity, summary, tables, terminal};
use std::path::Path;

/// One point of an ended sweep, for those who set several side by side.
#[derive(Clone, Copy)]
pub struct Cell<'a> {
    study: &'a Study,
    point: &'a Point,
}

/// An ended sweep, or an ended part of one.
pub struct Results<'a> {
    pub(crate) study: &'a Study,
    pub(crate) shard: Shard,
    /// Each point of the part, in order.
    pub(crate) points: Vec<Point>,
}

/// One point with all its replicates.
pub(crate) struct Point {
    pub number: usize,
    /// By replicate.
    pub rows: Vec<Row>,
    pub stopped: Stopped,
}

impl Point {
    /// What its replicates say of a metric, by its place among those of the study.
    pub fn estimate(&self, metric: usize, confidence: f64) -> Option<Estimate> {
        let values: Vec<f64> = self.rows.iter().filter_map(|row| row.value(metric)).collect();
        Estimate::of(&values, confidence)
    }

    /// What pairs of replicates of equal number, and so of equal seed, say of this point less `base`.
    pub fn difference(&self, base: &Self, metric: usize, confidence: f64) -> Option<Estimate> {
        let pairs = self.rows.iter().zip(&base.rows);
        let values: Vec<f64> = pairs.filter_map(|(row, other)| Some(row.value(metric)? - other.value(metric)?)).collect();
        Estimate::of(&values, confidence)
    }

    pub fn failed(&self) -> usize {
        self.rows.iter().filter(|row| row.result.is_err()).count()
    }
}

impl Cell<'_> {
    /// What a metric came to, replicate by replicate; `None` for a run that failed or gives none.
    #[must_use]
    pub fn values(&self, metric: &str) -> Vec<Option<f64>> {
        let metric = self.study.metric(metric);
        self.point.rows.iter().map(|row| row.value(metric?)).collect()
    }
}

impl<'a> Results<'a> {
    /// The ended points of `rows`, cut to the replicates that the rule asks for.
    pub(crate) fn new(study: &'a Study, shard: Shard, rows: Vec<Vec<Option<Row>>>) -> Self {
        let point = |(number, rows): (usize, Vec<Option<Row>>)| match study.rule.verdict(&rows) {
            Verdict::Ended(replicates, stopped) => {
                Some(Point { number, rows: rows.into_iter().take(replicates).flatten().collect(), stopped })
            }
            Verdict::Needs(_) => None,
        };
        let held = rows.into_iter().enumerate().filter(|(number, _)| shard.holds(*number));
        Self { study, shard, points: held.filter_map(point).collect() }
    }

    /// Writes all tables and, last, the summary.
    pub(crate) fn write(&self, out: &Path) -> Result<(), SweepError> {
        tables::write_results(self, out)?;
        if self.study.file.sweep.design.tells_sensitivity() {
            sensitivity::sheet(&sensitivity::indices(self)).write(out, "sensitivity.parquet")?;
        } else {
            tables::points(self).write(out, "points.parquet")?;
            if let Some(sheet) = tables::differences(self) {
                sheet.write(out, "differences.parquet")?;
            }
        }
        tables::timing(self).write(out, "timing.parquet")?;
        summary::write(self, out)
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.points.iter().flat_map(|point| &point.rows)
    }

    pub(crate) fn confidence(&self) -> f64 {
        self.study.file.sweep.confidence
    }

    /// The point that the others are compared with, if this part has it and others.
    pub(crate) fn base(&self) -> Option<&Point> {
        let base = self.study.file.sweep.base as usize;
        self.points.iter().find(|point| point.number == base).filter(|_| self.points.len() > 1)
    }

    /// All points but the one that they are compared with.
    pub(crate) fn others(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(|point| point.number != self.study.file.sweep.base as usize)
    }

    /// Its points, in order.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        self.points.iter().map(|point| Cell { study: self.study, point })
    }

    /// What each key contributes to each metric; none of a sweep with another design than `morris` or `sobol`.
    #[must_use]
    pub fn indices(&self) -> Vec<Index> {
        sensitivity::indices(self)
    }

    /// Runs that failed, in order.
    pub fn failures(&self) -> impl Iterator<Item = &Row> {
        self.rows().filter(|row| row.result.is_err())
    }

    /// Runs, with those that failed (count).
    #[must_use]
    pub fn runs(&self) -> usize {
        self.rows().count()
    }

    /// The points as a table for the terminal, and below it what must be known before it is believed.
    #[must_use]
    pub fn table(&self) -> String {
        if self.study.file.sweep.design.tells_sensitivity() {
            return sensitivity::told(&sensitivity::indices(self), self.confidence());
        }
        terminal::table(self)
    }
}
