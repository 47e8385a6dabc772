//! A run folder, opened: its tables as typed columns, its scenario, its summary.
//!
//! A run that was killed has no `summary.json` and perhaps no part of some table; it opens all the same.

mod column;
mod market;
mod rows;
mod sums;
mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, PolarsResult};

pub use column::Category;
pub use market::MarketRun;
pub use records::run::Summary;
use records::scenario::Cloud;
pub use rows::{FINAL_STATES, Jobs, Nodes, PASSING_STATES, Supply, Timeline};
pub use sums::{CLASS_UNKNOWN, Epochs, Load, Tasks, WorkerSums};
pub use table::Table;

use crate::AnalysisError;
use table::{parts, read_part};

/// One run folder in memory.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// The folder.
    pub path: PathBuf,
    /// The filled-in scenario, as stored.
    pub scenario_text: String,
    /// Its values by dotted key, as TOML writes them.
    pub scenario: BTreeMap<String, String>,
    /// Price to compare with, as the scenario gives it.
    pub cloud: Cloud,
    /// Digest of the run, hexadecimal; `None` when it did not finish.
    pub digest: Option<String>,
    /// What the run said of itself; `None` when it did not finish.
    pub summary: Option<Summary>,
    /// Tables without a single row.
    pub empty: Vec<Table>,
    /// Nodes.
    pub nodes: Nodes,
    /// Workers and epochs.
    pub epochs: Epochs,
    /// Token supply by epoch.
    pub supply: Supply,
    /// Jobs.
    pub jobs: Jobs,
    /// Attempts at tasks.
    pub tasks: Tasks,
    /// Counts over time.
    pub timeline: Timeline,
}

impl Run {
    /// Opens the run folder `dir`.
    ///
    /// # Errors
    ///
    /// [`AnalysisError::NotARun`] when `dir` is no folder or has no `scenario.toml`; the other variants name the file at fault.
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, AnalysisError> {
        let dir = dir.as_ref();
        let refuse = |why: &str| AnalysisError::NotARun { path: dir.to_owned(), why: why.to_owned() };
        if !dir.exists() {
            return Err(refuse("it does not exist"));
        }
        if !dir.is_dir() {
            return Err(refuse("it is a file"));
        }
        let scenario_path = dir.join("scenario.toml");
        let scenario_text = read_text(&scenario_path)?.ok_or_else(|| refuse("it has no scenario.toml"))?;
        let scenario: toml::Table = toml::from_str(&scenario_text)
            .map_err(|cause| AnalysisError::Text { path: scenario_path.clone(), cause: cause.to_string() })?;
        let cloud = cloud(&scenario).map_err(|cause| AnalysisError::Text { path: scenario_path, cause })?;
        let summary = read_summary(&dir.join("summary.json"))?;
        let digest = read_text(&dir.join("digest.txt"))?
            .map(|text| text.trim().to_owned())
            .or_else(|| summary.as_ref().map(|summary| summary.digest.clone()))
            .filter(|digest| !digest.is_empty());
        let mut empty = Vec::new();
        let nodes = rows(dir, Table::Nodes, Nodes::default(), Nodes::add, &mut empty)?;
        let epochs = rows(dir, Table::Epochs, Epochs::of(&nodes), |epochs, part| epochs.add(&nodes, part), &mut empty)?;
        let supply = rows(dir, Table::Supply, Supply::default(), Supply::add, &mut empty)?;
        let jobs = rows(dir, Table::Jobs, Jobs::default(), Jobs::add, &mut empty)?;
        let tasks = rows(dir, Table::Tasks, Tasks::default(), |tasks, part| tasks.add(&nodes, part), &mut empty)?;
        Ok(Self {
            path: dir.to_owned(),
            scenario_text,
            scenario: flatten(&scenario),
            cloud,
            digest,
            summary,
            nodes,
            epochs,
            supply,
            jobs,
            tasks,
            timeline: rows(dir, Table::Timeline, Timeline::default(), Timeline::add, &mut empty)?,
            empty,
        })
    }

    /// Name of the scenario; the folder's name when none is stored.
    pub fn name(&self) -> String {
        let stored = self.summary.as_ref().map(|summary| summary.scenario.as_str());
        let keyed = self.scenario.get("name").map(|name| name.trim_matches('"'));
        let folder = self.path.file_name().and_then(|name| name.to_str());
        [stored, keyed, folder].into_iter().flatten().find(|name| !name.is_empty()).unwrap_or("run").to_owned()
    }

    /// Seed of the run, if stored.
    pub fn seed(&self) -> Option<u64> {
        let keyed = || self.scenario.get("seed").and_then(|seed| seed.parse().ok());
        self.summary.as_ref().map(|summary| summary.seed).or_else(keyed)
    }

    /// Length of an epoch \[s\], if stored.
    pub fn epoch_s(&self) -> Option<u64> {
        self.scenario.get("time.epoch_s")?.parse().ok()
    }

    /// Simulated time that the records cover \[s\].
    pub fn span_s(&self) -> f64 {
        match &self.summary {
            Some(summary) if summary.simulated_s > 0.0 => summary.simulated_s,
            _ => self.timeline.span_s(),
        }
    }
}

/// Labels that tell runs apart: the scenario with its seed, then the folder, then a number.
pub fn labels(runs: &[Run]) -> Vec<String> {
    let seeded = |run: &Run| match run.seed() {
        Some(seed) => format!("{} · seed {seed}", run.name()),
        None => run.name(),
    };
    let folder = |run: &Run| {
        let name = run.path.file_name().and_then(|name| name.to_str());
        name.map_or_else(|| run.path.display().to_string(), str::to_owned)
    };
    let distinct = |labels: &[String]| labels.iter().enumerate().all(|(at, label)| !labels[..at].contains(label));
    for candidate in [runs.iter().map(seeded).collect::<Vec<_>>(), runs.iter().map(folder).collect()] {
        if distinct(&candidate) {
            return candidate;
        }
    }
    runs.iter().enumerate().map(|(at, run)| format!("{} · run {}", run.name(), at + 1)).collect()
}

/// Adds the parts of a table to `rows`, one after the other.
fn rows<T>(
    dir: &Path,
    table: Table,
    mut rows: T,
    add: impl Fn(&mut T, &DataFrame) -> PolarsResult<()>,
    empty: &mut Vec<Table>,
) -> Result<T, AnalysisError> {
    let mut height = 0;
    for path in parts(&dir.join(table.name()))? {
        let part = read_part(&path, table)?;
        height += part.height();
        add(&mut rows, &part).map_err(|cause| AnalysisError::Parquet { path, cause: cause.to_string() })?;
    }
    if height == 0 {
        empty.push(table);
    }
    Ok(rows)
}

fn read_text(path: &Path) -> Result<Option<String>, AnalysisError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(AnalysisError::Read { path: path.to_owned(), cause }),
    }
}

fn read_summary(path: &Path) -> Result<Option<Summary>, AnalysisError> {
    let Some(text) = read_text(path)? else {
        return Ok(None);
    };
    serde_json::from_str(&text).map(Some).map_err(|cause| AnalysisError::Text { path: path.to_owned(), cause: cause.to_string() })
}

/// The table `[cloud]` of a stored scenario; no price where it has none.
fn cloud(scenario: &toml::Table) -> Result<Cloud, String> {
    let table = scenario.get("cloud").cloned();
    let read = table.map(|table| table.try_into().map_err(|cause: toml::de::Error| format!("cloud: {}", cause.message())));
    read.unwrap_or_else(|| Ok(Cloud::default()))
}

/// Values of a scenario by dotted key; the elements of a list of tables are numbered from 0.
fn flatten(table: &toml::Table) -> BTreeMap<String, String> {
    fn walk(prefix: &str, value: &toml::Value, flat: &mut BTreeMap<String, String>) {
        match value {
            toml::Value::Table(table) => {
                for (key, value) in table {
                    let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                    walk(&path, value, flat);
                }
            }
            toml::Value::Array(items) if items.iter().any(toml::Value::is_table) => {
                for (at, item) in items.iter().enumerate() {
                    walk(&format!("{prefix}[{at}]"), item, flat);
                }
            }
            other => {
                flat.insert(prefix.to_owned(), other.to_string());
            }
        }
    }
    let mut flat = BTreeMap::new();
    walk("", &toml::Value::Table(table.clone()), &mut flat);
    flat
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenario_keys_are_dotted_and_lists_of_tables_numbered() {
        let table: toml::Table =
            toml::from_str("name = 'q'\n[churn]\nlaw = 'weibull'\n[[mix]]\nshare = 0.5\n[[mix]]\nshare = 0.25\n").unwrap();
        let flat = flatten(&table);
        assert_eq!(flat["churn.law"], "\"weibull\"");
        assert_eq!(flat["mix[1].share"], "0.25");
        assert_eq!(flat.len(), 4);
    }

    #[test]
    fn labels_fall_back_from_seed_to_folder_to_number() {
        let run = |path: &str, seed: u64| Run {
            path: path.into(),
            scenario: [("name".into(), "\"q\"".into()), ("seed".into(), seed.to_string())].into(),
            ..Run::default()
        };
        assert_eq!(labels(&[run("a", 1), run("b", 2)]), ["q · seed 1", "q · seed 2"]);
        assert_eq!(labels(&[run("a", 1), run("b", 1)]), ["a", "b"]);
        assert_eq!(labels(&[run("x/a", 1), run("y/a", 1)]), ["q · run 1", "q · run 2"]);
    }
}
