//! Who enters: candidates that expect more than it costs (specification §2.10).

use crate::plan::{Belief, Class, Plan, Split};
use crate::rows::Rows;
use crate::sweep::EPOCH;
use engine::Amount;
use engine::poai::{Claim, SplitRule};

/// What all candidates see of the economy, per epoch.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Outlook {
    /// Value of what the split gives out (USD).
    pub(crate) pool_usd: f64,
    /// Σ weight.
    pub(crate) weight: f64,
    /// Pay of nodes for jobs (USD).
    pub(crate) fees_usd: f64,
    /// Jobs paid.
    pub(crate) jobs: f64,
    /// Capacity up (jobs).
    pub(crate) capacity: f64,
    /// Price of a token (USD).
    pub(crate) price_usd: f64,
    /// Mean emission over the horizon, discounted, over that of this epoch.
    pub(crate) emission_ahead: f64,
    /// Factor on fixed and energy cost.
    pub(crate) cost_factor: f64,
}

impl Outlook {
    /// What candidates with `belief` make of `seen`, having believed `self`.
    pub(crate) fn then(self, seen: Self, belief: Belief, first: bool) -> Self {
        match belief {
            Belief::Ewma { weight } if !first => {
                let mix = |old: f64, new: f64| old + weight * (new - old);
                Self {
                    pool_usd: mix(self.pool_usd, seen.pool_usd),
                    weight: mix(self.weight, seen.weight),
                    fees_usd: mix(self.fees_usd, seen.fees_usd),
                    jobs: mix(self.jobs, seen.jobs),
                    capacity: mix(self.capacity, seen.capacity),
                    emission_ahead: 1.0,
                    ..seen
                }
            }
            Belief::Foresight => seen,
            Belief::Ewma { .. } | Belief::Static => Self { emission_ahead: 1.0, ..seen },
        }
    }
}

/// Sums of discount factors over the horizon.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Horizon {
    /// γ.
    pub(crate) discount: f64,
    /// Σ γ^t for t = 1…H.
    pub(crate) annuity: f64,
    /// 1 − γ^H: what tying up a dollar for the horizon costs.
    pub(crate) tied: f64,
}

impl Horizon {
    pub(crate) fn new(plan: &Plan) -> Self {
        let discount = libm::pow(1.0 + plan.entry.discount_per_year, -1.0 / plan.epochs_per_year());
        let epochs = f64::from(plan.entry.horizon_epochs);
        let last = libm::pow(discount, epochs);
        let annuity = if discount < 1.0 { discount * (1.0 - last) / (1.0 - discount) } else { epochs };
        Self { discount, annuity, tied: 1.0 - last }
    }
}

/// Weight that a row of this power would have on average, by the rule of the split: what it stakes, it stakes in full.
fn weight(rule: SplitRule, power_milli: u32, machine: &Class, plan: &Plan) -> f64 {
    let stake = plan.stake.tokens_per_power / plan.days_per_epoch() * f64::from(power_milli) / 1_000.0;
    let claim = Claim {
        power: i64::from(power_milli),
        available: (machine.availability * f64::from(EPOCH)) as u32,
        licences: machine.licences,
        stake: Amount((stake * 1e18) as u128),
    };
    rule.weight(&claim, EPOCH) as f64
}

/// Whether the row at `place`, which is out, expects a profit over the horizon.
pub(crate) fn pays(rows: &Rows, place: usize, plan: &Plan, outlook: &Outlook, horizon: &Horizon) -> bool {
    let machine = &plan.operators.classes[usize::from(rows.who[place].class)];
    let power = f64::from(rows.who[place].capacity_milli);
    let own = power / 1_000.0 * machine.availability;
    // Jobs go by capacity, so that one more machine takes its share of all.
    let share = own / (outlook.capacity + own);
    let reward = match plan.rules.split {
        Split::Jobs => outlook.pool_usd * share,
        Split::Rule(rule) => {
            let weighs = weight(rule, rows.who[place].capacity_milli, machine, plan);
            outlook.pool_usd * weighs / (outlook.weight + weighs).max(1.0)
        }
    };
    let income = reward * outlook.emission_ahead + outlook.fees_usd * share;
    let energy = machine.energy_usd_per_job * outlook.jobs * share;
    let cost = (f64::from(rows.purse[place].opex_micro) * 1e-6 + energy) * outlook.cost_factor;
    let had = rows.purse[place].net_usd != 0.0 || rows.purse[place].received_micro != 0;
    let sunk = machine.capex_usd * plan.operators.capex_scale + machine.licence_usd * f64::from(machine.licences);
    let stake = plan.stake.tokens_per_power * power / 1_000.0 / plan.days_per_epoch() * outlook.price_usd;
    let first = if had { 0.0 } else { sunk };
    (income - cost) * horizon.annuity - first - stake * horizon.tied > 0.0
}
