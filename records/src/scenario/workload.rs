//! `[workload]`: the jobs that requesters submit.

use super::copies::Spares;
use super::demands::{Locality, PrivacyLevel};
use super::pipeline::PipelineStage;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The process that jobs arrive by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Arrivals {
    /// No job is ever submitted.
    None,
    /// Independent arrivals: exponential times between jobs.
    #[default]
    Poisson,
    /// Equal times between jobs.
    Periodic,
    /// Bursts of `burst_jobs` jobs on average, which begin independently: sizes are geometric, and each job comes an exponential time
    /// of mean `burst_spread_s` after the begin of its burst.
    Bursts,
    /// As recorded in `trace`; `jobs_per_hour` is not read.
    Trace,
}

/// The shape of a job's graph of tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum JobPattern {
    /// Independent tasks, then one that gathers their results.
    #[default]
    ScatterGather,
    /// Map tasks, then reduce tasks that each read from every map task.
    MapReduce,
    /// The stages in `stages`.
    Pipeline,
    /// `rounds` times: tasks that each train on the model, then one that aggregates what they send into the next model.
    Training,
}

/// Arrival of jobs and the mix of their kinds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Workload {
    /// The process that jobs arrive by.
    pub arrivals: Arrivals,
    /// Mean rate of arrivals over all requesters (jobs per hour).
    #[schemars(range(min = 0.0, max = 1e9))]
    pub jobs_per_hour: f64,
    /// Mean number of jobs in a burst (count). Only `bursts` reads it. An assumption of the scenario; variance over mean of the jobs in
    /// times much longer than a burst is twice this less one.
    #[schemars(range(min = 1.0, max = 1e6))]
    pub burst_jobs: f64,
    /// Mean time from the begin of a burst to one of its jobs (s); 0: all come at once. Only `bursts` reads it. An assumption of the
    /// scenario.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub burst_spread_s: f64,
    /// CSV file with a head (`.csv`, `.csv.gz`) or Parquet file of recorded arrivals, used under `trace`: one row a job, in any order;
    /// the first job comes at genesis. Relative to the scenario file that sets it, or to the working directory with `--set`; stored as
    /// an absolute path.
    #[schemars(extend("format" = "path"))]
    pub trace: String,
    /// Column of the trace that says when a job came: a number of seconds, or of milliseconds if its name ends in `_ms`.
    pub trace_time: String,
    /// Columns of the trace whose sum times `trace_work_gflop` is the work of each task in the first stage of the job, in place of
    /// `work` and `gflop` of its kind; rows in which it is 0 are refused. Empty: the kind's.
    pub trace_work: Vec<String>,
    /// Work for each unit of the columns `trace_work` (GFLOP): twice the billions of parameters of a language model for tokens, the speed
    /// that was in use for seconds. An assumption of the scenario.
    #[schemars(range(min = 1e-9, max = 1e12))]
    pub trace_work_gflop: f64,
    /// No job is submitted in this last part of the run (s), because it could not end. At most `time.duration_s`.
    #[schemars(range(min = 0, max = 3_153_600_000_i64))]
    pub stop_before_end_s: u64,
    /// Kinds of jobs; each job is drawn from one of them by weight. A list given in a file replaces the default list as a
    /// whole.
    pub jobs: Vec<JobKind>,
}

/// A kind of job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct JobKind {
    /// Name of the kind in tables and figures. Not empty, no two kinds alike.
    pub name: String,
    /// Share of the jobs of this kind (relative weight, 0 or more; only the proportions count).
    #[schemars(range(min = 0.0, max = 1e9))]
    pub weight: f64,
    /// The shape of the job's graph of tasks.
    pub pattern: JobPattern,
    /// Scatter or map tasks, or those that train in a round (count).
    #[schemars(range(min = 1, max = 100_000))]
    pub tasks: u32,
    /// Reduce tasks (count). Only `map-reduce` reads it.
    #[schemars(range(min = 1, max = 100_000))]
    pub reducers: u32,
    /// Rounds of training (count). Only `training` reads it.
    #[schemars(range(min = 1, max = 10_000))]
    pub rounds: u32,
    /// The stages of a pipeline, in any order. Only `pipeline` reads it, and of the other keys of the kind only `name`, `weight`,
    /// `locality`, `privacy` and `due_s`.
    pub stages: Vec<PipelineStage>,
    /// Work preset that the work of a task is drawn from, such as `llm-conversation`, `philly` or `alibaba-openb`; each preset
    /// names its source. Empty: every task has `gflop`.
    pub work: String,
    /// Work of a scatter or map task (GFLOP = 10⁹ floating-point operations). An assumption of the scenario.
    #[schemars(range(min = 0.000001, max = 1e15))]
    pub gflop: f64,
    /// Work of the gather task, of each reduce task or of the aggregation of a round (GFLOP). An assumption of the scenario.
    #[schemars(range(min = 0.000001, max = 1e15))]
    pub gather_gflop: f64,
    /// Data a scatter, map or training task reads from the requester (MiB), besides the model. An assumption of the scenario.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub input_mib: f64,
    /// Data a task returns (MiB); in training the model. An assumption of the scenario.
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
    /// Computing time between checkpoints of a scatter or map task (s); 0: none. A task whose worker is lost goes on from its
    /// last checkpoint.
    #[schemars(range(min = 0, max = 3_153_600_000_i64))]
    pub checkpoint_every_s: u64,
    /// Size of a checkpoint (MiB). It is sent to the requester while the task waits. An assumption of the scenario.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub checkpoint_mib: f64,
    /// Machines that compute each scatter, map or training task, each for itself (count).
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
    /// Whether it matters where the data of its tasks is.
    pub locality: Locality,
    /// Who may see what its tasks work on.
    pub privacy: PrivacyLevel,
    /// A job that is not done this long after its validator admitted it fails and is refunded (s); 0: it may take any time.
    #[schemars(range(min = 0, max = 3_153_600_000_i64))]
    pub due_s: u64,
}

impl Default for JobKind {
    fn default() -> Self {
        Self {
            name: String::new(),
            weight: 1.0,
            pattern: JobPattern::default(),
            tasks: 8,
            reducers: 1,
            rounds: 10,
            stages: Vec::new(),
            work: String::new(),
            gflop: 5000.0,
            gather_gflop: 50.0,
            input_mib: 8.0,
            output_mib: 1.0,
            memory_gib: 2.0,
            memory: String::new(),
            gpu_memory_gib: 0.0,
            checkpoint_every_s: 0,
            checkpoint_mib: 64.0,
            copies: 1,
            agree: 1,
            spares: Spares::default(),
            late_factor: 2.0,
            locality: Locality::default(),
            privacy: PrivacyLevel::default(),
            due_s: 0,
        }
    }
}

impl Default for Workload {
    fn default() -> Self {
        let inference = JobKind { name: "inference-batch".into(), ..JobKind::default() };
        let extraction =
            JobKind { name: "feature-extraction".into(), pattern: JobPattern::MapReduce, reducers: 2, ..JobKind::default() };
        Self {
            arrivals: Arrivals::default(),
            jobs_per_hour: 60.0,
            burst_jobs: 10.0,
            burst_spread_s: 60.0,
            trace: String::new(),
            trace_time: "time_s".into(),
            trace_work: Vec::new(),
            trace_work_gflop: 1.0,
            stop_before_end_s: 7200,
            jobs: vec![inference, extraction],
        }
    }
}
