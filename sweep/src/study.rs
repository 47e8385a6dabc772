//! A sweep that is ready: its file, its points, each of them checked.

use crate::design::Points;
use crate::error::SweepError;
use crate::rule::Rule;
use crate::run::Source;
use rayon::prelude::*;
use records::observe::{Metric, metrics_of};
use records::scenario::{Design, ScenarioError, SweepFile};
use scenarios::{Loaded, Ready, ready, shipped};
use std::path::Path;

/// A sweep: what to run.
pub struct Study {
    pub(crate) file: SweepFile,
    pub(crate) points: Points,
    pub(crate) rule: Rule,
    /// The filled-in file.
    pub(crate) toml: String,
}

impl Study {
    /// Reads the sweep file at `path`, with `overrides` as after `--set`; `sweep.KEY` sets keys of the sweep itself.
    ///
    /// # Errors
    /// Whatever is wrong with the file, with line and key.
    pub fn load(path: &Path, overrides: &[(String, String)]) -> Result<Self, SweepError> {
        let file = shipped::load_sweep(path, overrides)?;
        let (points, rule, toml) = (Points::of(&file), Rule::of(&file.sweep, metrics_of(&file.scenario)), file.to_toml()?);
        Ok(Self { file, points, rule, toml })
    }

    /// Name of the scenario, or `run`.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.file.scenario.name.is_empty() { "run" } else { &self.file.scenario.name }
    }

    /// How its points are chosen.
    #[must_use]
    pub fn design(&self) -> Design {
        self.file.sweep.design
    }

    /// The metrics whose sensitivity is told.
    pub fn sensitivity_metrics(&self) -> impl Iterator<Item = &'static str> {
        let asked = &self.file.sweep.sensitivity_metrics;
        self.metrics()
            .iter()
            .map(|metric| metric.name)
            .filter(move |name| asked.is_empty() || asked.iter().any(|one| one == name))
    }

    /// What its runs measure.
    #[must_use]
    pub fn metrics(&self) -> &'static [Metric] {
        metrics_of(&self.file.scenario)
    }

    /// Place of a metric among them.
    pub(crate) fn metric(&self, name: &str) -> Option<usize> {
        self.metrics().iter().position(|metric| metric.name == name)
    }

    /// The points.
    #[must_use]
    pub fn points(&self) -> &Points {
        &self.points
    }

    /// Replicates of a point at most.
    #[must_use]
    pub fn replicates_max(&self) -> u32 {
        self.file.sweep.replicates_max()
    }

    /// Loads and prepares every point, so that nothing is refused after hours of runs.
    ///
    /// # Errors
    /// What is wrong with the first point that cannot run.
    pub fn check(&self) -> Result<(), SweepError> {
        let check = |point: usize| {
            let wrong = |cause| SweepError::Point { point, values: self.points.told(point), cause };
            let loaded = self.loaded(point).map_err(|error| wrong(error.into()))?;
            match ready(&loaded).map_err(|error| wrong(error.into()))? {
                Ready::Network(prepared) => prepared.plan.shared().map(drop).map_err(|error| wrong(error.into())),
                Ready::Market(_) | Ready::Mechanism(_) => Ok(()),
            }
        };
        // The first in order is told, whichever is found first.
        let wrong =
            (0..self.points.values.len()).into_par_iter().filter_map(|point| check(point).err().map(|error| (point, error)));
        wrong.min_by_key(|(point, _)| *point).map_or(Ok(()), |(_, error)| Err(error))
    }
}

impl Source for Study {
    fn loaded(&self, point: usize) -> Result<Loaded, ScenarioError> {
        self.file.at(point, &self.points.keys, &self.points.values[point])
    }

    fn seed(&self, replicate: u32) -> u64 {
        self.file.scenario.seed + u64::from(replicate)
    }
}
