//! One of the two runs.

use anyhow::Result;
use records::compare::{Chain, Nodes};
use records::run::{RunFolder, Summary};
use std::path::Path;

/// One of the two runs.
pub struct Side {
    /// As the user calls it.
    pub name: String,
    pub folder: RunFolder,
    pub scenario_toml: String,
    pub chain: Chain,
    pub nodes: Nodes,
    pub summary: Option<Summary>,
}

impl Side {
    pub fn open(path: &Path) -> Result<Self> {
        let folder = RunFolder::open(path)?;
        Ok(Self {
            name: path.display().to_string(),
            scenario_toml: folder.scenario_toml()?,
            chain: Chain::read(&folder)?,
            nodes: Nodes::read(&folder)?,
            summary: folder.summary()?,
            folder,
        })
    }

    /// Whether the run came to its end.
    pub fn is_finished(&self) -> bool {
        self.summary.is_some()
    }

    /// The version that made the run, if it is not this one.
    pub fn other_version(&self) -> Option<String> {
        let version = &self.summary.as_ref()?.version;
        (version != env!("CARGO_PKG_VERSION")).then(|| version.clone())
    }
}
