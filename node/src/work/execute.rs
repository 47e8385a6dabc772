//! Carrying out an assignment.

use super::{MANIFEST_MAX, Manifest, Programs};
use crate::data::{DataError, Exchange, ballast};
use engine::job::TaskSpec;
use engine::units::MilliGflops;
use engine::wire::{Assignment, Digest, WorkResult};
use engine::{Input, NodeId};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Most that a task may read or write here (bytes): both are held in memory.
pub const DATA_BYTES_MAX: u64 = 512 * 1_024 * 1_024;

/// What a worker carries assignments out with.
#[derive(Clone)]
pub struct Executor {
    /// Where inputs come from and outputs go.
    pub exchange: Exchange,
    /// What it can run.
    pub programs: Arc<Programs>,
    /// Speed of one slot, by which work that only has a size is waited for.
    pub speed: MilliGflops,
}

/// Says to a program, once dropped, that nobody waits for it any more.
struct Wanted(Arc<AtomicBool>);

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Executor {
    /// Does the work and says how it went. Dropping the future stops it.
    pub async fn run(&self, assignment: Assignment) -> Input {
        let work = assignment.task;
        match self.output_of(&assignment).await {
            Ok(result) => Input::Finished { work, result },
            Err(reason) => Input::Failed { work, reason },
        }
    }

    async fn output_of(&self, assignment: &Assignment) -> Result<WorkResult, String> {
        let spec = &assignment.spec;
        let largest = spec.input_bytes.max(spec.output_bytes);
        if largest > DATA_BYTES_MAX {
            return Err(format!("the task moves {largest} bytes; this node moves at most {DATA_BYTES_MAX}"));
        }
        let requester = assignment.task.job.requester;
        let bytes = match assignment.manifest {
            Digest::NONE => self.wait_for(requester, assignment.spec).await.map_err(in_words)?,
            manifest => self.compute(requester, manifest, assignment).await?,
        };
        let max = assignment.spec.output_bytes;
        if bytes.len() as u64 > max {
            return Err(format!("the output has {} bytes, the task declared at most {max}", bytes.len()));
        }
        let output = self.exchange.give(requester, assignment.task, &bytes).await.map_err(in_words)?;
        Ok(WorkResult { output, output_bytes: bytes.len() as u64 })
    }

    async fn wait_for(&self, requester: NodeId, spec: TaskSpec) -> Result<Vec<u8>, DataError> {
        let input = tokio::task::block_in_place(|| Digest::of(&ballast(spec.input_bytes)));
        self.exchange.fetch(requester, input, spec.input_bytes).await?;
        tokio::time::sleep(Duration::from_nanos(spec.time_on(self.speed).0)).await;
        Ok(tokio::task::block_in_place(|| ballast(spec.output_bytes)))
    }

    async fn compute(&self, requester: NodeId, manifest: Digest, assignment: &Assignment) -> Result<Vec<u8>, String> {
        let (task, spec) = (assignment.task, assignment.spec);
        let bytes = self.exchange.fetch(requester, manifest, MANIFEST_MAX).await.map_err(in_words)?;
        let manifest: Manifest = borsh::from_slice(&bytes).map_err(|_| "the job's manifest is not one".to_owned())?;
        let program = self.programs.get(&manifest.program).cloned().ok_or_else(|| {
            let known: Vec<&str> = self.programs.keys().map(String::as_str).collect();
            format!("the job asks for program {:?}; this node has {}", manifest.program, known.join(", "))
        })?;
        let name = manifest.inputs.get(usize::from(task.task)).ok_or("the job's manifest has no input for this task")?;
        let input = match *name {
            Digest::NONE => Vec::new(),
            name => self.exchange.fetch(requester, name, spec.input_bytes).await.map_err(in_words)?,
        };
        let mut before = Vec::with_capacity(assignment.inputs.len());
        let mut left = spec.input_bytes;
        for output in &assignment.inputs {
            let bytes = self.exchange.fetch(requester, output.output, left).await.map_err(in_words)?;
            left = left.saturating_sub(bytes.len() as u64);
            before.push(bytes);
        }
        let stop = Arc::new(AtomicBool::new(false));
        let _wanted = Wanted(stop.clone());
        let run = move || program.run(spec.stage, &input, &before, &|| stop.load(Ordering::Relaxed));
        // A panic of a program is its own: the node gives the work back.
        tokio::task::spawn_blocking(run).await.unwrap_or_else(|error| Err(format!("the program broke down: {error}")))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn in_words(error: DataError) -> String {
    error.to_string()
}
