//! What a mechanism takes: numbers by name, each with a default and a range.

/// A number that a mechanism takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Its name, with the unit where it has one.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its value where none is given.
    pub default: f64,
    /// Least value.
    pub least: f64,
    /// Largest value.
    pub most: f64,
    /// Whether it is a whole number.
    pub whole: bool,
}

impl Parameter {
    /// Any number of a range.
    pub(super) const fn number(name: &'static str, about: &'static str, default: f64, [least, most]: [f64; 2]) -> Self {
        Self { name, about, default, least, most, whole: false }
    }

    /// A whole number of a range that ends below 2³².
    pub(super) const fn count(name: &'static str, about: &'static str, default: f64, [least, most]: [f64; 2]) -> Self {
        Self { name, about, default, least, most, whole: true }
    }

    /// A share, 0 to 1.
    pub(super) const fn share(name: &'static str, about: &'static str, default: f64) -> Self {
        Self::number(name, about, default, [0.0, 1.0])
    }

    /// How many rounds are played.
    pub(super) const fn rounds(default: f64) -> Self {
        Self::count("rounds", "Rounds played (count).", default, [2.0, 1e8])
    }
}

/// Values of a mechanism's parameters, each in its range.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values(Vec<(&'static str, f64)>);

impl Values {
    /// The value of `parameter`.
    #[must_use]
    pub fn of(&self, parameter: &Parameter) -> f64 {
        self.0.iter().find(|(name, _)| *name == parameter.name).map_or(parameter.default, |(_, value)| *value)
    }

    /// The value of a whole number.
    #[must_use]
    pub fn count(&self, parameter: &Parameter) -> u32 {
        self.of(parameter) as u32
    }

    /// What was given, checked against `parameters`; the rest has its default.
    ///
    /// # Errors
    /// [`MechanismError`], but for an unknown mechanism.
    pub(super) fn checked<'a>(
        mechanism: &'static str,
        parameters: &'static [Parameter],
        given: impl IntoIterator<Item = (&'a str, f64)>,
    ) -> Result<Self, MechanismError> {
        let mut values = Vec::new();
        for (name, found) in given {
            let Some(known) = parameters.iter().find(|known| known.name == name) else {
                let known: Vec<&str> = parameters.iter().map(|known| known.name).collect();
                let (nearest, known) = (nearest(name, &known), known.join(", "));
                return Err(MechanismError::Parameter { mechanism, found: name.to_owned(), nearest, known });
            };
            let Parameter { name, least, most, whole, .. } = *known;
            if !(least..=most).contains(&found) {
                return Err(MechanismError::Outside { parameter: name, found, least, most });
            }
            if whole && libm::trunc(found) != found {
                return Err(MechanismError::Broken { parameter: name, found });
            }
            values.push((name, found));
        }
        Ok(Self(values))
    }
}

/// A mechanism, a parameter or a value that there is not.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MechanismError {
    /// No mechanism of this name.
    #[error("there is no mechanism `{found}`; did you mean `{nearest}`? There are: {known}")]
    Unknown {
        /// The name found.
        found: String,
        /// The name nearest to it.
        nearest: &'static str,
        /// All names.
        known: String,
    },
    /// The mechanism has no parameter of this name.
    #[error("`{mechanism}` has no parameter `{found}`{}; it takes: {}", meant(.nearest), none_or(.known))]
    Parameter {
        /// The mechanism.
        mechanism: &'static str,
        /// The name found.
        found: String,
        /// The name nearest to it, if it takes any.
        nearest: Option<&'static str>,
        /// All it takes.
        known: String,
    },
    /// A value outside its range.
    #[error("{parameter} = {found} is not allowed; allowed: {least} to {most}")]
    Outside {
        /// The parameter.
        parameter: &'static str,
        /// The value found.
        found: f64,
        /// Least allowed.
        least: f64,
        /// Largest allowed.
        most: f64,
    },
    /// A fraction where a whole number is needed.
    #[error("{parameter} = {found} is not allowed; it must be a whole number")]
    Broken {
        /// The parameter.
        parameter: &'static str,
        /// The value found.
        found: f64,
    },
}

impl MechanismError {
    /// The parameter that is wrong; `None` where the mechanism is.
    #[must_use]
    pub fn parameter(&self) -> Option<&str> {
        match self {
            Self::Unknown { .. } => None,
            Self::Parameter { found, .. } => Some(found),
            Self::Outside { parameter, .. } | Self::Broken { parameter, .. } => Some(parameter),
        }
    }
}

fn meant(nearest: &Option<&'static str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"))
}

fn none_or(known: &str) -> &str {
    if known.is_empty() { "none" } else { known }
}

/// The name that takes the fewest changes of letters to reach.
pub(super) fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    known.iter().copied().min_by_key(|candidate| strsim::osa_distance(name, candidate))
}
