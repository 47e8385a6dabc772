//! L0: the economy in expected values, a few numbers per class instead of a row per operator.
//!
//! Each class is cut into [`CELLS`] cells of equal weight by fixed cost. A cell has a mass that is in, a mass that is out, masses
//! on their way in, and one averaged profit and loss streak for all that are in: what a row does by chance, a cell does in the
//! mean. Not in it: up times and jobs as chance, audits, attacks, stakes, vesting. Floats throughout.

use crate::demand::grown;
use crate::entry::{Horizon, jobs_of};
use crate::plan::{ExitRule, Plan, PlanError, PriceMode, Shock, ShockKind, Split};
use crate::service;
use engine::Amount;
use engine::poai::schedule::{EpochFacts, Schedule};
use engine::poai::{Claim, SplitRule};
use std::collections::VecDeque;
use world::law::normal_quantile;

/// Cells of a class.
pub const CELLS: usize = 16;

/// One epoch in expected values.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FluidRow {
    /// Epoch, from 0.
    pub epoch: u32,
    /// Nodes.
    pub nodes: f64,
    /// Capacity that is up (jobs).
    pub capacity_jobs: f64,
    /// What customers pay (USD).
    pub served_usd: f64,
    /// Price at the end (USD).
    pub price_usd: f64,
    /// Minted (token).
    pub minted_tokens: f64,
    /// Burned (token).
    pub burned_tokens: f64,
    /// Rewards and fees of all nodes (USD).
    pub income_usd: f64,
}

#[derive(Clone, Debug)]
struct Cell {
    class: usize,
    opex_usd: f64,
    capacity: f64,
    weight: f64,
    inside: f64,
    outside: f64,
    coming: VecDeque<f64>,
    profit_usd: f64,
    streak: f64,
}

/// Runs `plan` in expected values; `watch` is told of every epoch. The last row comes back.
///
/// # Errors
/// A number that the plan may not have.
pub fn fluid(plan: &Plan, watch: &mut dyn FnMut(&FluidRow)) -> Result<FluidRow, PlanError> {
    plan.check()?;
    let mut cells = cells(plan);
    let mut emission = plan.rules.emission.clone();
    let horizon = Horizon::new(plan);
    let (mut pool, mut price) = pools(plan);
    let (mut quality, mut minted, mut circulating) = (1.0, 0_u128, plan.price.holders_tokens + pool.0);
    let (mut paid, mut burned, mut momentum) = (0.0, 0.0, 0.0);
    let mut row = FluidRow::default();
    for epoch in 0..plan.epochs {
        let costs = Shock::factor_at(&plan.demand.shocks, ShockKind::Energy, epoch);
        if pool.1 == 0.0 {
            price = outside_price(plan, epoch, paid, circulating);
        }
        let nodes: f64 = cells.iter().map(|cell| cell.inside).sum();
        let capacity: f64 = cells.iter().map(|cell| cell.inside * cell.capacity).sum();
        let weight: f64 = cells.iter().map(|cell| cell.inside * cell.weight).sum();
        let demand = &plan.demand;
        let wanted_usd = demand.usd_per_day
            * plan.days_per_epoch()
            * grown(plan, epoch)
            * libm::pow(demand.price_to_cloud, -demand.price_elasticity)
            * libm::pow(quality, demand.qos_elasticity)
            * Shock::factor_at(&demand.shocks, ShockKind::Demand, epoch);
        let job_usd = demand.job_usd * demand.price_to_cloud;
        let jobs = (wanted_usd / job_usd).min(capacity * plan.service.utilisation_max);
        let load = if capacity > 0.0 { jobs / capacity } else { 0.0 };
        let late = late(plan, &cells, nodes, capacity, load);
        let done = if wanted_usd > 0.0 { jobs * job_usd / wanted_usd } else { 1.0 };
        quality += plan.service.quality_weight * (done * (1.0 - late) * (1.0 - plan.service.wrong_share) - quality);
        let facts = EpochFacts {
            epoch,
            minted: Amount(minted),
            cap: plan.rules.emission_cap,
            burned: Amount((burned * 1e18) as u128),
            circulating: Amount((circulating * 1e18) as u128),
            paid_micro_usd: (paid * 1e6) as u128,
            fees_micro_usd: (paid * plan.rules.node_share * 1e6) as u128,
            price_nano_usd: Some((price * 1e9).max(1.0) as u64),
            power: (capacity * 1_000.0) as u128,
            nodes: nodes as u32,
            available: (nodes * 255.0) as u64,
            adoption: u16::MAX,
            ..EpochFacts::default()
        };
        let tokens = emission.tokens(&facts).0;
        minted += tokens;
        let tokens = tokens as f64 / 1e18;
        paid = jobs * job_usd;
        let before = price;
        burned = trade(plan, &mut pool, &mut price, tokens * plan.operators.sell_share, paid, circulating, momentum);
        momentum = 0.9 * momentum + 0.1 * libm::log(price / before);
        circulating += tokens - burned;
        let (pool_usd, fees) = (tokens * price, paid * plan.rules.node_share);
        let income = Income {
            pool_usd,
            fee_usd_per_job: fees / jobs.max(f64::MIN_POSITIVE),
            wanted: wanted_usd / job_usd,
            weight,
            capacity,
            costs,
        };
        for cell in &mut cells {
            cell.live(plan, &income, &horizon);
        }
        row = FluidRow {
            epoch,
            nodes,
            capacity_jobs: capacity,
            served_usd: paid,
            price_usd: price,
            minted_tokens: tokens,
            burned_tokens: burned,
            income_usd: pool_usd + fees,
        };
        watch(&row);
    }
    Ok(row)
}

struct Income {
    pool_usd: f64,
    fee_usd_per_job: f64,
    wanted: f64,
    weight: f64,
    capacity: f64,
    costs: f64,
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

    fn live(&mut self, plan: &Plan, income: &Income, horizon: &Horizon) {
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
        let pays = self.gain(plan, income, 1.0) * horizon.annuity > plan.operators.sunk_usd(machine);
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

fn cells(plan: &Plan) -> Vec<Cell> {
    let (operators, days) = (&plan.operators, plan.days_per_epoch());
    let all: f64 = operators.classes.iter().map(|class| class.weight).sum();
    let mut cells = Vec::new();
    for (class, machine) in operators.classes.iter().enumerate() {
        let mass = f64::from(plan.candidates) * machine.weight / all / CELLS as f64;
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
                rule.weight(&claim, 65_535) as f64 * machine.availability * root
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
                capacity: capacity * machine.availability,
                weight,
                inside: mass * plan.active_share,
                outside: mass * (1.0 - plan.active_share),
                coming: VecDeque::from(vec![0.0; plan.entry.lead_epochs as usize]),
                profit_usd: 0.0,
                streak: 0.0,
            });
        }
    }
    cells
}

/// Reserves of the pool (token, USD), none without one; and the price (USD).
fn pools(plan: &Plan) -> ((f64, f64), f64) {
    let price = &plan.price;
    match &price.mode {
        PriceMode::Pool | PriceMode::Traders => {
            ((price.pool_depth_usd / price.initial_usd, price.pool_depth_usd), price.initial_usd)
        }
        PriceMode::Trace(rows) => ((0.0, 0.0), rows[0]),
        _ => ((0.0, 0.0), price.initial_usd),
    }
}

/// The mean of the outside price (USD).
fn outside_price(plan: &Plan, epoch: u32, paid_usd: f64, circulating: f64) -> f64 {
    let price = &plan.price;
    let years = f64::from(epoch + 1) / plan.epochs_per_year();
    let mean = match &price.mode {
        PriceMode::Gbm => price.initial_usd * libm::exp(price.drift * years),
        PriceMode::Jumps { per_year, mean, sigma } => {
            let jump = libm::exp(mean + 0.5 * sigma * sigma) - 1.0;
            price.initial_usd * libm::exp((price.drift + per_year * jump) * years)
        }
        PriceMode::Trace(rows) => rows.get(epoch as usize).or(rows.last()).copied().unwrap_or(price.initial_usd),
        PriceMode::Quantity { velocity_per_year } => {
            (paid_usd * plan.epochs_per_year() / (velocity_per_year * circulating.max(1.0))).max(1e-9)
        }
        _ => price.initial_usd,
    };
    mean * Shock::factor_at(&plan.demand.shocks, ShockKind::Price, epoch)
}

/// Operators sell, traders trade, the burn budget buys; tells what is burned (token).
#[allow(clippy::too_many_arguments, reason = "one step of a recursion over plain numbers")]
fn trade(plan: &Plan, pool: &mut (f64, f64), price: &mut f64, sold: f64, paid_usd: f64, circulating: f64, momentum: f64) -> f64 {
    let budget = paid_usd * plan.rules.burn_share;
    if pool.1 == 0.0 {
        return budget / *price;
    }
    let kept = 1.0 - plan.price.pool_fee;
    let sell = |pool: &mut (f64, f64), tokens: f64| {
        pool.1 -= pool.1 * tokens * kept / (pool.0 + tokens * kept);
        pool.0 += tokens;
    };
    let buy = |pool: &mut (f64, f64), usd: f64| {
        let got = pool.0 * usd * kept / (pool.1 + usd * kept);
        pool.0 -= got;
        pool.1 += usd;
        got
    };
    sell(pool, sold);
    if plan.price.mode == PriceMode::Traders {
        let burnable = paid_usd * plan.epochs_per_year() * plan.rules.burn_share;
        let value = plan.price.fundamental_years * burnable / circulating.max(1.0) + plan.price.fundamental_floor_usd;
        let wish =
            plan.price.fundamentalist_strength * libm::log(value / (pool.1 / pool.0)) + plan.price.chartist_strength * momentum;
        let usd = wish.clamp(-plan.price.traders_limit_share, plan.price.traders_limit_share) * pool.1;
        if usd >= 0.0 {
            buy(pool, usd);
        } else {
            let tokens = pool.0 * -usd / (pool.1 + usd);
            sell(pool, tokens);
        }
    }
    let burned = buy(pool, budget);
    *price = pool.1 / pool.0;
    burned
}

fn late(plan: &Plan, cells: &[Cell], nodes: f64, capacity: f64, load: f64) -> f64 {
    if nodes == 0.0 || capacity == 0.0 {
        return 0.0;
    }
    let mut late = 0.0;
    for (class, own) in cells.chunks(CELLS).enumerate() {
        let machine = &plan.operators.classes[class];
        let inside: f64 = own.iter().map(|cell| cell.inside).sum();
        let share = own.iter().map(|cell| cell.inside * cell.capacity).sum::<f64>() / capacity;
        if share > 0.0 {
            let servers = (inside * machine.availability * machine.servers).max(1.0);
            late += share * service::late_share(servers, load, plan.service.patience_service_times);
        }
    }
    late
}
