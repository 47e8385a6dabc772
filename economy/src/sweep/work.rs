//! The first sweep: jobs done, faults looked for, weights set.

use super::{CLASSES, EPOCH, UNPAID};
use crate::conduct::Acts;
use crate::plan::Split;
use crate::random::Poisson;
use crate::rows::{MEASURED, Rows};
use engine::Amount;
use engine::poai::{Claim, SplitRule};
use engine::rng::Stream;

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
    /// Jobs of customers done by rows that were found out.
    pub(crate) unpaid_jobs: u64,
    /// Places of rows that were found out.
    pub(crate) found: Vec<u32>,
    /// Places of rows whose capacity is measured anew.
    pub(crate) measured: Vec<u32>,
    /// What rows of each strategy lost that were found out, beside the pay of the epoch (USD).
    pub(crate) lost_usd: [f64; 2],
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

fn work_by(weigh: impl Fn(&Claim, u32) -> u64, rows: &mut Rows, poisson: &Poisson, told: &Dispatch, worked: &mut Worked) {
    worked.found.clear();
    worked.unpaid_jobs = 0;
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
        // Where nothing is checked nobody attacks either: all are up as they are, and claim no more.
        let which = if CHECKED { usize::from(who.strategy & 1) } else { 0 };
        let acts = if CHECKED { &told.acts[which] } else { &Acts::HONEST };
        let mut claimed_up = u32::from(who.up.min(acts.real_up_max).max(acts.claimed_up_min));
        let bars = CHECKED && barred[i] > told.epoch;
        let offered = if bars { 0 } else { acts.offers(who.capacity_milli, who.up) };
        let done = poisson.draw(offered as i64 as f32 * load, word);
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
            power = effective as i64;
        }
        let claim = Claim {
            power,
            available: claimed_up,
            licences: told.licences[usize::from(who.class) & (CLASSES - 1)],
            stake: Amount(staked[i]),
        };
        let mut weighs = weigh(&claim, done.wrapping_add(acts.wash_jobs)).wrapping_mul(acts.weight_times);
        if CHECKED {
            weighs = if bars { 0 } else { weighs };
            let (share, per_job) = suspect[which];
            if !bars && word & 0xFFFF_FFFF < share + per_job * u64::from(done) {
                // A claim that a measurement undid is not found again.
                let undone = who.strategy & MEASURED != 0 && acts.overclaims();
                let chance = if undone { Acts { found_share: 0.0, ..*acts }.found(done) } else { acts.found(done) };
                if ((word & 0xFFFF_FFFF) as f64) < chance * 4_294_967_296.0 {
                    worked.found.push(i as u32);
                    worked.unpaid_jobs += u64::from(done);
                    jobs[i] = done | UNPAID;
                    weighs = 0;
                }
            }
        }
        weight[i] = weighs;
        // Sums wrap: what they come to is held against the books.
        let attacks = 0_u64.wrapping_sub(which as u64);
        all_weight = all_weight.wrapping_add(weighs);
        attack_weight = attack_weight.wrapping_add(weighs & attacks);
        all_jobs = all_jobs.wrapping_add(u64::from(done));
        attack_jobs = attack_jobs.wrapping_add(u64::from(done) & attacks);
        attackers = attackers.wrapping_add(which as u32);
    }
    worked.weight = all_weight;
    worked.weight_of = [all_weight - attack_weight, attack_weight];
    worked.jobs_of = [all_jobs - attack_jobs, attack_jobs];
    worked.nodes_of = [n as u32 - attackers, attackers];
    worked.wash_jobs = (0..2).map(|which| u64::from(worked.nodes_of[which]) * u64::from(told.acts[which].wash_jobs)).sum();
}
