//! A run that can be killed at any moment, and goes on from its last checkpoint.
#![allow(clippy::disallowed_types, reason = "the summary says how long the run took; nothing else here sees the wall clock")]

use crate::error::RunError;
use crate::run::{Counted, Finished, close, message_only};
use crate::simulation::{Progress, Simulation};
use borsh::BorshSerialize;
use engine::rng::mix;
use engine::wire::Digest;
use engine::{Span, Time};
use records::run::{Checkpoint, CheckpointError, CheckpointHead, Checkpoints, Recording, RunFolder, RunWriter};
use std::path::{Path, PathBuf};
use std::time::Instant;
use world::{Plan, Spells};

/// As [`run_recorded`](crate::run_recorded), with a checkpoint at each multiple of `every` (at least a second) of simulated time. Part files end
/// there too; the rows, the digest and the summary are those of a run without checkpoints. An `every` of 0 counts as a second.
///
/// # Errors
/// As [`run`](crate::run), or if a checkpoint cannot be written.
pub fn run_with_checkpoints(
    plan: Plan,
    scenario_toml: &str,
    out: &Path,
    recording: Recording,
    every: Span,
    progress: impl FnMut(Progress),
) -> Result<Finished, RunError> {
    message_only(&plan, "--checkpoint-every")?;
    let writer = RunWriter::create(out, scenario_toml)?;
    let checkpoints = Checkpoints::create(out)?;
    let started = Instant::now();
    let (scenario, inputs) = (Digest::of(scenario_toml.as_bytes()), inputs(&plan));
    let counted = Counted::of(&plan);
    let simulation = Simulation::new(plan, Some(writer))?.record(recording)?;
    let every = Span(every.0.max(Span::SECOND.0));
    let under_way = UnderWay { checkpoints, scenario, inputs, every, at: Time::ZERO, started, wall_s: 0.0 };
    under_way.finish(&counted, simulation, out, progress)
}

/// A run that was killed and has a checkpoint to go on from. No other process can open it meanwhile.
#[derive(Debug)]
pub struct Interrupted {
    folder: PathBuf,
    recording: Recording,
    checkpoints: Checkpoints,
    checkpoint: Checkpoint,
    damage: Vec<String>,
}

impl Interrupted {
    /// Opens the run in `folder`; `None` if it has ended.
    ///
    /// # Errors
    /// If it is no run, makes no checkpoints, or another process works on it; if no checkpoint is whole, or the newest that is
    /// comes from another version or another scenario.
    pub fn open(folder: &Path) -> Result<Option<Self>, RunError> {
        let run = RunFolder::open(folder)?;
        let checkpoints = Checkpoints::open(folder)?;
        if run.summary()?.is_some() {
            // Killed after its end, before the last checkpoints were deleted.
            checkpoints.map_or(Ok(()), Checkpoints::remove)?;
            return Ok(None);
        }
        let nothing = |why| CheckpointError::Nothing { run: folder.to_owned(), why };
        let checkpoints = checkpoints.ok_or_else(|| nothing("it was run without --checkpoint-every"))?;
        let newest = checkpoints.newest()?.ok_or_else(|| nothing("it was killed before its first checkpoint"))?;
        let (checkpoint, damage) = newest;
        if Digest::of(run.scenario_toml()?.as_bytes()) != checkpoint.head.scenario {
            return Err(CheckpointError::Changed { run: folder.to_owned(), what: "scenario.toml" }.into());
        }
        Ok(Some(Self { folder: folder.to_owned(), recording: run.recording()?, checkpoints, checkpoint, damage }))
    }

    /// Where it goes on.
    #[must_use]
    pub fn at(&self) -> Time {
        self.checkpoint.head.at
    }

    /// Events that were handled before.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.checkpoint.head.events
    }

    /// What is wrong with newer checkpoints, in words.
    #[must_use]
    pub fn damage(&self) -> &[String] {
        &self.damage
    }

    /// Goes on to the end with `plan`, made from its `scenario.toml`. What was written after the checkpoint is deleted, and comes
    /// again.
    ///
    /// # Errors
    /// If the plan is not that of the run, or as [`run_with_checkpoints`].
    pub fn resume(self, plan: Plan, progress: impl FnMut(Progress)) -> Result<Finished, RunError> {
        let started = Instant::now();
        let Self { folder, recording, checkpoints, checkpoint: Checkpoint { path, head, mut body }, .. } = self;
        if inputs(&plan) != head.inputs {
            let what = "a file that the scenario names (a trace or a device)";
            return Err(CheckpointError::Changed { run: folder, what }.into());
        }
        let counted = Counted::of(&plan);
        let loaded = Simulation::load(plan, &mut body);
        let mut simulation = loaded.map_err(|error| CheckpointError::Unreadable { path, message: error.to_string() })?;
        drop(body);
        simulation.record_into(RunWriter::resume(&folder, &head.marks)?, recording);
        let CheckpointHead { scenario, inputs, every, at, wall_s, .. } = head;
        let under_way = UnderWay { checkpoints, scenario, inputs, every, at, started, wall_s };
        under_way.finish(&counted, simulation, &folder, progress)
    }
}

/// A run that makes checkpoints.
struct UnderWay {
    checkpoints: Checkpoints,
    scenario: Digest,
    inputs: u64,
    every: Span,
    /// Of the last checkpoint.
    at: Time,
    started: Instant,
    /// Time that the run took before this process (s).
    wall_s: f64,
}

impl UnderWay {
    fn finish(
        mut self,
        counted: &Counted,
        mut simulation: Simulation,
        out: &Path,
        mut progress: impl FnMut(Progress),
    ) -> Result<Finished, RunError> {
        while let Some(boundary) = simulation.next_boundary(self.at, self.every) {
            simulation.run_before(boundary, &mut progress)?;
            self.at = boundary;
            self.write(&mut simulation)?;
        }
        let (outcome, writer) = simulation.run(progress)?;
        let finished = close(counted, &outcome, writer, out, self.wall_s());
        if !matches!(finished, Err(RunError::Table(_))) {
            self.checkpoints.remove()?;
        }
        finished
    }

    fn write(&self, simulation: &mut Simulation) -> Result<(), RunError> {
        let head = CheckpointHead {
            version: CheckpointHead::VERSION.to_owned(),
            scenario: self.scenario,
            inputs: self.inputs,
            every: self.every,
            at: self.at,
            events: simulation.events(),
            wall_s: self.wall_s(),
            marks: simulation.mark()?.unwrap_or_default(),
        };
        Ok(self.checkpoints.write(&head, |mut out| simulation.save(&mut out))?)
    }

    fn wall_s(&self) -> f64 {
        self.wall_s + self.started.elapsed().as_secs_f64()
    }
}

/// Digest of what the nodes of a plan are made of: part of it comes from files other than the scenario.
fn inputs(plan: &Plan) -> u64 {
    let mut bytes = Vec::new();
    plan.nodes.iter().fold(0, |digest, node| {
        bytes.clear();
        let device = &node.device;
        let sizes = [
            node.compute_gflops,
            device.usd_per_kwh,
            device.gco2e_per_kwh,
            device.memory_gib,
            device.gpu_memory_gib,
            device.idle_w,
            device.busy_w,
        ];
        let spells: &[(Time, Time)] = match &*node.spells {
            Spells::Recorded(intervals) => intervals,
            Spells::Always | Spells::Never | Spells::Renewal(_) | Spells::Joins(..) => &[],
        };
        let parts = (node.region, device.slots, sizes.map(f64::to_bits), spells);
        parts.serialize(&mut bytes).expect("a Vec takes any length");
        let words = bytes.chunks(8).map(|word| word.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)));
        words.fold(digest, |digest, word| mix(digest ^ word))
    })
}
