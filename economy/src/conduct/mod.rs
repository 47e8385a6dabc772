//! What the rows of one strategy do in an epoch: the one place where the strategy of an attack acts on the loop.
//!
//! ```text
//!   Economy ──AttackFacts──▶ attack::Strategy ──Conduct──▶ Acts ──▶ sweeps
//! ```

mod facts;

use crate::attack::{Conduct, Loss};
use crate::plan::{Plan, Split, checked_share};
use crate::random::{Purpose, stream, unit};
use crate::run::Economy;
use engine::poai::SplitRule;

/// Multipliers and additions to what an honest row does, in the form that the sweeps use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Acts {
    /// Capacity claimed over capacity held.
    pub claimed_factor: f32,
    /// The same once its capacity has been measured: what there really is.
    pub measured_factor: f32,
    /// Factor on the weight: identities of one machine, where those count.
    pub weight_times: u64,
    /// Least availability claimed, in 65,536ths.
    pub claimed_up_min: u16,
    /// Largest availability that there really is, in 65,536ths.
    pub real_up_max: u16,
    /// Capacity that there really is, over that of an honest machine, in 65,536ths.
    pub held_parts: u32,
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
    /// Part of its stake that whoever is found out loses (10⁻⁶).
    pub slash_ppm: u32,
    /// Part of its rewards not yet vested that it loses (10⁻⁶).
    pub unvested_ppm: u32,
    /// Part of its availability that is heard of, in 65,536ths: less where others hold the peers through which it speaks.
    pub heard_parts: u32,
}

impl Acts {
    /// What an honest row does, if nobody looks.
    pub const HONEST: Self = Self {
        claimed_factor: 1.0,
        measured_factor: 1.0,
        weight_times: 1,
        claimed_up_min: 0,
        real_up_max: u16::MAX,
        held_parts: 65_536,
        computed_share: 1.0,
        wash_jobs: 0,
        opex_factor: 1.0,
        extra_cost_usd: 0.0,
        found_share: 0.0,
        found_per_job: 0.0,
        withheld_epochs: 0,
        slash_ppm: 0,
        unvested_ppm: 0,
        heard_parts: 65_536,
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
        let times = if split == Split::Rule(SplitRule::SquareRoot) { f64::from(identities) } else { 1.0 };
        Self {
            claimed_factor: (claimed * times).clamp(0.0, 1_000.0) as f32,
            measured_factor: (conduct.real_capacity_factor * times).clamp(0.0, 1_000.0) as f32,
            weight_times: if per_head(split) { u64::from(identities) } else { 1 },
            claimed_up_min: q16(conduct.claimed_availability_floor),
            real_up_max: q16(conduct.presence_cap),
            held_parts: (conduct.real_capacity_factor.clamp(0.0, 1.0) * 65_536.0 + 0.5) as u32,
            computed_share: conduct.computed_share as f32,
            wash_jobs: (conduct.wash_volume_usd / job_usd).clamp(0.0, 1e6) as u32,
            opex_factor: conduct.opex_factor as f32,
            extra_cost_usd: (conduct.extra_cost_usd - conduct.extra_gain_usd) as f32,
            found_share: conduct.detection_share,
            found_per_job: 0.0,
            withheld_epochs: conduct.loss.withheld_epochs.clamp(0.0, 1e6) as u32,
            ..Self::HONEST
        }
    }

    /// What the rules of `plan` take from whoever is found out, of which a strategy loses the part `factor`.
    fn losing(self, plan: &Plan, factor: f64) -> Self {
        let ppm = |share: f64| (share.clamp(0.0, 1.0) * 1e6 + 0.5) as u32;
        let (stake, unvested) = (plan.audit.slash_share, plan.attack.surroundings.unvested_lost_share);
        Self { slash_ppm: ppm(stake * factor), unvested_ppm: ppm(unvested * factor), ..self }
    }

    /// Jobs that a row of this capacity (thousandths) can do that could be up for `up`, in 2⁻¹⁶ of thousandths.
    #[inline(always)]
    #[must_use]
    pub fn offers(&self, capacity_milli: u32, up: u16) -> u64 {
        let whole = u64::from(capacity_milli).wrapping_mul(u64::from(up.min(self.real_up_max)));
        whole.wrapping_mul(u64::from(self.held_parts)) >> 16
    }

    /// Whether it claims more than a measurement would find.
    #[must_use]
    pub fn overclaims(&self) -> bool {
        self.claimed_factor > self.measured_factor
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

impl Economy<'_> {
    /// What rows do in `epoch`, the honest and those of the attack.
    pub(crate) fn conduct(&self, epoch: u32) -> [Acts; 2] {
        let plan = self.plan;
        let (checked, wrong) = (checked_share(&plan.audit), plan.service.wrong_share);
        let by_job = checked * (wrong * plan.audit.sensitivity + (1.0 - wrong) * plan.audit.false_positive);
        let around = &plan.attack.surroundings;
        let mut honest =
            Acts { found_per_job: by_job, withheld_epochs: around.withheld_epochs, ..Acts::HONEST }.losing(plan, 1.0);
        if !self.attacking(epoch) || self.outlook.capacity == 0.0 {
            return [honest; 2];
        }
        let facts = self.attack_facts(epoch);
        if plan.attack.best_response && self.strategy.assess(&facts).profit_usd <= 0.0 {
            return [honest; 2];
        }
        let conduct = self.strategy.conduct(&facts);
        // A row loses of its own stake what the strategy says that the mean row loses.
        let rule = Loss::by(&facts).slash_usd;
        let factor = if rule > 0.0 { conduct.loss.slash_usd / rule } else { 1.0 };
        let mut acts = Acts::of(&conduct, plan.rules.split, self.price.whole as f64 / 1e6).losing(plan, factor);
        acts.found_per_job = plan.audit.false_positive * checked;
        // More identities of one machine: a licence and a container each.
        let more = f64::from(conduct.identities_per_machine.clamp(1, 1_000) - 1);
        acts.extra_cost_usd += (more * (facts.operator.licence_usd + facts.operator.identity_usd)) as f32;
        let [victims, attackers] = self.worked.nodes_of.map(|nodes| f64::from(nodes.max(1)));
        // What goes missing from the split goes missing from those who are honest.
        let honest_share = self.worked.weight_of[0] as f64 / (self.worked.weight as f64).max(1.0);
        let missing = if honest_share > 0.0 { conduct.harm.removed_weight_share / honest_share } else { 0.0 };
        honest.heard_parts = ((1.0 - missing.clamp(0.0, 1.0)) * 65_536.0 + 0.5) as u32;
        // An epoch without agreement counts all as fully available.
        let fault = unit(stream(plan.seed, u64::from(epoch), Purpose::Attack).at(u64::MAX));
        if fault < conduct.harm.faulty_epoch_share {
            (honest.claimed_up_min, acts.claimed_up_min) = (u16::MAX, u16::MAX);
            honest.heard_parts = Acts::HONEST.heard_parts;
        }
        honest.extra_cost_usd += (conduct.harm.victims_loss_usd * attackers / victims) as f32;
        [honest, acts]
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
