//! What can be wrong with the parameters of a law.

/// Why a law was refused. Each message says what was found and what is allowed; the caller adds where.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LawError {
    /// A parameter is out of its range.
    #[error("{law} law: {parameter} is {value}, allowed is {allowed}")]
    Parameter {
        /// Name of the law.
        law: &'static str,
        /// Name of the parameter.
        parameter: &'static str,
        /// What was found.
        value: f64,
        /// What is allowed, in words.
        allowed: &'static str,
    },
    /// A hyperexponential law needs one mean for each probability, and at least one phase.
    #[error(
        "hyperexponential law: {probabilities} probabilities and {means} means, allowed is one mean for each probability, at least one"
    )]
    Phases {
        /// Number of probabilities found.
        probabilities: usize,
        /// Number of means found.
        means: usize,
    },
    /// The mean or the second moment is zero, infinite or not a number.
    #[error(
        "{law} law: mean {mean} and second moment {second}, both must be finite and above 0; check the size of the parameters"
    )]
    Moments {
        /// Name of the law.
        law: &'static str,
        /// The mean (unit of the law).
        mean: f64,
        /// The second moment (unit of the law, squared).
        second: f64,
    },
    /// A point of an empirical law breaks the order, or lies out of range.
    #[error("empirical law: point {point} ({value}, {share}): {problem}")]
    Point {
        /// Number of the point, from 1.
        point: usize,
        /// Its value.
        value: f64,
        /// Its cumulative share.
        share: f64,
        /// What is wrong, in words.
        problem: &'static str,
    },
    /// A table was asked for a number of cells, or for values, that it cannot hold.
    #[error("quantile table: {parameter} is {value}, allowed is {allowed}")]
    Table {
        /// Name of the parameter.
        parameter: &'static str,
        /// What was found.
        value: f64,
        /// What is allowed, in words.
        allowed: &'static str,
    },
}
