//! `xpand report`.

use crate::args::ReportArgs;
use analysis::{MarketRun, Run, compare, terminal_summary, write_report};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// Rebuilds the report of one run, or compares several.
pub fn report(args: &ReportArgs) -> Result<()> {
    match args.runs.iter().filter(|run| MarketRun::is_one(run)).count() {
        0 => {}
        1 if args.runs.len() == 1 && args.out.is_none() => return crate::market::tell(&args.runs[0], false),
        1 if args.runs.len() == 1 => {
            bail!("--out is for runs by messages and sessions: the report of a run by epochs lies in its folder")
        }
        _ => bail!("runs by epochs are compared by a sweep: see `xpand sweep --help`"),
    }
    let runs = args.runs.iter().map(Run::open).collect::<Result<Vec<_>, _>>()?;
    match runs.as_slice() {
        [run] => crate::say(terminal_summary(run))?,
        runs => crate::say(compare(runs))?,
    }
    let out = args.out.clone().unwrap_or_else(|| default_folder(&args.runs));
    crate::say(format_args!("report  {}", write_report(&runs, &out)?.display()))
}

fn default_folder(runs: &[PathBuf]) -> PathBuf {
    match runs {
        [run] => run.clone(),
        runs => runs.first().and_then(|run| run.parent()).unwrap_or(Path::new("")).join("comparison"),
    }
}
