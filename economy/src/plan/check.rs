//! What would break the loop.
//!
//! The range of every key of `[market]` and `[economy]` is the scenario's and is checked where it is read (`records`, with file, line
//! and key); every run from a file has passed there. What is asked here is what a file cannot say (epochs, what keys must be to each
//! other), and what would make the loop divide by zero, reach past an array or give out more than there is: plans are also
//! built by hand.

use engine::poai::SplitRule;

use super::{Curve, Plan, PriceMode, Split};

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

    fn positive(&mut self, name: &str, value: f64) {
        self.must(value > 0.0 && value.is_finite(), name, value, "above 0");
    }
}

impl Plan {
    /// Whether the loop can run it.
    ///
    /// # Errors
    /// The first number with which it cannot, with what is allowed.
    pub fn check(&self) -> Result<(), PlanError> {
        let mut to = Checker(Ok(()));
        to.must((1..=100_000).contains(&self.epochs), "epochs", self.epochs, "1 to 100,000");
        to.positive("epoch_hours", self.epoch_hours);
        self.check_operators(&mut to);
        self.check_market(&mut to);
        self.check_parts(&mut to);
        to.0
    }

    fn check_operators(&self, to: &mut Checker) {
        let operators = &self.operators;
        to.must((1..=16).contains(&operators.classes.len()), "operators.classes", operators.classes.len(), "1 to 16 classes");
        for class in &operators.classes {
            let name = |key: &str| format!("operators.classes.{}.{key}", class.name);
            to.positive(&name("weight"), class.weight);
            to.positive(&name("capacity_jobs_per_day"), class.capacity_jobs_per_day);
            to.share(&name("availability_share"), class.availability_share);
            // No law on 0 to 1 has a wider spread about its mean than √(mean·(1 − mean)).
            let widest = (class.availability_share * (1.0 - class.availability_share)).sqrt();
            let narrow = class.availability_sigma == 0.0 || class.availability_sigma <= 0.9 * widest;
            to.must(narrow, &name("availability_sigma"), class.availability_sigma, "up to 0.9·√(mean·(1 − mean))");
        }
        let (least, most) = (operators.patience_epochs_min, operators.patience_epochs_max);
        to.must(
            least <= most && most < 60_000,
            "operators.patience_epochs_max",
            most,
            "at least patience_epochs_min, below 60,000",
        );
        let entry = &self.entry;
        to.must(entry.horizon_epochs >= 1, "entry.horizon_epochs", entry.horizon_epochs, "1 or more");
        to.must(entry.discount_per_year >= 0.0, "entry.discount_per_year", entry.discount_per_year, "0 or more");
    }

    fn check_market(&self, to: &mut Checker) {
        let (demand, price) = (&self.demand, &self.price);
        to.must((0.0..1.0).contains(&demand.phi), "demand.phi", demand.phi, "0 to below 1");
        to.positive("demand.price_to_cloud", demand.price_to_cloud);
        to.positive("demand.job_usd", demand.job_usd);
        match &demand.curve {
            Curve::Bass { p, .. } => to.positive("demand.curve.p", *p),
            Curve::Trace(rows) => to.must(!rows.is_empty(), "demand.curve.trace", rows.len(), "at least one factor"),
            Curve::Constant | Curve::Logistic { .. } => {}
        }
        for shock in &demand.shocks {
            to.positive("demand.shocks.factor", shock.factor);
        }
        to.positive("price.initial_usd", price.initial_usd);
        to.positive("price.pool_depth_usd", price.pool_depth_usd);
        to.must((0.0..0.5).contains(&price.pool_fee), "price.pool_fee", price.pool_fee, "0 to below 0.5");
        to.positive("price.fundamental_floor_usd", price.fundamental_floor_usd);
        to.share("price.traders_limit_share", price.traders_limit_share);
        match &price.mode {
            PriceMode::Trace(rows) => to.must(!rows.is_empty(), "price.mode.trace", rows.len(), "at least one price"),
            PriceMode::Quantity { velocity_per_year } => to.positive("price.mode.velocity_per_year", *velocity_per_year),
            _ => {}
        }
    }

    /// Parts of a whole, of which more than the whole would be taken from the books.
    fn check_parts(&self, to: &mut Checker) {
        let rules = &self.rules;
        for (name, share) in [
            ("operators.sell_share", self.operators.sell_share),
            ("rules.vesting_share", rules.vesting_share),
            ("rules.burn_share", rules.burn_share),
            ("rules.node_share", rules.node_share),
            ("stake.fill_share", self.stake.fill_share),
            ("audit.slash_share", self.audit.slash_share),
            ("power.benchmark_share", self.power.benchmark_share),
        ] {
            to.share(name, share);
        }
        let both = rules.burn_share + rules.node_share;
        to.must(both <= 1.0 + 1e-9, "rules.burn_share + rules.node_share", both, "at most 1");
        to.must(self.audit.copies >= 1, "audit.copies", self.audit.copies, "1 or more");
        if let Split::Rule(SplitRule::Threshold { least_ppm }) = rules.split {
            to.must(least_ppm <= 1_000_000, "rules.split.least_ppm", least_ppm, "0 to 1,000,000");
        }
    }
}
