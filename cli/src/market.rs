//! `xpand run` of a scenario by epochs.

use crate::args::RunArgs;
use analysis::{MarketRun, market_summary, write_market_report};
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use records::run::{MarketWriter, Summary};
use scenarios::Scenario;
use scenarios::economy::{Plan, run_recorded};
use std::path::Path;
use std::time::Instant;

/// Runs it, prints its summary, writes its report.
pub fn run(args: &RunArgs, scenario: &Scenario, plan: &Plan, out: &Path) -> Result<()> {
    crate::run::of_networks_only(args, "epoch")?;
    let writer = MarketWriter::create(out, &scenario.to_toml())?;
    let bar = ProgressBar::new(u64::from(plan.epochs));
    let style = ProgressStyle::with_template("{bar:32.cyan/dim} {percent:>3}%  epoch {pos}/{len}  {per_sec}  {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let started = Instant::now();
    let named = Summary { scenario: scenario.name.clone(), version: env!("CARGO_PKG_VERSION").to_owned(), ..Summary::default() };
    let ended = run_recorded(plan, writer, named, &mut |row| bar.set_position(u64::from(row.epoch) + 1), &|| {
        started.elapsed().as_secs_f64()
    });
    bar.finish_and_clear();
    ended?;
    tell(out, args.no_report)
}

/// Prints the summary of a run that has ended, and writes its report.
pub fn tell(folder: &Path, no_report: bool) -> Result<()> {
    let run = MarketRun::open(folder)?;
    crate::say(market_summary(&run))?;
    crate::say(format_args!("digest  {}", run.digest.as_deref().unwrap_or("none")))?;
    crate::say(format_args!("run     {}", folder.display()))?;
    if !no_report {
        let report = write_market_report(&run, folder).context("the run is complete, its report is not")?;
        crate::say(format_args!("report  {}", report.display()))?;
    }
    Ok(())
}
