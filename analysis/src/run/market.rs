//! The folder of a run by epochs, opened: the economy epoch by epoch, its scenario, its summary.

use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, PolarsResult};

use super::column::Columns;
use super::{Summary, Table, read_summary, read_text, rows};
use crate::AnalysisError;
use crate::format::tokens_f64;

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
    /// Nodes (count).
    pub nodes: Vec<f64>,
    /// What they could do (jobs per day).
    pub capacity_jobs: Vec<f64>,
    /// What requesters would have paid (USD an epoch).
    pub demand_usd: Vec<f64>,
    /// What they paid (USD an epoch).
    pub paid_usd: Vec<f64>,
    /// Share of jobs done in time and right.
    pub quality_share: Vec<f64>,
    /// Price of a token (USD).
    pub price_usd: Vec<f64>,
    /// Minted since genesis (tokens).
    pub minted: Vec<f64>,
    /// Burned since genesis (tokens).
    pub burned: Vec<f64>,
    /// Tokens that can be spent (tokens).
    pub circulating: Vec<f64>,
    /// Worth of the tokens given to nodes (USD an epoch).
    pub reward_usd: Vec<f64>,
    /// Paid to nodes for work (USD an epoch).
    pub fees_usd: Vec<f64>,
    /// What running cost them (USD an epoch).
    pub opex_usd: Vec<f64>,
    /// Share of the nodes below their running costs.
    pub under_water_share: Vec<f64>,
    /// What attackers gained over honest work (USD an epoch).
    pub attack_gain_usd: Vec<f64>,
    /// Epochs in which the supply did not add up.
    pub violated: Vec<u32>,
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
        let tokens = |name| part.amounts(name).map(|amounts| amounts.into_iter().map(tokens_f64).collect::<Vec<_>>());
        let epochs = part.u32s("epoch")?;
        let residuals = part.amounts("residual")?;
        self.violated.extend(epochs.iter().zip(residuals).filter(|(_, residual)| *residual != 0).map(|(epoch, _)| *epoch));
        self.epoch.extend(epochs);
        self.nodes.extend(part.u32s("nodes")?.into_iter().map(f64::from));
        self.capacity_jobs.extend(part.f64s("capacity_jobs")?);
        self.demand_usd.extend(part.f64s("demand_usd")?);
        self.paid_usd.extend(part.f64s("paid_usd")?);
        self.quality_share.extend(part.f64s("quality_share")?);
        self.price_usd.extend(part.f64s("price_usd")?);
        self.minted.extend(tokens("minted")?);
        self.burned.extend(tokens("burned")?);
        self.circulating.extend(tokens("circulating")?);
        self.reward_usd.extend(part.f64s("reward_usd")?);
        self.fees_usd.extend(part.f64s("fees_usd")?);
        self.opex_usd.extend(part.f64s("opex_usd")?);
        self.under_water_share.extend(part.f64s("under_water_share")?);
        self.attack_gain_usd.extend(part.f64s("attack_gain_usd")?);
        Ok(())
    }

    /// Name of the scenario; the folder's name when none is stored.
    #[must_use]
    pub fn name(&self) -> String {
        let stored = self.summary.as_ref().map(|summary| summary.scenario.clone()).filter(|name| !name.is_empty());
        stored.unwrap_or_else(|| self.path.file_name().map_or("run".to_owned(), |name| name.to_string_lossy().into_owned()))
    }
}
