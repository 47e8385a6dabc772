//! The strategies there are, by name. One line each.

use super::Strategy;

/// A strategy that can be asked for by name, at a strength.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name, the same as [`Strategy::name`].
    pub name: &'static str,
    /// What its strength is, with the unit.
    pub strength: &'static str,
    /// Least strength, at which it is honest or nearly so.
    pub least: f64,
    /// Largest strength.
    pub most: f64,
    /// Makes it; called with a strength in `least..=most` only.
    pub build: fn(f64) -> Box<dyn Strategy>,
}

/// A name or a strength that does not exist.
#[derive(Clone, Debug, PartialEq)]
pub enum StrengthError {
    /// No strategy of this name.
    Unknown {
        /// The name found.
        name: String,
    },
    /// The strength is outside what the strategy allows.
    Outside {
        /// The strategy.
        name: &'static str,
        /// The strength found.
        strength: f64,
        /// Least strength allowed.
        least: f64,
        /// Largest strength allowed.
        most: f64,
    },
}

impl std::fmt::Display for StrengthError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown { name } => {
                let names: Vec<_> = STRATEGIES.iter().map(|entry| entry.name).collect();
                write!(f, "strategy {name:?} is unknown; there are {}", names.join(", "))
            }
            Self::Outside { name, strength, least, most } => {
                write!(f, "strength {strength} of {name} must lie in {least} to {most}")
            }
        }
    }
}

impl std::error::Error for StrengthError {}

impl Entry {
    /// The strategy at `strength`.
    ///
    /// # Errors
    /// If the strength is not a number or lies outside `least..=most`.
    pub fn at(&self, strength: f64) -> Result<Box<dyn Strategy>, StrengthError> {
        let Self { name, least, most, .. } = *self;
        if (least..=most).contains(&strength) {
            Ok((self.build)(strength))
        } else {
            Err(StrengthError::Outside { name, strength, least, most })
        }
    }
}

/// The strategy called `name`, at `strength`.
///
/// # Errors
/// If there is none of that name, or its strength may not be that.
pub fn strategy(name: &str, strength: f64) -> Result<Box<dyn Strategy>, StrengthError> {
    let found = STRATEGIES.iter().find(|entry| entry.name == name);
    found.ok_or_else(|| StrengthError::Unknown { name: name.to_owned() })?.at(strength)
}

/// All strategies but honesty, in the order of their names.
pub const STRATEGIES: &[Entry] = &[
    super::adoption_wash::ENTRY,
    super::forged_heartbeats::BACK_DATED,
    super::bribery::ENTRY,
    super::eclipse::ENTRY,
    super::end_game_defection::ENTRY,
    super::faulty_epoch::ENTRY,
    super::forged_heartbeats::ENTRY,
    super::griefing::ENTRY,
    super::jury_collusion::ENTRY,
    super::lazy_work::ENTRY,
    super::minimal_hardware::ENTRY,
    super::negative_score::ENTRY,
    super::oracle_capture::ENTRY,
    super::oracle_capture::UNORDERED,
    super::oracle_copying::ENTRY,
    super::self_dealing::ENTRY,
    super::spoofed_capacity::ENTRY,
    super::sybil::ENTRY,
    super::uptime_gaming::ENTRY,
];
