//! The command line.

use crate::breakeven_args::BreakevenArgs;
use crate::conformance::ConformanceArgs;
use crate::find_args::FindArgs;
use crate::span::{span_ns, window_ns};
use crate::study_args::StudyArgs;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use sweep::Shard;

/// Simulates a decentralised network that runs AI jobs for tokens, with the protocol code that real nodes run.
#[derive(Debug, Parser)]
#[command(name = "xpand", version, propagate_version = true, arg_required_else_help = true, after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  xpand run quickstart                                   a first run, about a second
  xpand run scenarios/volatile.toml --seed 7             another seed, another network
  xpand run quickstart --set churn.preset=overnet03      one value changed
  xpand sweep scenarios/sweeps/placement.toml            many runs, compared
  xpand swarm --seeds 100                                random worlds with faults, each checked
  xpand find scenarios/finds/smallest-network.toml       where a metric crosses a bound
  xpand study network-formation --quick                  what makes a network work, and where it breaks
  xpand study economics --quick                          whether a token economy can last, and who breaks it
  xpand conformance                                      closed forms against simulation
  xpand resume runs/quickstart-1                         go on with a run that was killed
  xpand report runs/quickstart-1 runs/volatile-1         two runs side by side
  xpand diff runs/quickstart-1 runs/quickstart-1-2       where two runs part
  xpand scenarios list                                   what comes with the program
  xpand breakeven --gpu \"RTX 4090\" --country DE --price 0.5 --jobs 2/day    what an operator earns, pays and risks";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a scenario: writes a run folder with tables and a report, and prints a summary.
    Run(RunArgs),
    /// Go on with a run that was killed, from its last checkpoint.
    Resume(ResumeArgs),
    /// Run a scenario many times: values that change, replicates, confidence intervals; goes on after a kill.
    Sweep(SweepArgs),
    /// Run random worlds in which things go wrong, and check that no job is lost and none settled twice.
    Swarm(SwarmArgs),
    /// Find the value of a key at which a metric crosses a bound, with an interval; goes on after a kill.
    Find(FindArgs),
    /// Run a study: sweeps and searches that answer a question, gathered in one report; goes on after a kill.
    Study(StudyArgs),
    /// What an operator earns, pays and risks: revenue, cost, months to return, probability of being under water.
    Breakeven(BreakevenArgs),
    /// Hold the closed forms of the economy against simulation: 27 rows, exact or with z-scores.
    Conformance(ConformanceArgs),
    /// Rebuild the report of a run, or compare several side by side.
    Report(ReportArgs),
    /// Find the first event, node and field in which two runs differ.
    Diff(DiffArgs),
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
  xpand run long.toml --checkpoint-every 1d              so that it can be resumed after a kill
  xpand run quickstart --digest-every 1h                 with a chain of digests, to compare with another run
  xpand run quickstart --events 3h..4h                   with all that nodes see in that hour

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
    /// Send each heartbeat as an event of its own; the same as --set heartbeat.exact=true. Nothing recorded differs but the count of
    /// events.
    #[arg(long)]
    pub exact_heartbeats: bool,
    /// Folder for the run; must be new or empty [default: runs/NAME-SEED, numbered if that is taken].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Do not write report.html and figures.
    #[arg(long)]
    pub no_report: bool,
    /// Record and print the digest at each multiple of this simulated time, as 90s, 30m, 1h or 1d: table digests.
    #[arg(long, value_name = "TIME", value_parser = span_ns)]
    pub digest_every: Option<u64>,
    /// Record all that nodes see in this window of simulated time, as 3h..4h, or .. for all: table events, some hundred bytes a row.
    #[arg(long, value_name = "FROM..TO", value_parser = window_ns)]
    pub events: Option<(u64, u64)>,
    /// Keep the state at each multiple of this simulated time, as 90s, 30m, 6h or 1d, for xpand resume.
    #[arg(long, value_name = "TIME", value_parser = span_ns)]
    pub checkpoint_every: Option<u64>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  xpand run long.toml --checkpoint-every 1d --out runs/long
  xpand resume runs/long                                 after a kill or a power cut, as often as need be

The run must have been started with --checkpoint-every, by the same version of xpand. It goes on from its last checkpoint, with the
same interval, and ends with the bytes that it would have had without the kill; only the wall time differs.")]
pub struct ResumeArgs {
    /// Folder of the run.
    #[arg(value_name = "DIR")]
    pub run: PathBuf,
    /// Do not write report.html and figures.
    #[arg(long)]
    pub no_report: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  xpand sweep scenarios/sweeps/placement.toml              run it, in runs/placement-sweep
  xpand sweep mine.toml --check                            check every point, run nothing
  xpand sweep mine.toml --set sweep.replicates=50 --threads 4
  xpand sweep --resume runs/placement-sweep                go on after a kill
  xpand sweep mine.toml --shard 2/3 --out part-2           one of three jobs of a batch system
  xpand sweep --merge part-1 part-2 part-3 --out whole     put the parts together

A sweep file is a scenario with a table [sweep]:

  extends = \"quickstart\"
  [sweep]
  replicates = 20
  [[sweep.axes]]
  key = \"schedule.policy\"
  values = [\"earliest-finish\", \"random\"]

What its folder holds:

  results.parquet      a row a run
  points.parquet       means and confidence intervals, a row a point and metric
  differences.parquet  each point less point sweep.base, on common random numbers
  sensitivity.parquet  with the designs morris and sobol, instead of these two: what each key contributes
  summary.json         the sweep in a page
  sweep.toml           the file filled in
  journal.txt          every run that has ended: what a killed sweep goes on from
  timing.parquet       how long each run took

The same file gives the same bytes, but for the last two, whatever threads, shards and kills.
Running it again goes on where it was. The exit status is not zero if a run failed.")]
pub struct SweepArgs {
    /// Sweep file.
    #[arg(required_unless_present_any = ["resume", "merge"])]
    pub file: Option<PathBuf>,
    /// Change one value of the scenario, or of the sweep as sweep.KEY; may be given often.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Folder for the sweep; new, empty, or that of the same sweep to go on with [default: runs/NAME-sweep].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Runs at once [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub threads: Option<u32>,
    /// Keep the whole folder of every run, in runs/ of the sweep's folder.
    #[arg(long)]
    pub keep_runs: bool,
    /// Run only part I of N, each with its own folder.
    #[arg(long, value_name = "I/N", default_value_t = Shard::WHOLE, hide_default_value = true)]
    pub shard: Shard,
    /// Check the file and every point, list them, and run nothing.
    #[arg(long)]
    pub check: bool,
    /// Go on with the sweep in this folder.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["file", "set", "out", "keep_runs", "shard", "merge"])]
    pub resume: Option<PathBuf>,
    /// Put the parts in these folders together.
    #[arg(long, value_name = "DIR", num_args = 1.., conflicts_with_all = ["file", "set", "keep_runs", "shard", "check", "threads"])]
    pub merge: Vec<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  xpand swarm --seeds 1000                          a thousand worlds, on all cores
  xpand swarm --seeds 200 --first 5000 --threads 2
  xpand swarm --seed 17                             one world again, with what it came to
  xpand swarm --seed 17 --show > world.toml         its scenario: xpand run world.toml --events ..

A seed draws a small network (5 to 40 workers, one to four regions), its churn, its jobs and how they are placed, and faults:
partitions, mass restarts, crashes of validators, requesters and the sequencer, slow links, messages that get lost, come twice or
overtake each other. They strike for 10 to 60 minutes; then only churn and the network's own losses go on. In each world:

  no job lost        each submitted job ends settled or refunded, in a time that follows from the scenario, and its requester knows
  none settled twice no job is closed or told of twice, no task verified twice, and the chain paid what validators say it paid
  tokens conserved   the ledger is recounted every 30 s of simulated time, and nothing stays locked
  books consistent   those of each validator, every 30 s

The exit status is 0 if all worlds ran, nothing was violated and, but with --seed, each kind of fault happened at least once.")]
pub struct SwarmArgs {
    /// Worlds to run (count).
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub seeds: u64,
    /// Seed of the first world; the others follow it.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(0..=1_000_000_000_000))]
    pub first: u64,
    /// Worlds at once [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub threads: Option<u32>,
    /// Only the world of this seed, with what it came to.
    #[arg(long, value_name = "N", conflicts_with_all = ["seeds", "first", "threads"], value_parser = clap::value_parser!(u64).range(0..=1_001_000_000_000))]
    pub seed: Option<u64>,
    /// Print the world's scenario instead of running it.
    #[arg(long, requires = "seed")]
    pub show: bool,
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

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  xpand diff runs/quickstart-1 runs/quickstart-1-2

Keys of the two scenarios that differ are listed; the runs are compared all the same, unless they have not the same number of
nodes. Then their digests are compared: those of --digest-every, and that of the end; then, as heartbeats are not in them, the
figures of their summaries, but for the count of events. In the first interval that differs their
events are: those of --events if both runs recorded them there; otherwise both runs are run again from their own scenario.toml, in
a temporary folder, after which each must have the digests that it had.

The exit status is 0 if the runs took the same course, 1 if they did not or one of them cannot be reproduced, 2 for errors.")]
pub struct DiffArgs {
    /// Folder of one run.
    #[arg(value_name = "RUN")]
    pub one: PathBuf,
    /// Folder of the other.
    #[arg(value_name = "RUN")]
    pub other: PathBuf,
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
    /// The emission schedules that `economy.emission` may name, with what they take.
    #[command(after_help = "Examples:\n  xpand scenarios schedules")]
    Schedules,
    /// The strategies that `market.attack.strategy` may name, with what their strength is.
    #[command(after_help = "Examples:\n  xpand scenarios strategies")]
    Strategies,
    /// The mechanisms that `mechanism.name` may name, with what they take and what their value is.
    #[command(after_help = "Examples:\n  xpand scenarios mechanisms")]
    Mechanisms,
    /// The reference of all keys, as Markdown.
    #[command(after_help = "Examples:\n  xpand scenarios reference > reference.md")]
    Reference,
}
