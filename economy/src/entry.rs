//! Who enters: candidates that expect more than it costs (specification §2.10).

use crate::plan::{Belief, OperatorClass, Plan, Split, sunk_usd};
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
    /// What a node gets for a job (USD).
    pub(crate) fee_usd_per_job: f64,
    /// Jobs of customers done.
    pub(crate) jobs: f64,
    /// Jobs that customers wanted.
    pub(crate) wanted_jobs: f64,
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
                    fee_usd_per_job: mix(self.fee_usd_per_job, seen.fee_usd_per_job),
                    jobs: mix(self.jobs, seen.jobs),
                    wanted_jobs: mix(self.wanted_jobs, seen.wanted_jobs),
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
fn weight(rule: SplitRule, power_milli: u32, machine: &OperatorClass, plan: &Plan) -> f64 {
    let stake = plan.stake.tokens_per_power / plan.days_per_epoch() * f64::from(power_milli) / 1_000.0;
    let claim = Claim {
        power: i64::from(power_milli),
        available: (machine.availability_share * f64::from(EPOCH)) as u32,
        licences: machine.licences,
        stake: Amount((stake * 1e18) as u128),
    };
    rule.weight(&claim, EPOCH) as f64
}

/// Jobs that a machine of capacity `own` gets of those `wanted` once it is in, with `others` beside it: jobs go by capacity, and no
/// machine does more than `most` of what it can. Where work is left undone it brings what it can do.
pub(crate) fn jobs_of(own: f64, others: f64, wanted: f64, most: f64) -> f64 {
    own * (wanted / (others + own)).min(most)
}

/// Whether the row at `place`, which is out, expects a profit over the horizon; `edge_usd` is what the strategy of the attack brings
/// more than honesty for each job of capacity (USD per epoch), to those that follow it.
///
/// Machine and licences are paid at every entry: whoever left has sold them.
pub(crate) fn pays(rows: &Rows, place: usize, plan: &Plan, outlook: &Outlook, horizon: &Horizon, edge_usd: f64) -> bool {
    let machine = &plan.operators.classes[usize::from(rows.who[place].class)];
    let power = f64::from(rows.who[place].capacity_milli);
    let own = power / 1_000.0 * machine.availability_share;
    let jobs = jobs_of(own, outlook.capacity, outlook.wanted_jobs, plan.service.utilisation_max);
    let reward = match plan.rules.split {
        Split::Jobs => outlook.pool_usd * own / (outlook.capacity + own),
        Split::Rule(rule) => {
            let weighs = weight(rule, rows.who[place].capacity_milli, machine, plan);
            outlook.pool_usd * weighs / (outlook.weight + weighs).max(1.0)
        }
    };
    let more = if rows.who[place].strategy & 1 == 1 { edge_usd * power / 1_000.0 } else { 0.0 };
    let income = reward * outlook.emission_ahead + outlook.fee_usd_per_job * jobs + more;
    let cost = (f64::from(rows.purse[place].opex_micro) * 1e-6 + machine.energy_usd_per_job * jobs) * outlook.cost_factor;
    let stake = plan.stake.tokens_per_power * power / 1_000.0 / plan.days_per_epoch() * outlook.price_usd;
    (income - cost) * horizon.annuity - sunk_usd(&plan.operators, machine) - stake * horizon.tied > 0.0
}
