//! How results and capacity are checked, and what is at stake (specification §2.8, §2.9).

/// Who checks results, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditPolicy {
    /// Nobody: the deployed system.
    None,
    /// A share of jobs is done again by a trusted party.
    Audit,
    /// Challenges to verifiers that they answer only if they pay attention (Felten).
    Attention,
    /// Wrong results put in on purpose, with a prize for whoever finds them (TrueBit).
    ForcedErrors,
    /// A random validator repeats a job with some chance (proof of sampling).
    Sampling,
    /// Every job is done by several nodes; the majority holds.
    Quorum,
}

/// How results are checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    /// Who checks.
    pub policy: AuditPolicy,
    /// q: share of jobs that is checked. [`AuditPolicy::Quorum`] checks all.
    pub audit_share: f64,
    /// s: chance that a check catches a wrong result.
    pub sensitivity: f64,
    /// ε: chance that a check finds fault with a right result.
    pub false_positive: f64,
    /// Copies of a job under [`AuditPolicy::Quorum`], at least 1.
    pub copies: u32,
    /// Share of the stake that is taken from whoever is found out.
    pub slash_share: f64,
    /// What a check costs over what the job costs.
    pub cost_share: f64,
    /// Share of verifiers that do check. Below 1 where checking does not pay (T10); attention challenges and forced errors
    /// raise it to 1.
    pub diligence_share: f64,
}

impl Default for Audit {
    fn default() -> Self {
        Self {
            policy: AuditPolicy::None,
            audit_share: 0.05,
            sensitivity: 0.95,
            false_positive: 1e-4,
            copies: 1,
            slash_share: 0.5,
            cost_share: 1.0,
            diligence_share: 0.2,
        }
    }
}

impl Audit {
    /// Share of jobs that somebody really checks.
    #[must_use]
    pub fn checked_share(&self) -> f64 {
        match self.policy {
            AuditPolicy::None => 0.0,
            AuditPolicy::Audit | AuditPolicy::Attention | AuditPolicy::ForcedErrors => self.audit_share,
            AuditPolicy::Sampling => self.audit_share * self.diligence_share,
            AuditPolicy::Quorum if self.copies > 1 => 1.0,
            AuditPolicy::Quorum => 0.0,
        }
    }
}

/// What the power score rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Power {
    /// Whether it is measured; otherwise operators declare it.
    pub benchmarked: bool,
    /// q_b: chance that a node is measured anew in an epoch.
    pub benchmark_share: f64,
    /// σ_b: relative standard deviation of a measurement.
    pub benchmark_sigma: f64,
    /// Weight of the last epoch in a node's quality.
    pub quality_weight: f64,
    /// Share of its power that a node loses when it is found out.
    pub penalty_share: f64,
    /// Epochs after which half of a penalty is forgiven; 0 never.
    pub penalty_half_life_epochs: f64,
}

impl Default for Power {
    fn default() -> Self {
        Self {
            benchmarked: true,
            benchmark_share: 1.0 / 30.0,
            benchmark_sigma: 0.05,
            quality_weight: 0.05,
            penalty_share: 0.5,
            penalty_half_life_epochs: 30.0,
        }
    }
}

/// What operators put at stake.
#[derive(Clone, Debug, PartialEq)]
pub struct Stake {
    /// b: tokens to stake per job a day of power; filled from rewards that are not sold.
    pub tokens_per_power: f64,
    /// Share of reward not sold that goes to the stake until it is full.
    pub fill_share: f64,
    /// Epochs until what an operator takes out is free.
    pub unbonding_epochs: u32,
}

impl Default for Stake {
    fn default() -> Self {
        Self { tokens_per_power: 0.0, fill_share: 1.0, unbonding_epochs: 21 }
    }
}
