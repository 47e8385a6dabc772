//! The loop over epochs, in the fixed order of the specification (§2.4).
//!
//! ```text
//!   step ─▶ serve ─▶ work (sweep) ─▶ found ─▶ pay: emit, trade, earn (sweep), book ─▶ population ─▶ recount
//! ```

mod found;
mod pay;
mod population;
mod recount;
mod serve;

use crate::attack::{self, StrengthError};
use crate::books::{Books, Dollars, Overdrawn, Tokens};
use crate::conduct::Acts;
use crate::demand::Demand;
use crate::entry::{Horizon, Outlook};
use crate::market::{Market, TOKEN, circulating};
use crate::outcome::{EpochRow, Outcome};
use crate::plan::{AuditPolicy, Plan, PlanError, checked_share};
use crate::random::{Poisson, UpTables, parts};
use crate::rows::{Rows, words};
use crate::summary::Summary;
use crate::sweep::{CLASSES, Dispatch, Earned, Worked, work};
use engine::Amount;
use engine::poai::schedule::Emission;
use std::collections::VecDeque;

/// Why a run did not come to its end.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RunError {
    /// The plan says what no plan may.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The attack of the plan has no such strategy, or none of that strength.
    #[error(transparent)]
    Attack(#[from] StrengthError),
    /// A transfer of more than there is: a defect of the model.
    #[error(transparent)]
    Overdrawn(#[from] Overdrawn),
    /// Books and rows differ, or more was minted than may be: a defect of the model.
    #[error("epoch {epoch}: {identity} is off by {off}")]
    Broken {
        /// Epoch in which it was found.
        epoch: u32,
        /// Which identity of the specification.
        identity: &'static str,
        /// By how much, in the smallest unit.
        off: u128,
    },
}

/// Runs `plan`; `watch` is told of every epoch.
///
/// # Errors
/// See [`RunError`].
pub fn run(plan: &Plan, watch: &mut dyn FnMut(&EpochRow)) -> Result<Outcome, RunError> {
    let mut economy = Economy::new(plan)?;
    for epoch in 0..plan.epochs {
        watch(&economy.step(epoch)?);
    }
    economy.recount(plan.epochs)?;
    Ok(economy.outcome())
}

/// A run between two epochs.
pub(crate) struct Economy<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) rows: Rows,
    pub(crate) tokens: Books<Tokens>,
    pub(crate) dollars: Books<Dollars>,
    pub(crate) market: Market,
    pub(crate) summary: Summary,
    demand: Demand,
    pub(crate) emission: Emission,
    pub(crate) strategy: Box<dyn attack::Strategy>,
    pub(crate) horizon: Horizon,
    pub(crate) outlook: Outlook,
    poisson: Poisson,
    up_tables: UpTables,
    pub(crate) worked: Worked,
    earned: Earned,
    /// Tokens on their way out, an epoch each, the oldest first.
    unbonding: VecDeque<u128>,
    quality: f64,
    /// What was paid for jobs, also by nodes to themselves; what customers paid to nodes, both in the last epoch served; what was
    /// burned in the one before (micro-USD, micro-USD, 10⁻¹⁸ token).
    last: (u128, u128, u128),
    pub(crate) price: JobPrice,
    /// What a node gets for a job in this epoch (micro-USD).
    fee_micro: u64,
    /// What the schedule gives nodes in dollars and could not be paid out yet (micro-USD).
    owed_micro: u128,
    acts: [Acts; 2],
    licences: [u32; CLASSES],
    /// Sums over rows that are in: capacity (thousandths of jobs), fixed cost (micro-USD).
    pub(crate) sums: (u64, u64),
}

/// A job's price and where it goes (micro-USD).
#[derive(Clone, Copy, Debug)]
pub(crate) struct JobPrice {
    pub(crate) whole: u64,
    pub(crate) node: u64,
    pub(crate) burn: u64,
}

impl JobPrice {
    fn new(plan: &Plan) -> Self {
        let whole = ((plan.demand.job_usd * plan.demand.price_to_cloud * 1e6 + 0.5) as u64).max(1);
        let part = |share: f64| Amount(u128::from(whole)).parts_per_million((share * 1e6 + 0.5) as u32).0 as u64;
        let node = part(plan.rules.node_share);
        Self { whole, node, burn: part(plan.rules.burn_share).min(whole - node) }
    }
}

impl<'a> Economy<'a> {
    pub(crate) fn new(plan: &'a Plan) -> Result<Self, RunError> {
        plan.check()?;
        let strategy: Box<dyn attack::Strategy> = match plan.attack.strategy.as_str() {
            "honest" => Box::new(attack::Honest),
            name => attack::strategy(name, plan.attack.strength)?,
        };
        let (mut tokens, mut dollars) = (Books::default(), Books::default());
        let market = Market::open(plan, &mut tokens, &mut dollars);
        let classes = &plan.operators.classes;
        let mut economy = Self {
            plan,
            rows: Rows::new(plan),
            tokens,
            dollars,
            market,
            summary: Summary::new(plan),
            demand: Demand::new(plan),
            emission: plan.rules.emission.clone(),
            strategy,
            horizon: Horizon::new(plan),
            outlook: Outlook::default(),
            poisson: Poisson::new(),
            up_tables: UpTables::new(classes.iter().map(|class| (class.availability_share, class.availability_sigma))),
            worked: Worked::default(),
            earned: Earned::default(),
            unbonding: VecDeque::from(vec![0; plan.stake.unbonding_epochs as usize]),
            quality: 1.0,
            last: (0, 0, 0),
            price: JobPrice::new(plan),
            fee_micro: 0,
            owed_micro: 0,
            acts: [Acts::HONEST; 2],
            licences: std::array::from_fn(|class| classes.get(class).map_or(0, |class| class.licences)),
            sums: (0, 0),
        };
        for place in 0..economy.rows.inside {
            economy.wake(place, 0);
        }
        Ok(economy)
    }

    /// One epoch.
    pub(crate) fn step(&mut self, epoch: u32) -> Result<EpochRow, RunError> {
        let plan = self.plan;
        let mut row =
            EpochRow { epoch, nodes: self.rows.inside as u32, nodes_by_class: self.earned.nodes, ..EpochRow::default() };
        // 1 to 4: exogenous, capacity, demand, dispatch.
        let paid_usd = self.last.0 as f64 / 1e6;
        self.market.open_epoch(plan, epoch, paid_usd, &mut self.tokens, &mut self.dollars)?;
        row.demand_usd = self.demand.next_usd(plan, epoch, self.quality);
        self.acts = self.conduct(epoch);
        let load = self.dispatch(&mut row);
        // 4 to 6: jobs, checks, slashes.
        let wrong = plan.service.wrong_share;
        // What nobody checks counts as right.
        let looked = checked_share(&plan.audit) > 0.0;
        let right = self.acts.map(|acts| if looked { ((1.0 - wrong) * f64::from(acts.computed_share)) as f32 } else { 1.0 });
        let half_life = plan.power.penalty_half_life_epochs;
        let told = Dispatch {
            words: words(plan.seed, epoch),
            epoch,
            load: load as f32,
            acts: &self.acts,
            checked: self.checked(),
            right,
            quality_weight: plan.power.quality_weight as f32,
            penalty_left: if half_life > 0.0 { libm::exp2(-1.0 / half_life) as f32 } else { 1.0 },
            measured_from: if plan.power.benchmarked { (1 << 32) - parts(plan.power.benchmark_share) } else { 1 << 32 },
            licences: self.licences,
            split: plan.rules.split,
        };
        work(&mut self.rows, &self.poisson, &told, &mut self.worked);
        self.slash(epoch)?;
        self.measure_all(epoch);
        let customers: u64 = self.worked.jobs_of.iter().sum();
        let paid_jobs = customers + self.worked.wash_jobs;
        (row.jobs, row.wash_jobs) = (paid_jobs, self.worked.wash_jobs);
        let spent = u128::from(paid_jobs) * u128::from(self.price.whole);
        let fees = u128::from(customers) * u128::from(self.price.node);
        // 5: customers pay. What rows pay themselves comes back to them but for what is burned and kept.
        let wash_fees = u128::from(self.worked.wash_jobs) * u128::from(self.price.node);
        self.dollars.bring(Dollars::Nodes, fees);
        (self.last.0, self.last.1) = (spent, fees);
        self.dollars.bring(Dollars::BuyBack, u128::from(paid_jobs) * u128::from(self.price.burn));
        let kept = spent - fees - wash_fees - u128::from(paid_jobs) * u128::from(self.price.burn);
        self.dollars.bring(Dollars::Treasury, kept);
        row.paid_usd = spent as f64 / 1e6;
        row.served_usd = customers as f64 * self.price.whole as f64 / 1e6;
        // 7 and 8: emission, market.
        let (minted, due) = self.emit(epoch)?;
        row.fees_usd = self.settle(fees, customers)? as f64 / 1e6;
        let payment = self.trade_and_pay(epoch, minted, due, &mut row)?;
        // 9: exits and entries.
        self.observe(epoch, &mut row, payment);
        self.last.2 = (row.burned_tokens * TOKEN) as u128;
        row.minted_tokens = minted as f64 / TOKEN;
        row.price_usd = self.market.price_usd;
        row.circulating_tokens = circulating(&self.tokens) as f64 / TOKEN;
        row.staked_tokens = self.tokens.of(Tokens::Staked) as f64 / TOKEN;
        row.sustainability_ratio = if minted > 0 { row.burned_tokens / row.minted_tokens } else { 0.0 };
        row.exits = self.leave()?;
        row.entries = self.enter(epoch);
        self.learn(epoch);
        // 10: invariants, metrics.
        self.check(epoch)?;
        let wrong_of = self.acts.map(|acts| 1.0 - f64::from(acts.computed_share) * (1.0 - wrong));
        let checks = checked_share(&plan.audit) * customers as f64 * plan.audit.cost_share;
        let copies = if plan.audit.policy == AuditPolicy::Quorum { f64::from(plan.audit.copies - 1) } else { 1.0 };
        let verification_usd = checks * copies * self.price.whole as f64 / 1e6;
        let attackers = self.worked.nodes_of[1];
        self.summary.add(&row, &self.worked, &self.earned, attackers, wrong_of, verification_usd, self.attacking(epoch));
        Ok(row)
    }

    /// Whether any row may be found out, or follow another strategy than honesty.
    pub(crate) fn checked(&self) -> bool {
        let plan = self.plan;
        checked_share(&plan.audit) > 0.0 || plan.service.wrong_share > 0.0 || plan.attack.operator_share > 0.0
    }

    /// Rows that are in, by class.
    pub(crate) fn earned_nodes(&self) -> [u32; CLASSES] {
        self.earned.nodes
    }

    pub(crate) fn attacking(&self, epoch: u32) -> bool {
        self.plan.attack.operator_share > 0.0 && epoch >= self.plan.attack.start_epoch
    }

    fn observe(&mut self, epoch: u32, row: &mut EpochRow, seen: Outlook) {
        row.under_water = self.earned.under_water;
        self.outlook = self.outlook.then(seen, self.plan.entry.belief, epoch == 0);
    }
}
