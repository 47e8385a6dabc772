//! All that a run by epochs depends on, as plain data. Defaults: the specification's table of parameters (§2.12).
//!
//! Shares are in 0 to 1, money in USD, capacity in jobs a day, time in epochs unless the name says otherwise.

mod attack;
mod check;
mod demand;
mod entry;
mod operators;
mod price;
mod rules;
mod surroundings;
mod verification;

pub use attack::{Attack, Learning};
pub use check::PlanError;
pub use demand::{Curve, Demand, Service, Shock, ShockKind};
pub use entry::{Belief, Entry, ExitRule};
pub use operators::{Class, Operators};
pub use price::{Price, PriceMode, Unlock};
pub use rules::{Rules, Split};
pub use surroundings::Surroundings;
pub use verification::{Audit, AuditPolicy, Power, Stake};

/// A run: every number that its outcome depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Seed of all draws.
    pub seed: u64,
    /// Epochs to run, at least 1.
    pub epochs: u32,
    /// Length of an epoch (h), above 0. Deployed: 24.
    pub epoch_hours: f64,
    /// Candidate operators, one row each, at least 1.
    pub candidates: u32,
    /// Share of them that operate from the start.
    pub active_share: f64,
    /// Nodes below which the network counts as dead at the end.
    pub survival_nodes: u32,
    /// Who the operators are.
    pub operators: Operators,
    /// When they enter and leave.
    pub entry: Entry,
    /// What customers want.
    pub demand: Demand,
    /// How jobs are served.
    pub service: Service,
    /// How a token gets its price.
    pub price: Price,
    /// Emission, split, burn.
    pub rules: Rules,
    /// How results are checked.
    pub audit: Audit,
    /// What the power score rests on.
    pub power: Power,
    /// What operators put at stake.
    pub stake: Stake,
    /// Who does not play by the rules.
    pub attack: Attack,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            seed: 1,
            epochs: 1_800,
            epoch_hours: 24.0,
            candidates: 5_000,
            active_share: 0.12,
            survival_nodes: 50,
            operators: Operators::default(),
            entry: Entry::default(),
            demand: Demand::default(),
            service: Service::default(),
            price: Price::default(),
            rules: Rules::default(),
            audit: Audit::default(),
            power: Power::default(),
            stake: Stake::default(),
            attack: Attack::default(),
        }
    }
}

impl Plan {
    /// Epochs in a year.
    #[must_use]
    pub fn epochs_per_year(&self) -> f64 {
        365.0 * 24.0 / self.epoch_hours
    }

    /// Days in an epoch.
    #[must_use]
    pub fn days_per_epoch(&self) -> f64 {
        self.epoch_hours / 24.0
    }
}
