//! Fitted and measured laws as the tables write them.

use serde::Deserialize;
use world::law::{Empirical, Law};

/// A measured quantity: its quantiles as a law, and the mean of the data, which the law's own mean comes near.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredLaw {
    /// Quantiles, linear in between; mass outside the outermost points sits on them.
    pub law: Law,
    /// Mean of the data (unit of the law).
    pub observed_mean: f64,
}

/// Several fits of one quantity, by law.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fits {
    exponential: Option<Mean>,
    weibull: Option<ShapeScale>,
    lognormal: Option<Lognormal>,
    gamma: Option<ShapeScale>,
    hyperexponential: Option<Phases>,
    empirical: Option<Measured>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mean {
    mean: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShapeScale {
    shape: f64,
    scale: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lognormal {
    mu: f64,
    sigma: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Phases {
    probabilities: Vec<f64>,
    means: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Measured {
    low: f64,
    high: f64,
    points: Vec<(f64, f64)>,
}

impl Fits {
    /// The fits there are, by the name of the law.
    pub(super) fn laws(&self) -> Vec<(&'static str, Law)> {
        let laws = [
            self.exponential.as_ref().map(|fit| Law::Exponential { mean: fit.mean }),
            self.weibull.as_ref().map(|fit| Law::Weibull { shape: fit.shape, scale: fit.scale }),
            self.lognormal.as_ref().map(Lognormal::law),
            self.gamma.as_ref().map(|fit| Law::Gamma { shape: fit.shape, scale: fit.scale }),
            self.hyperexponential
                .as_ref()
                .map(|fit| Law::Hyperexponential { probabilities: fit.probabilities.clone(), means: fit.means.clone() }),
            self.empirical.as_ref().map(|fit| empirical(fit.low, &fit.points, fit.high)),
        ];
        laws.into_iter().flatten().map(|law| (law.name(), law)).collect()
    }

    /// The fit of the law called `name`.
    pub(super) fn law(&self, name: &str) -> Option<Law> {
        self.laws().into_iter().find(|(law, _)| *law == name).map(|(_, law)| law)
    }
}

impl Lognormal {
    pub(super) fn law(&self) -> Law {
        Law::Lognormal { mu: self.mu, sigma: self.sigma }
    }
}

/// A measured quantity as the tables write it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Quantity {
    observed_mean: f64,
    points: Vec<(f64, f64)>,
}

impl Quantity {
    pub(super) fn measured(&self) -> MeasuredLaw {
        MeasuredLaw { law: quantiles(&self.points), observed_mean: self.observed_mean }
    }
}

/// Quantiles `(value, share at or below)` as a law; mass outside the outermost points sits on them.
pub(super) fn quantiles(points: &[(f64, f64)]) -> Law {
    let (low, high) = (points.first().map_or(0.0, |point| point.0), points.last().map_or(0.0, |point| point.0));
    empirical(low, points, high)
}

fn empirical(low: f64, points: &[(f64, f64)], high: f64) -> Law {
    Empirical::new(low, points, high).map_or_else(|error| panic!("scenarios/data: {error}"), Law::Empirical)
}
