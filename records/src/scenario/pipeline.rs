//! `[[workload.jobs.stages]]`: pipelines, stage by stage.

use super::copies::Spares;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a stage does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StageKind {
    /// Takes data in, from the requester: a pipeline begins with it.
    Capture,
    /// Computes on what came before.
    #[default]
    Process,
    /// A service that is up for `serve_s`. A task whose worker is lost serves on elsewhere; the time between is its downtime.
    Serve,
    /// Brings many results together.
    Reduce,
}

/// How the tasks of a stage read those of the stages before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StageSpread {
    /// Each task the whole output of all.
    #[default]
    All,
    /// Each task the one of its own number, or the last one if there are fewer.
    Each,
    /// Each task its share of the output of all (shuffle).
    Share,
}

/// A stage of a pipeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PipelineStage {
    /// Its name. Not empty, no two stages of a pipeline alike.
    pub name: String,
    /// What it does.
    pub kind: StageKind,
    /// Names of the stages that must be done before, and whose output it reads.
    pub after: Vec<String>,
    /// How its tasks read the tasks of those.
    pub spread: StageSpread,
    /// Type of data that it reads, such as `frames`: what each stage before it gives. Empty: whatever they give.
    pub reads: String,
    /// Type of data that it gives. Empty: not said.
    pub gives: String,
    /// Tasks (count).
    #[schemars(range(min = 1, max = 65_000))]
    pub tasks: u32,
    /// Work preset that the work of its tasks is drawn from. Empty: every task has `gflop`.
    pub work: String,
    /// Work of a task (GFLOP). An assumption of the scenario.
    #[schemars(range(min = 0.000001, max = 1e15))]
    pub gflop: f64,
    /// Time that a service is up (s), on any machine. Only `serve` reads it, in place of `work` and `gflop`.
    #[schemars(range(min = 1, max = 3_153_600_000_i64))]
    pub serve_s: u64,
    /// Data a task reads from the requester, besides the outputs of stages before (MiB). An assumption of the scenario.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub input_mib: f64,
    /// Data a task gives (MiB). An assumption of the scenario.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub output_mib: f64,
    /// Main memory a task needs (GiB).
    #[schemars(range(min = 0.0, max = 1e6))]
    pub memory_gib: f64,
    /// Work preset that the memory of the tasks is drawn from in place of `memory_gib`, one draw a job and independent of the work:
    /// `alibaba-openb`. Empty: every task has `memory_gib`.
    pub memory: String,
    /// GPU memory a task needs (GiB); above 0 it runs on devices with a GPU only.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub gpu_memory_gib: f64,
    /// Computing time between checkpoints of a task (s), or of a service between notes of how long it has been up; 0: none.
    #[schemars(range(min = 0, max = 3_153_600_000_i64))]
    pub checkpoint_every_s: u64,
    /// Size of a checkpoint (MiB). An assumption of the scenario.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub checkpoint_mib: f64,
    /// Machines that compute each task, each for itself (count).
    #[schemars(range(min = 1, max = 255))]
    pub copies: u32,
    /// So many of their results must be equal (count). At most `copies`.
    #[schemars(range(min = 1, max = 255))]
    pub agree: u32,
    /// When more copies than must agree begin.
    pub spares: Spares,
    /// Under `late`: a copy that runs this many times its expected time is late (ratio).
    #[schemars(range(min = 0.001, max = 65.0))]
    pub late_factor: f64,
}

impl Default for PipelineStage {
    fn default() -> Self {
        Self {
            name: String::new(),
            kind: StageKind::default(),
            after: Vec::new(),
            spread: StageSpread::default(),
            reads: String::new(),
            gives: String::new(),
            tasks: 1,
            work: String::new(),
            gflop: 1000.0,
            serve_s: 3600,
            input_mib: 0.0,
            output_mib: 1.0,
            memory_gib: 1.0,
            memory: String::new(),
            gpu_memory_gib: 0.0,
            checkpoint_every_s: 0,
            checkpoint_mib: 0.0,
            copies: 1,
            agree: 1,
            spares: Spares::default(),
            late_factor: 2.0,
        }
    }
}
