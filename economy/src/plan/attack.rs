//! Who does not play by the rules.

use super::Surroundings;

/// How operators change between honesty and the strategy (specification §2.3); see [`attack::learning`](crate::attack::learning).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Learning {
    /// They do not.
    #[default]
    None,
    /// Each meets one other an epoch and takes over what paid better, with a chance in proportion to the gap: the replicator
    /// dynamic.
    Imitate {
        /// Chance per USD of the gap in profit per epoch.
        rate_per_usd: f64,
    },
    /// A share of them moves to what pays most now.
    Respond {
        /// That share, per epoch.
        share: f64,
    },
}

/// Operators of one dishonest strategy.
#[derive(Clone, Debug, PartialEq)]
pub struct Attack {
    /// Name of the strategy; `honest` for none.
    pub strategy: String,
    /// Share of candidates that follow it.
    pub operator_share: f64,
    /// How strong it is, in the unit of the strategy (φ of a spoofer, share of jobs left out of a lazy node).
    pub strength: f64,
    /// First epoch.
    pub start_epoch: u32,
    /// Whether those operators act only while it pays more than honesty.
    pub best_response: bool,
    /// How operators that are in change between honesty and the strategy, from its first epoch on.
    pub learning: Learning,
    /// What the strategy meets besides audits and stakes.
    pub surroundings: Surroundings,
}

impl Default for Attack {
    fn default() -> Self {
        Self {
            strategy: "honest".into(),
            operator_share: 0.0,
            strength: 1.0,
            start_epoch: 0,
            best_response: false,
            learning: Learning::None,
            surroundings: Surroundings::default(),
        }
    }
}
