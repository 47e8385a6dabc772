//! A search that is ready: its file, its ladder, its ends checked.

use super::ladder::Ladder;
use crate::error::SweepError;
use crate::run::Source;
use rayon::prelude::*;
use records::observe::{Metric, metrics_of};
use records::scenario::{Crossing, FindFile, ScenarioError, Search};
use scenarios::{Loaded, Ready, ready, shipped};
use std::path::Path;
use toml::Value;

/// A search: what to find.
pub struct Study {
    pub(super) file: FindFile,
    pub(super) ladder: Ladder,
    /// The filled-in file.
    pub(super) toml: String,
}

/// A point of a search, as a number: the position on the ladder, the ladders of the second key's values one behind the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Number of the value of the second key; 0 without one.
    pub along: usize,
    pub position: usize,
}

impl Study {
    /// Reads the search file at `path`, or the shipped scenario of this name, with `overrides` as after `--set`; `find.KEY` sets keys
    /// of the search itself.
    ///
    /// # Errors
    /// Whatever is wrong with the file, with line and key.
    pub fn load(path: &Path, overrides: &[(String, String)]) -> Result<Self, SweepError> {
        let file = shipped::load_find(path, overrides)?;
        let (ladder, toml) = (Ladder::of(&file.search), file.to_toml()?);
        Ok(Self { file, ladder, toml })
    }

    /// What its runs measure.
    #[must_use]
    pub fn metrics(&self) -> &'static [Metric] {
        metrics_of(&self.file.scenario)
    }

    /// What is searched for.
    #[must_use]
    pub fn search(&self) -> &Search {
        &self.file.search
    }

    /// Name of the scenario, or `run`.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.file.scenario.name.is_empty() { "run" } else { &self.file.scenario.name }
    }

    /// Values that may be tried (count).
    #[must_use]
    pub fn values(&self) -> usize {
        self.ladder.last() + 1
    }

    /// Runs at most (count).
    #[must_use]
    pub fn runs_max(&self) -> usize {
        let halvings = self.ladder.runs_of_crossing() - 2;
        let values = match self.file.search.crossing {
            Crossing::OfEach => 2 + halvings,
            // The threshold and both ends of its interval, which begin at one middle.
            Crossing::OfMean => 3 * halvings,
        };
        // Where the ends are on one side, three values between are tried.
        values.max(5).min(self.values()) * self.file.search.replicates_max() as usize * self.frontier()
    }

    /// Values of the second key (count), 1 without one.
    pub(super) fn frontier(&self) -> usize {
        self.file.search.along.as_ref().map_or(1, |along| along.values.len())
    }

    /// The value of the second key.
    pub(super) fn along(&self, number: usize) -> Option<&Value> {
        self.file.search.along.as_ref().and_then(|along| along.values.get(number))
    }

    pub(super) fn point(&self, Place { along, position }: Place) -> usize {
        along * self.values() + position
    }

    pub(super) fn place(&self, point: usize) -> Place {
        Place { along: point / self.values(), position: point % self.values() }
    }

    /// Loads and prepares both ends at every value of the second key, so that these are not refused after hours of runs.
    ///
    /// # Errors
    /// What is wrong with the first that cannot run.
    pub fn check(&self) -> Result<(), SweepError> {
        let check = |point: usize| {
            let wrong = |cause| SweepError::Point { point, values: self.told(point), cause };
            let loaded = self.loaded(point).map_err(|error| wrong(error.into()))?;
            match ready(&loaded).map_err(|error| wrong(error.into()))? {
                Ready::Network(prepared) => prepared.plan.shared().map(drop).map_err(|error| wrong(error.into())),
                Ready::Market(_) | Ready::Mechanism(_) => Ok(()),
            }
        };
        let ends = |along| [0, self.ladder.last()].map(|position| self.point(Place { along, position }));
        let ends: Vec<usize> = (0..self.frontier()).flat_map(ends).collect();
        // The first in order is told, whichever is found first.
        let wrong = ends.into_par_iter().filter_map(|point| check(point).err().map(|error| (point, error)));
        wrong.min_by_key(|(point, _)| *point).map_or(Ok(()), |(_, error)| Err(error))
    }

    /// `key = value, key = value` of a point.
    pub(super) fn told(&self, point: usize) -> String {
        let place = self.place(point);
        let second = self.file.search.along.as_ref().zip(self.along(place.along));
        let second = second.map(|(along, value)| format!(", {} = {value}", along.key)).unwrap_or_default();
        format!("{} = {}{second}", self.file.search.key, self.ladder.toml(place.position))
    }
}

impl Source for Study {
    fn loaded(&self, point: usize) -> Result<Loaded, ScenarioError> {
        let place = self.place(point);
        self.file.at(self.along(place.along), &self.ladder.toml(place.position))
    }

    fn seed(&self, replicate: u32) -> u64 {
        self.file.scenario.seed + u64::from(replicate)
    }
}
