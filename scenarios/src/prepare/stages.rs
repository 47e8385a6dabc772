//! Stages of each pattern of jobs.

use super::Keys;
use crate::error::{PrepareError, Problem};
use crate::preset;
use records::scenario::{JobKind, Locality, PipelineStage, PrivacyLevel, Spares, StageKind, StageSpread};
use world::StagePlan;
use world::engine::Span;
use world::engine::job::{Privacy, Replica, Spread, Stage};
use world::law::Law;

/// Most tasks and most edges of a job: the engine's limit of 65,534 is never met.
const SIZE_MAX: u64 = 65_000;

/// Work that follows a preset, or is as it says.
fn work(at: &Keys<'_>, key: &str, preset: &str, gflop: f64) -> Result<Law, PrepareError> {
    match preset {
        "" => Ok(Law::Constant { value: gflop }),
        name => Ok(preset::workload(name).map_err(at.wrong(&format!("{key}.work")))?.sizes.work_gflop()),
    }
}

/// Memory that follows a preset, or is as it says.
fn memory(at: &Keys<'_>, key: &str, preset: &str, gib: f64) -> Result<Law, PrepareError> {
    if preset.is_empty() {
        return Ok(Law::Constant { value: gib });
    }
    let key = format!("{key}.memory");
    let wrong = at.wrong(&key);
    match preset::workload(preset) {
        Err(error) => Err(wrong(Problem::Preset(error))),
        Ok(found) => match found.sizes.memory_gib() {
            Some(law) => Ok(law),
            None => {
                Err(wrong(Problem::Value(format!("names `{preset}`, whose memory was not measured; `alibaba-openb` has it"))))
            }
        },
    }
}

/// At most 100,000, which a scenario allows, is not at most 65,535.
fn count(tasks: u32) -> u16 {
    u16::try_from(tasks).unwrap_or(u16::MAX)
}

/// The first of the copies of a task.
fn replica(copies: u32, agree: u32, spares: Spares, late_factor: f64) -> Replica {
    let count = |count: u32| u8::try_from(count).unwrap_or(u8::MAX);
    let late_milli = match spares {
        Spares::AtOnce => 0,
        Spares::Late => libm::round(late_factor * 1_000.0).clamp(1.0, f64::from(u16::MAX - 1)) as u16,
        Spares::Differ => u16::MAX,
    };
    Replica { number: 0, of: count(copies), agree: count(agree), late_milli }
}

fn privacy(kind: &JobKind) -> Privacy {
    match kind.privacy {
        PrivacyLevel::Open => Privacy::Open,
        PrivacyLevel::Trusted => Privacy::Trusted,
    }
}

/// The first stage of a job that is none of stages.
fn first(at: &Keys<'_>, key: &str, kind: &JobKind, stage: Stage) -> Result<StagePlan, PrepareError> {
    Ok(StagePlan {
        stage,
        tasks: count(kind.tasks),
        after: Vec::new(),
        work_gflop: work(at, key, &kind.work, kind.gflop)?,
        input_mib: kind.input_mib,
        output_mib: kind.output_mib,
        memory_gib: memory(at, key, &kind.memory, kind.memory_gib)?,
        gpu_memory_gib: kind.gpu_memory_gib,
        checkpoint_every: Span::from_secs(kind.checkpoint_every_s),
        checkpoint_mib: kind.checkpoint_mib,
        replica: replica(kind.copies, kind.agree, kind.spares, kind.late_factor),
        privacy: privacy(kind),
        near: kind.locality == Locality::Near,
    })
}

/// A stage that brings the results of `first` together: it needs no GPU, reads only these, keeps no checkpoints, and
/// is computed once.
fn last(kind: &JobKind, first: &StagePlan, stage: Stage, tasks: u32, after: (usize, Spread)) -> StagePlan {
    StagePlan {
        stage,
        tasks: count(tasks),
        after: vec![after],
        work_gflop: Law::Constant { value: kind.gather_gflop },
        input_mib: 0.0,
        memory_gib: Law::Constant { value: kind.memory_gib },
        gpu_memory_gib: 0.0,
        checkpoint_every: Span::ZERO,
        replica: Replica::ONE,
        ..first.clone()
    }
}

pub(super) fn scatter_gather(at: &Keys<'_>, key: &str, kind: &JobKind) -> Result<Vec<StagePlan>, PrepareError> {
    let parts = first(at, key, kind, Stage::Scatter)?;
    let gather = last(kind, &parts, Stage::Gather, 1, (0, Spread::All));
    Ok(vec![parts, gather])
}

pub(super) fn map_reduce(at: &Keys<'_>, key: &str, kind: &JobKind) -> Result<Vec<StagePlan>, PrepareError> {
    let maps = first(at, key, kind, Stage::Map)?;
    let reduce = last(kind, &maps, Stage::Reduce, kind.reducers, (0, Spread::Share));
    Ok(vec![maps, reduce])
}

/// Workers train, one aggregates, workers train on what it gave, and so on.
pub(super) fn training(at: &Keys<'_>, key: &str, kind: &JobKind) -> Result<Vec<StagePlan>, PrepareError> {
    let train = first(at, key, kind, Stage::Train)?;
    let mut stages = Vec::new();
    for round in 0..kind.rounds as usize {
        let after = if round == 0 { Vec::new() } else { vec![(2 * round - 1, Spread::All)] };
        stages.push(StagePlan { after, ..train.clone() });
        stages.push(last(kind, &train, Stage::Aggregate, 1, (2 * round, Spread::All)));
    }
    Ok(stages)
}

/// In an order in which each stage comes after those that it reads; the scenario's rules have seen that there is one.
pub(super) fn pipeline(at: &Keys<'_>, key: &str, kind: &JobKind) -> Result<Vec<StagePlan>, PrepareError> {
    let stages: &[PipelineStage] = &kind.stages;
    let (mut order, mut plans): (Vec<&str>, Vec<StagePlan>) = Default::default();
    while plans.len() < stages.len() {
        let is_next = |(_, stage): &(usize, &PipelineStage)| {
            let is_there = |name: &String| order.contains(&name.as_str());
            !is_there(&stage.name) && stage.after.iter().all(is_there)
        };
        let Some((index, stage)) = stages.iter().enumerate().find(is_next) else { break };
        let spread = match stage.spread {
            StageSpread::All => Spread::All,
            StageSpread::Each => Spread::Each,
            StageSpread::Share => Spread::Share,
        };
        let place = |name: &String| order.iter().position(|done| done == name);
        let after = stage.after.iter().filter_map(place).map(|before| (before, spread)).collect();
        let work_gflop = match stage.kind {
            StageKind::Serve => Law::Constant { value: stage.serve_s as f64 },
            _ => work(at, &format!("{key}.stages.{index}"), &stage.work, stage.gflop)?,
        };
        plans.push(StagePlan {
            stage: match stage.kind {
                StageKind::Capture => Stage::Capture,
                StageKind::Process => Stage::Process,
                StageKind::Serve => Stage::Serve,
                StageKind::Reduce => Stage::Reduce,
            },
            tasks: count(stage.tasks),
            after,
            work_gflop,
            input_mib: stage.input_mib,
            output_mib: stage.output_mib,
            memory_gib: memory(at, &format!("{key}.stages.{index}"), &stage.memory, stage.memory_gib)?,
            gpu_memory_gib: stage.gpu_memory_gib,
            checkpoint_every: Span::from_secs(stage.checkpoint_every_s),
            checkpoint_mib: stage.checkpoint_mib,
            replica: replica(stage.copies, stage.agree, stage.spares, stage.late_factor),
            privacy: privacy(kind),
            near: kind.locality == Locality::Near,
        });
        order.push(&stage.name);
    }
    Ok(plans)
}

/// Refuses jobs that the engine would.
pub(super) fn check_size(at: &Keys<'_>, key: &str, stages: &[StagePlan]) -> Result<(), PrepareError> {
    let tasks_of = |stage: &StagePlan| u64::from(stage.tasks) * u64::from(stage.replica.of);
    let tasks: u64 = stages.iter().map(tasks_of).sum();
    let edges_of = |stage: &StagePlan| -> u64 {
        let read = stage.after.iter().map(|(before, spread)| match spread {
            Spread::Each => 1,
            Spread::All | Spread::Share => u64::from(stages[*before].tasks),
        });
        tasks_of(stage) * read.sum::<u64>()
    };
    let edges: u64 = stages.iter().map(edges_of).sum();
    for (count, what) in [(tasks, "tasks"), (edges, "edges, each from a task to one that reads it")] {
        if count > SIZE_MAX {
            return Err(at.wrong(key)(Problem::Value(format!("has {count} {what}: a job has at most {SIZE_MAX}"))));
        }
    }
    Ok(())
}
