//! Distribution functions and their inverses.

use super::Law;
use super::special::{gamma_cdf, normal_cdf, normal_quantile};

impl Law {
    /// P(X ≤ x).
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        if x < 0.0 {
            return 0.0;
        }
        match self {
            Self::Constant { value } => f64::from(u8::from(x >= *value)),
            Self::Exponential { mean } => -libm::expm1(-x / mean),
            Self::Weibull { shape, scale } => -libm::expm1(-libm::pow(x / scale, *shape)),
            Self::Lognormal { mu, sigma } if *sigma > 0.0 => normal_cdf((libm::log(x) - mu) / sigma),
            Self::Lognormal { mu, .. } => f64::from(u8::from(x >= libm::exp(*mu))),
            Self::Gamma { shape, scale } => gamma_cdf(*shape, x / scale),
            Self::Hyperexponential { probabilities, means } => {
                let total: f64 = probabilities.iter().sum();
                probabilities.iter().zip(means).map(|(p, mean)| -p / total * libm::expm1(-x / mean)).sum()
            }
            Self::Empirical(table) => table.cdf(x),
        }
    }

    /// The value that a share `p` of draws stays at or below; `p` is clamped to 0..=1.
    ///
    /// Closed form where there is one. Gamma and hyperexponential laws are inverted by bisection to the last
    /// bit, some microseconds a call: build a [`QuantileTable`](super::QuantileTable) for hot draws.
    /// At `p` = 1 it is infinite for every law but the constant and the empirical one.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        let p = p.clamp(0.0, 1.0);
        match self {
            Self::Constant { value } => *value,
            Self::Exponential { mean } => -mean * libm::log1p(-p),
            Self::Weibull { shape, scale } => scale * libm::pow(-libm::log1p(-p), 1.0 / shape),
            Self::Lognormal { mu, sigma } if *sigma > 0.0 => libm::exp(mu + sigma * normal_quantile(p)),
            Self::Lognormal { mu, .. } => libm::exp(*mu),
            Self::Gamma { .. } | Self::Hyperexponential { .. } => self.bisect(p),
            Self::Empirical(table) => table.quantile(p),
        }
    }

    /// Smallest x with cdf(x) ≥ p, by halving an interval until its ends are neighbours.
    fn bisect(&self, p: f64) -> f64 {
        if p <= 0.0 {
            return 0.0;
        }
        if p >= 1.0 {
            return f64::INFINITY;
        }
        let mut high = self.mean();
        while self.cdf(high) < p && high < f64::MAX / 2.0 {
            high *= 2.0;
        }
        let mut low = high / 2.0;
        while self.cdf(low) >= p && low > 0.0 {
            high = low;
            low /= 2.0;
        }
        loop {
            let middle = low + (high - low) / 2.0;
            if middle <= low || middle >= high {
                return high;
            }
            if self.cdf(middle) < p {
                low = middle;
            } else {
                high = middle;
            }
        }
    }
}
