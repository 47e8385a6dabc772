//! What a conduct pays against honesty, and what must hold for it not to pay.

use super::{AttackFacts, Conduct, Income};

/// One epoch of a strategy compared with an honest one.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// What the strategy adds: more reward, saved costs, money of others (USD per epoch).
    pub gain_usd: f64,
    /// What it costs whether or not it is found out (USD per epoch).
    pub cost_usd: f64,
    /// Chance that it is found out.
    pub detection_share: f64,
    /// What is lost then (USD): the epoch's reward and fees, what is slashed, and V, the future withheld.
    pub loss_usd: f64,
    /// Gain less cost less the expected loss (USD per epoch).
    ///
    /// Above zero, cheating once pays, and so does cheating for ever: the two thresholds are one (T3).
    pub profit_usd: f64,
    /// What must hold for the strategy not to pay.
    pub threshold: Threshold,
}

/// Which way a threshold binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The quantity must be at least the value.
    AtLeast,
    /// The quantity must be at most the value.
    AtMost,
}

/// A condition, in closed form, under which a strategy does not pay.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// Theorem and experiment of the specification, such as `T17, E12`.
    pub source: &'static str,
    /// What is bounded, with its unit, such as `detection share`.
    pub quantity: &'static str,
    /// Which way.
    pub bound: Bound,
    /// The bound: may be infinite, where nothing deters.
    pub value: f64,
    /// What the quantity is under the facts.
    pub actual: f64,
}

impl Threshold {
    /// A quantity that must be at least `value`.
    #[must_use]
    pub const fn at_least(source: &'static str, quantity: &'static str, value: f64, actual: f64) -> Self {
        Self { source, quantity, bound: Bound::AtLeast, value, actual }
    }

    /// A quantity that must be at most `value`.
    #[must_use]
    pub const fn at_most(source: &'static str, quantity: &'static str, value: f64, actual: f64) -> Self {
        Self { source, quantity, bound: Bound::AtMost, value, actual }
    }

    /// Whether the strategy does not pay.
    #[must_use]
    pub fn holds(&self) -> bool {
        match self.bound {
            Bound::AtLeast => self.actual >= self.value,
            Bound::AtMost => self.actual <= self.value,
        }
    }

    /// d* = (gain − cost)/(income + S + V), the detection from which a conduct does not pay (T3 for lazy work, T17 for claims).
    ///
    /// Infinite where it gains and has nothing to lose; at most 0 where it would not pay undetected.
    #[must_use]
    pub fn deterrence(source: &'static str, facts: &AttackFacts, conduct: &Conduct) -> Self {
        let terms = Terms::of(facts, conduct);
        let net = terms.gain_usd - terms.cost_usd;
        let value = if net <= 0.0 { 0.0 } else { net / terms.loss_usd };
        Self::at_least(source, "detection share", value, conduct.detection_share)
    }
}

/// Gain, cost and loss of a conduct, without the closed form that judges it.
#[derive(Clone, Copy, Debug, Default)]
struct Terms {
    gain_usd: f64,
    cost_usd: f64,
    loss_usd: f64,
}

impl Terms {
    fn of(facts: &AttackFacts, conduct: &Conduct) -> Self {
        let (own, volume) = (&facts.operator, &facts.volume);
        let (before, after) = (Income::of(facts, &Conduct::HONEST), Income::of(facts, conduct));
        let identities = f64::from(conduct.identities_per_machine);
        let up = conduct.presence(own.availability) / own.availability * conduct.real_capacity_factor;
        let per_job = conduct.computed_share * own.work_usd + (1.0 - conduct.computed_share) * own.fake_work_usd;
        let mut terms = Self::default();
        terms.add(after.reward_usd - before.reward_usd);
        terms.add(after.fee_usd - before.fee_usd);
        terms.add(own.work_usd - up * per_job);
        terms.add(own.opex_usd * (1.0 - conduct.opex_factor));
        terms.add(-(identities - 1.0) * (own.licence_usd + own.identity_usd));
        terms.add(volume.reward_usd(facts.emission.token_price_usd, conduct.wash_volume_usd));
        terms.add(-volume.burn_share * conduct.wash_volume_usd);
        terms.add(conduct.extra_gain_usd);
        terms.add(-conduct.extra_cost_usd);
        terms.loss_usd = after.total_usd() + conduct.loss.slash_usd + facts.future_usd(conduct.loss.withheld_epochs);
        terms
    }

    fn add(&mut self, usd: f64) {
        self.gain_usd += usd.max(0.0);
        self.cost_usd += (-usd).max(0.0);
    }
}

impl Assessment {
    /// Holds `conduct` against honesty under `facts`, with the closed form that says when it does not pay.
    #[must_use]
    pub fn of(facts: &AttackFacts, conduct: &Conduct, threshold: Threshold) -> Self {
        let Terms { gain_usd, cost_usd, loss_usd } = Terms::of(facts, conduct);
        let detection_share = conduct.detection_share;
        // Without detection nothing is lost, however much there is to lose.
        let expected = if detection_share > 0.0 { detection_share * loss_usd } else { 0.0 };
        let profit_usd = gain_usd - cost_usd - expected;
        Self { gain_usd, cost_usd, detection_share, loss_usd, profit_usd, threshold }
    }
}

/// What always cheating is worth more than always being honest (USD, discounted), with no end of emission in sight.
///
/// The renewal equation V_c = π + γ((1 − d)·V_c + d·γ^m·V_c) against h/(1 − γ): a ban of m epochs after each time it is found
/// out, and π = h + gain − cost − d·(income + S). Its sign is that of [`Assessment::profit_usd`] for every m (T3).
#[must_use]
pub fn lifetime_profit_usd(facts: &AttackFacts, conduct: &Conduct) -> f64 {
    let gamma = facts.horizon.discount_per_epoch;
    let terms = Terms::of(facts, conduct);
    let (honest, detection) = (facts.honest_profit_usd(), conduct.detection_share);
    let at_once = Income::of(facts, conduct).total_usd() + conduct.loss.slash_usd;
    let epoch = honest + terms.gain_usd - terms.cost_usd - detection * at_once;
    let again = gamma * (1.0 - detection) + gamma * detection * libm::pow(gamma, conduct.loss.withheld_epochs);
    epoch / (1.0 - again) - honest / (1.0 - gamma)
}
