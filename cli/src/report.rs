//! `xpand report`.

use crate::args::ReportArgs;
use analysis::{Run, compare, terminal_summary, write_report};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Rebuilds the report of one run, or compares several.
pub fn report(args: &ReportArgs) -> Result<()> {
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
