//! One scenario, run in both worlds.

use crate::case::Case;
use crate::trace;
use crate::world::World;
use anyhow::{Context, Result};
use indicatif::ProgressBar;
use node::devnet::{self, Options};
use records::scenario::Scenario;
use std::collections::BTreeMap;
use std::path::Path;
use tokio::runtime::Builder;

/// What it came to in each.
pub struct Both {
    /// In virtual time.
    pub simulated: World,
    /// In real time.
    pub real: World,
}

/// Runs `case` in both worlds, into folders under `folder`, whose old content goes.
pub fn run(case: &Case, folder: &Path) -> Result<Both> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("{}: cannot empty the folder", folder.display()))?;
    }
    std::fs::create_dir_all(folder).with_context(|| format!("{}: cannot make the folder", folder.display()))?;
    let mut overrides = Vec::new();
    if !case.spells.is_empty() {
        let path = folder.join("spells.parquet");
        trace::write(&path, case.spells)?;
        overrides.push(("churn.trace".to_owned(), path.display().to_string()));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(case.name).with_extension("toml");
    let loaded = Scenario::load(&file, &overrides)?;
    let plan = scenarios::prepare(&loaded)?.plan;
    let simulated = sim::run(plan, &loaded.scenario.to_toml(), &folder.join("simulated"), |_| ())?.folder;

    let options = Options::on_scenario(&loaded, folder.join("real"), case.wire.clone(), Vec::new())?;
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(devnet::run(options, ProgressBar::hidden())).context("the devnet failed")?;

    let simulated = World::read(&simulated).context("the simulated run")?;
    let mut real = World::read(&outcome.folder).context("the real run")?;
    // The table of epochs lacks what is paid in an epoch that is not settled; a devnet's books do not.
    let booked = (0..).zip(&outcome.books).map(|(node, books)| (node, books.job_income.0));
    real.income = booked.filter(|(_, income)| *income > 0).collect::<BTreeMap<u32, u128>>();
    Ok(Both { simulated, real })
}
