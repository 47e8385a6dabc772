//! The table of schedules: one line a schedule makes it a kind of [`Emission`](super::Emission), known by name.

use super::parameter::{Parameter, ParameterError, Values};
use super::{Needs, Schedule};
use alloc::string::ToString;
use alloc::vec::Vec;

/// A schedule that scenario files can name.
pub trait Named: Schedule + Sized {
    /// Its name in scenario files.
    const NAME: &'static str;
    /// What it is, in one sentence.
    const ABOUT: &'static str;
    /// What it cannot do without.
    const NEEDS: Needs = Needs::Ledger;
    /// What it takes.
    const PARAMETERS: &'static [Parameter];

    /// Makes it from values that were checked against [`Self::PARAMETERS`].
    fn from_values(values: &Values) -> Self;
}

/// A row of the table of schedules.
pub struct Entry<E: 'static> {
    /// Name in scenario files.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub about: &'static str,
    /// What it cannot do without.
    pub needs: Needs,
    /// What it takes.
    pub parameters: &'static [Parameter],
    /// Makes it from checked values.
    pub make: fn(&Values) -> E,
}

/// The schedule called `name` in a table, made from parameters as text.
///
/// # Errors
/// No such schedule, or a parameter that is wrong.
pub fn make<E>(table: &[Entry<E>], name: &str, given: &[(&str, &str)]) -> Result<E, ParameterError> {
    let entry = table.iter().find(|entry| entry.name == name).ok_or_else(|| ParameterError::Schedule {
        found: name.to_string(),
        known: table.iter().map(|entry| entry.name).collect::<Vec<_>>().join(", "),
    })?;
    Ok((entry.make)(&Values::check(entry.name, entry.parameters, given)?))
}

/// Defines an enum over schedules, itself a [`Schedule`](crate::poai::schedule::Schedule) that keeps to the cap, and the table
/// of their names.
#[macro_export]
macro_rules! schedules {
    ($(#[$attribute:meta])* pub enum $name:ident { $($(#[$about:meta])* $module:ident::$kind:ident,)+ }) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
        #[allow(missing_docs, reason = "each kind says what it is")]
        pub enum $name {
            $($(#[$about])* $kind($module::$kind),)+
        }

        impl $name {
            /// All schedules by name.
            pub const TABLE: &'static [$crate::poai::schedule::Entry<Self>] = &[$($crate::poai::schedule::Entry {
                name: <$module::$kind as $crate::poai::schedule::Named>::NAME,
                about: <$module::$kind as $crate::poai::schedule::Named>::ABOUT,
                needs: <$module::$kind as $crate::poai::schedule::Named>::NEEDS,
                parameters: <$module::$kind as $crate::poai::schedule::Named>::PARAMETERS,
                make: |values| <$module::$kind as $crate::poai::schedule::Named>::from_values(values).into(),
            },)+];

            /// The schedule called `name`, with the parameters `given` by name as decimal numbers.
            ///
            /// # Errors
            /// No such schedule, or a parameter that is unknown, missing, no number or out of bounds.
            pub fn named(name: &str, given: &[(&str, &str)]) -> Result<Self, $crate::poai::schedule::ParameterError> {
                $crate::poai::schedule::make(Self::TABLE, name, given)
            }
        }

        impl $crate::poai::schedule::Schedule for $name {
            fn tokens(&mut self, facts: &$crate::poai::schedule::EpochFacts) -> $crate::Amount {
                let tokens = match self { $(Self::$kind(schedule) => schedule.tokens(facts),)+ };
                tokens.min(facts.cap.saturating_sub(facts.minted))
            }

            fn ends(&self) -> Option<u32> {
                match self { $(Self::$kind(schedule) => schedule.ends(),)+ }
            }

            fn dollars(&self) -> $crate::poai::schedule::Dollars {
                match self { $(Self::$kind(schedule) => schedule.dollars(),)+ }
            }
        }

        $(impl From<$module::$kind> for $name {
            fn from(schedule: $module::$kind) -> Self {
                Self::$kind(schedule)
            }
        })+
    };
}
