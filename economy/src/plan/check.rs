//! What a plan may not say.

use engine::poai::SplitRule;

use super::{Belief, Curve, ExitRule, Learning, Plan, PriceMode, Split};

/// A number that a plan may not have.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{name} is {found}; allowed: {allowed}")]
pub struct PlanError {
    /// Which number.
    pub name: String,
    /// What it is.
    pub found: String,
    /// What it may be.
    pub allowed: &'static str,
}

/// Finds the first fault.
struct Checker(Result<(), PlanError>);

impl Checker {
    fn must(&mut self, holds: bool, name: &str, found: impl ToString, allowed: &'static str) {
        if self.0.is_ok() && !holds {
            self.0 = Err(PlanError { name: name.into(), found: found.to_string(), allowed });
        }
    }

    fn share(&mut self, name: &str, value: f64) {
        self.must((0.0..=1.0).contains(&value), name, value, "0 to 1");
    }

    fn weight(&mut self, name: &str, value: f64) {
        self.must(value > 0.0 && value <= 1.0, name, value, "above 0, at most 1");
    }

    fn at_least_zero(&mut self, name: &str, value: f64) {
        self.must(value >= 0.0 && value.is_finite(), name, value, "0 or more");
    }

    fn positive(&mut self, name: &str, value: f64) {
        self.must(value > 0.0 && value.is_finite(), name, value, "above 0");
    }

    fn finite(&mut self, name: &str, value: f64) {
        self.must(value.is_finite(), name, value, "a finite number");
    }
}

impl Plan {
    /// Whether every number is in its range.
    ///
    /// # Errors
    /// The first number that is not, with what is allowed.
    pub fn check(&self) -> Result<(), PlanError> {
        let mut to = Checker(Ok(()));
        to.must((1..=100_000).contains(&self.epochs), "epochs", self.epochs, "1 to 100,000");
        to.must((1..=16_000_000).contains(&self.candidates), "candidates", self.candidates, "1 to 16,000,000");
        to.positive("epoch_hours", self.epoch_hours);
        to.share("active_share", self.active_share);
        self.check_operators(&mut to);
        self.check_behaviour(&mut to);
        self.check_market(&mut to);
        self.check_rules(&mut to);
        to.0
    }

    fn check_operators(&self, to: &mut Checker) {
        let operators = &self.operators;
        to.must((1..=16).contains(&operators.classes.len()), "operators.classes", operators.classes.len(), "1 to 16 classes");
        for class in &operators.classes {
            let name = |key: &str| format!("operators.classes.{}.{key}", class.name);
            to.positive(&name("weight"), class.weight);
            to.at_least_zero(&name("opex_usd_per_day"), class.opex_usd_per_day);
            to.at_least_zero(&name("opex_sigma"), class.opex_sigma);
            to.at_least_zero(&name("capex_usd"), class.capex_usd);
            to.positive(&name("capacity_jobs_per_day"), class.capacity_jobs_per_day);
            to.must(
                class.capacity_jobs_per_day <= 1e5,
                &name("capacity_jobs_per_day"),
                class.capacity_jobs_per_day,
                "up to 100,000",
            );
            to.at_least_zero(&name("capacity_sigma"), class.capacity_sigma);
            to.positive(&name("servers"), class.servers);
            to.weight(&name("availability"), class.availability);
            to.at_least_zero(&name("availability_sigma"), class.availability_sigma);
            let widest = (class.availability * (1.0 - class.availability)).sqrt();
            let narrow = class.availability_sigma == 0.0 || class.availability_sigma <= 0.9 * widest;
            to.must(narrow, &name("availability_sigma"), class.availability_sigma, "up to 0.9·√(mean·(1 − mean))");
            to.at_least_zero(&name("energy_usd_per_job"), class.energy_usd_per_job);
            to.at_least_zero(&name("licence_usd"), class.licence_usd);
        }
        to.positive("operators.opex_scale", operators.opex_scale);
        to.at_least_zero("operators.opex_sigma_added", operators.opex_sigma_added);
        to.at_least_zero("operators.capex_scale", operators.capex_scale);
        let (least, most) = (operators.patience_epochs_min, operators.patience_epochs_max);
        to.must(
            least <= most && most < 60_000,
            "operators.patience_epochs_max",
            most,
            "at least patience_epochs_min, below 60,000",
        );
        to.share("operators.sell_share", operators.sell_share);
    }

    fn check_behaviour(&self, to: &mut Checker) {
        let entry = &self.entry;
        to.share("entry.attention_share", entry.attention_share);
        to.share("entry.exit_share", entry.exit_share);
        to.share("entry.turnover_share", entry.turnover_share);
        to.weight("entry.profit_weight", entry.profit_weight);
        to.must(entry.horizon_epochs >= 1, "entry.horizon_epochs", entry.horizon_epochs, "1 or more");
        to.must(entry.discount_per_year >= 0.0, "entry.discount_per_year", entry.discount_per_year, "0 or more");
        if let Belief::Ewma { weight } = entry.belief {
            to.weight("entry.belief.weight", weight);
        }
        match entry.exit {
            ExitRule::LossStreak { tolerated_share } => to.at_least_zero("entry.exit.tolerated_share", tolerated_share),
            ExitRule::Option { revenue_over_cost } => to.share("entry.exit.revenue_over_cost", revenue_over_cost),
        }
        let (audit, power, stake, attack) = (&self.audit, &self.power, &self.stake, &self.attack);
        for (name, share) in [
            ("audit.audit_share", audit.audit_share),
            ("audit.sensitivity", audit.sensitivity),
            ("audit.false_positive", audit.false_positive),
            ("audit.slash_share", audit.slash_share),
            ("audit.diligence_share", audit.diligence_share),
            ("power.benchmark_share", power.benchmark_share),
            ("power.penalty_share", power.penalty_share),
            ("stake.fill_share", stake.fill_share),
            ("attack.operator_share", attack.operator_share),
        ] {
            to.share(name, share);
        }
        to.at_least_zero("audit.cost_share", audit.cost_share);
        to.must((1..=64).contains(&audit.copies), "audit.copies", audit.copies, "1 to 64");
        to.weight("power.quality_weight", power.quality_weight);
        to.at_least_zero("power.benchmark_sigma", power.benchmark_sigma);
        to.at_least_zero("power.penalty_half_life_epochs", power.penalty_half_life_epochs);
        to.at_least_zero("stake.tokens_per_power", stake.tokens_per_power);
        to.at_least_zero("attack.strength", attack.strength);
        match attack.learning {
            Learning::None => {}
            Learning::Imitate { rate_per_usd } => to.at_least_zero("attack.learning.rate_per_usd", rate_per_usd),
            Learning::Respond { share } => to.share("attack.learning.share", share),
        }
        for (name, value, most) in attack.surroundings.ranges() {
            to.must((0.0..=most).contains(&value), name, value, "0 to 1 for a share, 0 or more for others");
        }
    }

    fn check_market(&self, to: &mut Checker) {
        let (demand, service, price) = (&self.demand, &self.service, &self.price);
        to.at_least_zero("demand.usd_per_day", demand.usd_per_day);
        to.must((0.0..1.0).contains(&demand.phi), "demand.phi", demand.phi, "0 to below 1");
        to.at_least_zero("demand.sigma", demand.sigma);
        to.at_least_zero("demand.price_elasticity", demand.price_elasticity);
        to.at_least_zero("demand.qos_elasticity", demand.qos_elasticity);
        to.positive("demand.price_to_cloud", demand.price_to_cloud);
        to.must((1e-6..1e6).contains(&demand.job_usd), "demand.job_usd", demand.job_usd, "0.000001 to 1,000,000");
        if let Curve::Bass { p, q } = demand.curve {
            to.positive("demand.curve.p", p);
            to.at_least_zero("demand.curve.q", q);
        }
        if let Curve::Trace(rows) = &demand.curve {
            let sound = !rows.is_empty() && rows.iter().all(|row| *row >= 0.0 && row.is_finite());
            to.must(sound, "demand.curve.trace", rows.len(), "at least one factor, each 0 or more");
        }
        for shock in &demand.shocks {
            to.positive("demand.shocks.factor", shock.factor);
        }
        to.weight("service.utilisation_max", service.utilisation_max);
        to.at_least_zero("service.patience_service_times", service.patience_service_times);
        to.share("service.wrong_share", service.wrong_share);
        to.weight("service.quality_weight", service.quality_weight);
        to.must((1e-6..1e6).contains(&price.initial_usd), "price.initial_usd", price.initial_usd, "0.000001 to 1,000,000");
        to.finite("price.drift", price.drift);
        to.at_least_zero("price.sigma_per_year", price.sigma_per_year);
        let depth = price.pool_depth_usd;
        to.must((1.0..1e12).contains(&depth), "price.pool_depth_usd", depth, "1 to 10¹²");
        to.must((0.0..0.5).contains(&price.pool_fee), "price.pool_fee", price.pool_fee, "0 to below 0.5");
        to.at_least_zero("price.fundamentalist_strength", price.fundamentalist_strength);
        to.at_least_zero("price.chartist_strength", price.chartist_strength);
        to.at_least_zero("price.fundamental_years", price.fundamental_years);
        to.positive("price.fundamental_floor_usd", price.fundamental_floor_usd);
        to.share("price.traders_limit_share", price.traders_limit_share);
        to.must((0.0..1e12).contains(&price.holders_tokens), "price.holders_tokens", price.holders_tokens, "0 to 10¹²");
        for unlock in &price.unlocks {
            to.must((0.0..1e12).contains(&unlock.tokens), "price.unlocks.tokens", unlock.tokens, "0 to 10¹²");
            to.share("price.unlocks.sold_share", unlock.sold_share);
        }
        match &price.mode {
            PriceMode::Trace(rows) => {
                let sound = !rows.is_empty() && rows.iter().all(|row| *row > 0.0 && row.is_finite());
                to.must(sound, "price.mode.trace", rows.len(), "at least one price, each above 0");
            }
            PriceMode::Jumps { per_year, sigma, mean } => {
                to.at_least_zero("price.mode.per_year", *per_year);
                to.at_least_zero("price.mode.sigma", *sigma);
                to.finite("price.mode.mean", *mean);
            }
            PriceMode::Quantity { velocity_per_year } => to.positive("price.mode.velocity_per_year", *velocity_per_year),
            _ => {}
        }
    }

    fn check_rules(&self, to: &mut Checker) {
        let rules = &self.rules;
        to.share("rules.vesting_share", rules.vesting_share);
        to.share("rules.burn_share", rules.burn_share);
        to.share("rules.node_share", rules.node_share);
        let both = rules.burn_share + rules.node_share;
        to.must(both <= 1.0 + 1e-9, "rules.burn_share + rules.node_share", both, "at most 1");
        if let Split::Rule(SplitRule::Threshold { least_ppm }) = rules.split {
            to.must(least_ppm <= 1_000_000, "rules.split.least_ppm", least_ppm, "0 to 1,000,000");
        }
    }
}
