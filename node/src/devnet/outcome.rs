//! What a devnet came to.

use super::books::NodeBooks;
use super::files::FileJob;
use super::supervise::{Devnet, LIMIT};
use crate::data::Blobs;
use crate::work::Gathered;
use anyhow::{Context, Result, bail};
use engine::Time;
use engine::job::JobState;
use engine::ledger::Supply;
use engine::wire::JobStatus;
use records::observe::Totals;
use records::run::Summary;
use std::path::PathBuf;
use world::Plan;

/// A worker that was killed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Killed {
    /// Its name.
    pub name: String,
    /// When.
    pub at: Time,
    /// Tasks it had under way.
    pub tasks: u32,
    /// When it was started again.
    pub back: Option<Time>,
}

/// What a devnet came to.
#[derive(Debug)]
pub struct Outcome {
    /// What was run.
    pub plan: Plan,
    /// The run's folder.
    pub folder: PathBuf,
    /// Names of the nodes, by id.
    pub names: Vec<String>,
    /// Their books, by id.
    pub books: Vec<NodeBooks>,
    /// What the job on files found, with the job and its end.
    pub found: Option<(FileJob, JobStatus, Gathered)>,
    /// When the job on files was submitted, and when it was over.
    pub job_times: Option<(Time, Time)>,
    /// Attempts that were placed.
    pub attempts: u64,
    /// Workers killed.
    pub killed: Vec<Killed>,
    /// The audited supply at the end.
    pub supply: Supply,
    /// Counts over the run.
    pub totals: Totals,
    /// Epochs settled.
    pub epochs: u32,
}

impl Devnet {
    /// Stops all nodes, audits the ledger, writes what is left.
    pub(super) async fn end(mut self) -> Result<Outcome> {
        self.bar.finish_and_clear();
        let mut sequencer = None;
        for host in (0..self.hosts.len()).rev() {
            let node = self.hosts[host].stop().await?;
            if self.hosts[host].local.id == self.ground.shared.protocol.sequencer {
                sequencer = node;
            }
        }
        while let Ok(seen) = self.seen.try_recv() {
            self.on_seen(seen)?;
        }
        let node = sequencer.context("the sequencer does not run")?;
        let chain = node.sequencer().context("the sequencer keeps no chain")?;
        let supply = chain.audit()?;
        let lasted_s = self.now().since(Time::ZERO).as_secs_f64();
        let (mut totals, writer) = self.observer.finish()?;
        [totals.messages, totals.bytes] = self.totals;
        totals.events = totals.messages;
        let wall_s = self.started.elapsed().as_secs_f64();
        let digest = "none: a real run".to_owned();
        let summary = Summary { wall_s, simulated_s: lasted_s, digest, ..self.options.plan.summary(&totals, &supply) };
        if let Some(writer) = writer {
            writer.finish(&summary)?;
        }
        let job_times = self.submitted.zip(self.over.as_ref().map(|(at, _)| *at));
        let found = match (self.job, self.over) {
            (Some(job), Some((_, status))) => {
                let requester = self.hosts.iter().find(|host| host.local.roles.requester).context("there is no requester")?;
                Some(read_result(job, status, &requester.blobs()?)?)
            }
            (Some(_), None) => bail!(
                "the job is not over after {} s; see {} with `xpand report`",
                LIMIT.as_secs_f64(),
                self.options.out.display()
            ),
            _ if self.options.files.is_some() => bail!(
                "no job could be submitted within {} s: the workers did not all register; see {}",
                LIMIT.as_secs_f64(),
                self.options.out.display()
            ),
            _ => None,
        };
        Ok(Outcome {
            attempts: totals.placements,
            plan: self.options.plan,
            folder: self.options.out,
            names: self.names,
            books: self.books,
            found,
            job_times,
            killed: self.killed,
            supply,
            totals,
            epochs: self.settled,
        })
    }
}

fn read_result(job: FileJob, status: JobStatus, blobs: &Blobs) -> Result<(FileJob, JobStatus, Gathered)> {
    if status.state != JobState::Settled {
        bail!("the job failed: {}", status.reason);
    }
    let output = status.outputs.first().context("the job left no output")?.output;
    let bytes = blobs.get(&output).with_context(|| format!("the job's output {output} is not with the requester"))?;
    let gathered = borsh::from_slice(&bytes).ok().with_context(|| format!("the job's output {output} is no table of files"))?;
    Ok((job, status, gathered))
}
