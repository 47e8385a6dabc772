//! What the strategy of an attack is told: the mean machine that is in, as the last epoch was.

use crate::attack::{
    AttackFacts, AuditFacts, EmissionFacts, HorizonFacts, JuryFacts, OperatorFacts, OracleFacts, PeerFacts, VolumeFacts,
};
use crate::plan::{Split, Stake, checked_share};
use crate::run::Economy;
use crate::sweep::EPOCH;
use engine::poai::SplitRule;
use engine::poai::schedule::Schedule;

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
    /// The facts of `epoch`.
    pub(crate) fn attack_facts(&self, epoch: u32) -> AttackFacts {
        let (plan, seen) = (self.plan, &self.outlook);
        let nodes = (self.rows.inside as f64).max(1.0);
        let capacity = self.sums.0 as f64 / 1_000.0 / nodes;
        let up = (seen.capacity / (capacity * nodes)).clamp(1e-6, 1.0);
        let (unit, exponent) = weight_unit(plan.rules.split);
        let jobs = seen.jobs / nodes;
        let by_class = self.earned_nodes();
        let class_mean = |of: fn(&crate::plan::OperatorClass) -> f64| {
            let classes = plan.operators.classes.iter().zip(&by_class).map(|(class, nodes)| of(class) * f64::from(*nodes));
            classes.sum::<f64>() / nodes
        };
        let energy = class_mean(|class| class.energy_usd_per_job) * seen.cost_factor;
        let licence = class_mean(|class| class.licence_usd * f64::from(class.licences));
        let around = &plan.attack.surroundings;
        let days = plan.days_per_epoch();
        // What a coalition holds as a whole is shared by those that follow it.
        let attackers = f64::from(self.worked.nodes_of[1].max(1));
        let (coalition, honest) = (days / attackers, self.worked.weight_of[0] as f64 / (self.worked.weight as f64).max(1.0));
        let unvested = self.tokens.of(crate::Tokens::Locked) as f64 / crate::market::TOKEN / nodes * seen.price_usd;
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
                fake_work_usd: energy * jobs * around.fake_work_share,
                identity_usd: around.identity_usd_per_day * days,
                claim_usd: around.claim_usd_per_day * days,
            },
            audit: AuditFacts {
                audit_share: checked_share(&plan.audit),
                sensitivity: plan.audit.sensitivity,
                false_positive: plan.audit.false_positive,
                benchmark_share: if plan.power.benchmarked { plan.power.benchmark_share } else { 0.0 },
                benchmark_noise: plan.power.benchmark_sigma,
                stake_usd: stake,
                slash_usd: stake * plan.audit.slash_share,
                unvested_usd: unvested * around.unvested_lost_share,
                withheld_epochs: f64::from(around.withheld_epochs),
                signature_check: around.signature_check_share,
                clock_check: around.clock_check_share,
            },
            horizon: HorizonFacts {
                epochs_left: match self.emission.ends() {
                    _ if self.summary.minted >= plan.rules.emission_cap.0 => 0.0,
                    Some(end) => f64::from(end.saturating_sub(epoch)),
                    None => f64::INFINITY,
                },
                discount_per_epoch: self.horizon.discount,
            },
            volume: VolumeFacts {
                honest_volume_usd: self.summary.last_honest_usd,
                volume_reward_usd: if by_jobs { seen.pool_usd } else { 0.0 },
                burn_share: plan.rules.burn_share,
                adoption_full_usd: plan.rules.adoption_volume_usd,
                ..VolumeFacts::default()
            },
            jury: JuryFacts {
                jurors: around.jurors,
                captured_share: around.captured_share,
                jury_size: around.jury_size,
                appeals: around.appeals,
                error: around.jury_error_share,
                juror_pay_usd: around.juror_pay_usd,
                juror_deposit_usd: around.juror_deposit_usd,
                bribable_share: around.bribable_share,
                juror_usd: around.juror_usd_per_day * coalition,
                challenge_deposit_usd: around.challenge_deposit_usd,
                bounty_share: around.bounty_share,
                defence_usd: around.defence_usd,
            },
            oracles: OracleFacts {
                oracles: around.oracles,
                participation: around.participation_share,
                voted_pay_usd: seen.fees_usd / attackers,
                oracle_usd: around.oracle_usd_per_day * coalition,
                removal_share: around.removal_share,
                dividend_usd: around.dividend_usd_per_day * days,
                error_penalty: around.error_penalty,
                score_drift: around.score_drift,
                copy_delay_epochs: around.copy_delay_epochs,
                evaluation_usd: around.evaluation_usd_per_day * days,
            },
            peers: PeerFacts {
                peers: around.peers,
                degree: around.degree,
                peer_usd: around.peer_usd_per_day * coalition,
                victims_weight_share: around.victims_share * honest,
            },
        }
    }
}
