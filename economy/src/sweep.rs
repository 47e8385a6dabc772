//! The two sweeps over the rows that are in: `work` before the split is known, `earn` after it.
//!
//! `earn` also draws the next epoch's up times, so that each epoch reads the columns twice. No division and no branch that a row
//! decides but for what is rare.

use crate::conduct::Acts;
use crate::plan::Split;
use crate::random::{Poisson, UpTable};
use crate::rows::{MEASURED, NEVER, Rows};
use engine::Amount;
use engine::poai::{Claim, Shares, SplitRule};
use engine::rng::Stream;

/// Most classes of a plan.
pub(crate) const CLASSES: usize = 16;

/// What `work` is told.
pub(crate) struct Dispatch<'a> {
    /// Words of this epoch.
    pub(crate) words: Stream,
    /// The epoch.
    pub(crate) epoch: u32,
    /// Jobs per job of capacity that is up.
    pub(crate) load: f32,
    /// What rows of each strategy do.
    pub(crate) acts: &'a [Acts; 2],
    /// Whether quality, penalties and withheld rewards are kept.
    pub(crate) checked: bool,
    /// Share of the jobs of each strategy that come out right.
    pub(crate) right: [f32; 2],
    /// Weight of the last epoch in a row's quality.
    pub(crate) quality_weight: f32,
    /// Share of a penalty that is left after an epoch.
    pub(crate) penalty_left: f32,
    /// Rows are measured whose word, in its lower half, is at least this; 2³² for none.
    pub(crate) measured_from: u64,
    /// Licences of an operator, by class.
    pub(crate) licences: [u32; CLASSES],
    /// The split.
    pub(crate) split: Split,
}

/// Sums of `work`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Worked {
    /// Σ weight.
    pub(crate) weight: u64,
    /// Of it, that of each strategy.
    pub(crate) weight_of: [u64; 2],
    /// Rows of each strategy.
    pub(crate) nodes_of: [u32; 2],
    /// Jobs of customers done, by strategy.
    pub(crate) jobs_of: [u64; 2],
    /// Jobs that rows paid themselves.
    pub(crate) wash_jobs: u64,
    /// Places of rows that were found out.
    pub(crate) found: Vec<u32>,
    /// Places of rows whose capacity is measured anew.
    pub(crate) measured: Vec<u32>,
}

/// Serves the jobs of an epoch, looks for faults, sets weights.
pub(crate) fn work(rows: &mut Rows, poisson: &Poisson, told: &Dispatch, worked: &mut Worked) {
    // One copy of the sweep per rule, so that no row asks which it is.
    macro_rules! by {
        ($rule:expr) => {
            work_by(|claim, _| $rule.weight(claim, EPOCH), rows, poisson, told, worked)
        };
    }
    match told.split {
        Split::Jobs => work_by(|_, jobs| u64::from(jobs), rows, poisson, told, worked),
        Split::Rule(SplitRule::Proportional) => by!(SplitRule::Proportional),
        Split::Rule(SplitRule::SquareRoot) => by!(SplitRule::SquareRoot),
        Split::Rule(SplitRule::Flat) => by!(SplitRule::Flat),
        Split::Rule(SplitRule::PerLicence) => by!(SplitRule::PerLicence),
        Split::Rule(rule) => by!(rule),
    }
}

/// Length of an epoch in the unit of `up`.
pub(crate) const EPOCH: u32 = 65_535;

fn work_by(weigh: impl Fn(&Claim, u32) -> u64, rows: &mut Rows, poisson: &Poisson, told: &Dispatch, worked: &mut Worked) {
    worked.found.clear();
    worked.measured.clear();
    if told.checked {
        work_checked::<true>(weigh, rows, poisson, told, worked);
    } else {
        work_checked::<false>(weigh, rows, poisson, told, worked);
    }
}

fn work_checked<const CHECKED: bool>(
    weigh: impl Fn(&Claim, u32) -> u64,
    rows: &mut Rows,
    poisson: &Poisson,
    told: &Dispatch,
    worked: &mut Worked,
) {
    let n = rows.inside;
    let (who, barred, staked) = (&rows.who[..n], &rows.barred_until[..n], &rows.staked[..n]);
    let (jobs, weight) = (&mut rows.jobs[..n], &mut rows.weight[..n]);
    let (quality, penalty) = (&mut rows.quality[..n], &mut rows.penalty[..n]);
    let load = told.load / (1_000.0 * 65_536.0);
    // Sums of all and of attackers, in registers.
    let (mut all_weight, mut attack_weight, mut all_jobs, mut attack_jobs, mut attackers) = (0_u64, 0_u64, 0_u64, 0_u64, 0_u32);
    // Upper bounds in 2⁻³², so that few rows need the exact chance.
    let suspect =
        told.acts.map(|acts| ((acts.found_share * 4_294_967_296.0) as u64, (acts.found_per_job * 4_294_967_296.0) as u64 + 1));
    for i in 0..n {
        let who = who[i];
        let word = told.words.at(u64::from(who.id));
        let which = usize::from(who.strategy & 1);
        let acts = &told.acts[which];
        let really_up = who.up.min(acts.real_up_max);
        let mut claimed_up = u32::from(really_up.max(acts.claimed_up_min));
        let held = u64::from(who.capacity_milli) * u64::from(really_up);
        let done = poisson.draw(held as i64 as f32 * load, word);
        jobs[i] = done;
        if word & 0xFFFF_FFFF >= told.measured_from {
            worked.measured.push(i as u32);
        }
        let mut power = i64::from(who.power_milli);
        if CHECKED {
            let claims = if who.strategy & MEASURED == 0 { acts.claimed_factor } else { acts.measured_factor };
            let mut effective = who.power_milli as i32 as f32 * claims;
            quality[i] += told.quality_weight * (told.right[which] - quality[i]);
            penalty[i] *= told.penalty_left;
            effective *= (quality[i] - penalty[i]).max(0.0);
            claimed_up = (claimed_up * acts.heard_parts) >> 16;
            if barred[i] > told.epoch {
                effective = 0.0;
            }
            power = effective as i64;
        }
        let claim = Claim {
            power,
            available: claimed_up,
            licences: told.licences[usize::from(who.class) & (CLASSES - 1)],
            stake: Amount(staked[i]),
        };
        let mut weighs = weigh(&claim, done + acts.wash_jobs) * acts.weight_times;
        if CHECKED {
            let (share, per_job) = suspect[which];
            if word & 0xFFFF_FFFF < share + per_job * u64::from(done) {
                // A claim that a measurement undid is not found again.
                let undone = who.strategy & MEASURED != 0 && acts.overclaims();
                let chance = if undone { Acts { found_share: 0.0, ..*acts }.found(done) } else { acts.found(done) };
                if ((word & 0xFFFF_FFFF) as f64) < chance * 4_294_967_296.0 {
                    worked.found.push(i as u32);
                    weighs = 0;
                }
            }
        }
        weight[i] = weighs;
        let attacks = 0_u64.wrapping_sub(which as u64);
        all_weight += weighs;
        attack_weight += weighs & attacks;
        all_jobs += u64::from(done);
        attack_jobs += u64::from(done) & attacks;
        attackers += which as u32;
    }
    worked.weight = all_weight;
    worked.weight_of = [all_weight - attack_weight, attack_weight];
    worked.jobs_of = [all_jobs - attack_jobs, attack_jobs];
    worked.nodes_of = [n as u32 - attackers, attackers];
    worked.wash_jobs = (0..2).map(|which| u64::from(worked.nodes_of[which]) * u64::from(told.acts[which].wash_jobs)).sum();
}

/// What `earn` is told.
pub(crate) struct Payment<'a> {
    /// The epoch.
    pub(crate) epoch: u32,
    /// Words of the next epoch.
    pub(crate) next_words: Stream,
    /// Up times by class.
    pub(crate) up_tables: &'a [UpTable],
    /// What rows of each strategy do.
    pub(crate) acts: &'a [Acts; 2],
    /// What a weight gets.
    pub(crate) shares: Shares,
    /// Share of what is free to sell that is sold, in 65,536ths.
    pub(crate) sold_parts: u32,
    /// Share of a reward that vests, in 65,536ths.
    pub(crate) vest_parts: u32,
    /// Share of what is locked that comes free, in 2⁻³².
    pub(crate) release_parts: u64,
    /// Share of reward kept that goes to the stake until it is full, in 65,536ths.
    pub(crate) stake_parts: u32,
    /// Stake asked for per thousandth of a job of power (10⁻¹⁸ token).
    pub(crate) stake_per_power: u128,
    /// Micro-USD per 2²⁰ units of 10⁻¹⁸ sold, in 2⁻⁶⁴.
    pub(crate) sale_rate: u64,
    /// Value of a unit of weight (USD).
    pub(crate) usd_per_weight: f32,
    /// What a node gets for a job (micro-USD).
    pub(crate) fee_micro: u64,
    /// What a row pays for a job it gives itself, beyond what comes back (USD).
    pub(crate) wash_loss_usd: f32,
    /// Energy of a job by class (USD).
    pub(crate) energy_usd: [f32; CLASSES],
    /// Factor on fixed costs, in this epoch.
    pub(crate) cost_factor: f32,
    /// Weight of the last epoch in averaged profit.
    pub(crate) profit_weight: f32,
    /// Averaged losses up to this share of fixed cost do not count.
    pub(crate) tolerated_share: f32,
}

/// Sums of `earn`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Earned {
    /// Rewards, summed over rows.
    pub(crate) reward: u128,
    /// Tokens that came free.
    pub(crate) released: u128,
    /// Tokens that were locked.
    pub(crate) locked: u128,
    /// Tokens that went to stakes.
    pub(crate) staked: u128,
    /// Tokens sold.
    pub(crate) sold: u128,
    /// Dollars of those sales (micro-USD).
    pub(crate) proceeds_micro: u64,
    /// Pay for jobs (micro-USD).
    pub(crate) fees_micro: u64,
    /// Profit of all rows, of each strategy (USD).
    pub(crate) profit_usd: [f64; 2],
    /// Rows whose averaged profit is negative.
    pub(crate) under_water: u32,
    /// Places of rows that gave up or have to go, in order.
    pub(crate) leaving: Vec<u32>,
    /// Capacity up in the next epoch by class (jobs, in 2⁻¹⁶ of thousandths).
    pub(crate) capacity: [u64; CLASSES],
    /// Rows in by class; kept by whoever lets rows in and out.
    pub(crate) nodes: [u32; CLASSES],
}

/// Pays what the epoch brought, sells, counts losses, and draws the up times of the next epoch.
pub(crate) fn earn(rows: &mut Rows, told: &Payment, earned: &mut Earned) {
    if told.vest_parts > 0 || told.stake_parts > 0 {
        earn_by::<true>(rows, told, earned);
    } else {
        earn_by::<false>(rows, told, earned);
    }
}

/// Part `parts` in 65,536ths, rounded down to it; never more than the whole.
#[inline(always)]
fn part(amount: u128, parts: u32) -> u128 {
    (amount >> 16).wrapping_mul(u128::from(parts))
}

fn earn_by<const HELD_BACK: bool>(rows: &mut Rows, told: &Payment, earned: &mut Earned) {
    let n = rows.inside;
    let (who, purse) = (&mut rows.who[..n], &mut rows.purse[..n]);
    let (jobs, weight) = (&rows.jobs[..n], &rows.weight[..n]);
    let (staked, locked) = (&mut rows.staked[..n], &mut rows.locked[..n]);
    earned.leaving.clear();
    let (mut reward_sum, mut sold_sum, mut released_sum, mut locked_sum, mut staked_sum) =
        (0_u128, 0_u128, 0_u128, 0_u128, 0_u128);
    let (mut proceeds_sum, mut fees_sum, mut under_water) = (0_u64, 0_u64, 0_u32);
    let (mut profits, mut attack_profits, mut up_capacity) = (0.0_f64, 0.0_f64, [0_u64; CLASSES]);
    for i in 0..n {
        let (who, purse) = (&mut who[i], &mut purse[i]);
        let (kind, which) = (usize::from(who.class) & (CLASSES - 1), usize::from(who.strategy & 1));
        let acts = &told.acts[which];
        let reward = told.shares.of(weight[i]).0;
        // Sums wrap: what they come to is held against the books.
        reward_sum = reward_sum.wrapping_add(reward);
        let mut free = reward;
        if HELD_BACK {
            let vests = part(reward, told.vest_parts);
            let release = (locked[i] >> 32) * u128::from(told.release_parts);
            locked[i] = locked[i] + vests - release;
            free = reward - vests + release;
            released_sum += release;
            locked_sum += vests;
        }
        let sold = part(free, told.sold_parts);
        let mut kept = free - sold;
        if HELD_BACK {
            let wanted = (told.stake_per_power * u128::from(who.power_milli)).saturating_sub(staked[i]);
            let put = part(kept, told.stake_parts).min(wanted);
            staked[i] += put;
            kept -= put;
            staked_sum += put;
        }
        purse.liquid += kept;
        sold_sum = sold_sum.wrapping_add(sold);
        let proceeds = ((u128::from((sold >> 20) as u64) * u128::from(told.sale_rate)) >> 64) as u64;
        let fees = u64::from(jobs[i]) * told.fee_micro;
        proceeds_sum += proceeds;
        fees_sum += fees;
        purse.received_micro += proceeds + fees;
        let done = jobs[i] as i32 as f32;
        let fixed = purse.opex_micro as i64 as f32 * (1e-6 * told.cost_factor) * acts.opex_factor;
        let cost = fixed
            + done * told.energy_usd[kind] * acts.computed_share
            + acts.extra_cost_usd
            + acts.wash_jobs as i32 as f32 * told.wash_loss_usd;
        let gain = weight[i] as i64 as f32 * told.usd_per_weight + fees as i64 as f32 * 1e-6 - cost;
        profits += f64::from(gain);
        attack_profits += f64::from(gain * which as i32 as f32);
        let worth = purse.net_usd + gain;
        purse.net_usd = worth;
        if worth >= 0.0 && purse.recouped == NEVER {
            purse.recouped = told.epoch;
        }
        let average = purse.profit_usd + told.profit_weight * (gain - purse.profit_usd);
        purse.profit_usd = average;
        under_water += u32::from(average < 0.0);
        let loses = average < -told.tolerated_share * fixed;
        let run = if loses { purse.streak.saturating_add(1) } else { 0 };
        purse.streak = run;
        if run > purse.patience || told.epoch >= purse.stays_until {
            earned.leaving.push(i as u32);
        }
        let next = told.up_tables[kind].draw(told.next_words.at(u64::from(who.id)));
        who.up = next;
        up_capacity[kind] += u64::from(who.capacity_milli) * u64::from(next.min(acts.real_up_max));
    }
    (earned.reward, earned.sold, earned.released) = (reward_sum, sold_sum, released_sum);
    (earned.locked, earned.staked) = (locked_sum, staked_sum);
    (earned.proceeds_micro, earned.fees_micro, earned.under_water) = (proceeds_sum, fees_sum, under_water);
    earned.profit_usd = [profits - attack_profits, attack_profits];
    earned.capacity = up_capacity;
}
