//! Electricity of machines and its price in money and carbon, and what a cloud would take for the same work: one definition for the
//! observer of a run and the readers of its tables.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::scenario::Cloud;

/// Joules in a kWh.
const JOULES_PER_KWH: f64 = 3.6e6;

/// What a machine draws, and what electricity is where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Power {
    /// Power while up and without a task (W).
    pub idle_w: f64,
    /// Power while every slot is busy (W).
    pub busy_w: f64,
    /// Price of electricity (USD/kWh).
    pub usd_per_kwh: f64,
    /// Carbon intensity of electricity (gCO2e/kWh).
    pub gco2e_per_kwh: f64,
}

/// Energy, what it cost and what it emitted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Energy {
    /// Energy (kWh).
    pub kwh: f64,
    /// Cost at each machine's own price (USD).
    pub usd: f64,
    /// Greenhouse gases at each machine's own grid (gCO2e).
    pub gco2e: f64,
}

/// The same machine time in two accountings.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Drawn {
    /// All that the machine draws while it is up: what a dedicated one costs.
    pub full: Energy,
    /// Only what busy slots draw beyond idle power: what is added to a machine that is on anyway.
    pub marginal: Energy,
}

impl Power {
    /// What the machine drew over `up_s` seconds up and `busy_s` task-seconds on `slots` slots. A machine that is down draws
    /// nothing; one with some slots busy draws that share of the way from idle to busy power.
    #[must_use]
    pub fn drawn(&self, up_s: f64, busy_s: f64, slots: u32) -> Drawn {
        let marginal_j = (self.busy_w - self.idle_w) * busy_s / f64::from(slots.max(1));
        let energy = |joules: f64| {
            let kwh = joules / JOULES_PER_KWH;
            Energy { kwh, usd: kwh * self.usd_per_kwh, gco2e: kwh * self.gco2e_per_kwh }
        };
        Drawn { full: energy(self.idle_w * up_s + marginal_j), marginal: energy(marginal_j) }
    }
}

impl Energy {
    /// An equal share of it for each of `jobs`; `None` for no job.
    #[must_use]
    pub fn per_job(self, jobs: u64) -> Option<Self> {
        let share = |whole: f64| whole / jobs as f64;
        (jobs > 0).then(|| Self { kwh: share(self.kwh), usd: share(self.usd), gco2e: share(self.gco2e) })
    }
}

impl std::ops::Add for Energy {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { kwh: self.kwh + other.kwh, usd: self.usd + other.usd, gco2e: self.gco2e + other.gco2e }
    }
}

impl std::iter::Sum for Drawn {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        let add = |total: Self, part: Self| Self { full: total.full + part.full, marginal: total.marginal + part.marginal };
        parts.fold(Self::default(), add)
    }
}

/// Jobs that settled within settled epochs, over which energy is counted too.
#[derive(Clone, Copy, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct JobsCounted {
    /// How many (count).
    pub jobs: u64,
    /// Work of all their tasks, each once (GFLOP).
    pub work_gflop: f64,
}

impl JobsCounted {
    /// One more job.
    pub fn add(&mut self, work_gflop: f64) {
        self.jobs += 1;
        self.work_gflop += work_gflop;
    }

    /// What the machine of `cloud` would take for one of them, if it computed without a pause: rent, and energy and carbon where
    /// the scenario gives its power and its grid (0 where not). `None` without a price or without a job.
    #[must_use]
    pub fn in_cloud(&self, cloud: &Cloud) -> Option<Energy> {
        let hours = self.work_gflop / cloud.gflops / 3_600.0;
        let kwh = hours * cloud.watts / 1_000.0;
        let whole = Energy { kwh, usd: hours * cloud.usd_per_hour, gco2e: kwh * cloud.gco2e_per_kwh };
        whole.per_job(self.jobs).filter(|_| cloud.is_given())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_power_counts_in_full_only_and_slots_share_what_is_above_it() {
        let power = Power { idle_w: 100.0, busy_w: 300.0, usd_per_kwh: 0.5, gco2e_per_kwh: 400.0 };
        // Two hours up; one of two slots busy for an hour is half of 200 W for an hour.
        let drawn = power.drawn(7_200.0, 3_600.0, 2);
        assert_eq!(drawn.marginal, Energy { kwh: 0.1, usd: 0.05, gco2e: 40.0 });
        assert_eq!(drawn.full, Energy { kwh: 0.3, usd: 0.15, gco2e: 120.0 });
        assert_eq!(drawn.full.per_job(2), Some(Energy { kwh: 0.15, usd: 0.075, gco2e: 60.0 }));
        assert_eq!(drawn.full.per_job(0), None);
    }

    #[test]
    fn a_cloud_is_paid_for_the_hours_that_the_work_takes() {
        let counted = JobsCounted { jobs: 4, work_gflop: 3.6e6 };
        let cloud = Cloud { usd_per_hour: 0.5, gflops: 500.0, watts: 200.0, gco2e_per_kwh: 300.0, ..Cloud::default() };
        // 7,200 s of 500 GFLOP/s: two hours at 0.5 USD and 0.2 kWh each.
        assert_eq!(counted.in_cloud(&cloud), Some(Energy { kwh: 0.1, usd: 0.25, gco2e: 30.0 }));
        assert_eq!(JobsCounted::default().in_cloud(&cloud), None);
        assert_eq!(counted.in_cloud(&Cloud::default()), None);
    }
}
