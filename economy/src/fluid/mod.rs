//! L0: the economy in expected values, a few numbers per class instead of a row per operator.
//!
//! Each class is cut into [`CELLS`] cells of equal weight by fixed cost. A cell has a mass that is in, a mass that is out, masses
//! on their way in, and one averaged profit and loss streak for all that are in: what a row does by chance, a cell does in the
//! mean. Not in it: up times and jobs as chance, audits, attacks, stakes, vesting. Floats throughout.

mod cell;

use crate::demand::mean_usd;
use crate::entry::Horizon;
use crate::plan::{Plan, PlanError, PriceMode, ShockKind, factor_at};
use crate::service;
use cell::{Cell, Income, cells};
use engine::Amount;
use engine::poai::schedule::{EpochFacts, Schedule};

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
        let costs = factor_at(&plan.demand.shocks, ShockKind::Energy, epoch);
        if pool.1 == 0.0 {
            price = outside_price(plan, epoch, paid, circulating);
        }
        let nodes: f64 = cells.iter().map(|cell| cell.inside).sum();
        let capacity: f64 = cells.iter().map(|cell| cell.inside * cell.capacity).sum();
        let weight: f64 = cells.iter().map(|cell| cell.inside * cell.weight).sum();
        let demand = &plan.demand;
        let wanted_usd = mean_usd(plan, epoch) * libm::pow(quality, demand.qos_elasticity);
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
    mean * factor_at(&plan.demand.shocks, ShockKind::Price, epoch)
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
            let servers = (inside * machine.availability_share * machine.servers).max(1.0);
            late += share * service::late_share(servers, load, plan.service.patience_service_times);
        }
    }
    late
}
