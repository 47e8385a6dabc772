//! A run that is run again from its own scenario.

use super::side::Side;
use crate::run::Bar;
use anyhow::{Context, Result};
use records::compare::{Chain, Tick};
use records::run::{Recording, RunFolder};
use scenarios::{prepare, shipped};
use tempfile::TempDir;

/// A run done again, in a folder that goes with it.
pub struct Again {
    pub folder: RunFolder,
    pub chain: Chain,
    _place: TempDir,
}

/// A run that took another course when it was run again.
pub struct NotReproduced {
    pub name: String,
    /// The version that made it, if it is not this one.
    pub version: Option<String>,
    pub recorded: Tick,
    pub found: Tick,
}

impl Again {
    /// Runs `side` again up to and at `until_ns`.
    pub fn run(side: &Side, until_ns: u64, digest_every_ns: u64, events_ns: Option<(u64, u64)>) -> Result<Self> {
        let scenario = side.folder.path().join("scenario.toml");
        let loaded = shipped::load(&scenario.to_string_lossy(), &[])?;
        let plan = prepare(&loaded)?.plan;
        let place = tempfile::tempdir().context("no temporary folder can be made to run the runs again")?;
        let out = place.path().join("again");
        let recording = Recording { digest_every_ns: Some(digest_every_ns), events_ns };
        let bar = Bar::new(until_ns / 1_000_000_000);
        let done = sim::run_until(plan, &side.scenario_toml, &out, recording, until_ns, |progress| bar.show(progress));
        bar.close();
        done.with_context(|| format!("{} cannot be run again", side.name))?;
        let folder = RunFolder::open(&out)?;
        Ok(Self { chain: Chain::recorded(&folder)?, folder, _place: place })
    }
}
