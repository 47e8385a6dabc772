//! One row of the table: what is claimed, what came out, and whether the two agree.

/// How far from theory a simulated value may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Judged {
    /// A mean over independent replications: |z| at most 3.
    Sampled {
        /// Standard error of the simulated value, from the spread of the replications.
        standard_error: f64,
    },
    /// Nothing left to chance: equal within a tolerance, which says what rounding or a known approximation costs.
    Within {
        /// Largest difference allowed, in the unit of the values.
        tolerance: f64,
    },
}

/// One number held against its theory.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Which number, with its unit where it has one.
    pub what: String,
    /// From the closed form (or, where said, from an exact numerical method).
    pub theory: f64,
    /// From the simulation.
    pub simulated: f64,
    /// By what it is judged.
    pub judged: Judged,
}

/// Largest |z| of one seed.
const Z_MAX: f64 = 3.0;

impl Check {
    pub(super) fn within(what: impl Into<String>, theory: f64, simulated: f64, tolerance: f64) -> Self {
        Self { what: what.into(), theory, simulated, judged: Judged::Within { tolerance } }
    }

    /// (simulated − theory)/standard error; `None` where nothing is left to chance.
    #[must_use]
    pub fn z(&self) -> Option<f64> {
        match self.judged {
            Judged::Sampled { standard_error } => Some((self.simulated - self.theory) / standard_error),
            Judged::Within { .. } => None,
        }
    }

    /// Whether theory and simulation agree; never where either is not a number.
    #[must_use]
    pub fn holds(&self) -> bool {
        match self.judged {
            Judged::Sampled { .. } => self.z().is_some_and(|z| z.abs() <= Z_MAX),
            Judged::Within { tolerance } => (self.simulated - self.theory).abs() <= tolerance,
        }
    }
}

/// A row of the table of theory.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its number, "T1" to "T20".
    pub id: &'static str,
    /// What is claimed, in words.
    pub statement: &'static str,
    /// The numbers that it is held to.
    pub checks: Vec<Check>,
}

impl Row {
    /// Whether every number agrees.
    #[must_use]
    pub fn holds(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(Check::holds)
    }
}
