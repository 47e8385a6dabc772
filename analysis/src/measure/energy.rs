//! Electricity of the workers, and what of it falls to a job.

use std::collections::{BTreeMap, BTreeSet};

use records::energy::Power;
pub use records::energy::{Drawn, Energy, JobsCounted};
use records::scenario::Cloud;

use crate::run::{Epochs, Jobs, Nodes, Supply};

/// Energy, cost and carbon of a settled job.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PerJob {
    /// Jobs that share the energy: those that settled within settled epochs (count).
    pub jobs: u64,
    /// Only what busy slots draw beyond idle power: what is added to machines that are on anyway.
    pub marginal: Energy,
    /// All that workers draw while up: what dedicated machines cost.
    pub full: Energy,
    /// The same work on the machine of the scenario's `[cloud]`; `None` without a price. Energy and carbon are 0 where the
    /// scenario does not tell its power or its grid.
    pub cloud: Option<Energy>,
}

/// Energy over settled epochs by device class, in both accountings.
///
/// A worker draws `idle_w` while up and `busy_w − idle_w` more in proportion to its busy slots; a machine that is down
/// draws nothing. Workers missing from the nodes table of a killed run are left out.
pub fn energy_by_class(nodes: &Nodes, epochs: &Epochs) -> BTreeMap<String, Drawn> {
    let mut by_class: BTreeMap<&str, Vec<Drawn>> = BTreeMap::new();
    for worker in epochs.workers.iter().filter(|worker| worker.epochs > 0) {
        let Some(node) = nodes.row(worker.node) else {
            continue;
        };
        let power = Power {
            idle_w: nodes.idle_w[node],
            busy_w: nodes.busy_w[node],
            usd_per_kwh: nodes.usd_per_kwh[node],
            gco2e_per_kwh: nodes.gco2e_per_kwh[node],
        };
        let drawn = power.drawn(worker.up_s as f64, worker.busy_s, nodes.slots[node]);
        by_class.entry(nodes.class.get(node)).or_default().push(drawn);
    }
    by_class.into_iter().map(|(class, drawn)| (class.to_owned(), drawn.into_iter().sum())).collect()
}

/// Jobs that settled within the epochs that `supply` says are settled. Epoch e is the time after e × `epoch_s` up to and with
/// (e + 1) × `epoch_s`. None without the length of an epoch.
pub fn jobs_counted(jobs: &Jobs, supply: &Supply, epoch_s: Option<u64>) -> JobsCounted {
    let mut counted = JobsCounted::default();
    let Some(epoch_ns) = epoch_s.map(|epoch_s| epoch_s.saturating_mul(1_000_000_000)).filter(|epoch_ns| *epoch_ns > 0) else {
        return counted;
    };
    let settled: BTreeSet<u64> = supply.epoch.iter().copied().map(u64::from).collect();
    for row in 0..jobs.work_gflop.len() {
        let Some(ended_ns) = jobs.ended_ns[row] else { continue };
        let epoch = ended_ns.saturating_sub(1) / epoch_ns;
        if jobs.state.get(row) == "settled" && settled.contains(&epoch) {
            counted.add(jobs.work_gflop[row]);
        }
    }
    counted
}

/// The share of each of the `counted` jobs in what all workers drew; `None` without a job.
pub fn per_job(drawn: &Drawn, counted: &JobsCounted, cloud: &Cloud) -> Option<PerJob> {
    let jobs = counted.jobs;
    let (marginal, full) = (drawn.marginal.per_job(jobs)?, drawn.full.per_job(jobs)?);
    Some(PerJob { jobs, marginal, full, cloud: counted.in_cloud(cloud) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::example::{epochs, jobs, nodes};

    fn near(found: Energy, [kwh, usd, gco2e]: [f64; 3]) {
        for (found, expected) in [(found.kwh, kwh), (found.usd, usd), (found.gco2e, gco2e)] {
            assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
        }
    }

    #[test]
    fn idle_power_while_up_plus_the_busy_share() {
        let by_class = energy_by_class(&nodes(), &epochs());
        // a: 100 W · 2 h + 200 W · 1 h (7,200 task-s on 2 slots) = 0.4 kWh at 0.5 USD and 300 g
        near(by_class["a"].full, [0.4, 0.2, 120.0]);
        near(by_class["a"].marginal, [0.2, 0.1, 60.0]);
        // b: 50 W · 0.75 h, busy draws no more
        near(by_class["b"].full, [0.0375, 0.0075, 15.0]);
        near(by_class["b"].marginal, [0.0; 3]);
        let total: Drawn = by_class.values().copied().sum();
        near(total.full, [0.4375, 0.2075, 135.0]);
    }

    #[test]
    fn each_job_of_the_settled_epochs_takes_an_equal_share() {
        let supply = Supply { epoch: vec![0, 1], ..Supply::default() };
        let counted = jobs_counted(&jobs(), &supply, Some(3_600));
        // Of five: one failed, one is open, one settled after the second epoch's end.
        assert_eq!(counted, JobsCounted { jobs: 2, work_gflop: 5_400.0 });
        let drawn: Drawn = energy_by_class(&nodes(), &epochs()).into_values().sum();
        let cloud = Cloud { usd_per_hour: 0.6, gflops: 3.0, watts: 400.0, ..Cloud::default() };
        let share = per_job(&drawn, &counted, &cloud).unwrap();
        near(share.full, [0.21875, 0.10375, 67.5]);
        near(share.marginal, [0.1, 0.05, 30.0]);
        // 1,800 s in all at 3 GFLOP/s: a quarter of an hour each, 0.1 kWh on an unknown grid.
        near(share.cloud.unwrap(), [0.1, 0.15, 0.0]);

        assert_eq!(per_job(&drawn, &counted, &Cloud::default()).unwrap().cloud, None);
        let first = Supply { epoch: vec![0], ..Supply::default() };
        assert_eq!(jobs_counted(&jobs(), &first, Some(3_600)).jobs, 1, "up to and with the end of the epoch");
        assert_eq!(per_job(&drawn, &jobs_counted(&jobs(), &supply, None), &cloud), None);
    }
}
