//! The second sweep: pay, sales, losses, and the up times of the next epoch.

use super::{CLASSES, UNPAID};
use crate::conduct::Acts;
use crate::random::UpTables;
use crate::rows::{NEVER, Rows};
use engine::poai::Shares;
use engine::rng::Stream;

/// What `earn` is told.
pub(crate) struct Payment<'a> {
    /// The epoch.
    pub(crate) epoch: u32,
    /// Words of the next epoch.
    pub(crate) next_words: Stream,
    /// Up times by class.
    pub(crate) up_tables: &'a UpTables,
    /// Whether any row may be found out, or follow another strategy than honesty.
    pub(crate) checked: bool,
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
    match (told.vest_parts > 0 || told.stake_parts > 0, told.checked) {
        (true, true) => earn_by::<true, true>(rows, told, earned),
        (true, false) => earn_by::<true, false>(rows, told, earned),
        (false, true) => earn_by::<false, true>(rows, told, earned),
        (false, false) => earn_by::<false, false>(rows, told, earned),
    }
}

/// Part `parts` in 65,536ths, rounded down to it; never more than the whole.
#[inline(always)]
fn part(amount: u128, parts: u32) -> u128 {
    (amount >> 16).wrapping_mul(u128::from(parts))
}

/// What a row of a strategy pays and bears, of what all rows share.
#[derive(Clone, Copy)]
struct Bears {
    /// Factor on fixed cost (USD per micro-USD).
    fixed: f32,
    /// What is neither fixed nor by job (USD).
    other_usd: f32,
    /// Energy of a job by class (USD).
    energy_usd: [f32; CLASSES],
}

impl Bears {
    fn of(acts: &Acts, told: &Payment) -> Self {
        Self {
            fixed: 1e-6 * told.cost_factor * acts.opex_factor,
            other_usd: acts.extra_cost_usd + acts.wash_jobs as f32 * told.wash_loss_usd,
            energy_usd: told.energy_usd.map(|usd| usd * acts.computed_share),
        }
    }
}

fn earn_by<const HELD_BACK: bool, const CHECKED: bool>(rows: &mut Rows, told: &Payment, earned: &mut Earned) {
    let n = rows.inside;
    let (who, purse) = (&mut rows.who[..n], &mut rows.purse[..n]);
    let (jobs, weight) = (&rows.jobs[..n], &rows.weight[..n]);
    let (staked, locked, barred) = (&mut rows.staked[..n], &mut rows.locked[..n], &rows.barred_until[..n]);
    earned.leaving.clear();
    let (mut reward_sum, mut sold_sum, mut released_sum, mut locked_sum, mut staked_sum) =
        (0_u128, 0_u128, 0_u128, 0_u128, 0_u128);
    let (mut proceeds_sum, mut fees_sum, mut under_water) = (0_u64, 0_u64, 0_u32);
    let (mut profits, mut attack_profits, mut up_capacity) = (0.0_f64, 0.0_f64, [0_u64; CLASSES]);
    let bears = told.acts.map(|acts| Bears::of(&acts, told));
    for i in 0..n {
        let (who, purse) = (&mut who[i], &mut purse[i]);
        let (kind, which) = (usize::from(who.class) & (CLASSES - 1), if CHECKED { usize::from(who.strategy & 1) } else { 0 });
        let bears = &bears[which];
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
        // A part is never more than the whole.
        let mut kept = free.wrapping_sub(sold);
        if HELD_BACK {
            let wanted = (told.stake_per_power * u128::from(who.power_milli)).saturating_sub(staked[i]);
            let put = part(kept, told.stake_parts).min(wanted);
            staked[i] += put;
            kept -= put;
            staked_sum += put;
        }
        purse.liquid = purse.liquid.wrapping_add(kept);
        sold_sum = sold_sum.wrapping_add(sold);
        let proceeds = ((u128::from((sold >> 20) as u64) * u128::from(told.sale_rate)) >> 64) as u64;
        let paid = if CHECKED && jobs[i] & UNPAID != 0 { 0 } else { jobs[i] };
        let fees = u64::from(paid).wrapping_mul(told.fee_micro);
        let received = proceeds.wrapping_add(fees);
        proceeds_sum = proceeds_sum.wrapping_add(proceeds);
        fees_sum = fees_sum.wrapping_add(fees);
        purse.received_micro = purse.received_micro.wrapping_add(received);
        let done = (if CHECKED { jobs[i] & !UNPAID } else { jobs[i] }) as i32 as f32;
        let fixed = purse.opex_micro as i64 as f32 * bears.fixed;
        let cost = fixed + done * bears.energy_usd[kind] + bears.other_usd;
        let gain = weight[i] as i64 as f32 * told.usd_per_weight + fees as i64 as f32 * 1e-6 - cost;
        profits += f64::from(gain);
        if CHECKED {
            attack_profits += f64::from(gain * which as i32 as f32);
        }
        let worth = purse.net_usd + gain;
        purse.net_usd = worth;
        if worth >= 0.0 && purse.recouped == NEVER {
            purse.recouped = told.epoch;
        }
        let average = purse.profit_usd + told.profit_weight * (gain - purse.profit_usd);
        purse.profit_usd = average;
        under_water = under_water.wrapping_add(u32::from(average < 0.0));
        let loses = average < -told.tolerated_share * fixed;
        let run = if loses { purse.streak.saturating_add(1) } else { 0 };
        purse.streak = run;
        if run > purse.patience || told.epoch >= purse.stays_until {
            earned.leaving.push(i as u32);
        }
        let next = told.up_tables.draw(kind, told.next_words.at(u64::from(who.id)));
        who.up = next;
        let up = match CHECKED {
            true if barred[i] > told.epoch + 1 => 0,
            true => told.acts[which].offers(who.capacity_milli, next),
            false => Acts::HONEST.offers(who.capacity_milli, next),
        };
        up_capacity[kind] = up_capacity[kind].wrapping_add(up);
    }
    (earned.reward, earned.sold, earned.released) = (reward_sum, sold_sum, released_sum);
    (earned.locked, earned.staked) = (locked_sum, staked_sum);
    (earned.proceeds_micro, earned.fees_micro, earned.under_water) = (proceeds_sum, fees_sum, under_water);
    earned.profit_usd = [profits - attack_profits, attack_profits];
    earned.capacity = up_capacity;
}
