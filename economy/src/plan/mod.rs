//! All that a run by epochs depends on, as plain data: `[market]` and `[economy]` of a scenario, as the loop reads them.
//!
//! What the loop reads as it stands in the scenario is the scenario's own struct; keys that belong to one choice (the law of the
//! price, a belief) become an enum with their numbers in it. Defaults are those of the scenario, and nothing else has any.
//!
//! Shares are in 0 to 1, money in USD, capacity in jobs a day, time in epochs unless the name says otherwise.

mod check;
mod demand;
mod entry;
mod operators;
mod price;
mod rules;
mod verification;

pub use check::PlanError;
pub use demand::{Curve, Demand, factor_at};
pub use entry::{Belief, Entry, ExitRule};
pub use operators::{plain_class, sunk_usd};
pub use price::{Price, PriceMode};
pub use records::scenario::{
    Attack, Audit, AuditPolicy, Learning, OperatorClass, Operators, Power, Service, Shock, ShockKind, Stake, Surroundings, Unlock,
};
pub use rules::{Rules, Split};
pub use verification::checked_share;

use engine::Amount;
use engine::poai::schedule::{Constant, Emission};
use records::scenario::Scenario;

/// A run: every number that its outcome depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Seed of all draws.
    pub seed: u64,
    /// Epochs to run, at least 1.
    pub epochs: u32,
    /// Length of an epoch (h), above 0. Deployed: 24.
    pub epoch_hours: f64,
    /// Who the operators are, how many candidates there are and how many of them operate from the start.
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
    /// The scenario's defaults over 1,800 epochs of a day (specification §4), with 2,000 tokens in each of the first 1,080.
    fn default() -> Self {
        let emission = Constant { per_epoch: Amount::tokens(2_000), epochs: 1_080 }.into();
        Self { epochs: 1_800, epoch_hours: 24.0, ..Self::of(&Scenario::default(), emission) }
    }
}

impl Plan {
    /// The plan of `scenario`, with the schedule that its `economy.emission` stands for.
    #[must_use]
    pub fn of(scenario: &Scenario, emission: Emission) -> Self {
        let (time, market, economy) = (&scenario.time, &scenario.market, &scenario.economy);
        Self {
            seed: scenario.seed,
            epochs: u32::try_from(time.duration_s / time.epoch_s).unwrap_or(u32::MAX),
            epoch_hours: time.epoch_s as f64 / 3600.0,
            operators: market.operators.clone(),
            entry: Entry::from(&market.entry),
            demand: Demand::from(&market.demand),
            service: market.service.clone(),
            price: Price::from(&market.price),
            rules: Rules::of(economy, emission),
            audit: economy.audit.clone(),
            power: economy.power.clone(),
            stake: economy.stake.clone(),
            attack: market.attack.clone(),
        }
    }

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
