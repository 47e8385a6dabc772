//! Parameters of schedules by name, as a scenario file gives them.

use crate::amount::Amount;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// What a parameter counts, and how many decimals it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things, epochs: no decimals.
    Count,
    /// Tokens: 18 decimals.
    Tokens,
    /// Shares of one: 6 decimals.
    Share,
    /// Rates of an epoch: 9 decimals.
    Rate,
    /// US dollars: 9 decimals.
    Usd,
}

impl Unit {
    /// Digits after the point.
    #[must_use]
    pub const fn decimals(self) -> u32 {
        match self {
            Self::Count => 0,
            Self::Tokens => 18,
            Self::Share => 6,
            Self::Rate | Self::Usd => 9,
        }
    }

    /// `text` in units of the last decimal, exactly: `1.5` dollars are 1,500,000,000. Nothing for what is no such number.
    #[must_use]
    pub fn parse(self, text: &str) -> Option<u128> {
        let decimals = self.decimals() as usize;
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let part = part.trim_end_matches('0');
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || part.len() > decimals || !digits(whole) || !digits(part) {
            return None;
        }
        let scale = |left: usize| 10_u128.pow(u32::try_from(left).unwrap_or(0));
        let part = if part.is_empty() { 0 } else { part.parse::<u128>().ok()?.checked_mul(scale(decimals - part.len()))? };
        whole.parse::<u128>().ok()?.checked_mul(scale(decimals))?.checked_add(part)
    }
}

/// A parameter of a schedule.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name; ends with the unit.
    pub name: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// What it says, in one sentence.
    pub about: &'static str,
    /// Taken if it is not given; none: it must be given.
    pub default: Option<&'static str>,
    /// Least value, in units of the last decimal.
    pub least: u128,
    /// Most, in units of the last decimal.
    pub most: u128,
}

impl Parameter {
    /// A parameter that must be given, from 0 to the most that is held.
    #[must_use]
    pub const fn new(name: &'static str, unit: Unit, about: &'static str) -> Self {
        let most = match unit {
            Unit::Count => u32::MAX as u128,
            Unit::Tokens => Amount::tokens(1_000_000_000_000).0,
            Unit::Share => 1_000_000,
            Unit::Rate => 1_000_000_000,
            Unit::Usd => 1_000_000_000_000_000_000,
        };
        Self { name, unit, about, default: None, least: 0, most }
    }

    /// With a value for when none is given.
    #[must_use]
    pub const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    /// With other bounds, in units of the last decimal.
    #[must_use]
    pub const fn within(self, least: u128, most: u128) -> Self {
        Self { least, most, ..self }
    }
}

/// Why a schedule could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    /// No such schedule.
    #[error("there is no emission schedule `{found}`; there are: {known}")]
    Schedule {
        /// What was asked for.
        found: String,
        /// Names that exist.
        known: String,
    },
    /// No such parameter.
    #[error("the schedule `{schedule}` has no parameter `{found}`; it has: {known}")]
    Unknown {
        /// Which schedule.
        schedule: &'static str,
        /// What was given.
        found: String,
        /// Names that it has.
        known: String,
    },
    /// It has no default.
    #[error("the schedule `{schedule}` needs `{name}`: {about}")]
    Missing {
        /// Which schedule.
        schedule: &'static str,
        /// Which parameter.
        name: &'static str,
        /// What it says.
        about: &'static str,
    },
    /// Not a number, too many decimals, or out of bounds.
    #[error("`{name}` of the schedule `{schedule}` is {found}; allowed are {least} to {most}, with at most {decimals} decimals")]
    Value {
        /// Which schedule.
        schedule: &'static str,
        /// Which parameter.
        name: &'static str,
        /// What was given.
        found: String,
        /// Least value.
        least: String,
        /// Most.
        most: String,
        /// Digits after the point.
        decimals: u32,
    },
}

/// Values of all parameters of a schedule, checked.
#[derive(Clone, Debug, Default)]
pub struct Values(BTreeMap<&'static str, u128>);

impl Values {
    /// Checks what was `given` against what `schedule` takes.
    ///
    /// # Errors
    /// The first thing wrong: a name it does not have, a value missing, no number, or out of bounds.
    pub fn check(schedule: &'static str, takes: &[Parameter], given: &[(&str, &str)]) -> Result<Self, ParameterError> {
        if let Some((found, _)) = given.iter().find(|(name, _)| takes.iter().all(|parameter| parameter.name != *name)) {
            let known = takes.iter().map(|parameter| parameter.name).collect::<Vec<_>>().join(", ");
            return Err(ParameterError::Unknown { schedule, found: (*found).to_string(), known });
        }
        let mut values = BTreeMap::new();
        for Parameter { name, unit, about, default, least, most } in takes {
            let text = given.iter().find(|(given, _)| given == name).map(|(_, text)| *text).or(*default);
            let found = text.ok_or(ParameterError::Missing { schedule, name, about })?;
            let show = |value| decimal(value, unit.decimals());
            let value = unit.parse(found).filter(|value| (least..=most).contains(&value)).ok_or_else(|| {
                let (least, most) = (show(*least), show(*most));
                ParameterError::Value { schedule, name, found: found.to_string(), least, most, decimals: unit.decimals() }
            })?;
            values.insert(*name, value);
        }
        Ok(Self(values))
    }

    /// A parameter in units of its last decimal.
    ///
    /// # Panics
    /// If the schedule does not list it.
    #[must_use]
    pub fn get(&self, name: &str) -> u128 {
        *self.0.get(name).unwrap_or_else(|| panic!("`{name}` is not in the schedule's PARAMETERS"))
    }

    /// A number of tokens.
    ///
    /// # Panics
    /// As [`Self::get`].
    #[must_use]
    pub fn tokens(&self, name: &str) -> Amount {
        Amount(self.get(name))
    }

    /// A count or a share in 10⁻⁶. One above the most of a `u32`, which bounds may allow, counts as that.
    ///
    /// # Panics
    /// As [`Self::get`].
    #[must_use]
    pub fn count(&self, name: &str) -> u32 {
        u32::try_from(self.get(name)).unwrap_or(u32::MAX)
    }
}

/// `value` with the point before the last `decimals` digits.
fn decimal(value: u128, decimals: u32) -> String {
    let one = 10_u128.pow(decimals);
    let part = alloc::format!("{:0width$}", value % one, width = decimals as usize);
    let part = part.trim_end_matches('0');
    let point = if part.is_empty() { "" } else { "." };
    alloc::format!("{}{point}{part}", value / one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly_or_not_at_all() {
        assert_eq!(Unit::Tokens.parse("1.458508188386985115"), Some(1_458_508_188_386_985_115));
        assert_eq!(Unit::Tokens.parse("1.4585081883869851151"), None, "19 decimals");
        assert_eq!(Unit::Share.parse("0.5"), Some(500_000));
        assert_eq!(Unit::Count.parse("7.000"), Some(7));
        assert_eq!(Unit::Usd.parse("340282366920938463463374607431768211456"), None, "above 2¹²⁸");
        for text in ["", ".5", "-1", "+1", "1e3", "1.2.3", " 1", "0x1"] {
            assert_eq!(Unit::Usd.parse(text), None, "{text}");
        }
    }

    #[test]
    fn errors_say_what_is_allowed() {
        let takes = [Parameter::new("floor_share", Unit::Share, "Least share.").within(1, 500_000)];
        let told = |given: &[(&str, &str)]| Values::check("band", &takes, given).unwrap_err().to_string();
        assert_eq!(told(&[]), "the schedule `band` needs `floor_share`: Least share.");
        assert_eq!(told(&[("flor", "1")]), "the schedule `band` has no parameter `flor`; it has: floor_share");
        assert_eq!(
            told(&[("floor_share", "0.6")]),
            "`floor_share` of the schedule `band` is 0.6; allowed are 0.000001 to 0.5, with at most 6 decimals"
        );
        let taken = Values::check("band", &[takes[0].or("0.25")], &[]).unwrap();
        assert_eq!(taken.count("floor_share"), 250_000);
    }
}
