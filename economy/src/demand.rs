//! What customers would spend in an epoch (specification §2.5).

use crate::plan::{Curve, Plan, ShockKind, factor_at};
use crate::random::{Purpose, normal, stream};

/// Demand as it goes on.
#[derive(Clone, Debug)]
pub(crate) struct Demand {
    /// z: the logarithm's distance from its mean.
    z: f64,
    /// σ_z²/2 of the stationary law.
    half_variance: f64,
}

impl Demand {
    /// Starts from the stationary law.
    pub(crate) fn new(plan: &Plan) -> Self {
        let demand = &plan.demand;
        let sigma = demand.sigma / libm::sqrt(1.0 - demand.phi * demand.phi);
        let first = normal(stream(plan.seed, u64::from(u32::MAX), Purpose::Demand).at(0));
        Self { z: sigma * first, half_variance: sigma * sigma / 2.0 }
    }

    /// Dollars offered in `epoch`, with the quality of service that customers have seen.
    pub(crate) fn next_usd(&mut self, plan: &Plan, epoch: u32, quality: f64) -> f64 {
        let demand = &plan.demand;
        let base = demand.usd_per_day * plan.days_per_epoch() * grown(plan, epoch);
        let price = libm::pow(demand.price_to_cloud, -demand.price_elasticity);
        let service = libm::pow(quality.clamp(0.0, 1.0), demand.qos_elasticity);
        let shock = factor_at(&demand.shocks, ShockKind::Demand, epoch);
        let usd = base * libm::exp(self.z - self.half_variance) * price * service * shock;
        let step = normal(stream(plan.seed, u64::from(epoch), Purpose::Demand).at(0));
        self.z = demand.phi * self.z + demand.sigma * step;
        usd
    }
}

/// Dollars offered in `epoch` on average over the noise, with all jobs in time and right.
pub(crate) fn mean_usd(plan: &Plan, epoch: u32) -> f64 {
    let demand = &plan.demand;
    let price = libm::pow(demand.price_to_cloud, -demand.price_elasticity);
    demand.usd_per_day * plan.days_per_epoch() * grown(plan, epoch) * price * factor_at(&demand.shocks, ShockKind::Demand, epoch)
}

/// B(t): the share of demand that has come.
pub(crate) fn grown(plan: &Plan, epoch: u32) -> f64 {
    let years = f64::from(epoch) / plan.epochs_per_year();
    match &plan.demand.curve {
        Curve::Constant => 1.0,
        Curve::Bass { p, q } => {
            let left = libm::exp(-(p + q) * years);
            (1.0 - left) / (1.0 + q / p * left)
        }
        Curve::Logistic { rate, midpoint_epoch } => {
            let past = years - midpoint_epoch / plan.epochs_per_year();
            1.0 / (1.0 + libm::exp(-rate * past))
        }
        Curve::Trace(rows) => rows.get(epoch as usize).or(rows.last()).copied().unwrap_or(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demand_keeps_its_mean_and_its_stationary_spread() {
        // φ = 0.98, σ = 0.05: stationary sd 0.25 (specification §2.5).
        let mut plan = Plan::default();
        let (mut sum, mut logs, mut squares, n) = (0.0, 0.0, 0.0, 4_000);
        for seed in 0..n {
            plan.seed = seed;
            let mut demand = Demand::new(&plan);
            for epoch in 0..5 {
                let _earlier = demand.next_usd(&plan, epoch, 1.0);
            }
            let usd = demand.next_usd(&plan, 5, 1.0) / plan.demand.usd_per_day;
            sum += usd;
            logs += libm::log(usd);
            squares += libm::log(usd) * libm::log(usd);
        }
        let n = n as f64;
        assert!((sum / n - 1.0).abs() < 3.0 * 0.26 / n.sqrt(), "mean {}", sum / n);
        let sd = (squares / n - (logs / n).powi(2)).sqrt();
        assert!((sd - 0.2513).abs() < 0.009, "sd {sd}");
    }

    #[test]
    fn curves_meet_their_closed_forms() {
        let mut plan = Plan::default();
        plan.demand.curve = Curve::Bass { p: 0.03, q: 0.38 };
        // Peak of the inflow at ln(q/p)/(p+q) years, where B = 1/2 − p/(2q).
        let peak = libm::log(0.38 / 0.03) / 0.41 * 365.0;
        assert!((grown(&plan, peak as u32) - (0.5 - 0.03 / 0.76)).abs() < 1e-3);
        plan.demand.curve = Curve::Logistic { rate: 2.0, midpoint_epoch: 365.0 };
        assert!((grown(&plan, 365) - 0.5).abs() < 1e-12);
        plan.demand.curve = Curve::Trace(vec![1.0, 3.0]);
        assert_eq!([grown(&plan, 0), grown(&plan, 1), grown(&plan, 9)], [1.0, 3.0, 3.0]);
    }
}
