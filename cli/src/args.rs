//! The command line.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Simulates a decentralised network that runs AI jobs for tokens, with the protocol code that real nodes run.
#[derive(Debug, Parser)]
#[command(name = "xpand", version, propagate_version = true, arg_required_else_help = true, after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  xpand run quickstart                                   a first run, about two seconds
  xpand run scenarios/volatile.toml --seed 7             another seed, another network
  xpand run quickstart --set churn.preset=overnet03      one value changed
  xpand report runs/quickstart-1 runs/volatile-1         two runs side by side
  xpand scenarios list                                   what comes with the program";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a scenario: writes a run folder with tables and a report, and prints a summary.
    Run(RunArgs),
    /// Rebuild the report of a run, or compare several side by side.
    Report(ReportArgs),
    /// List, show and check scenarios; list presets; print the reference of all keys.
    #[command(
        subcommand,
        after_help = "\
Examples:
  xpand scenarios list
  xpand scenarios show quickstart > my-scenario.toml
  xpand scenarios check my-scenario.toml"
    )]
    Scenarios(ScenariosCommand),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  xpand run quickstart
  xpand run my-scenario.toml --out results/a --seed 3
  xpand run tor-replay --set churn.trace=sessions.parquet
  xpand run quickstart --set workload.jobs_per_hour=120 --set schedule.policy=random

A run folder holds the filled-in scenario.toml, the tables nodes, epochs, supply, jobs, tasks and timeline as Parquet, summary.json,
digest.txt, report.html and figures/. The same scenario and seed give the same digest and the same tables.")]
pub struct RunArgs {
    /// Scenario file, or the name of one that comes with the program.
    pub scenario: String,
    /// Seed of every draw; the same as --set seed=N.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Change one value, by its dotted key; may be given often. `xpand scenarios reference` lists the keys.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Folder for the run; must be new or empty [default: runs/NAME-SEED, numbered if that is taken].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Do not write report.html and figures.
    #[arg(long)]
    pub no_report: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  xpand report runs/quickstart-1
  xpand report runs/quickstart-1 runs/volatile-1 --out comparison

A run that was killed is reported too, as far as it was written.")]
pub struct ReportArgs {
    /// Run folders.
    #[arg(required = true, value_name = "DIR")]
    pub runs: Vec<PathBuf>,
    /// Folder for report.html and figures [default: the run's own; for several, `comparison` beside the first].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum ScenariosCommand {
    /// The scenarios that come with the program.
    #[command(after_help = "Examples:\n  xpand scenarios list")]
    List,
    /// One scenario filled in: every key with its value.
    #[command(after_help = "\
Examples:
  xpand scenarios show quickstart > my-scenario.toml
  xpand scenarios show volatile --set churn.preset=skype06")]
    Show {
        /// Scenario file or name.
        scenario: String,
        /// Change one value first; may be given often.
        #[arg(long = "set", value_name = "KEY=VALUE")]
        set: Vec<String>,
    },
    /// Check scenarios without running them: keys, values, presets and traces.
    #[command(after_help = "\
Examples:
  xpand scenarios check my-scenario.toml volatile
  xpand scenarios check tor-replay --set churn.trace=sessions.parquet")]
    Check {
        /// Scenario files or names.
        #[arg(required = true)]
        scenarios: Vec<String>,
        /// Change one value first; may be given often.
        #[arg(long = "set", value_name = "KEY=VALUE")]
        set: Vec<String>,
    },
    /// The presets that scenarios may name, with their sources.
    #[command(after_help = "Examples:\n  xpand scenarios presets\n  xpand scenarios presets | grep churn")]
    Presets,
    /// The reference of all keys, as Markdown.
    #[command(after_help = "Examples:\n  xpand scenarios reference > reference.md")]
    Reference,
}
