//! Workload presets: how big jobs are and how often they come.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use world::law::Law;

use super::error::PresetError;
use super::fits::{MeasuredLaw, Quantity};
use super::{embedded, sources};

/// Sizes of one kind of job.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkloadPreset {
    /// Name of the preset.
    pub name: String,
    /// What was measured.
    pub sizes: WorkloadSizes,
    /// Mean time between two jobs in the data (s); `None` where arrivals are not part of the preset.
    pub mean_interarrival_s: Option<f64>,
    /// Coefficient of variation of that time: above 1 means bursts.
    pub interarrival_cv: Option<f64>,
    /// Where the figures come from.
    pub source: String,
}

/// What a job needs, in the units it was measured in.
#[derive(Debug, Clone, PartialEq)]
pub enum WorkloadSizes {
    /// One request to a language model.
    LlmRequest {
        /// Prompt and output together (tokens).
        tokens: MeasuredLaw,
        /// Prompt alone (tokens).
        prompt_tokens: MeasuredLaw,
        /// Output alone (tokens). Not independent of the prompt: `tokens` keeps their dependence.
        output_tokens: MeasuredLaw,
        /// Size of the model (10⁹ parameters); an assumption.
        parameters_billion: f64,
    },
    /// One job that held GPUs for a time.
    GpuJob {
        /// Run time (s).
        duration_s: MeasuredLaw,
        /// Number of GPUs and the share of jobs that hold so many; shares sum to 1.
        gpus: Vec<(u32, f64)>,
        /// Peak speed of the device the job ran on (GFLOP/s); an assumption.
        reference_gflops: f64,
        /// Share of the peak in use, 0..=1; an assumption.
        utilisation: f64,
    },
    /// One task that held a share of a GPU for a time.
    GpuShare {
        /// Run time times share of one GPU (s).
        gpu_s: MeasuredLaw,
        /// Share of one GPU, 0..=1. Not independent of the run time: `gpu_s` keeps their dependence.
        gpu_share: MeasuredLaw,
        /// Main memory (GiB).
        memory_gib: MeasuredLaw,
        /// Peak speed of the device the task ran on (GFLOP/s); an assumption.
        reference_gflops: f64,
        /// Share of the peak in use, 0..=1; an assumption.
        utilisation: f64,
    },
}

impl WorkloadSizes {
    /// Law of the main memory of a task (GiB); `None` where it was not measured.
    #[must_use]
    pub fn memory_gib(&self) -> Option<Law> {
        match self {
            Self::GpuShare { memory_gib, .. } => Some(memory_gib.law.clone()),
            Self::LlmRequest { .. } | Self::GpuJob { .. } => None,
        }
    }

    /// Law of the work of one job on one GPU (GFLOP): 2 × parameters × tokens, or run time × speed × utilisation.
    #[must_use]
    pub fn work_gflop(&self) -> Law {
        match self {
            Self::LlmRequest { tokens, parameters_billion, .. } => tokens.law.scaled(2.0 * parameters_billion),
            Self::GpuJob { duration_s, reference_gflops, utilisation, .. } => {
                duration_s.law.scaled(reference_gflops * utilisation)
            }
            Self::GpuShare { gpu_s, reference_gflops, utilisation, .. } => gpu_s.law.scaled(reference_gflops * utilisation),
        }
    }
}

/// Other names that presets have.
const ALSO: [(&str, &str); 1] = [("philly", "gpu-job")];

/// The workload preset `name`.
///
/// # Errors
///
/// [`PresetError::Unknown`] if there is none of that name.
pub fn workload(name: &str) -> Result<WorkloadPreset, PresetError> {
    let own = ALSO.iter().find(|(other, _)| *other == name).map_or(name, |(_, own)| *own);
    let names = || TABLE.keys().map(String::as_str).chain(ALSO.iter().map(|(other, _)| *other));
    let row = TABLE.get(own).ok_or_else(|| PresetError::unknown("workload preset", name, names()))?;
    let (sizes, mean_interarrival_s, interarrival_cv) = match &row.sizes {
        Sizes::LlmRequest(request) => {
            let sizes = WorkloadSizes::LlmRequest {
                tokens: request.tokens.measured(),
                prompt_tokens: request.prompt_tokens.measured(),
                output_tokens: request.output_tokens.measured(),
                parameters_billion: request.parameters_billion,
            };
            (sizes, Some(request.mean_interarrival_s), Some(request.interarrival_cv))
        }
        Sizes::GpuJob(job) => {
            let sizes = WorkloadSizes::GpuJob {
                duration_s: job.duration_s.measured(),
                gpus: job.gpus.clone(),
                reference_gflops: job.reference_gflops,
                utilisation: job.utilisation,
            };
            (sizes, None, None)
        }
        Sizes::GpuShare(task) => {
            let sizes = WorkloadSizes::GpuShare {
                gpu_s: task.gpu_s.measured(),
                gpu_share: task.gpu_share.measured(),
                memory_gib: task.memory_gib.measured(),
                reference_gflops: task.reference_gflops,
                utilisation: task.utilisation,
            };
            (sizes, None, None)
        }
    };
    Ok(WorkloadPreset { name: name.to_owned(), sizes, mean_interarrival_s, interarrival_cv, source: row.source.clone() })
}

pub(super) fn entries() -> Vec<(String, String)> {
    let mut entries = sources(&TABLE, |row| &row.source);
    entries.extend(ALSO.iter().map(|(other, own)| ((*other).to_owned(), TABLE[*own].source.clone())));
    entries.sort_unstable();
    entries
}

#[derive(Deserialize)]
struct LlmRequest {
    parameters_billion: f64,
    mean_interarrival_s: f64,
    interarrival_cv: f64,
    tokens: Quantity,
    prompt_tokens: Quantity,
    output_tokens: Quantity,
}

#[derive(Deserialize)]
struct GpuJob {
    reference_gflops: f64,
    utilisation: f64,
    gpus: Vec<(u32, f64)>,
    duration_s: Quantity,
}

#[derive(Deserialize)]
struct GpuShare {
    reference_gflops: f64,
    utilisation: f64,
    gpu_s: Quantity,
    gpu_share: Quantity,
    memory_gib: Quantity,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Sizes {
    LlmRequest(LlmRequest),
    GpuJob(GpuJob),
    GpuShare(GpuShare),
}

#[derive(Deserialize)]
struct Row {
    source: String,
    #[serde(flatten)]
    sizes: Sizes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    workload: BTreeMap<String, Row>,
}

static TABLE: LazyLock<BTreeMap<String, Row>> =
    LazyLock::new(|| embedded::<File>("workload.toml", include_str!("../../data/workload.toml")).workload);
