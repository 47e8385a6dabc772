//! The economy of a run by epochs: `[market]` and `[economy]` as a plan.

use super::{Keys, emission};
use crate::error::{PrepareError, Problem};
use economy::attack::{self, StrengthError};
use economy::plan::{self, Plan};
use records::scenario::{self, Loaded, Scenario};
use world::engine::Amount;
use world::engine::poai::{Emission, SplitRule};

/// The strategy of those who do not attack.
const HONEST: &str = "honest";

/// The plan of a scenario with `fidelity = "epoch"`.
///
/// # Errors
/// A name of a schedule or strategy that there is not, or numbers that do not fit each other, with the key and where it was set.
pub fn prepare_market(loaded: &Loaded) -> Result<Plan, PrepareError> {
    let (at, scenario) = (Keys(loaded), &loaded.scenario);
    let (time, market, rules_of) = (&scenario.time, &scenario.market, &scenario.economy);
    let dishonest = &market.attack;
    if dishonest.strategy != HONEST
        && let Err(error) = attack::strategy(&dishonest.strategy, dishonest.strength)
    {
        let key = match error {
            StrengthError::Unknown { .. } => "market.attack.strategy",
            StrengthError::Outside { .. } => "market.attack.strength",
        };
        return Err(at.wrong(key)(Problem::Value(error.to_string())));
    }
    let plan = Plan {
        seed: scenario.seed,
        epochs: u32::try_from(time.duration_s / time.epoch_s).unwrap_or(u32::MAX),
        epoch_hours: time.epoch_s as f64 / 3600.0,
        candidates: market.operators.candidates,
        active_share: market.operators.active_share,
        survival_nodes: market.operators.survival_nodes,
        operators: operators(&market.operators),
        entry: entry(&market.entry),
        demand: demand(&market.demand),
        service: plan::Service {
            utilisation_max: market.service.utilisation_max,
            patience_service_times: market.service.patience_service_times,
            wrong_share: market.service.wrong_share,
            quality_weight: market.service.quality_weight,
        },
        price: price(&market.price),
        rules: rules(scenario, emission::of(&at)?.0),
        audit: audit(&rules_of.audit),
        power: plan::Power {
            benchmarked: rules_of.power.benchmarked,
            benchmark_share: rules_of.power.benchmark_share,
            benchmark_sigma: rules_of.power.benchmark_sigma,
            quality_weight: rules_of.power.quality_weight,
            penalty_share: rules_of.power.penalty_share,
            penalty_half_life_epochs: rules_of.power.penalty_half_life_epochs,
        },
        stake: plan::Stake {
            tokens_per_power: rules_of.stake.tokens_per_power,
            fill_share: rules_of.stake.fill_share,
            unbonding_epochs: rules_of.stake.unbonding_epochs,
        },
        attack: attack_of(dishonest),
    };
    plan.check().map_err(|error| at.wrong("market")(Problem::Value(error.to_string())))?;
    Ok(plan)
}

fn attack_of(attack: &scenario::Attack) -> plan::Attack {
    plan::Attack {
        strategy: attack.strategy.clone(),
        operator_share: attack.operator_share,
        strength: attack.strength,
        start_epoch: attack.start_epoch,
        best_response: attack.best_response,
        learning: match attack.learning {
            scenario::Learning::None => plan::Learning::None,
            scenario::Learning::Imitate => plan::Learning::Imitate { rate_per_usd: attack.learning_rate },
            scenario::Learning::Respond => plan::Learning::Respond { share: attack.learning_rate.min(1.0) },
        },
        surroundings: surroundings(&attack.surroundings),
    }
}

fn surroundings(around: &scenario::Surroundings) -> plan::Surroundings {
    plan::Surroundings {
        withheld_epochs: around.withheld_epochs,
        unvested_lost_share: around.unvested_lost_share,
        signature_check_share: around.signature_check_share,
        clock_check_share: around.clock_check_share,
        fake_work_share: around.fake_work_share,
        claim_usd_per_day: around.claim_usd_per_day,
        identity_usd_per_day: around.identity_usd_per_day,
        jurors: around.jurors,
        captured_share: around.captured_share,
        jury_size: around.jury_size,
        appeals: around.appeals,
        jury_error_share: around.jury_error_share,
        juror_pay_usd: around.juror_pay_usd,
        juror_deposit_usd: around.juror_deposit_usd,
        bribable_share: around.bribable_share,
        juror_usd_per_day: around.juror_usd_per_day,
        challenge_deposit_usd: around.challenge_deposit_usd,
        bounty_share: around.bounty_share,
        defence_usd: around.defence_usd,
        oracles: around.oracles,
        participation_share: around.participation_share,
        oracle_usd_per_day: around.oracle_usd_per_day,
        removal_share: around.removal_share,
        dividend_usd_per_day: around.dividend_usd_per_day,
        error_penalty: around.error_penalty,
        score_drift: around.score_drift,
        copy_delay_epochs: around.copy_delay_epochs,
        evaluation_usd_per_day: around.evaluation_usd_per_day,
        peers: around.peers,
        degree: around.degree,
        peer_usd_per_day: around.peer_usd_per_day,
        victims_share: around.victims_share,
    }
}

fn operators(operators: &scenario::Operators) -> plan::Operators {
    let class = |class: &scenario::OperatorClass| plan::Class {
        name: class.name.clone(),
        weight: class.weight,
        opex_usd_per_day: class.opex_usd_per_day,
        opex_sigma: class.opex_sigma,
        capex_usd: class.capex_usd,
        capacity_jobs_per_day: class.capacity_jobs_per_day,
        capacity_sigma: class.capacity_sigma,
        servers: class.servers,
        availability: class.availability_share,
        availability_sigma: class.availability_sigma,
        energy_usd_per_job: class.energy_usd_per_job,
        licence_usd: class.licence_usd,
        licences: class.licences,
    };
    plan::Operators {
        classes: operators.classes.iter().map(class).collect(),
        opex_scale: operators.opex_scale,
        opex_sigma_added: operators.opex_sigma_added,
        capex_scale: operators.capex_scale,
        patience_epochs_min: operators.patience_epochs_min,
        patience_epochs_max: operators.patience_epochs_max,
        sell_share: operators.sell_share,
    }
}

fn entry(entry: &scenario::Entry) -> plan::Entry {
    plan::Entry {
        attention_share: entry.attention_share,
        lead_epochs: entry.lead_epochs,
        horizon_epochs: entry.horizon_epochs,
        discount_per_year: entry.discount_per_year,
        belief: match entry.belief {
            scenario::Belief::Static => plan::Belief::Static,
            scenario::Belief::Ewma => plan::Belief::Ewma { weight: entry.belief_weight },
            scenario::Belief::Foresight => plan::Belief::Foresight,
        },
        exit: match entry.exit {
            scenario::ExitRule::LossStreak => plan::ExitRule::LossStreak { tolerated_share: entry.exit_tolerated_share },
            scenario::ExitRule::Option => plan::ExitRule::Option { revenue_over_cost: entry.exit_revenue_over_cost },
        },
        exit_share: entry.exit_share,
        profit_weight: entry.profit_weight,
        turnover_share: entry.turnover_share,
    }
}

fn demand(demand: &scenario::Demand) -> plan::Demand {
    let shock = |shock: &scenario::Shock| plan::Shock {
        epoch: shock.epoch,
        kind: match shock.what {
            scenario::ShockKind::Demand => plan::ShockKind::Demand,
            scenario::ShockKind::Price => plan::ShockKind::Price,
            scenario::ShockKind::Energy => plan::ShockKind::Energy,
        },
        factor: shock.factor,
        epochs: shock.epochs,
    };
    plan::Demand {
        usd_per_day: demand.usd_per_day,
        curve: match demand.curve {
            scenario::DemandCurve::Constant => plan::Curve::Constant,
            scenario::DemandCurve::Bass => plan::Curve::Bass { p: demand.bass_p_per_year, q: demand.bass_q_per_year },
            scenario::DemandCurve::Logistic => {
                plan::Curve::Logistic { rate: demand.bass_q_per_year, midpoint_epoch: f64::from(demand.midpoint_epoch) }
            }
            scenario::DemandCurve::Trace => plan::Curve::Trace(demand.trace.clone()),
        },
        phi: demand.noise_kept,
        sigma: demand.noise_sigma,
        price_elasticity: demand.price_elasticity,
        qos_elasticity: demand.quality_elasticity,
        price_to_cloud: demand.price_to_cloud,
        job_usd: demand.job_usd,
        shocks: demand.shocks.iter().map(shock).collect(),
    }
}

fn price(price: &scenario::Price) -> plan::Price {
    let unlock =
        |unlock: &scenario::Unlock| plan::Unlock { epoch: unlock.epoch, tokens: unlock.tokens, sold_share: unlock.sold_share };
    plan::Price {
        mode: match price.mode {
            scenario::PriceMode::Constant => plan::PriceMode::Constant,
            scenario::PriceMode::Gbm => plan::PriceMode::Gbm,
            scenario::PriceMode::Jumps => {
                plan::PriceMode::Jumps { per_year: price.jumps_per_year, mean: price.jump_mean, sigma: price.jump_sigma }
            }
            scenario::PriceMode::Trace => plan::PriceMode::Trace(price.trace_usd.clone()),
            scenario::PriceMode::Pool => plan::PriceMode::Pool,
            scenario::PriceMode::Traders => plan::PriceMode::Traders,
            scenario::PriceMode::Quantity => plan::PriceMode::Quantity { velocity_per_year: price.velocity_per_year },
        },
        initial_usd: price.initial_usd,
        drift: price.drift_per_year,
        sigma_per_year: price.sigma_per_year,
        pool_depth_usd: price.pool_depth_usd,
        pool_fee: price.pool_fee,
        fundamentalist_strength: price.fundamentalist_strength,
        chartist_strength: price.chartist_strength,
        fundamental_years: price.fundamental_years,
        fundamental_floor_usd: price.fundamental_floor_usd,
        traders_limit_share: price.traders_limit_share,
        holders_tokens: price.holders_tokens,
        unlocks: price.unlocks.iter().map(unlock).collect(),
    }
}

fn rules(scenario: &Scenario, emission: Emission) -> plan::Rules {
    let (economy, rewards) = (&scenario.economy, &scenario.economy.rewards);
    plan::Rules {
        emission,
        emission_cap: Amount::tokens(economy.cap_tokens),
        adoption_volume_usd: economy.adoption_volume_usd,
        split: match rewards.split {
            scenario::Split::Proportional => plan::Split::PROPORTIONAL,
            scenario::Split::SquareRoot => plan::Split::Rule(SplitRule::SquareRoot),
            scenario::Split::Flat => plan::Split::Rule(SplitRule::Flat),
            scenario::Split::Threshold => {
                plan::Split::Rule(SplitRule::Threshold { least_ppm: libm::round(rewards.threshold_share * 1e6) as u32 })
            }
            scenario::Split::PerLicence => plan::Split::Rule(SplitRule::PerLicence),
            // Power is in thousandths of a job a day.
            scenario::Split::StakeCapped => plan::Split::Rule(SplitRule::StakeCapped {
                stake_per_power: Amount(libm::round(economy.stake.tokens_per_power * 1e15) as u128),
            }),
            scenario::Split::Jobs => plan::Split::Jobs,
        },
        vesting_share: rewards.vesting_share,
        vesting_epochs: rewards.vesting_epochs,
        burn_share: economy.burn_share,
        node_share: 1.0 - economy.burn_share - economy.treasury_share,
    }
}

fn audit(audit: &scenario::Audit) -> plan::Audit {
    plan::Audit {
        policy: match audit.policy {
            scenario::AuditPolicy::None => plan::AuditPolicy::None,
            scenario::AuditPolicy::Audit => plan::AuditPolicy::Audit,
            scenario::AuditPolicy::Attention => plan::AuditPolicy::Attention,
            scenario::AuditPolicy::ForcedErrors => plan::AuditPolicy::ForcedErrors,
            scenario::AuditPolicy::Sampling => plan::AuditPolicy::Sampling,
            scenario::AuditPolicy::Quorum => plan::AuditPolicy::Quorum,
        },
        audit_share: audit.audit_share,
        sensitivity: audit.sensitivity,
        false_positive: audit.false_positive,
        copies: audit.copies,
        slash_share: audit.slash_share,
        cost_share: audit.cost_share,
        diligence_share: audit.diligence_share,
    }
}
