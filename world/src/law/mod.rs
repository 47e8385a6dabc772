//! Probability laws of durations and sizes: how long a node stays up, how big a job is.
//!
//! A [`Law`] describes a non-negative quantity; its unit is the caller's (name it beside the law, as in
//! `session_h`), and [`Law::scaled`] changes it. Every law knows its moments in closed form, so that what a
//! run generated can be checked against what was asked for, and can draw from its *equilibrium*: the time
//! left of a spell that an observer falls into. A population whose first spells come from there is
//! stationary from the first second on.
//!
//! ```text
//!   Law ──┬─ sample            one spell
//!         ├─ sample_residual   what is left of the spell found at a random moment
//!         ├─ moment, cdf, quantile
//!         └─▶ QuantileTable    integer table for hot draws
//!   Renewal { up: Law, down: Law } ── availability, start_stationary
//! ```
//!
//! Bits: draws take `u64`s from any [`rand_core::Rng`]; logarithms, powers and roots come from `libm`, whose
//! code is the same on every platform. Nothing here calls the platform's mathematical library.

mod empirical;
mod error;
mod moments;
mod quantile;
mod quantile_table;
mod renewal;
mod sample;
mod special;
#[cfg(test)]
mod tests;

pub use empirical::Empirical;
pub use error::LawError;
pub use quantile_table::QuantileTable;
pub use renewal::Renewal;
pub use special::normal_quantile;

/// The law of a non-negative random quantity, in a unit of the caller's.
///
/// Parameters come from scenario files and presets: call [`Law::check`] once before use. What the other
/// methods return for parameters that `check` refuses is unspecified (it may be infinite or not a number),
/// but they never panic.
#[derive(Debug, Clone, PartialEq)]
pub enum Law {
    /// Always `value`, above 0.
    Constant {
        /// The value.
        value: f64,
    },
    /// Exponential: no memory, the residual life is the life.
    Exponential {
        /// Mean, above 0.
        mean: f64,
    },
    /// Weibull: P(X > x) = exp(−(x/scale)^shape). A shape below 1 means that the longer a node has been up,
    /// the longer it will stay.
    Weibull {
        /// Shape, above 0.
        shape: f64,
        /// Scale, above 0.
        scale: f64,
    },
    /// Lognormal: ln X is normal.
    Lognormal {
        /// Mean of ln X.
        mu: f64,
        /// Standard deviation of ln X, at least 0.
        sigma: f64,
    },
    /// Gamma, with mean shape × scale.
    Gamma {
        /// Shape, above 0.
        shape: f64,
        /// Scale, above 0.
        scale: f64,
    },
    /// A mixture of exponentials: phase `i` with probability `probabilities[i]` and mean `means[i]`.
    Hyperexponential {
        /// Phase probabilities, each in 0..=1, summing to 1 within 10⁻⁴ (published figures are rounded);
        /// they are normalised wherever they are used.
        probabilities: Vec<f64>,
        /// Phase means, each above 0.
        means: Vec<f64>,
    },
    /// A measured distribution function, linear between its points.
    Empirical(Empirical),
}

impl Law {
    /// Whether the parameters describe a law with a positive mean and a finite second moment.
    ///
    /// # Errors
    ///
    /// The first parameter out of its range, with its value, or [`LawError::Moments`] when the mean or the second
    /// moment cannot be held in an `f64` (a lognormal with sigma 30, say).
    pub fn check(&self) -> Result<(), LawError> {
        match self {
            Self::Constant { value } => positive("constant", "value", *value)?,
            Self::Exponential { mean } => positive("exponential", "mean", *mean)?,
            Self::Weibull { shape, scale } => {
                positive("weibull", "shape", *shape)?;
                positive("weibull", "scale", *scale)?;
            }
            Self::Gamma { shape, scale } => {
                positive("gamma", "shape", *shape)?;
                positive("gamma", "scale", *scale)?;
            }
            Self::Lognormal { mu, sigma } => {
                if !mu.is_finite() {
                    return Err(LawError::Parameter {
                        law: "lognormal",
                        parameter: "mu",
                        value: *mu,
                        allowed: "a finite number",
                    });
                }
                if !(sigma.is_finite() && *sigma >= 0.0) {
                    return Err(LawError::Parameter {
                        law: "lognormal",
                        parameter: "sigma",
                        value: *sigma,
                        allowed: "a finite number, at least 0",
                    });
                }
            }
            Self::Hyperexponential { probabilities, means } => check_phases(probabilities, means)?,
            Self::Empirical(_) => {}
        }
        let (mean, second) = (self.mean(), self.second_moment());
        if mean > 0.0 && mean.is_finite() && second > 0.0 && second.is_finite() {
            Ok(())
        } else {
            Err(LawError::Moments { law: self.name(), mean, second })
        }
    }

    /// The law's name as scenario files and presets spell it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Constant { .. } => "constant",
            Self::Exponential { .. } => "exponential",
            Self::Weibull { .. } => "weibull",
            Self::Lognormal { .. } => "lognormal",
            Self::Gamma { .. } => "gamma",
            Self::Hyperexponential { .. } => "hyperexponential",
            Self::Empirical(_) => "empirical",
        }
    }

    /// The law of `factor` × X: a change of unit (hours to seconds: 3600). `factor` must be above 0 and finite.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        match self {
            Self::Constant { value } => Self::Constant { value: value * factor },
            Self::Exponential { mean } => Self::Exponential { mean: mean * factor },
            Self::Weibull { shape, scale } => Self::Weibull { shape: *shape, scale: scale * factor },
            Self::Lognormal { mu, sigma } => Self::Lognormal { mu: mu + libm::log(factor), sigma: *sigma },
            Self::Gamma { shape, scale } => Self::Gamma { shape: *shape, scale: scale * factor },
            Self::Hyperexponential { probabilities, means } => Self::Hyperexponential {
                probabilities: probabilities.clone(),
                means: means.iter().map(|mean| mean * factor).collect(),
            },
            Self::Empirical(table) => Self::Empirical(table.scaled(factor)),
        }
    }
}

fn positive(law: &'static str, parameter: &'static str, value: f64) -> Result<(), LawError> {
    if value.is_finite() && value > 0.0 {
        Ok(())
    } else {
        Err(LawError::Parameter { law, parameter, value, allowed: "a finite number above 0" })
    }
}

fn check_phases(probabilities: &[f64], means: &[f64]) -> Result<(), LawError> {
    if probabilities.is_empty() || probabilities.len() != means.len() {
        return Err(LawError::Phases { probabilities: probabilities.len(), means: means.len() });
    }
    for &value in probabilities {
        if !(0.0..=1.0).contains(&value) {
            return Err(LawError::Parameter {
                law: "hyperexponential",
                parameter: "probabilities",
                value,
                allowed: "each in 0..=1",
            });
        }
    }
    let sum: f64 = probabilities.iter().sum();
    if (sum - 1.0).abs() > 1e-4 {
        return Err(LawError::Parameter {
            law: "hyperexponential",
            parameter: "sum of probabilities",
            value: sum,
            allowed: "1 within 0.0001",
        });
    }
    means.iter().try_for_each(|&value| positive("hyperexponential", "means", value))
}
