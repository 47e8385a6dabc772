//! Moments of the laws, in closed form.

use super::Law;

impl Law {
    /// Mean (unit of the law).
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.moment(1)
    }

    /// `E[X²]` (unit of the law, squared).
    #[must_use]
    pub fn second_moment(&self) -> f64 {
        self.moment(2)
    }

    /// Mean of the residual life, `E[X²] / (2 E[X])` (unit of the law): how long the spell found at a random
    /// moment still lasts. Above the mean whenever the coefficient of variation is above 1.
    #[must_use]
    pub fn mean_residual(&self) -> f64 {
        self.second_moment() / (2.0 * self.mean())
    }

    /// `E[X^order]` (unit of the law, to that power); infinite where an `f64` cannot hold it.
    #[must_use]
    pub fn moment(&self, order: u32) -> f64 {
        let n = f64::from(order);
        let factorial: f64 = (1..=order).map(f64::from).product();
        match self {
            Self::Constant { value } => libm::pow(*value, n),
            Self::Exponential { mean } => factorial * libm::pow(*mean, n),
            Self::Weibull { shape, scale } => libm::pow(*scale, n) * libm::tgamma(1.0 + n / shape),
            Self::Lognormal { mu, sigma } => libm::exp(n * mu + n * n * sigma * sigma / 2.0),
            Self::Gamma { shape, scale } => (0..order).map(|i| scale * (shape + f64::from(i))).product(),
            Self::Hyperexponential { probabilities, means } => {
                let total: f64 = probabilities.iter().sum();
                let phases: f64 = probabilities.iter().zip(means).map(|(p, mean)| p / total * libm::pow(*mean, n)).sum();
                factorial * phases
            }
            Self::Empirical(table) => table.moment(order),
        }
    }
}
