//! How to choose among the workers that have room for a task: one file a policy, and their names.

mod availability_aware;
mod best_fit;
mod cost_aware;
mod earliest_finish;
mod least_loaded;
mod oldest;
mod power_of_two;
mod random;
#[cfg(test)]
mod tests;

pub use availability_aware::AvailabilityAware;
pub use best_fit::BestFit;
pub use cost_aware::CostAware;
pub use earliest_finish::EarliestFinish;
pub use least_loaded::LeastLoaded;
pub use oldest::Oldest;
pub use power_of_two::PowerOfTwo;
pub use random::RandomChoice;

use super::Choices;
use crate::id::NodeId;
use borsh::{BorshDeserialize, BorshSerialize};

/// Chooses among the members that have room.
pub trait Policy {
    /// Who gets the task; `None` only if nobody has room.
    fn choose(&self, choices: &Choices<'_>) -> Option<NodeId>;
}

/// The policies by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum PolicyKind {
    /// [`EarliestFinish`].
    EarliestFinish,
    /// [`LeastLoaded`].
    LeastLoaded,
    /// [`RandomChoice`].
    Random,
    /// [`PowerOfTwo`].
    PowerOfTwo,
    /// [`BestFit`].
    BestFit,
    /// [`AvailabilityAware`].
    #[default]
    AvailabilityAware,
    /// [`Oldest`].
    Oldest,
    /// [`CostAware`].
    CostAware,
}

impl PolicyKind {
    /// All, in the order in which a report lists them.
    pub const ALL: [Self; 8] = [
        Self::EarliestFinish,
        Self::AvailabilityAware,
        Self::CostAware,
        Self::BestFit,
        Self::PowerOfTwo,
        Self::LeastLoaded,
        Self::Oldest,
        Self::Random,
    ];

    /// The policy of this name.
    #[must_use]
    pub fn policy(self) -> &'static dyn Policy {
        match self {
            Self::EarliestFinish => &EarliestFinish,
            Self::LeastLoaded => &LeastLoaded,
            Self::Random => &RandomChoice,
            Self::PowerOfTwo => &PowerOfTwo,
            Self::BestFit => &BestFit,
            Self::AvailabilityAware => &AvailabilityAware,
            Self::Oldest => &Oldest,
            Self::CostAware => &CostAware,
        }
    }

    /// Whether it looks at [`Choices::lives`].
    #[must_use]
    pub fn needs_lives(self) -> bool {
        matches!(self, Self::AvailabilityAware | Self::CostAware)
    }
}
