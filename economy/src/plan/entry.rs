//! When operators enter and leave (specification §2.10).

/// What a candidate expects of the future.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Belief {
    /// As it was in the last epoch.
    Static,
    /// As it was on average, recent epochs weighing more.
    Ewma {
        /// Weight of the last epoch, above 0.
        weight: f64,
    },
    /// Price and fees as they were in the last epoch; emission as its schedule has it over the horizon.
    Foresight,
}

/// When an operator gives up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ExitRule {
    /// Losses, averaged, for longer than its patience.
    LossStreak {
        /// Averaged losses up to this share of fixed cost do not count.
        tolerated_share: f64,
    },
    /// As soon as averaged revenue is below this share of fixed cost: the option to wait is worth the loss (Dixit 1989; T11).
    Option {
        /// Revenue over fixed cost at which to leave; 0.17 at 90 % volatility and 10 % interest.
        revenue_over_cost: f64,
    },
}

/// Entry and exit.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Share of candidates that think of entering in an epoch.
    pub attention_share: f64,
    /// Epochs between the decision and the first epoch of work.
    pub lead_epochs: u32,
    /// Epochs that a candidate looks ahead, at least 1.
    pub horizon_epochs: u32,
    /// Discount of the future per year.
    pub discount_per_year: f64,
    /// What a candidate expects.
    pub belief: Belief,
    /// When an operator gives up.
    pub exit: ExitRule,
    /// Share of those that gave up who leave in an epoch.
    pub exit_share: f64,
    /// Weight of the last epoch in an operator's averaged profit, above 0.
    pub profit_weight: f64,
    /// Share of operators that leave in an epoch for reasons of their own.
    pub turnover_share: f64,
}

impl Default for Entry {
    fn default() -> Self {
        Self {
            attention_share: 0.01,
            lead_epochs: 21,
            horizon_epochs: 1_080,
            discount_per_year: 0.25,
            belief: Belief::Static,
            exit: ExitRule::LossStreak { tolerated_share: 0.0 },
            exit_share: 0.1,
            profit_weight: 1.0 / 14.0,
            turnover_share: 0.0,
        }
    }
}
