//! When operators enter and leave (specification §2.10).

use records::scenario;

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

/// Entry and exit: `[market.entry]` with belief and exit rule in one piece each.
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

impl From<&scenario::Entry> for Entry {
    fn from(entry: &scenario::Entry) -> Self {
        Self {
            attention_share: entry.attention_share,
            lead_epochs: entry.lead_epochs,
            horizon_epochs: entry.horizon_epochs,
            discount_per_year: entry.discount_per_year,
            belief: match entry.belief {
                scenario::Belief::Static => Belief::Static,
                scenario::Belief::Ewma => Belief::Ewma { weight: entry.belief_weight },
                scenario::Belief::Foresight => Belief::Foresight,
            },
            exit: match entry.exit {
                scenario::ExitRule::LossStreak => ExitRule::LossStreak { tolerated_share: entry.exit_tolerated_share },
                scenario::ExitRule::Option => ExitRule::Option { revenue_over_cost: entry.exit_revenue_over_cost },
            },
            exit_share: entry.exit_share,
            profit_weight: entry.profit_weight,
            turnover_share: entry.turnover_share,
        }
    }
}
