//! `xpand conformance`.

use anyhow::{Result, bail};
use clap::Args;
use std::time::Instant;
use theory::conformance::{self, table};

/// Columns of the table.
const COLUMNS: u16 = 120;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  xpand conformance                      every row, with the seed that the tests use
  xpand conformance --seed 7             other draws
  xpand conformance --fresh 20           twenty new seeds, taken together, with Holm's correction at 1 %
  xpand conformance --json > rows.json

A row holds a closed form against the mechanism itself, played out. Exact rows must be equal; the others must lie within three standard
errors. The exit status is 0 if all do.")]
pub struct ConformanceArgs {
    /// Seed of all draws.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(0..=1_000_000_000_000))]
    pub seed: u64,
    /// Play every row with so many seeds from --seed on, and judge each row by all of them.
    #[arg(long, value_name = "SEEDS", value_parser = clap::value_parser!(u32).range(2..=10_000))]
    pub fresh: Option<u32>,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// Holds the closed forms of the economy against simulation.
pub fn conformance(args: &ConformanceArgs) -> Result<()> {
    let started = Instant::now();
    let (told, held, rows) = match args.fresh {
        None => {
            let rows = conformance::rows(args.seed);
            let told = if args.json { json(&table::json(&rows))? } else { table::text(&rows, COLUMNS) };
            (told, rows.iter().filter(|row| row.holds()).count(), rows.len())
        }
        Some(seeds) => {
            let rows = conformance::fresh(seeds, args.seed);
            let told = if args.json { json(&table::fresh_json(&rows))? } else { table::fresh_text(&rows, COLUMNS) };
            (told, rows.iter().filter(|row| row.holds).count(), rows.len())
        }
    };
    crate::say(told)?;
    if !args.json {
        crate::say(format_args!("{held} of {rows} rows hold, in {:.1} s", started.elapsed().as_secs_f64()))?;
    }
    if held < rows {
        bail!("{} of {rows} rows do not hold", rows - held);
    }
    Ok(())
}

fn json(value: &serde_json::Value) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)?)
}
