//! The folder of a run by epochs, opened: the economy epoch by epoch, its scenario, its summary.

use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, PolarsResult};

use super::column::Columns;
use super::{Summary, Table, read_summary, read_text, rows};
use crate::AnalysisError;

/// A run by epochs in memory.
#[derive(Clone, Debug, Default)]
pub struct MarketRun {
    /// The folder.
    pub path: PathBuf,
    /// The filled-in scenario, as stored.
    pub scenario_text: String,
    /// Digest of the run, hexadecimal; `None` when it did not finish.
    pub digest: Option<String>,
    /// What the run said of itself; `None` when it did not finish.
    pub summary: Option<Summary>,
    /// Number of each epoch.
    pub epoch: Vec<u32>,
    /// Nodes that worked in it (count).
    pub nodes: Vec<f64>,
    /// Nodes whose averaged profit is negative (count).
    pub under_water: Vec<f64>,
    /// Share of the capacity that was used.
    pub utilisation_share: Vec<f64>,
    /// What requesters offered to spend (USD an epoch).
    pub demand_usd: Vec<f64>,
    /// What they paid (USD an epoch).
    pub served_usd: Vec<f64>,
    /// Quality of service as requesters remember it.
    pub quality_share: Vec<f64>,
    /// Price of a token (USD).
    pub price_usd: Vec<f64>,
    /// Minted since genesis (tokens).
    pub minted: Vec<f64>,
    /// Burned since genesis (tokens).
    pub burned: Vec<f64>,
    /// Tokens in anybody's hands (tokens).
    pub circulating: Vec<f64>,
    /// Rewards and pay of all nodes (USD an epoch).
    pub income_usd: Vec<f64>,
    /// Of it, pay for jobs (USD an epoch).
    pub fees_usd: Vec<f64>,
    /// Share of the split that attacking nodes got.
    pub attack_pool_share: Vec<f64>,
}

impl MarketRun {
    /// Whether the folder `dir` is of a run by epochs.
    #[must_use]
    pub fn is_one(dir: &Path) -> bool {
        dir.join(Table::Market.name()).is_dir()
    }

    /// Opens the run folder `dir`.
    ///
    /// # Errors
    ///
    /// [`AnalysisError::NotARun`] when it has no `scenario.toml`; the other variants name the file at fault.
    pub fn open(dir: &Path) -> Result<Self, AnalysisError> {
        let refuse = || AnalysisError::NotARun { path: dir.to_owned(), why: "it has no scenario.toml".to_owned() };
        let scenario_text = read_text(&dir.join("scenario.toml"))?.ok_or_else(refuse)?;
        let summary = read_summary(&dir.join("summary.json"))?;
        let digest = read_text(&dir.join("digest.txt"))?.map(|text| text.trim().to_owned());
        let run = Self { path: dir.to_owned(), scenario_text, digest, summary, ..Self::default() };
        rows(dir, Table::Market, run, Self::add, &mut Vec::new())
    }

    fn add(&mut self, part: &DataFrame) -> PolarsResult<()> {
        let counts = |name| part.u32s(name).map(|counts| counts.into_iter().map(f64::from).collect::<Vec<_>>());
        self.epoch.extend(part.u32s("epoch")?);
        self.nodes.extend(counts("nodes")?);
        self.under_water.extend(counts("under_water")?);
        self.utilisation_share.extend(part.f64s("utilisation_share")?);
        self.demand_usd.extend(part.f64s("demand_usd")?);
        self.served_usd.extend(part.f64s("served_usd")?);
        self.quality_share.extend(part.f64s("quality_share")?);
        self.price_usd.extend(part.f64s("price_usd")?);
        add_up(&mut self.minted, part.f64s("minted_tokens")?);
        add_up(&mut self.burned, part.f64s("burned_tokens")?);
        self.circulating.extend(part.f64s("circulating_tokens")?);
        self.income_usd.extend(part.f64s("income_usd")?);
        self.fees_usd.extend(part.f64s("fees_usd")?);
        self.attack_pool_share.extend(part.f64s("attack_pool_share")?);
        Ok(())
    }

    /// Name of the scenario; the folder's name when none is stored.
    #[must_use]
    pub fn name(&self) -> String {
        let stored = self.summary.as_ref().map(|summary| summary.scenario.clone()).filter(|name| !name.is_empty());
        stored.unwrap_or_else(|| self.path.file_name().map_or("run".to_owned(), |name| name.to_string_lossy().into_owned()))
    }
}

/// Appends the running sum of `values`.
fn add_up(sums: &mut Vec<f64>, values: Vec<f64>) {
    let mut sum = sums.last().copied().unwrap_or_default();
    sums.extend(values.into_iter().map(|value| {
        sum += value;
        sum
    }));
}
