//! The loop over epochs, in the fixed order of the specification (§2.4).

use crate::attack::{self, StrengthError};
use crate::books::{Books, Dollars, Overdrawn, Tokens};
use crate::conduct::Acts;
use crate::demand::Demand;
use crate::entry::{Horizon, Outlook, pays};
use crate::market::{Market, TOKEN, circulating};
use crate::outcome::{EpochRow, Outcome};
use crate::plan::{AuditPolicy, ExitRule, Plan, PlanError, Shock, ShockKind};
use crate::random::{Poisson, Purpose, UpTable, parts, stream};
use crate::rows::{NEVER, Rows, words};
use crate::service;
use crate::summary::Summary;
use crate::sweep::{CLASSES, Dispatch, Earned, Payment, Worked, earn, work};
use engine::Amount;
use engine::poai::Shares;
use engine::poai::schedule::{Emission, EpochFacts, Schedule};
use engine::rng::hits;
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
    emission: Emission,
    pub(crate) strategy: Box<dyn attack::Strategy>,
    pub(crate) horizon: Horizon,
    pub(crate) outlook: Outlook,
    poisson: Poisson,
    up_tables: Vec<UpTable>,
    worked: Worked,
    earned: Earned,
    /// Tokens on their way out, an epoch each.
    unbonding: VecDeque<u128>,
    quality: f64,
    /// What customers paid and nodes kept in the epoch before, what was burned (micro-USD, micro-USD, 10⁻¹⁸ token).
    last: (u128, u128, u128),
    pub(crate) price: JobPrice,
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
            up_tables: classes.iter().map(|class| UpTable::new(class.availability, class.availability_sigma)).collect(),
            worked: Worked::default(),
            earned: Earned::default(),
            unbonding: VecDeque::from(vec![0; plan.stake.unbonding_epochs as usize + 1]),
            quality: 1.0,
            last: (0, 0, 0),
            price: JobPrice::new(plan),
            acts: [Acts::HONEST; 2],
            licences: std::array::from_fn(|class| classes.get(class).map_or(0, |class| class.licences)),
            sums: (0, 0),
        };
        for place in 0..economy.rows.inside {
            economy.wake(place, 0);
        }
        Ok(economy)
    }

    /// Draws the up time in `epoch` of the row at `place`, which was not swept before it.
    fn wake(&mut self, place: usize, epoch: u32) {
        let rows = &mut self.rows;
        let class = usize::from(rows.who[place].class);
        let up = self.up_tables[class].draw(words(self.plan.seed, epoch).at(u64::from(rows.who[place].id)));
        rows.who[place].up = up;
        let acts = &self.acts[usize::from(rows.who[place].strategy)];
        self.earned.capacity[class] += u64::from(rows.who[place].capacity_milli) * u64::from(up.min(acts.real_up_max));
        self.earned.nodes[class] += 1;
        self.sums.0 += u64::from(rows.who[place].capacity_milli);
        self.sums.1 += u64::from(rows.purse[place].opex_micro);
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
        let right = self.acts.map(|acts| ((1.0 - wrong) * f64::from(acts.computed_share)) as f32);
        let half_life = plan.power.penalty_half_life_epochs;
        let told = Dispatch {
            words: words(plan.seed, epoch),
            epoch,
            load: load as f32,
            acts: &self.acts,
            checked: plan.audit.checked_share() > 0.0 || wrong > 0.0 || plan.attack.operator_share > 0.0,
            right,
            quality_weight: plan.power.quality_weight as f32,
            penalty_left: if half_life > 0.0 { libm::exp2(-1.0 / half_life) as f32 } else { 1.0 },
            licences: self.licences,
            split: plan.rules.split,
        };
        work(&mut self.rows, &self.poisson, &told, &mut self.worked);
        self.slash(epoch)?;
        let customers: u64 = self.worked.jobs_of.iter().sum();
        let paid_jobs = customers + self.worked.wash_jobs;
        (row.jobs, row.wash_jobs) = (paid_jobs, self.worked.wash_jobs);
        let spent = u128::from(paid_jobs) * u128::from(self.price.whole);
        let fees = u128::from(customers) * u128::from(self.price.node);
        let washed = u128::from(self.worked.wash_jobs) * u128::from(self.price.whole);
        // 5: customers pay. What rows pay themselves comes back to them but for what is burned and kept.
        let wash_fees = u128::from(self.worked.wash_jobs) * u128::from(self.price.node);
        self.dollars.bring(Dollars::Nodes, fees);
        self.dollars.bring(Dollars::BuyBack, u128::from(paid_jobs) * u128::from(self.price.burn));
        let kept = spent - fees - wash_fees - u128::from(paid_jobs) * u128::from(self.price.burn);
        self.dollars.bring(Dollars::Treasury, kept);
        row.served_usd = (spent - washed) as f64 / 1e6;
        row.fees_usd = fees as f64 / 1e6;
        // 7 and 8: emission, market.
        let (minted, due) = self.emit(epoch)?;
        let payment = self.trade_and_pay(epoch, minted, due, row.served_usd, &mut row)?;
        // 9: exits and entries.
        self.observe(epoch, &mut row, payment);
        self.last = (spent - washed, fees, (row.burned_tokens * TOKEN) as u128);
        row.minted_tokens = minted as f64 / TOKEN;
        row.price_usd = self.market.price_usd;
        row.circulating_tokens = circulating(&self.tokens) as f64 / TOKEN;
        row.staked_tokens = self.tokens.of(Tokens::Staked) as f64 / TOKEN;
        row.sustainability_ratio = if minted > 0 { row.burned_tokens / row.minted_tokens } else { 0.0 };
        row.exits = self.leave()?;
        row.entries = self.enter(epoch);
        // 10: invariants, metrics.
        self.check(epoch)?;
        let wrong_of = self.acts.map(|acts| 1.0 - f64::from(acts.computed_share) * (1.0 - wrong));
        let checks = plan.audit.checked_share() * customers as f64 * plan.audit.cost_share;
        let copies = if plan.audit.policy == AuditPolicy::Quorum { f64::from(plan.audit.copies - 1) } else { 1.0 };
        let verification_usd = checks * copies * self.price.whole as f64 / 1e6;
        let attackers = self.worked.nodes_of[1];
        self.summary.add(&row, &self.worked, &self.earned, attackers, wrong_of, verification_usd, self.attacking(epoch));
        Ok(row)
    }

    /// Rows that are in, by class.
    pub(crate) fn earned_nodes(&self) -> [u32; CLASSES] {
        self.earned.nodes
    }

    pub(crate) fn attacking(&self, epoch: u32) -> bool {
        self.plan.attack.operator_share > 0.0 && epoch >= self.plan.attack.start_epoch
    }

    /// Serves what demand and capacity allow; tells jobs per job of capacity that is up.
    fn dispatch(&mut self, row: &mut EpochRow) -> f64 {
        let plan = self.plan;
        let jobs_up = |raw: u64| raw as f64 / (65_536.0 * 1_000.0);
        let capacity: f64 = self.earned.capacity.iter().map(|raw| jobs_up(*raw)).sum();
        let wanted = row.demand_usd / (self.price.whole as f64 / 1e6);
        let served = wanted.min(capacity * plan.service.utilisation_max);
        let load = if capacity > 0.0 { served / capacity } else { 0.0 };
        let (mut wait, mut late) = (0.0, 0.0);
        for (class, machine) in plan.operators.classes.iter().enumerate() {
            let share = if capacity > 0.0 { jobs_up(self.earned.capacity[class]) / capacity } else { 0.0 };
            if share > 0.0 {
                let servers = (f64::from(self.earned.nodes[class]) * machine.availability * machine.servers).max(1.0);
                wait += share * service::mean_wait(servers, load);
                late += share * service::late_share(servers, load, plan.service.patience_service_times);
            }
        }
        let wrong = plan.service.wrong_share;
        let done = if wanted > 0.0 { served / wanted } else { 1.0 };
        self.quality += plan.service.quality_weight * (done * (1.0 - late) * (1.0 - wrong) - self.quality);
        (row.capacity_jobs, row.utilisation_share, row.wait_service_times, row.quality) = (capacity, load, wait, self.quality);
        self.summary.serve(wanted, served, wait, late);
        load
    }

    /// Takes from rows that were found out.
    fn slash(&mut self, epoch: u32) -> Result<(), RunError> {
        let share = self.plan.audit.slash_share;
        for place in &self.worked.found {
            let (place, rows) = (*place as usize, &mut self.rows);
            let taken = Amount(rows.staked[place]).parts_per_million((share * 1e6) as u32).0;
            rows.staked[place] -= taken;
            rows.penalty[place] += self.plan.power.penalty_share as f32;
            let which = usize::from(rows.who[place].strategy & 1);
            rows.barred_until[place] = (epoch + 1).saturating_add(self.acts[which].withheld_epochs);
            self.tokens.transfer(Tokens::Staked, Tokens::Slashed, taken)?;
            let usd = taken as f64 / TOKEN * self.market.price_usd;
            self.summary.found(which, taken as f64 / TOKEN, usd);
        }
        Ok(())
    }

    /// Mints T_E; tells it and what the split has to give. What the split leaves over waits for the next epoch (I3, I7).
    fn emit(&mut self, epoch: u32) -> Result<(u128, u128), RunError> {
        let facts = self.facts(epoch);
        let minted = self.emission.tokens(&facts).0;
        if facts.minted.0 + minted > facts.cap.0 {
            return Err(RunError::Broken { epoch, identity: "I2", off: facts.minted.0 + minted - facts.cap.0 });
        }
        self.summary.minted += minted;
        self.tokens.bring(Tokens::Epoch, minted);
        let due = self.tokens.of(Tokens::Epoch).min(1 << 83);
        Ok((minted, if self.worked.weight > 0 { due } else { 0 }))
    }

    fn facts(&self, epoch: u32) -> EpochFacts {
        let (plan, nodes) = (self.plan, self.rows.inside as u32);
        let up: f64 = (self.earned.capacity.iter().sum::<u64>() as f64 / 65_536.0) / (self.sums.0 as f64).max(1.0);
        let volume = self.summary.paid_usd;
        let full = plan.rules.adoption_volume_usd;
        let adoption = if full > 0.0 { (volume / full).min(1.0) } else { 1.0 };
        EpochFacts {
            epoch,
            minted: Amount(self.summary.minted),
            cap: plan.rules.emission_cap,
            burned: Amount(self.last.2),
            circulating: Amount(circulating(&self.tokens)),
            staked: Amount(self.tokens.of(Tokens::Staked)),
            paid_micro_usd: self.last.0,
            fees_micro_usd: self.last.1,
            price_nano_usd: Some((self.market.price_usd * 1e9).max(1.0) as u64),
            power: u128::from(self.sums.0),
            nodes,
            available: (up * 255.0 * f64::from(nodes)) as u64,
            adoption: (adoption * 65_535.0) as u16,
        }
    }

    /// Gives out the split, trades, and sweeps the rows; tells what is worth what.
    fn trade_and_pay(
        &mut self,
        epoch: u32,
        minted: u128,
        due: u128,
        volume_usd: f64,
        row: &mut EpochRow,
    ) -> Result<Outlook, RunError> {
        let plan = self.plan;
        let n = self.rows.inside as u128;
        // Shares round down: all is given but for less than a unit a row.
        let (given, least) = (due, due.saturating_sub(n));
        self.tokens.transfer(Tokens::Epoch, Tokens::Liquid, given)?;
        let in_65536 = |share: f64| (share * 65_536.0 + 0.5) as u32;
        let vests = plan.rules.vesting_epochs > 0;
        let vest_parts = if vests { in_65536(plan.rules.vesting_share) } else { 0 };
        let release_parts = if vests { (4_294_967_296.0 * 2.0 / (f64::from(plan.rules.vesting_epochs) + 1.0)) as u64 } else { 0 };
        let sold_parts = in_65536(plan.operators.sell_share);
        // Rows round down, each by itself: what they sell is known but for less than a few units a row.
        let part = |amount: u128, parts: u32| (amount >> 16) * u128::from(parts);
        let vested = part(given, vest_parts);
        let released = (self.tokens.of(Tokens::Locked) >> 32) * u128::from(release_parts);
        let released_min = released.saturating_sub(n << 32);
        let sold_min = part(least.saturating_sub(vested) + released_min, sold_parts).saturating_sub(n * u128::from(sold_parts));
        let sold_max =
            part(given - part(least, vest_parts) + n * u128::from(vest_parts) + released, sold_parts) + u128::from(sold_parts);
        // What comes free is liquid before it is sold.
        self.tokens.transfer(Tokens::Locked, Tokens::Liquid, released_min)?;
        let traded = self.market.trade(plan, volume_usd, sold_min, &mut self.tokens, &mut self.dollars)?;
        let slices = (sold_max >> 20) + 1;
        let rate = if traded.proceeds_micro < 1 << 63 { (traded.proceeds_micro << 64) / slices } else { 0 };
        let price = self.market.price_usd;
        let energy = Shock::factor_at(&plan.demand.shocks, ShockKind::Energy, epoch);
        let mut energy_usd = [0.0; CLASSES];
        for (usd, machine) in energy_usd.iter_mut().zip(&plan.operators.classes) {
            *usd = (machine.energy_usd_per_job * energy) as f32;
        }
        let told = Payment {
            epoch,
            next_words: words(plan.seed, epoch + 1),
            up_tables: &self.up_tables,
            acts: &self.acts,
            shares: Shares::new(Amount(given), u128::from(self.worked.weight)),
            sold_parts,
            vest_parts,
            release_parts,
            stake_parts: if plan.stake.tokens_per_power > 0.0 { in_65536(plan.stake.fill_share) } else { 0 },
            stake_per_power: (plan.stake.tokens_per_power / plan.days_per_epoch() / 1_000.0 * TOKEN) as u128,
            sale_rate: u64::try_from(rate).unwrap_or(u64::MAX),
            usd_per_weight: (given as f64 / TOKEN * price / (self.worked.weight as f64).max(1.0)) as f32,
            fee_micro: self.price.node as u32,
            wash_loss_usd: ((self.price.whole - self.price.node) as f64 / 1e6) as f32,
            energy_usd,
            cost_factor: energy as f32,
            profit_weight: plan.entry.profit_weight as f32,
            tolerated_share: match plan.entry.exit {
                ExitRule::LossStreak { tolerated_share } => tolerated_share as f32,
                ExitRule::Option { revenue_over_cost } => (1.0 - revenue_over_cost) as f32,
            },
        };
        earn(&mut self.rows, &told, &mut self.earned);
        self.book(epoch, given, sold_min, released_min, traded.proceeds_micro)?;
        row.burned_tokens = traded.burned as f64 / TOKEN;
        row.income_usd = row.fees_usd + given as f64 / TOKEN * price;
        row.under_water = self.earned.under_water;
        row.attack_pool_share = self.worked.weight_of[1] as f64 / (self.worked.weight as f64).max(1.0);
        let ahead = self.emission_ahead(epoch, minted);
        Ok(Outlook {
            pool_usd: minted as f64 / TOKEN * price,
            weight: self.worked.weight as f64,
            fees_usd: row.fees_usd,
            jobs: row.jobs as f64,
            capacity: row.capacity_jobs,
            price_usd: price,
            emission_ahead: ahead,
            cost_factor: energy,
        })
    }

    /// Books what the rows say they got, and compares it with what was given.
    fn book(&mut self, epoch: u32, given: u128, sold_min: u128, released_min: u128, proceeds: u128) -> Result<(), RunError> {
        let earned = &self.earned;
        let broken = |identity, off| Err(RunError::Broken { epoch, identity, off });
        let dust = given.checked_sub(earned.reward).filter(|dust| *dust <= self.rows.inside as u128);
        let Some(dust) = dust else { return broken("I3", earned.reward.abs_diff(given)) };
        let (fees, got) = (u128::from(earned.fees_micro), u128::from(earned.proceeds_micro));
        let owed: u128 = u128::from(self.worked.jobs_of[0] + self.worked.jobs_of[1]) * u128::from(self.price.node);
        if fees != owed || got > proceeds || earned.sold < sold_min || earned.released < released_min {
            return broken(
                "I5",
                fees.abs_diff(owed).max(got.saturating_sub(proceeds)).max(sold_min.saturating_sub(earned.sold)).max(1),
            );
        }
        self.tokens.transfer(Tokens::Liquid, Tokens::Epoch, dust)?;
        self.tokens.transfer(Tokens::Locked, Tokens::Liquid, earned.released - released_min)?;
        self.tokens.transfer(Tokens::Liquid, Tokens::Locked, earned.locked)?;
        self.tokens.transfer(Tokens::Liquid, Tokens::Staked, earned.staked)?;
        self.tokens.transfer(Tokens::Liquid, Tokens::Rounding, earned.sold - sold_min)?;
        self.dollars.transfer(Dollars::Nodes, Dollars::Treasury, proceeds - got)?;
        Ok(())
    }

    /// Mean emission over the horizon, discounted, over what this epoch gave.
    fn emission_ahead(&self, epoch: u32, given: u128) -> f64 {
        if self.plan.entry.belief != crate::plan::Belief::Foresight || given == 0 {
            return 1.0;
        }
        let (mut schedule, mut facts) = (self.emission.clone(), self.facts(epoch));
        let (mut factor, mut sum) = (1.0, 0.0);
        for _ in 0..self.plan.entry.horizon_epochs {
            facts.epoch += 1;
            factor *= self.horizon.discount;
            let tokens = schedule.tokens(&facts);
            facts.minted = facts.minted.saturating_add(tokens);
            sum += factor * tokens.0 as f64;
        }
        sum / self.horizon.annuity / given as f64
    }

    fn observe(&mut self, epoch: u32, row: &mut EpochRow, seen: Outlook) {
        row.under_water = self.earned.under_water;
        self.outlook = self.outlook.then(seen, self.plan.entry.belief, epoch == 0);
    }

    /// Those that gave up leave, by chance; those with reasons of their own leave.
    fn leave(&mut self) -> Result<u32, RunError> {
        let plan = self.plan;
        let epoch = self.summary.epochs;
        let (draws, chance) = (stream(plan.seed, u64::from(epoch), Purpose::Exit), parts(plan.entry.exit_share));
        let mut left = 0;
        let (mut liquid, mut bonded) = (0, 0);
        let leaving = std::mem::take(&mut self.earned.leaving);
        // From the last on, so that places before it hold.
        for place in leaving.iter().rev().map(|place| *place as usize) {
            let rows = &mut self.rows;
            let goes = epoch >= rows.purse[place].stays_until || hits(draws.at(u64::from(rows.who[place].id)), chance);
            if goes {
                let class = usize::from(rows.who[place].class);
                let acts = &self.acts[usize::from(rows.who[place].strategy & 1)];
                self.earned.capacity[class] -=
                    u64::from(rows.who[place].capacity_milli) * u64::from(rows.who[place].up.min(acts.real_up_max));
                self.earned.nodes[class] -= 1;
                self.sums.0 -= u64::from(rows.who[place].capacity_milli);
                self.sums.1 -= u64::from(rows.purse[place].opex_micro);
                liquid += std::mem::take(&mut rows.purse[place].liquid);
                bonded += std::mem::take(&mut rows.staked[place]);
                self.tokens.transfer(Tokens::Locked, Tokens::Staked, rows.locked[place])?;
                bonded += std::mem::take(&mut rows.locked[place]);
                rows.leave(place);
                left += 1;
            }
        }
        self.earned.leaving = leaving;
        self.tokens.transfer(Tokens::Liquid, Tokens::Holders, liquid)?;
        self.tokens.transfer(Tokens::Staked, Tokens::Unbonding, bonded)?;
        self.unbonding.push_back(bonded);
        let free = self.unbonding.pop_front().unwrap_or(0);
        self.tokens.transfer(Tokens::Unbonding, Tokens::Holders, free)?;
        Ok(left)
    }

    /// Candidates whose lead time ends come in for the next epoch; others think about it.
    fn enter(&mut self, epoch: u32) -> u32 {
        let plan = self.plan;
        let (draws, chance) = (stream(plan.seed, u64::from(epoch), Purpose::Attention), parts(plan.entry.attention_share));
        let mut entered = 0;
        let mut coming = Vec::new();
        for place in self.rows.inside..self.rows.len() {
            let thinks = self.rows.ready[place] == NEVER && hits(draws.at(u64::from(self.rows.who[place].id)), chance);
            if thinks && pays(&self.rows, place, plan, &self.outlook, &self.horizon) {
                self.rows.ready[place] = epoch + 1 + plan.entry.lead_epochs;
            }
            if self.rows.ready[place] == epoch + 1 {
                coming.push(place);
            }
        }
        // In order: a row that comes in changes places with one before all that follow.
        for place in coming {
            let to = self.rows.enter(place, epoch + 1, plan);
            self.wake(to, epoch + 1);
            entered += 1;
        }
        entered
    }

    /// Running totals (I1, I4, I5).
    fn check(&mut self, epoch: u32) -> Result<(), RunError> {
        if cfg!(test) {
            self.recount(epoch)?;
        }
        for (identity, off) in [("I1", self.tokens.residual()), ("I5", self.dollars.residual())] {
            if off != 0 {
                return Err(RunError::Broken { epoch, identity, off });
            }
        }
        Ok(())
    }

    /// Every row, counted again and held against the books.
    pub(crate) fn recount(&mut self, epoch: u32) -> Result<(), RunError> {
        let sum = |column: &[u128]| column.iter().sum::<u128>();
        let rows = &self.rows;
        let received: u128 = rows.purse.iter().map(|purse| u128::from(purse.received_micro)).sum();
        let pairs = [
            ("I1 liquid", rows.purse.iter().map(|purse| purse.liquid).sum(), self.tokens.of(Tokens::Liquid)),
            ("I1 staked", sum(&rows.staked), self.tokens.of(Tokens::Staked)),
            ("I1 locked", sum(&rows.locked), self.tokens.of(Tokens::Locked)),
            ("I1 unbonding", self.unbonding.iter().sum(), self.tokens.of(Tokens::Unbonding)),
            ("I1", self.tokens.came - self.tokens.went, self.tokens.sum()),
            ("I5 nodes", received, self.dollars.of(Dollars::Nodes)),
            ("I5", self.dollars.came - self.dollars.went, self.dollars.sum()),
        ];
        for (identity, counted, booked) in pairs {
            let off = counted.abs_diff(booked);
            self.summary.residual(identity, off);
            if off != 0 {
                return Err(RunError::Broken { epoch, identity, off });
            }
        }
        Ok(())
    }
}
