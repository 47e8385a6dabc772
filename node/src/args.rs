//! Arguments of `xpand-node`.

use clap::{Args, Parser, Subcommand};
use node::bench::BenchArgs;
use node::devnet::Kill;
use std::path::PathBuf;

/// A node of the Xpand network on this machine.
#[derive(Debug, Parser)]
#[command(name = "xpand-node", bin_name = "xpand-node", version, after_help = "Run `xpand-node COMMAND --help` for examples.")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a whole network on this machine, let it do a real job, print what it found and what it paid.
    Devnet(DevnetArgs),
    /// Feed a node's logged inputs to this version of the protocol and compare every output.
    Replay(ReplayArgs),
    /// Measure this machine and write a device file that scenarios can use.
    Bench(BenchArgs),
}

/// Arguments of `devnet`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  xpand-node devnet                                    tell the types of the files that git tracks here
  xpand-node devnet ~/src/project                      … of those in another repository
  xpand-node devnet --kill-worker 2@5s                 kill worker 2 five seconds after the start, in the middle of its work
  xpand-node devnet --policy power-of-two              place tasks by another policy
  xpand-node devnet --broker mqtt://127.0.0.1:1883     talk over a broker that runs already (mosquitto)
  xpand-node devnet --scenario tests/worlds/scenarios/queueing.toml
                                                       the machines and the jobs of a scenario, in real time")]
pub struct DevnetArgs {
    /// Folder of a git repository: its tracked files are the job. Default: where you are.
    #[arg(value_name = "FOLDER", default_value = ".", conflicts_with = "scenario")]
    pub folder: PathBuf,
    /// At most so many files.
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=100_000), conflicts_with = "scenario")]
    pub files_max: u32,
    /// A broker that runs already, such as mqtt://127.0.0.1:1883. Default: one inside this process.
    #[arg(long, value_name = "URL")]
    pub broker: Option<String>,
    /// No broker at all: queues inside this process.
    #[arg(long, conflicts_with = "broker")]
    pub loopback: bool,
    /// How tasks are placed: any `schedule.policy` of scenarios, such as best-fit. Default: availability-aware.
    #[arg(long, value_name = "NAME", conflicts_with = "scenario")]
    pub policy: Option<String>,
    /// Kill worker N at T seconds after the start, or as soon after as it has work, and start it again once it was missed. The
    /// job is submitted so that it is under way by then. May be given several times.
    #[arg(long, value_name = "N@T")]
    pub kill_worker: Vec<Kill>,
    /// Run this scenario (a shipped one's name, or a file) in real time instead of the job on files.
    #[arg(long, value_name = "SCENARIO")]
    pub scenario: Option<String>,
    /// Change a value of the scenario, such as population.workers=6. May be given several times.
    #[arg(long, value_name = "KEY=VALUE", requires = "scenario")]
    pub set: Vec<String>,
    /// Folder of the run. Default: runs/NAME, with a number behind it if that is taken.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
}

/// Arguments of `replay`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  xpand-node replay runs/devnet                              every life of every node of a run
  xpand-node replay runs/devnet/hosts/worker-2               every life of one node
  xpand-node replay life-0000.xlog --key worker-2.key        one log, with its node's key

A log is replayed with the node's secret key, because signatures are part of what it sent. The exit status is 1 if an output
differs.")]
pub struct ReplayArgs {
    /// Logs, nodes' folders, or folders of nodes.
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// The key of the node that wrote the logs. Default: the file `key` in the node's folder.
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}
