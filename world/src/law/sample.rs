//! Draws: one spell, and what is left of the spell found at a random moment.

use rand_core::Rng;

use super::Law;
use super::special::normal_quantile;

impl Law {
    /// One draw (unit of the law), at least 0 and finite.
    ///
    /// Takes one `u64` from `rng`, except gamma laws (Marsaglia and Tsang's rejection: two or more) and
    /// hyperexponential ones (two). A gamma law of small shape may give exactly 0.
    pub fn sample(&self, rng: &mut impl Rng) -> f64 {
        match self {
            Self::Constant { value } => *value,
            Self::Exponential { mean } => mean * exponential(rng),
            // A power by logarithm and exponential: a third of the time, and as good as a draw can be.
            Self::Weibull { shape, scale } => scale * libm::exp(libm::log(exponential(rng)) / shape),
            Self::Lognormal { mu, sigma } => libm::exp(mu + sigma * normal(rng)),
            Self::Gamma { shape, scale } => scale * gamma(*shape, rng),
            Self::Hyperexponential { probabilities, means } => {
                let phase = pick(probabilities.iter().copied(), rng);
                means.get(phase).copied().unwrap_or_default() * exponential(rng)
            }
            Self::Empirical(table) => table.quantile(uniform(rng)),
        }
    }

    /// One draw of the residual life of a stationary renewal process (unit of the law): how long the spell
    /// still lasts that is under way at a moment that knows nothing of it.
    ///
    /// The spell found there is length-biased (density `x f(x) / E[X]`) and the moment is uniform in it.
    pub fn sample_residual(&self, rng: &mut impl Rng) -> f64 {
        let found = match self {
            Self::Exponential { mean } => return mean * exponential(rng),
            Self::Constant { value } => *value,
            Self::Weibull { shape, scale } => scale * libm::pow(gamma(1.0 + 1.0 / shape, rng), 1.0 / shape),
            Self::Lognormal { mu, sigma } => libm::exp(mu + sigma * sigma + sigma * normal(rng)),
            Self::Gamma { shape, scale } => scale * gamma(shape + 1.0, rng),
            Self::Hyperexponential { probabilities, means } => {
                let phase = pick(probabilities.iter().zip(means).map(|(p, mean)| p * mean), rng);
                return means.get(phase).copied().unwrap_or_default() * exponential(rng);
            }
            Self::Empirical(table) => table.length_biased(uniform(rng), uniform(rng)),
        };
        found * uniform(rng)
    }
}

/// Uniform in the open interval (0, 1): the middle of one of 2⁵² equal cells, so that no logarithm is infinite.
pub(super) fn uniform(rng: &mut impl Rng) -> f64 {
    let cell = rng.next_u64() >> 12;
    (cell as f64 + 0.5) / (1_u64 << 52) as f64
}

fn exponential(rng: &mut impl Rng) -> f64 {
    -libm::log(uniform(rng))
}

/// Standard normal by inversion: one `u64` a draw, so that a stream's position does not depend on its values.
fn normal(rng: &mut impl Rng) -> f64 {
    normal_quantile(uniform(rng))
}

/// Gamma of scale 1. Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26
/// (2000), section 3; shapes below 1 by the boost of its section 6.
fn gamma(shape: f64, rng: &mut impl Rng) -> f64 {
    if shape < 1.0 {
        let boost = libm::pow(uniform(rng), 1.0 / shape);
        return gamma(shape + 1.0, rng) * boost;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / libm::sqrt(9.0 * d);
    loop {
        let x = normal(rng);
        let root = 1.0 + c * x;
        if root > 0.0 {
            let v = root * root * root;
            if libm::log(uniform(rng)) < 0.5 * x * x + d - d * v + d * libm::log(v) {
                return d * v;
            }
        }
    }
}

/// Index drawn in proportion to `weights`; the last one with any weight takes what rounding leaves over.
fn pick(weights: impl Iterator<Item = f64> + Clone, rng: &mut impl Rng) -> usize {
    let mut left = uniform(rng) * weights.clone().sum::<f64>();
    let mut chosen = 0;
    for (index, weight) in weights.enumerate() {
        if weight > 0.0 {
            chosen = index;
            if left < weight {
                break;
            }
            left -= weight;
        }
    }
    chosen
}
