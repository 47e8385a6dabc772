//! What the rows of one strategy do in an epoch, in the form that the sweeps use: the one place where a strategy acts.

/// Multipliers and additions to what an honest row does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Acts {
    /// Capacity claimed over capacity held, times the identities that it is claimed under where those count.
    pub claimed_factor: f32,
    /// Least availability claimed, in 65,536ths.
    pub claimed_up_min: u16,
    /// Largest availability that there really is, in 65,536ths.
    pub real_up_max: u16,
    /// Share of jobs really computed.
    pub computed_share: f32,
    /// Jobs that a row pays itself.
    pub wash_jobs: u32,
    /// Share of fixed cost really borne.
    pub opex_factor: f32,
    /// Cost less gain that the other fields do not show (USD per epoch).
    pub extra_cost_usd: f32,
    /// Chance per epoch that it is found out, audits of single jobs apart.
    pub found_share: f64,
    /// Chance per job that an audit finds fault.
    pub found_per_job: f64,
    /// Epochs for which rewards are withheld from whoever is found out.
    pub withheld_epochs: u32,
}

impl Acts {
    /// What an honest row does, if nobody looks.
    pub const HONEST: Self = Self {
        claimed_factor: 1.0,
        claimed_up_min: 0,
        real_up_max: u16::MAX,
        computed_share: 1.0,
        wash_jobs: 0,
        opex_factor: 1.0,
        extra_cost_usd: 0.0,
        found_share: 0.0,
        found_per_job: 0.0,
        withheld_epochs: 0,
    };

    /// Chance that a row with `jobs` jobs is found out.
    #[must_use]
    pub fn found(&self, jobs: u32) -> f64 {
        1.0 - (1.0 - self.found_share) * libm::exp(-self.found_per_job * f64::from(jobs))
    }
}
