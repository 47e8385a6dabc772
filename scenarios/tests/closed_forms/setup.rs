//! Worlds simple enough for closed forms: one region, machines that are all alike, links of a nanosecond.

use crate::table::Table;
use records::run::RunFolder;
use records::table::{EpochRow, JobRow, TaskRow};
use scenarios::{prepare, shipped};
use std::sync::Arc;
use world::engine::job::{Pattern, Stage};
use world::engine::{Amount, Span, Time};
use world::law::Law;
use world::{Arrivals, Bandwidth, Costs, Fidelity, JobKind, NetworkPlan, Plan, Role, Spells, StagePlan, WorkloadPlan};

/// A world and what is asked of it. Work of 1 GFLOP takes a slot 1 s.
#[derive(Clone, Debug)]
pub struct Setup {
    pub fidelity: Fidelity,
    pub workers: u32,
    /// Tasks at once on each.
    pub slots: u16,
    pub spells: Spells,
    /// Mean time between jobs (s), a Poisson process; 0 for none.
    pub gap_s: f64,
    /// Kinds of jobs, all equally likely: each a pipeline of one task.
    pub jobs: Vec<StagePlan>,
    /// Rate of every link (bit/s).
    pub rate_bps: u64,
    /// Length of an epoch (s).
    pub epoch_s: u64,
    /// No job after that (s).
    pub until_s: u64,
    /// The run's end (s).
    pub duration_s: u64,
    pub attempts_max: u16,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            fidelity: Fidelity::Session,
            workers: 1,
            slots: 1,
            spells: Spells::Always,
            gap_s: 0.0,
            jobs: Vec::new(),
            rate_bps: u64::MAX,
            epoch_s: 10_000_000 * 30,
            until_s: 0,
            duration_s: 0,
            attempts_max: u16::MAX,
        }
    }
}

/// A task of `work` (s on one slot) that moves no data.
pub fn task(work: Law) -> StagePlan {
    StagePlan {
        stage: Stage::Process,
        tasks: 1,
        after: Vec::new(),
        work_gflop: work,
        input_mib: 0.0,
        output_mib: 0.0,
        memory_gib: Law::Constant { value: 0.0 },
        gpu_memory_gib: 0.0,
        checkpoint_every: Span::ZERO,
        checkpoint_mib: 0.0,
        replica: world::engine::job::Replica::ONE,
        privacy: world::engine::job::Privacy::Open,
        near: false,
    }
}

/// The tables of a run.
pub struct Tables {
    pub jobs: Table,
    pub tasks: Table,
    pub epochs: Table,
}

impl Setup {
    /// The plan of a shipped scenario with all of this put into it.
    pub fn plan(&self, seed: u64) -> Plan {
        let workers = self.workers.to_string();
        let set = [("population.workers", workers.as_str()), ("churn.model", "none"), ("schedule.policy", "random")];
        let set: Vec<_> = set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let mut plan = prepare(&shipped::load("long-jobs", &set).unwrap()).unwrap().plan;
        (plan.seed, plan.fidelity, plan.costs) = (seed, self.fidelity, Costs::default());
        (plan.duration, plan.sample) = (Span::from_secs(self.duration_s), Span::from_secs(self.duration_s));
        for node in plan.nodes.iter_mut().filter(|node| node.role == Role::Worker) {
            node.compute_gflops = f64::from(self.slots);
            Arc::make_mut(&mut node.device).slots = self.slots;
            node.spells = Arc::new(self.spells.clone());
        }
        let patient = Span::from_secs(100 * 365 * 86_400);
        let protocol = &mut plan.protocol;
        (protocol.epoch, protocol.attempts_max) = (Span::from_secs(self.epoch_s), self.attempts_max);
        (protocol.placement_timeout, protocol.accept_timeout, protocol.timeout_min) = (patient, patient, patient);
        protocol.price_per_tflop = Amount(1);
        plan.network = NetworkPlan {
            rtt: vec![vec![Span(2)]],
            jitter: None,
            bandwidth: vec![Bandwidth { download_bps: self.rate_bps, upload_bps: self.rate_bps }],
            inter_regional_bps: self.rate_bps,
            loss_parts: 0,
            duplicate_parts: 0,
        };
        let kind = |(number, stage): (usize, &StagePlan)| JobKind {
            name: format!("kind-{number}").into(),
            weight: 1.0,
            pattern: Pattern::Pipeline,
            stages: vec![stage.clone()],
            due: Span::ZERO,
        };
        plan.workload = WorkloadPlan {
            arrivals: if self.jobs.is_empty() { Arrivals::None } else { Arrivals::Poisson },
            mean_gap_s: self.gap_s,
            until: Time::ZERO + Span::from_secs(self.until_s),
            kinds: self.jobs.iter().enumerate().map(kind).collect(),
        };
        plan
    }

    /// Runs it as `xpand run` does.
    pub fn run(&self, seed: u64) -> Tables {
        let folder = tempfile::tempdir().unwrap();
        let finished = sim::run(self.plan(seed), "", &folder.path().join("run"), |_| {}).unwrap();
        let run = RunFolder::open(&finished.folder).unwrap();
        Tables { jobs: Table::of::<JobRow>(&run), tasks: Table::of::<TaskRow>(&run), epochs: Table::of::<EpochRow>(&run) }
    }
}

/// Seconds of a number of nanoseconds.
pub fn seconds(ns: i64) -> f64 {
    ns as f64 / 1e9
}
