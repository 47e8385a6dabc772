//! What a devnet is asked to do.

use super::Wire;
use crate::driver::Seen;
use anyhow::Result;
use engine::config::HeartbeatMode;
use engine::job::Spread;
use engine::{Amount, Span};
use records::scenario::{Loaded, Scenario};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;
use world::{Fidelity, Plan, Role, Spells};

/// The devnet without a scenario: three regions with a validator each, a requester and four workers in the first.
const DEFAULT: &str = include_str!("devnet.toml");

/// Workers of the devnet without a scenario.
pub const WORKERS: u32 = 4;

/// What to run, where, over what.
#[derive(Debug)]
pub struct Options {
    /// Nodes, protocol and, for a scenario, jobs and churn.
    pub plan: Plan,
    /// The filled-in scenario, kept with the run.
    pub scenario_toml: String,
    /// The run's folder; new or empty.
    pub out: PathBuf,
    /// What nodes talk over.
    pub wire: Wire,
    /// The job on files, if there is one; the run then ends once it is paid and its epoch settled.
    pub files: Option<Files>,
    /// Workers to kill.
    pub kills: Vec<Kill>,
    /// Gets a copy of all that is seen, as it happens.
    pub tap: Option<UnboundedSender<Seen>>,
}

/// Which files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// A folder of a git repository.
    pub folder: PathBuf,
    /// At most so many files.
    pub max: usize,
}

/// `N@T`: kill worker N (from 1) at time T.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kill {
    /// Which worker, from 1.
    pub worker: u32,
    /// When, since genesis; while a job on files is under way, as soon after as it has work.
    pub at: Span,
}

impl FromStr for Kill {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not WORKER@SECONDS, such as 2@5s: worker 2, five seconds after the start");
        let (worker, at) = text.split_once('@').ok_or_else(wrong)?;
        let seconds: f64 = at.strip_suffix('s').unwrap_or(at).parse().map_err(|_| wrong())?;
        let worker: u32 = worker.parse().map_err(|_| wrong())?;
        if worker == 0 || !(0.0..1e6).contains(&seconds) {
            return Err(wrong());
        }
        Ok(Self { worker, at: Span::from_millis((seconds * 1_000.0).round() as u64) })
    }
}

impl Options {
    /// The devnet of its own, with a job on `files`; `gflops` is the speed that each of its workers says it has, `policy` how tasks
    /// are placed, as in scenarios; `None`: by default.
    ///
    /// # Errors
    /// If there is no such policy.
    pub fn on_files(files: Files, gflops: f64, policy: Option<&str>, out: PathBuf, wire: Wire, kills: Vec<Kill>) -> Result<Self> {
        let policy = policy.map(|name| ("schedule.policy".to_owned(), name.to_owned()));
        let loaded = Scenario::parse("devnet.toml", DEFAULT, policy.as_slice())?;
        let mut plan = scenarios::prepare(&loaded)?.plan;
        // The workers live where the one requester is: a region's tasks go to its own workers.
        let mut requesters = 0;
        plan.nodes.retain(|node| {
            requesters += u32::from(node.role == Role::Requester);
            node.role != Role::Requester || requesters == 1
        });
        for node in plan.nodes.iter_mut().filter(|node| node.role == Role::Worker) {
            Arc::make_mut(&mut node.device).model = "a share of this machine".into();
            node.compute_gflops = gflops;
        }
        send_every_beat(&mut plan);
        // Nobody is far away: ask again soon.
        plan.protocol.resend = Span::from_millis(500);
        plan.protocol.resend_max = Span::from_secs(4);
        plan.protocol.report_timeout = Span::from_secs(5);
        let scenario_toml = loaded.scenario.to_toml();
        let files = Some(files);
        let mut options = Self { plan, scenario_toml, out, wire, files, kills, tap: None };
        options.state_limits();
        options.check_kills()?;
        Ok(options)
    }

    /// A scenario in real time: its topology, its jobs by their sizes, its churn.
    ///
    /// # Errors
    /// If it cannot be prepared, or asks for what a devnet cannot do.
    pub fn on_scenario(loaded: &Loaded, out: PathBuf, wire: Wire, kills: Vec<Kill>) -> Result<Self> {
        let mut plan = scenarios::prepare(loaded)?.plan;
        send_every_beat(&mut plan);
        let scenario_toml = loaded.scenario.to_toml();
        let mut options = Self { plan, scenario_toml, out, wire, files: None, kills, tap: None };
        options.check_scenario()?;
        options.state_limits();
        options.check_kills()?;
        Ok(options)
    }

    fn check_scenario(&self) -> Result<()> {
        let (nodes, seconds) = (self.plan.nodes.len(), self.plan.duration.as_secs_f64());
        anyhow::ensure!(
            self.plan.protocol.heartbeat_mode != HeartbeatMode::Runs,
            "heartbeat.mode is \"runs\": real nodes send each heartbeat; use --set heartbeat.mode=messages"
        );
        anyhow::ensure!(
            self.plan.faults.disturbances.is_empty(),
            "the scenario has faults.partition, faults.slow_links or faults.loss: a devnet's network is a real one; leave them out"
        );
        let mut offices = self.plan.nodes.iter().filter(|node| node.role != Role::Worker);
        anyhow::ensure!(
            offices.all(|node| matches!(*node.spells, Spells::Always)),
            "the scenario has faults.crash: of a devnet only workers go down; leave it out"
        );
        anyhow::ensure!(
            self.plan.owners.is_none(),
            "owners.model is not \"none\": a devnet's workers share one machine, whose owner is not simulated; leave it out"
        );
        anyhow::ensure!(
            self.plan.faults.sybils == 0,
            "the scenario has faults.sybil_wave: real nodes compute what they are given; leave it out"
        );
        anyhow::ensure!(
            self.plan.fidelity == Fidelity::Message,
            "fidelity is \"session\": real nodes send every message; use --set fidelity=message"
        );
        anyhow::ensure!(
            nodes <= NODES_MAX,
            "the scenario has {nodes} nodes; a devnet runs at most {NODES_MAX} in one process: use --set population.workers=…"
        );
        for kind in &self.plan.workload.kinds {
            for stage in &kind.stages {
                let read_mib = stage.after.iter().map(|(before, spread)| {
                    let before = &kind.stages[*before];
                    match spread {
                        Spread::Each => before.output_mib,
                        Spread::All => before.output_mib * f64::from(before.tasks),
                        Spread::Share => before.output_mib * f64::from(before.tasks) / f64::from(stage.tasks),
                    }
                });
                let moves = [
                    ("input_mib", stage.input_mib),
                    ("output_mib", stage.output_mib),
                    ("checkpoint_mib", if stage.checkpoint_every > Span::ZERO { stage.checkpoint_mib } else { 0.0 }),
                    ("output_mib, gathered,", stage.input_mib + read_mib.sum::<f64>()),
                ];
                for (what, mib) in moves {
                    anyhow::ensure!(
                        mib <= DATA_MIB_MAX,
                        "a task of the kind {} moves {mib} MiB ({what} × its tasks where they are gathered); a devnet really moves \
                         it, at most {DATA_MIB_MAX} MiB: make workload.jobs.input_mib, output_mib or checkpoint_mib smaller",
                        kind.name
                    );
                }
            }
        }
        anyhow::ensure!(
            seconds <= 86_400.0,
            "the scenario takes {seconds} s, and a devnet runs in real time: use --set time.duration_s=…"
        );
        Ok(())
    }

    fn check_kills(&self) -> Result<()> {
        let workers = self.plan.count(Role::Worker);
        let wrong = self.kills.iter().find(|kill| kill.worker > workers);
        if let Some(kill) = wrong {
            anyhow::bail!("there is no worker {}: workers are 1 to {workers}", kill.worker);
        }
        let twice = self.kills.iter().enumerate().find(|(at, kill)| self.kills[..*at].contains(kill));
        anyhow::ensure!(
            twice.is_none(),
            "worker {} is to be killed twice at the same time",
            twice.map_or(0, |(_, kill)| kill.worker)
        );
        Ok(())
    }

    /// What a real run leaves out, for the report that shows its results.
    fn state_limits(&mut self) {
        let words = [
            "A real run in real time on one machine: completion times depend on what else the machine did.",
            "All nodes share the processors and one network without distance: latency, bandwidth, loss and repeats of the scenario \
             do not apply.",
            "Results are accepted when signed by the node they were placed on, in time and within the declared size; no result is \
             recomputed.",
            "One validator serves each region and the first one orders all transactions.",
            "Power of devices and prices of electricity are the scenario's, not measured.",
        ];
        self.plan.limits = words.map(str::to_owned).to_vec();
        if self.files.is_none() {
            self.plan
                .limits
                .push("Computation of a job that only has sizes is waited for, not done; its data is moved.".to_owned());
        }
    }
}

/// Most nodes of a devnet: each has a connection, a store and a log of its own.
const NODES_MAX: usize = 200;

/// Largest input or output of a task that only has a size (MiB).
const DATA_MIB_MAX: f64 = 64.0;

/// What a requester of the plan can pay.
#[must_use]
pub(super) fn budget(plan: &Plan, spec: &engine::job::JobSpec) -> Amount {
    spec.price(plan.protocol.price_per_tflop)
}

/// Real nodes keep time themselves: nobody vouches for them.
fn send_every_beat(plan: &mut Plan) {
    if plan.protocol.heartbeat_mode == HeartbeatMode::Vouched {
        plan.protocol.heartbeat_mode = HeartbeatMode::Messages;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kill_names_worker_and_time_or_says_how_to() {
        assert_eq!("2@5s".parse(), Ok(Kill { worker: 2, at: Span::from_secs(5) }));
        assert_eq!("1@0.25".parse(), Ok(Kill { worker: 1, at: Span::from_millis(250) }));
        for wrong in ["", "2", "0@5s", "2@", "x@1", "2@-1s", "2@1e9"] {
            let error = wrong.parse::<Kill>().unwrap_err();
            assert!(error.contains("such as 2@5s"), "{error}");
        }
    }
}
