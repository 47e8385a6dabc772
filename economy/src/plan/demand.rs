//! What customers want, and how it is served (specification §2.5).

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

/// What a shock hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShockKind {
    /// Demand.
    Demand,
    /// The price of a token: outside price in P0; in a pool, sales or purchases that move it there, once.
    Price,
    /// Fixed and energy costs.
    Energy,
}

/// Something that happens to the economy at a set time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shock {
    /// First epoch.
    pub epoch: u32,
    /// What it hits.
    pub kind: ShockKind,
    /// Factor, above 0. 0.45 is a fall by 55 %.
    pub factor: f64,
    /// Epochs that it lasts; 0 is for good.
    pub epochs: u32,
}

impl Shock {
    /// The factor of `kind` in `epoch` of all `shocks` together.
    #[must_use]
    pub fn factor_at(shocks: &[Self], kind: ShockKind, epoch: u32) -> f64 {
        let acts = |shock: &&Self| {
            shock.kind == kind && epoch >= shock.epoch && (shock.epochs == 0 || epoch - shock.epoch < shock.epochs)
        };
        shocks.iter().filter(acts).map(|shock| shock.factor).product()
    }
}

/// Demand of customers.
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

impl Default for Demand {
    fn default() -> Self {
        Self {
            usd_per_day: 2_500.0,
            curve: Curve::Constant,
            phi: 0.98,
            sigma: 0.05,
            price_elasticity: 1.2,
            qos_elasticity: 1.0,
            price_to_cloud: 1.0,
            job_usd: 0.05,
            shocks: Vec::new(),
        }
    }
}

/// How jobs are served.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Largest share of capacity that can be sold.
    pub utilisation_max: f64,
    /// Wait, in service times of a job, after which a job counts as late.
    pub patience_service_times: f64,
    /// Share of jobs of an honest node that come out wrong.
    pub wrong_share: f64,
    /// Weight of the last epoch in the quality that customers see.
    pub quality_weight: f64,
}

impl Default for Service {
    fn default() -> Self {
        Self { utilisation_max: 0.95, patience_service_times: 1.0, wrong_share: 0.0, quality_weight: 0.1 }
    }
}
