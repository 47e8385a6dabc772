//! What the rows of one strategy do in an epoch: the one place where the strategy of an attack acts on the loop.
//!
//! ```text
//!   Economy ──AttackFacts──▶ attack::Strategy ──Conduct──▶ Acts ──▶ sweeps
//! ```

use crate::attack::{AttackFacts, AuditFacts, Conduct, EmissionFacts, HorizonFacts, OperatorFacts, VolumeFacts};
use crate::plan::{Split, Stake};
use crate::random::{Purpose, stream, unit};
use crate::run::Economy;
use crate::sweep::EPOCH;
use engine::poai::SplitRule;

/// Multipliers and additions to what an honest row does, in the form that the sweeps use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Acts {
    /// Capacity claimed over capacity held.
    pub claimed_factor: f32,
    /// Factor on the weight: identities of one machine, where those count.
    pub weight_times: u64,
    /// Least availability claimed, in 65,536ths.
    pub claimed_up_min: u16,
    /// Largest availability that there really is, in 65,536ths.
    pub real_up_max: u16,
    /// Share of jobs really computed.
    pub computed_share: f32,
    /// Jobs that a row pays itself.
    pub wash_jobs: u32,
    /// Share of fixed cost really borne.
    pub opex_factor: f32,
    /// Cost less gain that the other fields do not show (USD per epoch).
    pub extra_cost_usd: f32,
    /// Chance per epoch that it is found out, audits of single jobs apart.
    pub found_share: f64,
    /// Chance per job that an audit finds fault.
    pub found_per_job: f64,
    /// Epochs for which rewards are withheld from whoever is found out.
    pub withheld_epochs: u32,
}

impl Acts {
    /// What an honest row does, if nobody looks.
    pub const HONEST: Self = Self {
        claimed_factor: 1.0,
        weight_times: 1,
        claimed_up_min: 0,
        real_up_max: u16::MAX,
        computed_share: 1.0,
        wash_jobs: 0,
        opex_factor: 1.0,
        extra_cost_usd: 0.0,
        found_share: 0.0,
        found_per_job: 0.0,
        withheld_epochs: 0,
    };

    /// What a row does that follows `conduct`, under `split`, where a job costs `job_usd`.
    ///
    /// A claim above a thousand-fold, or more than a thousand identities, counts as a thousand.
    #[must_use]
    pub fn of(conduct: &Conduct, split: Split, job_usd: f64) -> Self {
        let q16 = |share: f64| (share.clamp(0.0, 1.0) * 65_535.0 + 0.5) as u16;
        let identities = conduct.identities_per_machine.clamp(1, 1_000);
        let claimed = conduct.claimed_capacity_factor * conduct.real_capacity_factor;
        // m identities of capacity k/m each weigh m^(1−e)·k^e: nothing more under e = 1, √m under e = ½, m under e = 0.
        let claimed = if split == Split::Rule(SplitRule::SquareRoot) { claimed * f64::from(identities) } else { claimed };
        Self {
            claimed_factor: claimed.clamp(0.0, 1_000.0) as f32,
            weight_times: if per_head(split) { u64::from(identities) } else { 1 },
            claimed_up_min: q16(conduct.claimed_availability_floor),
            real_up_max: q16(conduct.presence_cap * conduct.real_capacity_factor.min(1.0)),
            computed_share: conduct.computed_share as f32,
            wash_jobs: (conduct.wash_volume_usd / job_usd).clamp(0.0, 1e6) as u32,
            opex_factor: conduct.opex_factor as f32,
            extra_cost_usd: (conduct.extra_cost_usd - conduct.extra_gain_usd) as f32,
            found_share: conduct.detection_share,
            found_per_job: 0.0,
            withheld_epochs: conduct.loss.withheld_epochs.clamp(0.0, 1e6) as u32,
        }
    }

    /// Chance that a row with `jobs` jobs is found out in an epoch.
    #[must_use]
    pub fn found(&self, jobs: u32) -> f64 {
        1.0 - (1.0 - self.found_share) * libm::exp(-self.found_per_job * f64::from(jobs))
    }
}

/// Whether a machine weighs the same whatever its power.
fn per_head(split: Split) -> bool {
    matches!(split, Split::Rule(SplitRule::Flat | SplitRule::PerLicence))
}

/// Units of weight of the sweeps in one unit of capacity^e × availability of [`AttackFacts`] (capacity in jobs), and e.
fn weight_unit(split: Split) -> (f64, f64) {
    let up = f64::from(EPOCH);
    match split {
        Split::Rule(SplitRule::Proportional | SplitRule::StakeCapped { .. }) => (1_000.0 * up, 1.0),
        Split::Rule(SplitRule::SquareRoot) => (256.0 * up * libm::sqrt(1_000.0), 0.5),
        Split::Rule(SplitRule::Threshold { .. }) => (1_000.0, 1.0),
        Split::Rule(SplitRule::Flat) => (1.0, 0.0),
        Split::Rule(SplitRule::PerLicence) => (up, 0.0),
        Split::Jobs => (0.0, 1.0),
    }
}

impl Economy<'_> {
    /// What rows do in `epoch`, the honest and those of the attack.
    pub(crate) fn conduct(&self, epoch: u32) -> [Acts; 2] {
        let plan = self.plan;
        let (checked, wrong) = (plan.audit.checked_share(), plan.service.wrong_share);
        let by_job = checked * (wrong * plan.audit.sensitivity + (1.0 - wrong) * plan.audit.false_positive);
        let mut honest = Acts { found_per_job: by_job, ..Acts::HONEST };
        if !self.attacking(epoch) || self.outlook.weight == 0.0 {
            return [honest; 2];
        }
        let facts = self.attack_facts(epoch);
        if plan.attack.best_response && self.strategy.assess(&facts).profit_usd <= 0.0 {
            return [honest; 2];
        }
        let conduct = self.strategy.conduct(&facts);
        let mut acts = Acts::of(&conduct, plan.rules.split, self.price.whole as f64 / 1e6);
        acts.found_per_job = plan.audit.false_positive * checked;
        // What the strategy does to all: epochs without agreement, false challenges.
        let fault = unit(stream(plan.seed, u64::from(epoch), Purpose::Attack).at(u64::MAX));
        if fault < conduct.harm.faulty_epoch_share {
            (honest.claimed_up_min, acts.claimed_up_min) = (u16::MAX, u16::MAX);
        }
        honest.extra_cost_usd += (conduct.harm.victims_loss_usd / (self.rows.inside as f64).max(1.0)) as f32;
        [honest, acts]
    }

    /// What the strategy is told: the mean machine that is in, as the last epoch was.
    fn attack_facts(&self, epoch: u32) -> AttackFacts {
        let (plan, seen) = (self.plan, &self.outlook);
        let nodes = (self.rows.inside as f64).max(1.0);
        let capacity = self.sums.0 as f64 / 1_000.0 / nodes;
        let up = (seen.capacity / (capacity * nodes)).clamp(1e-6, 1.0);
        let (unit, exponent) = weight_unit(plan.rules.split);
        let jobs = seen.jobs / nodes;
        let by_class = self.earned_nodes();
        let class_mean = |of: fn(&crate::plan::Class) -> f64| {
            let classes = plan.operators.classes.iter().zip(&by_class).map(|(class, nodes)| of(class) * f64::from(*nodes));
            classes.sum::<f64>() / nodes
        };
        let energy = class_mean(|class| class.energy_usd_per_job) * seen.cost_factor;
        let licence = class_mean(|class| class.licence_usd * f64::from(class.licences));
        let by_jobs = plan.rules.split == Split::Jobs;
        let Stake { tokens_per_power, .. } = plan.stake;
        let stake = self.tokens.of(crate::Tokens::Staked) as f64 / crate::market::TOKEN / nodes * seen.price_usd;
        let stake = if tokens_per_power > 0.0 { stake } else { 0.0 };
        AttackFacts {
            emission: EmissionFacts {
                token_price_usd: seen.price_usd,
                tokens_per_epoch: seen.pool_usd / seen.price_usd,
                reward_usd_per_weight: seen.pool_usd * unit / seen.weight.max(1.0),
                network_weight: if unit > 0.0 { seen.weight / unit } else { seen.weight },
                network_availability: up,
                split_exponent: exponent,
                uptime_threshold: match plan.rules.split {
                    Split::Rule(SplitRule::Threshold { least_ppm }) => f64::from(least_ppm) / 1e6,
                    _ => 0.0,
                },
                ..EmissionFacts::default()
            },
            operator: OperatorFacts {
                capacity,
                availability: up,
                fee_usd: seen.fees_usd / nodes,
                opex_usd: self.sums.1 as f64 / 1e6 / nodes,
                work_usd: energy * jobs,
                jobs_per_epoch: jobs,
                licence_usd: licence / f64::from(plan.entry.horizon_epochs),
                ..OperatorFacts::default()
            },
            audit: AuditFacts {
                audit_share: plan.audit.checked_share(),
                sensitivity: plan.audit.sensitivity,
                false_positive: plan.audit.false_positive,
                benchmark_share: if plan.power.benchmarked { plan.power.benchmark_share } else { 0.0 },
                benchmark_noise: plan.power.benchmark_sigma,
                stake_usd: stake,
                slash_usd: stake * plan.audit.slash_share,
                ..AuditFacts::default()
            },
            horizon: HorizonFacts { epochs_left: f64::from(plan.epochs - epoch), discount_per_epoch: self.horizon.discount },
            volume: VolumeFacts {
                honest_volume_usd: self.summary.last_honest_usd,
                volume_reward_usd: if by_jobs { seen.pool_usd } else { 0.0 },
                burn_share: plan.rules.burn_share,
                adoption_full_usd: plan.rules.adoption_volume_usd,
                ..VolumeFacts::default()
            },
            ..AttackFacts::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_honest_conduct_is_the_identity() {
        assert_eq!(Acts::of(&Conduct::HONEST, Split::PROPORTIONAL, 0.05), Acts::HONEST);
    }
}
