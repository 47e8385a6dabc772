//! The metrics of a whole run: the same numbers that the analysis computes from its tables, without the tables.

use std::fmt;

use engine::ledger::Supply;
use engine::signs::{Counts, Sign};

use super::Totals;
use super::tally::Tally;
use crate::scenario::{Cloud, Fidelity, Scenario};
use crate::statistics::{epoch_s, gini, jain, quantile};

/// Name and meaning of one metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name, with its unit; a column of the tables of a sweep.
    pub name: &'static str,
    /// What it is, in words.
    pub meaning: &'static str,
}

macro_rules! metrics {
    ($($name:ident: $meaning:literal,)*) => {
        /// Every metric, in the order of the columns.
        pub const METRICS: &[Metric] = &[$(Metric { name: stringify!($name), meaning: $meaning },)*];

        /// What a run came to, a number a metric; `None` where the run gives no value (no job settled, nothing was up).
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Metrics {
            $(#[doc = $meaning] pub $name: Option<f64>,)*
        }

        impl Metrics {
            /// The values in the order of [`METRICS`].
            #[must_use]
            pub fn values(&self) -> Vec<Option<f64>> {
                vec![$(self.$name,)*]
            }
        }
    };
}

metrics! {
    jobs_submitted: "Jobs that requesters submitted (count).",
    jobs_referred: "Jobs that the validator of their requester referred to that of another region (count).",
    jobs_settled: "Jobs that were settled (count).",
    success_share: "Share of ended jobs that settled (0 to 1). Jobs still open at the end do not count.",
    wrong_share: "Share of settled jobs with a final result that is wrong, as only the simulator knows (0 to 1).",
    completion_mean_s: "Mean time from submission to settlement of the settled jobs (s).",
    completion_p50_s: "Median time from submission to settlement of the settled jobs (s).",
    completion_p95_s: "95th percentile of the time from submission to settlement of the settled jobs (s).",
    discovery_p50_ms: "Median time from a worker's start, in each of its lives, to its first welcome by its validator (ms); none where no message is played out.",
    discovery_p99_ms: "99th percentile of the time from a worker's start to its first welcome by its validator (ms).",
    first_placement_p50_ms: "Median time from a job's submission to the first placement of one of its tasks (ms).",
    first_placement_p99_ms: "99th percentile of the time from a job's submission to the first placement of one of its tasks (ms).",
    placement_p50_ms: "Median time from a task's being ready, its inputs there or its last attempt over, to its placement (ms).",
    placement_p99_ms: "99th percentile of the time from a task's being ready to its placement (ms).",
    retries_per_task: "Attempts beyond the first per task that was placed (count per task).",
    redundancy: "What workers could have computed while they ran attempts that have ended, transfers and time until a loss is noticed included, per work of verified tasks (ratio; 1: nothing was lost).",
    utilisation_share: "Task-seconds run per slot-second up, over settled epochs (0 to 1).",
    load_jain: "Jain's index of the utilisation of the workers that were up (0 to 1; 1: all alike).",
    availability_measured_share: "Mean over workers of the share of the settled epochs that validators counted them up (0 to 1).",
    availability_true_share: "Mean over workers of the share of the settled epochs that they truly were up (0 to 1).",
    false_suspicions_per_node_day: "Times that a validator gave a worker up that was up, per day of a worker's time up (count per day); none where no message is played out.",
    workers_online: "Workers up, mean over time (count).",
    reward_gini: "Gini coefficient of the workers' rewards (0: all alike; 1: one has all).",
    earning_gini: "Gini coefficient of the workers' rewards and pay for jobs together, over settled epochs (0 to 1).",
    messages_per_node_hour: "Messages sent per hour of a worker's time up (count per hour).",
    bytes_per_node_hour: "Bytes sent per hour of a worker's time up (B per hour).",
    control_kb_per_s: "Control traffic, all that is sent but the data of tasks, over the whole run (kB per s); none where no message is played out.",
    minted_tokens: "Tokens minted since genesis (token).",
    burned_tokens: "Tokens burned since genesis (token).",
    kwh_per_job_marginal: "Energy per job that settled within the settled epochs, only what busy slots draw beyond idle power (kWh per job).",
    kwh_per_job_full: "Energy per job that settled within the settled epochs, all that workers draw while up (kWh per job).",
    usd_per_job_marginal: "Electricity cost of `kwh_per_job_marginal` at each worker's own price (USD per job).",
    usd_per_job_full: "Electricity cost of `kwh_per_job_full` at each worker's own price (USD per job).",
    gco2e_per_job_marginal: "Greenhouse gases of `kwh_per_job_marginal` at each worker's own grid (gCO2e per job).",
    gco2e_per_job_full: "Greenhouse gases of `kwh_per_job_full` at each worker's own grid (gCO2e per job).",
    cloud_usd_per_job: "Rent of the machine of `[cloud]` for the work of a job that settled within the settled epochs (USD per job); none without a price.",
    cloud_gco2e_per_job: "Greenhouse gases of the machine of `[cloud]` for the same work (gCO2e per job); none without its power and its grid.",
    events: "Events handled by the simulator (count).",
}

/// The metrics that a run of this scenario gives, in the order of the columns. All that reads or writes metrics of runs asks here.
#[must_use]
pub fn metrics_of(scenario: &Scenario) -> &'static [Metric] {
    match scenario.fidelity {
        Fidelity::Message | Fidelity::Session => METRICS,
        Fidelity::Epoch => super::market::METRICS,
        Fidelity::Mechanism => super::mechanism::METRICS,
    }
}

impl Totals {
    /// The metrics of a run that ended after `simulated_s` with this `supply`; all but
    /// what [`beside_cloud`](Self::beside_cloud) adds, which depends on a price and not on the run alone.
    #[must_use]
    pub fn metrics(&self, simulated_s: f64, supply: &Supply) -> Metrics {
        let jobs = |state: &str| self.jobs.get(state).copied().unwrap_or(0);
        let ended = jobs("settled") + jobs("failed") + jobs("refunded");
        let tally = &self.tally;
        let tokens = |amount: engine::Amount| amount.0 as f64 / 1e18;
        let mut metrics = Metrics {
            jobs_submitted: Some(self.submitted as f64),
            jobs_referred: Some(self.referred as f64),
            jobs_settled: Some(jobs("settled") as f64),
            success_share: (ended > 0).then(|| jobs("settled") as f64 / ended as f64),
            wrong_share: (jobs("settled") > 0).then(|| tally.jobs_wrong as f64 / jobs("settled") as f64),
            retries_per_task: (tally.tasks_placed > 0).then(|| self.placements as f64 / tally.tasks_placed as f64 - 1.0),
            redundancy: (tally.verified_gflop > 0.0).then(|| tally.held_gflop / tally.verified_gflop),
            control_kb_per_s: (self.messages > 0 && simulated_s > 0.0).then(|| self.bytes as f64 / 1e3 / simulated_s),
            minted_tokens: Some(tokens(supply.minted)),
            burned_tokens: Some(tokens(supply.burned)),
            events: Some(self.events as f64),
            ..Metrics::default()
        };
        completion(tally, &mut metrics);
        tally.waits.tell(&mut metrics);
        load(tally, &mut metrics);
        availability(tally, &mut metrics);
        traffic(self, simulated_s, &mut metrics);
        energy(tally, &mut metrics);
        metrics
    }

    /// What was waited for: how often, median and 99th percentile (ms), by name.
    pub fn waits(&self) -> impl Iterator<Item = (&'static str, u64, [f64; 2])> {
        self.tally.waits.told()
    }

    /// Signs that the network fails.
    pub fn signs(&self) -> impl Iterator<Item = Sign> {
        let jobs = |state: &str| self.jobs.get(state).copied().unwrap_or(0);
        let (tally, failed) = (&self.tally, jobs("failed") + jobs("refunded"));
        let up = |node: &usize| tally.worker[*node] && tally.up_s[*node] > 0;
        let workers = || (0..tally.worker.len()).filter(up);
        let [attempts_ended, attempts_lost, attempts_late] = tally.attempts;
        let counts = Counts {
            jobs_ended: jobs("settled") + failed,
            jobs_failed: failed,
            jobs_wrong: tally.jobs_wrong,
            attempts_ended,
            attempts_lost,
            attempts_late,
            workers: workers().count() as u64,
            workers_unrewarded: workers().filter(|node| tally.reward[*node] == 0).count() as u64,
        };
        counts.signs()
    }

    /// `metrics` with what the machine of `cloud` would take for a job; nothing is added without a price or a job.
    #[must_use]
    pub fn beside_cloud(&self, metrics: Metrics, cloud: &Cloud) -> Metrics {
        let taken = self.tally.jobs_counted.in_cloud(cloud);
        let (cloud_usd_per_job, carbon) = (taken.map(|taken| taken.usd), taken.map(|taken| taken.gco2e));
        Metrics { cloud_usd_per_job, cloud_gco2e_per_job: carbon.filter(|_| cloud.has_carbon()), ..metrics }
    }

    /// Why no task got a node in a run in which none did, in words.
    #[must_use]
    pub fn why_nothing_placed(&self) -> String {
        match &self.last_unplaced {
            Some(why) => why.to_string(),
            None if !self.last_failure.is_empty() => self.last_failure.clone(),
            None if self.submitted > 0 => "none reached a validator in time".to_owned(),
            None => "none arrived before workload.stop_before_end_s".to_owned(),
        }
    }
}

fn completion(tally: &Tally, metrics: &mut Metrics) {
    let mut times_s: Vec<f64> = tally.completion_ns.iter().map(|taken_ns| *taken_ns as f64 / 1e9).collect();
    times_s.sort_by(f64::total_cmp);
    metrics.completion_mean_s = (!times_s.is_empty()).then(|| times_s.iter().sum::<f64>() / times_s.len() as f64);
    metrics.completion_p50_s = quantile(&times_s, 0.5);
    metrics.completion_p95_s = quantile(&times_s, 0.95);
}

fn load(tally: &Tally, metrics: &mut Metrics) {
    let slot_s = |node: usize| f64::from(tally.up_s[node]) * f64::from(tally.slots[node]);
    let workers = || (0..tally.worker.len()).filter(|node| tally.worker[*node]);
    let offered_s: f64 = workers().map(slot_s).sum();
    metrics.utilisation_share = (offered_s > 0.0).then(|| workers().map(|node| tally.busy_s[node]).sum::<f64>() / offered_s);
    let up = workers().filter(|node| slot_s(*node) > 0.0);
    let shares: Vec<f64> = up.map(|node| tally.busy_s[node] / slot_s(node)).collect();
    metrics.load_jain = jain(&shares);
    let rewards: Vec<f64> = workers().map(|node| tally.reward[node] as f64).collect();
    metrics.reward_gini = gini(&rewards);
    let paid = |node: usize| tally.job_income.get(&(node as u32)).copied().unwrap_or(0);
    let earnings: Vec<f64> = workers().map(|node| tally.reward[node].saturating_add(paid(node)) as f64).collect();
    metrics.earning_gini = gini(&earnings);
}

fn availability(tally: &Tally, metrics: &mut Metrics) {
    let length_s = epoch_s(tally.settlements.iter().copied());
    let span_s = length_s.map_or(0.0, |length_s| length_s * f64::from(tally.epochs_with_workers));
    let workers = tally.worker.iter().filter(|worker| **worker).count();
    if span_s <= 0.0 || workers == 0 {
        return;
    }
    let mean = |seconds: &[u32]| {
        let of_workers = seconds.iter().zip(&tally.worker).filter(|(_, worker)| **worker);
        Some(of_workers.map(|(seconds, _)| f64::from(*seconds) / span_s).sum::<f64>() / workers as f64)
    };
    metrics.availability_measured_share = mean(&tally.available_s);
    metrics.availability_true_share = mean(&tally.up_s);
}

fn traffic(totals: &Totals, simulated_s: f64, metrics: &mut Metrics) {
    let tally = &totals.tally;
    let Some(last) = tally.last_sample else { return };
    let end_ns = ((simulated_s * 1e9) as u64).max(last.time_ns);
    let node_ns = tally.node_ns + tally.held_ns(end_ns);
    let per_node_hour = |count: u64| (node_ns > 0.0).then(|| count as f64 / (node_ns / 3.6e12));
    metrics.workers_online = (end_ns > 0).then(|| node_ns / end_ns as f64);
    metrics.messages_per_node_hour = per_node_hour(last.messages);
    metrics.bytes_per_node_hour = per_node_hour(last.bytes);
    if totals.messages > 0 {
        metrics.false_suspicions_per_node_day = per_node_hour(24 * totals.false_suspicions);
    }
}

fn energy(tally: &Tally, metrics: &mut Metrics) {
    let (drawn, jobs) = (tally.drawn(), tally.jobs_counted.jobs);
    let (full, marginal) = (drawn.full.per_job(jobs), drawn.marginal.per_job(jobs));
    metrics.kwh_per_job_full = full.map(|energy| energy.kwh);
    metrics.usd_per_job_full = full.map(|energy| energy.usd);
    metrics.gco2e_per_job_full = full.map(|energy| energy.gco2e);
    metrics.kwh_per_job_marginal = marginal.map(|energy| energy.kwh);
    metrics.usd_per_job_marginal = marginal.map(|energy| energy.usd);
    metrics.gco2e_per_job_marginal = marginal.map(|energy| energy.gco2e);
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
