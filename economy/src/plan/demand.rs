//! What customers want (specification §2.5), and what happens at set times.

use super::{Shock, ShockKind};
use records::scenario;

/// How demand grows.
#[derive(Clone, Debug, PartialEq)]
pub enum Curve {
    /// The same from the start.
    Constant,
    /// Diffusion from nothing to all (Bass 1969).
    Bass {
        /// Innovation (per year).
        p: f64,
        /// Imitation (per year).
        q: f64,
    },
    /// 1/(1 + e^(−rate·(t − midpoint))).
    Logistic {
        /// Rate (per year).
        rate: f64,
        /// Epoch at which half of demand is there.
        midpoint_epoch: f64,
    },
    /// Factors, one an epoch; the last holds on.
    Trace(Vec<f64>),
}

/// Demand of customers: `[market.demand]` with its curve in one piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// D∞: what customers would spend in a day at the price of a cloud and with perfect service (USD).
    pub usd_per_day: f64,
    /// B(t).
    pub curve: Curve,
    /// φ of the mean-reverting logarithm, 0 to below 1. A random walk explodes.
    pub phi: f64,
    /// Standard deviation of its step.
    pub sigma: f64,
    /// η: elasticity with respect to the price over that of a cloud.
    pub price_elasticity: f64,
    /// κ: elasticity with respect to quality of service.
    pub qos_elasticity: f64,
    /// Price of a job over what a cloud takes.
    pub price_to_cloud: f64,
    /// What a customer pays for a job (USD).
    pub job_usd: f64,
    /// What happens at set times; also to prices and costs.
    pub shocks: Vec<Shock>,
}

impl From<&scenario::Demand> for Demand {
    fn from(demand: &scenario::Demand) -> Self {
        Self {
            usd_per_day: demand.usd_per_day,
            curve: match demand.curve {
                scenario::DemandCurve::Constant => Curve::Constant,
                scenario::DemandCurve::Bass => Curve::Bass { p: demand.bass_p_per_year, q: demand.bass_q_per_year },
                scenario::DemandCurve::Logistic => {
                    Curve::Logistic { rate: demand.bass_q_per_year, midpoint_epoch: f64::from(demand.midpoint_epoch) }
                }
                scenario::DemandCurve::Trace => Curve::Trace(demand.trace.clone()),
            },
            phi: demand.noise_kept,
            sigma: demand.noise_sigma,
            price_elasticity: demand.price_elasticity,
            qos_elasticity: demand.quality_elasticity,
            price_to_cloud: demand.price_to_cloud,
            job_usd: demand.job_usd,
            shocks: demand.shocks.clone(),
        }
    }
}

/// The factor on `kind` in `epoch` of all `shocks` together.
#[must_use]
pub fn factor_at(shocks: &[Shock], kind: ShockKind, epoch: u32) -> f64 {
    let acts =
        |shock: &&Shock| shock.what == kind && epoch >= shock.epoch && (shock.epochs == 0 || epoch - shock.epoch < shock.epochs);
    shocks.iter().filter(acts).map(|shock| shock.factor).product()
}
