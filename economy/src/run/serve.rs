//! Demand meets capacity: jobs served, waits, quality (step 4 of an epoch).

use super::Economy;
use crate::outcome::EpochRow;
use crate::service;

impl Economy<'_> {
    /// Serves what demand and capacity allow; tells jobs per job of capacity that is up.
    pub(super) fn dispatch(&mut self, row: &mut EpochRow) -> f64 {
        let plan = self.plan;
        let jobs_up = |raw: u64| raw as f64 / (65_536.0 * 1_000.0);
        let capacity: f64 = self.earned.capacity.iter().map(|raw| jobs_up(*raw)).sum();
        let wanted = row.demand_usd / (self.price.whole as f64 / 1e6);
        let served = wanted.min(capacity * plan.service.utilisation_max);
        let load = if capacity > 0.0 { served / capacity } else { 0.0 };
        let (mut wait, mut late) = (0.0, 0.0);
        for (class, machine) in plan.operators.classes.iter().enumerate() {
            let share = if capacity > 0.0 { jobs_up(self.earned.capacity[class]) / capacity } else { 0.0 };
            if share > 0.0 {
                let servers = (f64::from(self.earned.nodes[class]) * machine.availability_share * machine.servers).max(1.0);
                wait += share * service::mean_wait(servers, load);
                late += share * service::late_share(servers, load, plan.service.patience_service_times);
            }
        }
        let wrong = plan.service.wrong_share;
        let done = if wanted > 0.0 { served / wanted } else { 1.0 };
        self.quality += plan.service.quality_weight * (done * (1.0 - late) * (1.0 - wrong) - self.quality);
        (row.capacity_jobs, row.utilisation_share, row.wait_service_times, row.quality) = (capacity, load, wait, self.quality);
        self.summary.serve(wanted, served, wait, late);
        load
    }
}
