//! Who takes part: workers drawn from classes or taken from a snapshot, validators and requesters.

use super::Keys;
use super::churn::WorkerSpells;
use super::regions::Regions;
use crate::error::{PrepareError, Problem};
use crate::preset::{self, PresetError, Ratio1Node};
use records::device::DeviceFile;
use records::scenario::{self, ChurnModel, DeviceClass, GrowthModel};
use std::sync::Arc;
use world::engine::Time;
use world::law::Law;
use world::{ClassPlan, GpuPlan, PopulationPlan, SitePlan, Spells, draw_workers};
use world::{Conduct, Device, Growth, NodePlan, Role};

/// Share of a GPU's peak that a task sustains. An assumption; results report speeds with it applied.
pub const GPU_SUSTAINED_SHARE: f64 = 0.4;

/// The one recorded population.
const RATIO1: &str = "ratio1-2025-08-06";

/// A validator or requester: always up, runs no tasks.
pub(super) fn fixed(role: Role, region: usize) -> NodePlan {
    NodePlan {
        role,
        region: u16::try_from(region).unwrap_or(u16::MAX),
        device: Arc::new(Device::none()),
        compute_gflops: 0.0,
        spells: Arc::new(Spells::Always),
        conduct: Conduct::Honest,
        owned: false,
    }
}

/// The classes and places that so many workers are drawn from.
pub(super) fn drawn_from(at: &Keys<'_>, regions: &Regions, workers: u32) -> Result<PopulationPlan, PrepareError> {
    let population = &at.0.scenario.population;
    let mut classes = Vec::with_capacity(population.classes.len());
    for (index, class) in population.classes.iter().enumerate() {
        classes.push(class_plan(at, index, class)?);
    }
    let mut sites = Vec::with_capacity(population.regions.len());
    for (index, name) in population.regions.iter().enumerate() {
        let price = preset::electricity("household", name).map_err(at.wrong("population.regions"))?;
        let carbon = preset::carbon("grid", name).map_err(at.wrong("population.regions"))?;
        sites.push(SitePlan {
            weight: population.region_weights.get(index).copied().unwrap_or(1.0),
            usd_per_kwh: price.usd_per_kwh,
            gco2e_per_kwh: carbon.gco2e_per_kwh,
        });
    }
    Ok(PopulationPlan { workers, classes, sites, regions: regions.of_site.clone() })
}

/// The workers of `from`, in a network of these `regions`.
pub(super) fn workers(
    at: &Keys<'_>,
    from: &PopulationPlan,
    spells: &WorkerSpells,
    regions: &Regions,
    first_id: u32,
) -> Result<Vec<NodePlan>, PrepareError> {
    let (population, seed) = (&at.0.scenario.population, at.0.scenario.seed);
    match population.snapshot.as_str() {
        "" => Ok(draw_workers(from, seed, first_id, |index| spells.of(index))),
        RATIO1 if at.0.scenario.churn.model != ChurnModel::None => {
            let problem = Problem::Value(format!("must be \"none\": the snapshot `{RATIO1}` says itself when nodes are up"));
            Err(at.wrong("churn.model")(problem))
        }
        RATIO1 => {
            // The first supervisor is the validator; machines are drawn, then given what the record knows of them.
            let recorded = snapshot_workers(preset::ratio1(), regions.names.len());
            let workers = u32::try_from(recorded.len()).unwrap_or(u32::MAX);
            let mut nodes = draw_workers(&PopulationPlan { workers, ..from.clone() }, seed, first_id, |index| spells.of(index));
            let oldest_s = recorded.iter().map(|node| node.uptime_s).max().unwrap_or(0);
            for (node, record) in nodes.iter_mut().zip(recorded) {
                apply_record(at, node, record, oldest_s)?;
            }
            Ok(nodes)
        }
        asked => {
            let (kind, nearest) = ("recorded population".to_owned(), RATIO1.to_owned());
            let error = PresetError::Unknown { kind, asked: asked.to_owned(), nearest, valid: RATIO1.to_owned() };
            Err(at.wrong("population.snapshot")(error))
        }
    }
}

/// Gives the workers of `nodes` the times at which they join, if the population grows; `end` is that of the run.
pub(super) fn grow(scenario: &scenario::Scenario, nodes: &mut [NodePlan], end: Time) {
    const YEAR_S: f64 = 365.0 * 86_400.0;
    let scenario::Growth { model, innovation_per_year, imitation_per_year, at_genesis_share: at_genesis } = scenario.growth;
    if model == GrowthModel::None {
        return;
    }
    let (innovation_per_s, imitation_per_s) = (innovation_per_year / YEAR_S, imitation_per_year / YEAR_S);
    let growth = Growth { innovation_per_s, imitation_per_s, at_genesis };
    for (id, node) in (0..).zip(nodes).filter(|(_, node)| node.role == Role::Worker) {
        node.spells = growth.joined(&node.spells, scenario.seed, id, end);
    }
}

/// All recorded nodes but as many online supervisors as there are regions: those are the validators.
fn snapshot_workers(nodes: &[Ratio1Node], validators: usize) -> Vec<&Ratio1Node> {
    let mut left = validators;
    let keep = |node: &&Ratio1Node| {
        let is_validator = node.is_supervisor && node.online && left > 0;
        left -= usize::from(is_validator);
        !is_validator
    };
    nodes.iter().filter(keep).collect()
}

/// Memory, GPU, role and uptime as recorded. The run begins when the oldest node of the snapshot started; every other one
/// starts as much later as its uptime was shorter, and stays. Nodes that were lost never come.
fn apply_record(at: &Keys<'_>, node: &mut NodePlan, record: &Ratio1Node, oldest_s: u64) -> Result<(), PrepareError> {
    let device = Arc::make_mut(&mut node.device);
    device.memory_gib = record.memory_gib;
    device.class = if record.is_supervisor { "supervisor".into() } else { "edge-node".into() };
    if record.is_supervisor {
        device.slots = 0;
    }
    if let Some(name) = &record.gpu {
        let gpu = preset::gpu(name).map_err(at.wrong("population.snapshot"))?;
        device.model = gpu.name.as_str().into();
        device.class = "edge-node-gpu".into();
        (node.compute_gflops, device.gpu_memory_gib) = (gpu.fp32_gflops * GPU_SUSTAINED_SHARE, gpu.memory_gib);
        device.busy_w += gpu.tdp_w;
    }
    node.spells = if record.online {
        let start = Time(oldest_s.saturating_sub(record.uptime_s) * 1_000_000_000);
        Arc::new(Spells::Recorded(vec![(start, Time::MAX)]))
    } else {
        Arc::new(Spells::Never)
    };
    Ok(())
}

fn class_plan(at: &Keys<'_>, index: usize, class: &DeviceClass) -> Result<ClassPlan, PrepareError> {
    let key = |field: &str| format!("population.classes.{index}.{field}");
    if !class.device.is_empty() {
        return device_plan(class).map_err(at.wrong(&key("device")));
    }
    let speeds = preset::host_speed(&class.cpu).map_err(at.wrong(&key("cpu")))?;
    let gpu = match class.gpu.as_str() {
        "" => None,
        name => Some(gpu_plan(preset::gpu(name).map_err(at.wrong(&key("gpu")))?)),
    };
    Ok(ClassPlan {
        name: class.name.as_str().into(),
        weight: class.weight,
        cpu: class.cpu.as_str().into(),
        cpu_gflops: if class.gflops > 0.0 { Law::Constant { value: class.gflops } } else { speeds.measured_gflops },
        gpu,
        memory_gib: class.memory_gib,
        slots: u16::try_from(class.slots).unwrap_or(u16::MAX),
        idle_w: class.idle_w,
        busy_w: class.busy_w,
        trusted: class.trusted,
    })
}

fn gpu_plan(gpu: &preset::Gpu) -> GpuPlan {
    let gflops = gpu.fp32_gflops * GPU_SUSTAINED_SHARE;
    GpuPlan { name: gpu.name.as_str().into(), gflops, memory_gib: gpu.memory_gib }
}

/// A class of machines that are all the measured one.
fn device_plan(class: &DeviceClass) -> Result<ClassPlan, Problem> {
    let file = DeviceFile::load(&class.device)?;
    let gpu = match &file.gpu {
        Some(found) if !found.preset.is_empty() => {
            let preset =
                preset::gpu(&found.preset).map_err(|error| Problem::Value(format!("{}: gpu.preset: {error}", class.device)))?;
            Some(GpuPlan { memory_gib: found.memory_gib, ..gpu_plan(preset) })
        }
        // Its speed is unknown: tasks run on the CPU, and none that needs GPU memory comes here.
        _ => None,
    };
    Ok(ClassPlan {
        name: class.name.as_str().into(),
        weight: class.weight,
        cpu: file.name.as_str().into(),
        cpu_gflops: Law::Constant { value: file.cpu.gflops_all_cores.median },
        gpu,
        memory_gib: file.memory_gib,
        slots: u16::try_from(file.slots).unwrap_or(u16::MAX),
        idle_w: class.idle_w,
        busy_w: class.busy_w,
        trusted: class.trusted,
    })
}
