//! The arguments of `xpand find`.

use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  xpand find scenarios/finds/smallest-network.toml         run it, in runs/smallest-network-find; again to go on after a kill
  xpand find mine.toml --check                             check it, say how many runs it takes, run nothing
  xpand find mine.toml --replicates 50 --crosses 0.99
  xpand find quickstart --key network.loss --from 0 --to 0.6 --metric success_share --crosses 0.5
  xpand find mine.toml --set find.along.steps=12 --set churn.preset=overnet03

A search file is a scenario with a table [find]:

  extends = \"quickstart\"
  [find]
  key = \"population.workers\"       any key that is a number
  from = 10
  to = 300
  metric = \"success_share\"         one of those of sweeps
  crosses = 0.95
  replicates = 20                   or [find.stop]: until the interval is narrow enough
  [find.along]                      a second key: a frontier
  key = \"workload.jobs_per_hour\"
  values = [30, 60, 120, 240]

Replicate r has the same seed at every value. The mean over replicates is bisected; with crossing = \"of-each\" each of them is, on
its own. What its folder holds:

  thresholds.parquet   a row a threshold, with its interval
  means.parquet        a row a value tried, with the mean there
  crossings.parquet    with of-each instead: a row a replicate
  evaluations.parquet  a row a run
  summary.json         thresholds with their intervals
  find.svg             the figure
  find.toml            the file filled in
  journal.txt          every run that has ended: what a killed search goes on from

The same file gives the same bytes, but for the journal, whatever threads and kills.
The exit status is not zero if a run failed, or if there is no threshold at all.")]
pub struct FindArgs {
    /// Search file; with the flags below, any scenario file, or the name of one that comes with the program.
    pub file: PathBuf,
    /// Key that is searched over, a number; the same as --set find.key=KEY.
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// Least value tried; the same as --set find.from=VALUE.
    #[arg(long, value_name = "VALUE", allow_negative_numbers = true)]
    pub from: Option<f64>,
    /// Greatest value tried; the same as --set find.to=VALUE.
    #[arg(long, value_name = "VALUE", allow_negative_numbers = true)]
    pub to: Option<f64>,
    /// linear or log; the same as --set find.scale=SCALE.
    #[arg(long, value_name = "SCALE")]
    pub scale: Option<String>,
    /// Metric that crosses the bound; the same as --set find.metric=NAME.
    #[arg(long, value_name = "NAME")]
    pub metric: Option<String>,
    /// The bound; the same as --set find.crosses=VALUE.
    #[arg(long, value_name = "VALUE", allow_negative_numbers = true)]
    pub crosses: Option<f64>,
    /// of-mean or of-each; the same as --set find.crossing=WORD.
    #[arg(long, value_name = "WORD")]
    pub crossing: Option<String>,
    /// Distance of values at which bisection stops; the same as --set find.tolerance=VALUE.
    #[arg(long, value_name = "VALUE")]
    pub tolerance: Option<f64>,
    /// Replicates; the same as --set find.replicates=N.
    #[arg(long, value_name = "N")]
    pub replicates: Option<u32>,
    /// Half-width of the interval, as a share of the threshold, until which replicates are added; the same as --set
    /// find.stop.half_width=SHARE.
    #[arg(long, value_name = "SHARE")]
    pub half_width: Option<f64>,
    /// Change one value of the scenario, or of the search as find.KEY; may be given often.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Folder for the search; new, empty, or that of the same search to go on with [default: runs/NAME-find].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Runs at once [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub threads: Option<u32>,
    /// Check the file and both ends, say how many runs it takes, and run nothing.
    #[arg(long)]
    pub check: bool,
}
