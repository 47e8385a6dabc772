//! Emission, trade and pay, and the books against what the rows say they got (steps 7 and 8 of an epoch).

use super::{Economy, RunError};
use crate::books::{Dollars, Tokens};
use crate::entry::Outlook;
use crate::market::{TOKEN, circulating};
use crate::outcome::EpochRow;
use crate::plan::{Belief, ExitRule, ShockKind, factor_at};
use crate::rows::words;
use crate::sweep::{CLASSES, Payment, earn};
use engine::Amount;
use engine::poai::Shares;
use engine::poai::schedule::{EpochFacts, Schedule};

impl Economy<'_> {
    /// Mints T_E; tells it and what the split has to give. What the split leaves over waits for the next epoch (I3, I7).
    pub(super) fn emit(&mut self, epoch: u32) -> Result<(u128, u128), RunError> {
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

    pub(super) fn facts(&self, epoch: u32) -> EpochFacts {
        let (plan, nodes) = (self.plan, self.rows.inside as u32);
        let up: f64 = (self.earned.capacity.iter().sum::<u64>() as f64 / 65_536.0) / (self.sums.0 as f64).max(1.0);
        // A ledger cannot tell who pays whom: what nodes pay themselves counts.
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

    /// Pays nodes for the jobs of customers: their part of the price, less what the schedule takes of it for buying back and to put
    /// by, more what it gives out of that. Tells what they get (micro-USD).
    ///
    /// The pay of each job is the same whole number of micro-USD. What that leaves over goes to the treasury, with what those were
    /// to get who were found out; what is left of what the schedule gives waits for the next epoch.
    pub(super) fn settle(&mut self, fees: u128, customers: u64) -> Result<u128, RunError> {
        let moved = self.emission.dollars();
        self.dollars.transfer(Dollars::Nodes, Dollars::BuyBack, moved.buy_back)?;
        self.dollars.transfer(Dollars::Nodes, Dollars::Vault, moved.put_by)?;
        self.owed_micro += moved.given;
        let kept = fees - moved.buy_back - moved.put_by;
        let jobs = u128::from(customers);
        self.fee_micro = u64::try_from((kept + self.owed_micro).checked_div(jobs).unwrap_or(0)).unwrap_or(u64::MAX);
        let due = jobs * u128::from(self.fee_micro);
        let forfeit = u128::from(self.worked.unpaid_jobs) * u128::from(self.fee_micro);
        let given = due.saturating_sub(kept);
        self.dollars.transfer(Dollars::Vault, Dollars::Nodes, given)?;
        self.owed_micro -= given;
        self.dollars.transfer(Dollars::Nodes, Dollars::Treasury, kept.saturating_sub(due) + forfeit)?;
        Ok(due - forfeit)
    }

    /// Gives out the split, trades, and sweeps the rows; tells what is worth what.
    pub(super) fn trade_and_pay(&mut self, epoch: u32, minted: u128, due: u128, row: &mut EpochRow) -> Result<Outlook, RunError> {
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
        let traded = self.market.trade(plan, row.paid_usd, sold_min, &mut self.tokens, &mut self.dollars)?;
        let slices = (sold_max >> 20) + 1;
        let rate = if traded.proceeds_micro < 1 << 63 { (traded.proceeds_micro << 64) / slices } else { 0 };
        let price = self.market.price_usd;
        let energy = factor_at(&plan.demand.shocks, ShockKind::Energy, epoch);
        let mut energy_usd = [0.0; CLASSES];
        for (usd, machine) in energy_usd.iter_mut().zip(&plan.operators.classes) {
            *usd = (machine.energy_usd_per_job * energy) as f32;
        }
        let told = Payment {
            epoch,
            next_words: words(plan.seed, epoch + 1),
            up_tables: &self.up_tables,
            checked: self.checked(),
            acts: &self.acts,
            shares: Shares::new(Amount(given), u128::from(self.worked.weight)),
            sold_parts,
            vest_parts,
            release_parts,
            stake_parts: if plan.stake.tokens_per_power > 0.0 { in_65536(plan.stake.fill_share) } else { 0 },
            stake_per_power: (plan.stake.tokens_per_power / plan.days_per_epoch() / 1_000.0 * TOKEN) as u128,
            sale_rate: u64::try_from(rate).unwrap_or(u64::MAX),
            usd_per_weight: (given as f64 / TOKEN * price / (self.worked.weight as f64).max(1.0)) as f32,
            fee_micro: self.fee_micro,
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
        for (profit, lost) in self.earned.profit_usd.iter_mut().zip(self.worked.lost_usd) {
            *profit -= lost;
        }
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
            fee_usd_per_job: if self.fee_micro > 0 { self.fee_micro } else { self.price.node } as f64 / 1e6,
            jobs: (row.jobs - row.wash_jobs) as f64,
            wanted_jobs: row.demand_usd / (self.price.whole as f64 / 1e6),
            capacity: row.capacity_jobs,
            price_usd: price,
            emission_ahead: ahead,
            cost_factor: energy,
        })
    }

    /// Books what the rows say they got, and compares it with what was given.
    pub(super) fn book(
        &mut self,
        epoch: u32,
        given: u128,
        sold_min: u128,
        released_min: u128,
        proceeds: u128,
    ) -> Result<(), RunError> {
        let earned = &self.earned;
        let broken = |identity, off| Err(RunError::Broken { epoch, identity, off });
        let dust = given.checked_sub(earned.reward).filter(|dust| *dust <= self.rows.inside as u128);
        let Some(dust) = dust else { return broken("I3", earned.reward.abs_diff(given)) };
        let (fees, got) = (u128::from(earned.fees_micro), u128::from(earned.proceeds_micro));
        let paid_jobs = self.worked.jobs_of[0] + self.worked.jobs_of[1] - self.worked.unpaid_jobs;
        let owed = u128::from(paid_jobs) * u128::from(self.fee_micro);
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
    pub(super) fn emission_ahead(&self, epoch: u32, given: u128) -> f64 {
        if self.plan.entry.belief != Belief::Foresight || given == 0 {
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
}
