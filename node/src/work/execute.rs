//! Carrying out an assignment.

use super::course::{Attempt, Kept};
use super::{MANIFEST_MAX, Manifest, Programs, Task};
use crate::data::{DataError, Exchange, ballast};
use engine::units::{MilliGflop, MilliGflops};
use engine::wire::{Assignment, Checkpoint, Digest, WorkResult};
use engine::{Input, Span};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

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
    /// Does the work, from where it was kept, and says how it went; each checkpoint on the way goes to `kept`. Dropping the future
    /// stops it.
    pub async fn run(&self, assignment: Assignment, kept: mpsc::Sender<Input>) -> Input {
        let work = assignment.task;
        match self.output_of(&assignment, &kept).await {
            Ok(result) => Input::Finished { work, result },
            Err(reason) => Input::Failed { work, reason },
        }
    }

    async fn output_of(&self, assignment: &Assignment, kept: &mpsc::Sender<Input>) -> Result<WorkResult, String> {
        let spec = &assignment.spec;
        let checkpoint_bytes = if spec.checkpoint_every > Span::ZERO { spec.checkpoint_bytes } else { 0 };
        let largest = spec.input_bytes.max(spec.output_bytes).max(checkpoint_bytes);
        if largest > DATA_BYTES_MAX {
            return Err(format!("the task moves {largest} bytes; this node moves at most {DATA_BYTES_MAX}"));
        }
        let requester = assignment.task.job.requester;
        let bytes = match assignment.manifest {
            Digest::NONE => self.wait_for(assignment, kept).await.map_err(in_words)?,
            manifest => self.compute(manifest, assignment, kept).await?,
        };
        let max = assignment.spec.output_bytes;
        if bytes.len() as u64 > max {
            return Err(format!("the output has {} bytes, the task declared at most {max}", bytes.len()));
        }
        let output = self.exchange.give(requester, assignment.task, &bytes).await.map_err(in_words)?;
        Ok(WorkResult { output, output_bytes: bytes.len() as u64 })
    }

    /// What an attempt before this one kept; if that is not to be had, the begin.
    async fn begun(&self, assignment: &Assignment) -> Kept {
        let (requester, Checkpoint { done, state }) = (assignment.task.job.requester, assignment.from);
        if done == MilliGflop(0) {
            return Kept::default();
        }
        let fetched = self.exchange.fetch_checkpoint(requester, state, assignment.spec.checkpoint_bytes).await;
        fetched.map(|state| (done, state)).unwrap_or_default()
    }

    /// Gives a checkpoint away and says so. One that is longer than declared, or that nobody takes, is none: work goes on.
    async fn keep(&self, assignment: &Assignment, (done, state): Kept, kept: &mpsc::Sender<Input>) {
        let (work, requester) = (assignment.task, assignment.task.job.requester);
        if state.len() as u64 <= assignment.spec.checkpoint_bytes
            && let Ok(state) = self.exchange.give_checkpoint(requester, work, &state).await
        {
            // A driver that is gone needs none.
            let _ = kept.send(Input::Checkpointed { work, checkpoint: Checkpoint { done, state } }).await;
        }
    }

    async fn wait_for(&self, assignment: &Assignment, kept: &mpsc::Sender<Input>) -> Result<Vec<u8>, DataError> {
        let (requester, spec) = (assignment.task.job.requester, assignment.spec);
        let input = tokio::task::block_in_place(|| Digest::of(&ballast(spec.input_bytes)));
        self.exchange.fetch(requester, input, spec.input_bytes).await?;
        let (mut done, _) = self.begun(assignment).await;
        loop {
            let piece = spec.next_piece(done, self.speed);
            tokio::time::sleep(Duration::from_nanos(piece.at(spec.speed_on(self.speed)).0)).await;
            done = MilliGflop(done.0.saturating_add(piece.0));
            if done >= spec.work {
                break;
            }
            let state = tokio::task::block_in_place(|| ballast(spec.checkpoint_bytes));
            self.keep(assignment, (done, state), kept).await;
        }
        Ok(tokio::task::block_in_place(|| ballast(spec.output_bytes)))
    }

    async fn compute(&self, manifest: Digest, assignment: &Assignment, kept: &mpsc::Sender<Input>) -> Result<Vec<u8>, String> {
        let (task, requester, spec) = (assignment.task, assignment.task.job.requester, assignment.spec);
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
        let (_, begun) = self.begun(assignment).await;
        let stop = Arc::new(AtomicBool::new(false));
        let _wanted = Wanted(stop.clone());
        let (sender, mut states) = mpsc::channel(1);
        let (work, every, last) = (spec.work, spec.checkpoint_every, Mutex::new(Instant::now()));
        let course = Attempt { stop, work, every, last, kept: sender };
        let run = move || {
            let (input, before, kept) = (&input[..], &before[..], &begun[..]);
            program.run(&Task { stage: spec.stage, input, before, kept, course: &course })
        };
        let keeping = async {
            while let Some(state) = states.recv().await {
                self.keep(assignment, state, kept).await;
            }
            std::future::pending().await
        };
        tokio::select! {
            // A panic of a program is its own: the node gives the work back.
            ended = tokio::task::spawn_blocking(run) => ended.unwrap_or_else(|error| Err(format!("the program broke down: {error}"))),
            never = keeping => never,
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn in_words(error: DataError) -> String {
    error.to_string()
}
