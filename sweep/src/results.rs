//! What a sweep came to: points with marks of their runs, whose rows are read from the journal when they are asked for.

use crate::error::SweepError;
use crate::estimate::Estimate;
use crate::lines::Lines;
use crate::mark::{CameTo, Mark, Marks};
use crate::row::Row;
use crate::rule::{Stopped, Verdict};
use crate::sensitivity::Index;
use crate::shard::Shard;
use crate::study::Study;
use crate::{sensitivity, summary, tables, terminal};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One point of an ended sweep, for those who set several side by side.
pub struct Cell<'a> {
    study: &'a Study,
    /// By replicate.
    rows: Vec<Row>,
}

/// An ended sweep, or an ended part of one.
pub struct Results<'a> {
    pub(crate) study: &'a Study,
    pub(crate) shard: Shard,
    /// The folder with the journal.
    out: PathBuf,
    /// Each point of the part, in order.
    pub(crate) points: Vec<Point>,
    /// Runs that failed, by point and replicate.
    failures: BTreeMap<(usize, u32), Row>,
    pub(crate) told: Told,
}

/// What the terminal shows of the tables, kept from when they were written.
#[derive(Default)]
pub(crate) struct Told {
    /// Of the first points, by metric.
    pub estimates: Vec<Vec<Option<Estimate>>>,
    /// Of the first that are compared.
    pub differences: Vec<Vec<Option<Estimate>>>,
    /// Of all that are compared.
    pub tests: tables::Tests,
    /// Of a design that tells them.
    pub indices: Vec<Index>,
}

/// One point with all its replicates.
pub(crate) struct Point {
    pub number: usize,
    /// By replicate.
    pub runs: Vec<Mark>,
    pub stopped: Stopped,
}

impl Point {
    pub fn failed(&self) -> usize {
        self.runs.iter().filter(|run| run.came_to == CameTo::Failed).count()
    }
}

impl Cell<'_> {
    /// What a metric came to, replicate by replicate; `None` for a run that failed or gives none.
    #[must_use]
    pub fn values(&self, metric: &str) -> Vec<Option<f64>> {
        let metric = self.study.metric(metric);
        self.rows.iter().map(|row| row.value(metric?)).collect()
    }
}

/// Reads rows of ended runs, one at a time.
pub(crate) struct Reader<'r> {
    failures: &'r BTreeMap<(usize, u32), Row>,
    lines: Lines,
}

impl Reader<'_> {
    /// A run of a point, by the number of its replicate.
    pub fn row(&mut self, point: &Point, replicate: usize) -> Result<Row, SweepError> {
        let key = (point.number, replicate as u32);
        match self.failures.get(&key) {
            Some(row) => Ok(row.clone()),
            None => self.lines.row_of(point.runs[replicate].line, key),
        }
    }

    /// Gives all runs of a point to `each`.
    pub fn each(&mut self, point: &Point, mut each: impl FnMut(Row)) -> Result<(), SweepError> {
        (0..point.runs.len()).try_for_each(|replicate| self.row(point, replicate).map(&mut each))
    }
}

impl<'a> Results<'a> {
    /// The ended points of `marks`, cut to the replicates that the rule asks for; writes all tables and, last, the summary to the
    /// folder `out`, whose journal holds the rows.
    pub(crate) fn written(study: &'a Study, shard: Shard, marks: Marks, out: &Path) -> Result<Self, SweepError> {
        let point = |(number, runs): (usize, Vec<Option<Mark>>)| match study.rule.verdict(&runs) {
            Verdict::Ended(replicates, stopped) => {
                Some(Point { number, runs: runs.into_iter().take(replicates).map_while(|run| run).collect(), stopped })
            }
            Verdict::Needs(_) => None,
        };
        let Marks { by_point, mut failures, .. } = marks;
        let points: Vec<Point> =
            by_point.into_iter().enumerate().filter(|(number, _)| shard.holds(*number)).filter_map(point).collect();
        failures.retain(|(number, replicate), _| {
            let found = points.binary_search_by_key(number, |point| point.number);
            found.is_ok_and(|at| (*replicate as usize) < points[at].runs.len())
        });
        let mut results = Self { study, shard, out: out.to_owned(), points, failures, told: Told::default() };
        let digest = tables::write_runs(&results, out)?;
        let mut told = Told::default();
        if study.file.sweep.design.tells_sensitivity() {
            told.indices = sensitivity::indices(&results)?;
            sensitivity::sheet(&told.indices).write(out, "sensitivity.parquet")?;
        } else {
            told.estimates = tables::write_points(&results, out)?;
            (told.differences, told.tests) = tables::write_differences(&results, out)?;
        }
        results.told = told;
        summary::write(&results, digest, out)?;
        Ok(results)
    }

    pub(crate) fn reader(&self) -> Result<Reader<'_>, SweepError> {
        Ok(Reader { failures: &self.failures, lines: Lines::open(&self.out)? })
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

    /// What the replicates of a point say, by metric.
    pub(crate) fn estimates(&self, reader: &mut Reader<'_>, point: &Point) -> Result<Vec<Option<Estimate>>, SweepError> {
        let metrics = self.study.metrics().len();
        Estimate::of_passes(metrics, self.confidence(), |give| {
            reader.each(point, |row| {
                (0..metrics)
                    .filter_map(|metric| Some((metric, row.value(metric)?)))
                    .for_each(|(metric, value)| give(metric, value));
            })
        })
    }

    /// What pairs of replicates of equal number, and so of equal seed, say of a point less `base`, by metric.
    pub(crate) fn differences(
        &self,
        [reader, of_base]: [&mut Reader<'_>; 2],
        point: &Point,
        base: &Point,
    ) -> Result<Vec<Option<Estimate>>, SweepError> {
        let metrics = self.study.metrics().len();
        Estimate::of_passes(metrics, self.confidence(), |give| {
            (0..point.runs.len().min(base.runs.len())).try_for_each(|replicate| {
                let (row, other) = (reader.row(point, replicate)?, of_base.row(base, replicate)?);
                let less = |metric| Some((metric, row.value(metric)? - other.value(metric)?));
                (0..metrics).filter_map(less).for_each(|(metric, value)| give(metric, value));
                Ok(())
            })
        })
    }

    /// Its points, in order, each read when it is asked for.
    ///
    /// # Errors
    /// A journal that cannot be read any more, once for each point that is asked for.
    pub fn cells(&self) -> impl Iterator<Item = Result<Cell<'_>, SweepError>> {
        self.points.iter().map(|point| {
            let mut rows = Vec::with_capacity(point.runs.len());
            self.reader()?.each(point, |row| rows.push(row))?;
            Ok::<_, SweepError>(Cell { study: self.study, rows })
        })
    }

    /// What each key contributes to each metric; none of a sweep with another design than `morris` or `sobol`.
    #[must_use]
    pub fn indices(&self) -> &[Index] {
        &self.told.indices
    }

    /// Runs that failed, in order.
    pub fn failures(&self) -> impl Iterator<Item = &Row> {
        self.failures.values()
    }

    /// Runs, with those that failed (count).
    #[must_use]
    pub fn runs(&self) -> usize {
        self.points.iter().map(|point| point.runs.len()).sum()
    }

    /// The points as a table for the terminal, and below it what must be known before it is believed.
    #[must_use]
    pub fn table(&self) -> String {
        if self.study.file.sweep.design.tells_sensitivity() {
            return sensitivity::told(&self.told.indices, self.confidence());
        }
        terminal::table(self)
    }
}
