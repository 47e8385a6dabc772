//! A cell: operators of a class with like costs, as a mass.

use super::CELLS;
use crate::entry::{Horizon, jobs_of};
use crate::plan::{ExitRule, Plan, Split, sunk_usd};
use engine::Amount;
use engine::poai::{Claim, SplitRule};
use std::collections::VecDeque;
use world::law::normal_quantile;

#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) class: usize,
    pub(super) opex_usd: f64,
    pub(super) capacity: f64,
    pub(super) weight: f64,
    pub(super) inside: f64,
    pub(super) outside: f64,
    pub(super) coming: VecDeque<f64>,
    pub(super) profit_usd: f64,
    pub(super) streak: f64,
}

pub(super) struct Income {
    pub(super) pool_usd: f64,
    pub(super) fee_usd_per_job: f64,
    pub(super) wanted: f64,
    pub(super) weight: f64,
    pub(super) capacity: f64,
    pub(super) costs: f64,
}

impl Cell {
    /// What a machine of the cell gets less what it costs (USD), where `more` such machines are there than are.
    fn gain(&self, plan: &Plan, income: &Income, more: f64) -> f64 {
        let part = |own: f64, all: f64| if all + own * more > 0.0 { own / (all + own * more) } else { 0.0 };
        let share = part(self.capacity, income.capacity);
        let reward = if plan.rules.split == Split::Jobs { share } else { part(self.weight, income.weight) };
        let others = income.capacity - self.capacity * (1.0 - more);
        let jobs = jobs_of(self.capacity, others, income.wanted, plan.service.utilisation_max);
        let energy = plan.operators.classes[self.class].energy_usd_per_job * jobs;
        income.pool_usd * reward + income.fee_usd_per_job * jobs - (self.opex_usd + energy) * income.costs
    }

    pub(super) fn live(&mut self, plan: &Plan, income: &Income, horizon: &Horizon) {
        let entry = &plan.entry;
        self.profit_usd += entry.profit_weight * (self.gain(plan, income, 0.0) - self.profit_usd);
        let tolerated = match entry.exit {
            ExitRule::LossStreak { tolerated_share } => tolerated_share,
            ExitRule::Option { revenue_over_cost } => 1.0 - revenue_over_cost,
        };
        self.streak = if self.profit_usd < -tolerated * self.opex_usd { self.streak + 1.0 } else { 0.0 };
        let (least, most) = match entry.exit {
            ExitRule::LossStreak { .. } => (plan.operators.patience_epochs_min, plan.operators.patience_epochs_max),
            ExitRule::Option { .. } => (0, 0),
        };
        let given_up = ((self.streak - f64::from(least)) / f64::from(most - least + 1)).clamp(0.0, 1.0);
        let stay = (1.0 - given_up * entry.exit_share) * (1.0 - entry.turnover_share);
        self.outside += self.inside * (1.0 - stay);
        self.inside *= stay;
        let machine = &plan.operators.classes[self.class];
        let pays = self.gain(plan, income, 1.0) * horizon.annuity > sunk_usd(&plan.operators, machine);
        let starts = if pays { self.outside * entry.attention_share } else { 0.0 };
        self.outside -= starts;
        self.coming.push_back(starts);
        let come = self.coming.pop_front().unwrap_or(0.0);
        let inside = self.inside + come;
        if inside > 0.0 {
            self.profit_usd *= self.inside / inside;
            self.streak *= self.inside / inside;
        }
        self.inside = inside;
    }
}

pub(super) fn cells(plan: &Plan) -> Vec<Cell> {
    let (operators, days) = (&plan.operators, plan.days_per_epoch());
    let all: f64 = operators.classes.iter().map(|class| class.weight).sum();
    let mut cells = Vec::new();
    for (class, machine) in operators.classes.iter().enumerate() {
        let mass = f64::from(plan.operators.candidates) * machine.weight / all / CELLS as f64;
        // The mean of a log-normal capacity.
        let spread = libm::exp(0.5 * machine.capacity_sigma * machine.capacity_sigma);
        let capacity = machine.capacity_jobs_per_day * days * spread;
        let weight = match plan.rules.split {
            Split::Jobs => 0.0,
            Split::Rule(rule) => {
                let claim = Claim {
                    power: (capacity * 1_000.0) as i64,
                    available: 65_535,
                    licences: machine.licences,
                    stake: Amount(u128::MAX),
                };
                let root = if rule == SplitRule::SquareRoot {
                    libm::exp(-0.125 * machine.capacity_sigma * machine.capacity_sigma)
                } else {
                    1.0
                };
                rule.weight(&claim, 65_535) as f64 * machine.availability_share * root
            }
        };
        for cell in 0..CELLS {
            let z = normal_quantile((cell as f64 + 0.5) / CELLS as f64);
            let opex = machine.opex_usd_per_day
                * operators.opex_scale
                * days
                * libm::exp((machine.opex_sigma + operators.opex_sigma_added) * z);
            cells.push(Cell {
                class,
                opex_usd: opex,
                capacity: capacity * machine.availability_share,
                weight,
                inside: mass * plan.operators.active_share,
                outside: mass * (1.0 - plan.operators.active_share),
                coming: VecDeque::from(vec![0.0; plan.entry.lead_epochs as usize]),
                profit_usd: 0.0,
                streak: 0.0,
            });
        }
    }
    cells
}
