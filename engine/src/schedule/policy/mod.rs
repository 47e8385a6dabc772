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
mod work_stealing;

pub use availability_aware::AvailabilityAware;
pub use best_fit::BestFit;
pub use cost_aware::CostAware;
pub use earliest_finish::EarliestFinish;
pub use least_loaded::LeastLoaded;
pub use oldest::Oldest;
pub use power_of_two::PowerOfTwo;
pub use random::RandomChoice;
pub use work_stealing::WorkStealing;

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
    /// [`WorkStealing`].
    WorkStealing,
}

impl PolicyKind {
    /// All, in the order in which a report lists them.
    pub const ALL: [Self; 9] = [
        Self::EarliestFinish,
        Self::AvailabilityAware,
        Self::CostAware,
        Self::BestFit,
        Self::PowerOfTwo,
        Self::LeastLoaded,
        Self::WorkStealing,
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
            Self::WorkStealing => &WorkStealing,
        }
    }

    /// Whether tasks wait in a queue for each worker instead of one for all.
    #[must_use]
    pub fn steals(self) -> bool {
        self == Self::WorkStealing
    }

    /// Whether it looks at [`Choices::lives`].
    #[must_use]
    pub fn needs_lives(self) -> bool {
        matches!(self, Self::AvailabilityAware | Self::CostAware)
    }
}
