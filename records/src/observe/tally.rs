//! Sums that the metrics of a whole run are computed from, kept whether or not tables are written.
//!
//! Memory: about 55 B a node, some 40 B more for one that jobs pay, 8 B a settled job, and at most 57 KiB for each kind of waiting.

use super::Truth;
use super::waits::Waits;
use crate::energy::{Drawn, JobsCounted, Power};
use crate::table::{NodeRow, Role};
use borsh::{BorshDeserialize, BorshSerialize};
use engine::Span;
use engine::job::{Stage, TaskSpec};
use std::collections::BTreeMap;

/// What a run has added up to so far.
#[derive(Clone, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Tally {
    /// Whether the node is a worker that does not lie, by node; likewise the columns below.
    pub(super) worker: Vec<bool>,
    /// Tasks at once (count).
    pub(super) slots: Vec<u32>,
    /// Speed of one slot (GFLOP/s).
    pub(super) slot_gflops: Vec<f64>,
    /// Place in `powers`.
    pub(super) power: Vec<u32>,
    /// What machines draw, each kind once.
    pub(super) powers: Vec<Power>,
    /// Availability that validators measured (s), over settled epochs; 100 years fit.
    pub(super) available_s: Vec<u32>,
    /// Time truly up (s), over settled epochs.
    pub(super) up_s: Vec<u32>,
    /// Task-seconds run, over settled epochs.
    pub(super) busy_s: Vec<f64>,
    /// Rewards (10⁻¹⁸ token).
    pub(super) reward: Vec<u128>,
    /// Paid for jobs over settled epochs (10⁻¹⁸ token), by node: in a large network most are paid nothing.
    pub(super) job_income: BTreeMap<u32, u128>,
    /// Settled epochs in which at least one worker was known or up (count).
    pub(super) epochs_with_workers: u32,
    /// Number and time (ns since genesis) of each settlement, in order.
    pub(super) settlements: Vec<(u32, u64)>,
    /// From submission to settlement (ns), a value a settled job, in the order of their ends.
    pub(super) completion_ns: Vec<u64>,
    /// How long workers and tasks waited.
    pub(super) waits: Waits,
    /// Jobs that settled within settled epochs.
    pub(super) jobs_counted: JobsCounted,
    /// Settled jobs with a final result that is wrong (count).
    pub(super) jobs_wrong: u64,
    /// Tasks that were placed at least once (count).
    pub(super) tasks_placed: u64,
    /// Attempts that have ended, but for those that were called off; lost with their worker; too late (count).
    pub(super) attempts: [u64; 3],
    /// What workers could have computed while they ran attempts that have ended (GFLOP).
    pub(super) held_gflop: f64,
    /// Work of verified tasks (GFLOP).
    pub(super) verified_gflop: f64,
    /// The last sample.
    pub(super) last_sample: Option<Sample>,
    /// Sum over workers of the time up until the last sample (ns).
    pub(super) node_ns: f64,
}

/// One instant of the timeline.
#[derive(Clone, Copy, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub(super) struct Sample {
    pub(super) time_ns: u64,
    pub(super) online: u32,
    pub(super) messages: u64,
    pub(super) bytes: u64,
}

impl Tally {
    pub(super) fn new(nodes: &[NodeRow]) -> Self {
        let n = nodes.len();
        let (power, powers) = powers(nodes);
        Self {
            worker: nodes.iter().map(|node| node.role == Role::Worker).collect(),
            slots: nodes.iter().map(|node| node.slots).collect(),
            slot_gflops: nodes.iter().map(|node| node.compute_gflops / f64::from(node.slots.max(1))).collect(),
            power,
            powers,
            available_s: vec![0; n],
            up_s: vec![0; n],
            busy_s: vec![0.0; n],
            reward: vec![0; n],
            ..Self::default()
        }
    }

    /// An attempt ended on a worker that had run it for so long.
    pub(super) fn on_attempt(&mut self, spec: &TaskSpec, node: u32, run: Span, verified_gflop: f64) {
        let gflops = if spec.stage == Stage::Serve { 1.0 } else { self.slot_gflops[node as usize] };
        self.held_gflop += run.as_secs_f64() * gflops;
        self.verified_gflop += verified_gflop;
    }

    /// A worker's part in a settled epoch: a row of the table `epochs`.
    pub(super) fn on_worker(&mut self, node: u32, available_s: u32, truth: Truth, reward: u128, job_income: u128) {
        let at = node as usize;
        self.available_s[at] = self.available_s[at].saturating_add(available_s);
        self.up_s[at] = self.up_s[at].saturating_add(truth.up_s);
        self.busy_s[at] += truth.busy_s;
        self.reward[at] = self.reward[at].saturating_add(reward);
        if job_income > 0 {
            let paid = self.job_income.entry(node).or_default();
            *paid = paid.saturating_add(job_income);
        }
    }

    /// An epoch was settled, with a row for at least one worker or with none, and with these jobs settled before its end.
    pub(super) fn on_settled(&mut self, epoch: u32, time_ns: u64, any_worker: bool, jobs: JobsCounted) {
        self.settlements.push((epoch, time_ns));
        self.jobs_counted.jobs += jobs.jobs;
        self.jobs_counted.work_gflop += jobs.work_gflop;
        self.epochs_with_workers += u32::from(any_worker);
    }

    /// What all workers drew over settled epochs.
    pub(super) fn drawn(&self) -> Drawn {
        let workers = (0..self.worker.len()).filter(|node| self.worker[*node]);
        let of = |node: usize| {
            let power = &self.powers[self.power[node] as usize];
            power.drawn(f64::from(self.up_s[node]), self.busy_s[node], self.slots[node])
        };
        workers.map(of).sum()
    }

    /// An instant of the timeline; the one before has held until now.
    pub(super) fn on_sample(&mut self, sample: Sample) {
        self.node_ns += self.held_ns(sample.time_ns);
        self.last_sample = Some(sample);
    }

    /// Worker-time from the last sample to `until_ns` (ns).
    pub(super) fn held_ns(&self, until_ns: u64) -> f64 {
        let held = |last: Sample| until_ns.saturating_sub(last.time_ns) as f64 * f64::from(last.online);
        self.last_sample.map_or(0.0, held)
    }
}

/// Each node's place among the kinds of machine by what they draw, and those: many workers share one.
fn powers(nodes: &[NodeRow]) -> (Vec<u32>, Vec<Power>) {
    let (mut kinds, mut place_of) = (Vec::new(), BTreeMap::new());
    let mut place = |node: &NodeRow| {
        let NodeRow { idle_w, busy_w, usd_per_kwh, gco2e_per_kwh, .. } = *node;
        let bits = [idle_w, busy_w, usd_per_kwh, gco2e_per_kwh].map(f64::to_bits);
        *place_of.entry(bits).or_insert_with(|| {
            kinds.push(Power { idle_w, busy_w, usd_per_kwh, gco2e_per_kwh });
            kinds.len() as u32 - 1
        })
    };
    let places = nodes.iter().map(&mut place).collect();
    (places, kinds)
}
